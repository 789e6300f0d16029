"""First connection, first half: read the ledger, match, plan; only the plan is written (X-01)."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from ledger_sync.errors import ConnectionEnded, RecordError
from ledger_sync.ledgers.contract import Item, Ledger, LedgerParty
from ledger_sync.model import DOCUMENTS, Company, Draft, Json, Party, Ref
from ledger_sync.rules.fingerprint import fingerprint
from ledger_sync.rules.matching import Match, Ours, Theirs, match
from ledger_sync.rules.numbers import start_number
from ledger_sync.rules.windows import Window
from ledger_sync.source import klipboard, rows
from ledger_sync.state import (
    connections,
    extracted,
    ledger_codes,
    ledger_numbers,
    links,
    plans,
    runs,
)
from ledger_sync.steps import mapping_tables, notices
from ledger_sync.steps.ports import Line, Ports, count_calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from ledger_sync.rules.mapping import Tables
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.steps.request import Request

log = logging.getLogger(__name__)


def plan_connection(ports: Ports, ledger: Ledger, request: Request) -> int:
    """Make and keep the plan of a company's first connection.

    Returns:
        The run. A company whose gate is open already gets no plan, and is told so.

    Raises:
        MissingConnection: the company has given no consent yet.
    """
    company_id = request.companies[0]
    with ports.source.connect() as source, ports.state.begin() as db:
        connection = connections.require(db, company_id, ledger.name)
        now = klipboard.clock(source)
        run = runs.open_run(
            db,
            dag_id=request.dag_id,
            run_id=request.run_id,
            ledger=ledger.name,
            params=request.params(),
            connections=[connection.id],
            high=now,
        )
        if connection.gate_is_open:
            message = (
                f"company {company_id} is connected to {ledger.title} ({connection.tenant_name}) "
                f"since {connection.gate_opened_at:%Y-%m-%d %H:%M} UTC: nothing was changed"
            )
            runs.tell(db, run.id, company_id, "connection", message)
            return run.id
    line = ports.open_line(connection)
    try:
        _plan(ports, ledger, run.id, connection, line, now)
    except ConnectionEnded as error:
        notices.end(ports.state, ledger, run.id, connection, error)
    finally:
        count_calls(ports, ledger, run.id, connection, line)
    return run.id


def _plan(
    ports: Ports,
    ledger: Ledger,
    run: int,
    connection: LedgerConnection,
    line: Line,
    now: datetime,
) -> None:
    theirs = [party for page in line.client.list_parties() for party in page]
    lists = {kind: line.client.list_codes(kind) for kind in ledger.code_kinds}
    documents = [entity for entity in DOCUMENTS if entity in ledger.entities]
    numbers = {
        entity: [each for page in line.client.list_numbers(entity) for each in page]
        for entity in documents
    }
    starts = {
        entity: start_number(each.number for each in numbered)
        for entity, numbered in numbers.items()
    }
    ours = _our_parties(ports, ledger, connection.company_id, now)
    with ports.state.begin() as db:
        known = links.by_ledger_id(db, connection.id, set(ledger.resources.values()))
        pairs = _match(ledger, theirs, ours, {key: link.ref for key, link in known.items()})
        plan = _as_plan(ports, db, ledger, connection, theirs, ours, pairs)
        plans.save(db, connection.id, run, {**plan, "start_numbers": starts})
        for kind, codes in lists.items():
            ledger_codes.replace(db, connection.id, kind, codes)
        for entity in ledger.guarded_numbers:
            ledger_numbers.save(db, connection.id, entity, numbers[entity])
        runs.reset_counts(db, run, ("read",))
        _count(db, run, connection.company_id, theirs)
    log.info(
        "company %d: %d parties in %s, %d to create, %d to link",
        connection.company_id,
        len(theirs),
        ledger.title,
        len(plan["create"]),
        len(plan["link"]),
    )


def _our_parties(ports: Ports, ledger: Ledger, company_id: int, now: datetime) -> list[Party]:
    everything = [Window(company_id, None)]
    result: list[Party] = []
    with ports.source.connect() as source:
        company = klipboard.companies(source, [company_id])[company_id]
        for entity in ledger.parties():
            for _, _, content in klipboard.changed(source, entity, everything, now, ()):
                made = rows.record(entity, rows.typed(extracted.parsed(content)), company)
                if isinstance(made, Party):
                    result.append(made)
    return result


def _match(
    ledger: Ledger,
    theirs: Sequence[LedgerParty],
    ours: Sequence[Party],
    known: dict[tuple[str, str], Ref],
) -> list[Match]:
    by_key = {_key(each): each for each in theirs}
    return match(
        [Theirs(_key(each), each.number, each.party) for each in theirs],
        [
            Ours(
                party,
                ledger.shown_name(party.entity, party.name, party.client_name),
                ledger.number_of(_item(party)),
            )
            for party in ours
        ],
        known,
        lambda their, our: ledger.may_be(by_key[their.key], our.party),
    )


def _key(party: LedgerParty) -> tuple[str, str]:
    return party.resource, party.ledger_id


def _item(party: Party) -> Item:
    return Item(draft=Draft(ref=party.ref, intent="upsert", content={}), action="create")


def _as_plan(
    ports: Ports,
    db: Connection,
    ledger: Ledger,
    connection: LedgerConnection,
    theirs: Sequence[LedgerParty],
    ours: Sequence[Party],
    pairs: Sequence[Match],
) -> Json:
    tables = mapping_tables.load(db, ledger, [connection.company_id])
    with ports.source.connect() as source:
        company = klipboard.companies(source, [connection.company_id])[connection.company_id]
    have = {party.ref: party for party in ours}
    by_key = {_key(each): each for each in theirs}
    create: list[Json] = []
    link: list[Json] = []
    for pair in pairs:
        their = by_key[pair.theirs.key]
        known = {
            "ledger_id": their.ledger_id,
            "resource": their.resource,
            "version": their.version,
            "number": their.number,
            "parent_id": their.parent_id,
            "by": pair.by,
        }
        if pair.ref is not None and pair.ref in have:
            entry = {**known, "entity": pair.ref.entity, "source_id": pair.ref.source_id}
            agreed = _agreed(ledger, tables, company, have[pair.ref], their)
            link.append({**entry, **agreed})
        else:
            terms = their.party.payment_terms
            way_back = tables["payment_terms"].source_code(terms) if terms else None
            party = {**asdict(their.party), "payment_terms": way_back}
            reserved = pair.ref.source_id if pair.ref else None
            create.append({**known, "source_id": reserved, "party": party})
    both = [each.ledger_id for each in theirs if each.is_customer and each.is_supplier]
    return {"create": create, "link": link, "both": both}


def _agreed(
    ledger: Ledger, tables: Tables, company: Company, ours: Party, theirs: LedgerParty
) -> Json:
    """What both sides say alike; where that is all that we say, nothing need be sent."""
    try:
        draft = ledger.draft(ours, company, tables)
    except RecordError:
        return {"fingerprint": None, "content": {}}
    if draft.intent == "upsert" and ledger.holds(draft.content, theirs):
        return {"fingerprint": fingerprint(draft), "content": draft.content}
    # Their terms are the ledger's code already, which no table translates; and wherever they put a
    # location, it is not moved.
    theirs_here = replace(
        theirs.party, payment_terms=None, client_id=ours.client_id, client_name=ours.client_name
    )
    there = ledger.draft(theirs_here, company, tables)
    return {"fingerprint": None, "content": _alike(draft.content, there.content)}


def _alike(ours: Json, theirs: Json) -> Json:
    """The parts of two contents that are equal."""
    result: Json = {}
    for name in ours.keys() & theirs.keys():
        mine, their = ours[name], theirs[name]
        if mine == their:
            result[name] = mine
        elif isinstance(mine, dict) and isinstance(their, dict):
            result[name] = _alike(mine, their)
    return result


def _count(db: Connection, run: int, company_id: int, theirs: Iterable[LedgerParty]) -> None:
    counts: dict[str, int] = {}
    for each in theirs:
        counts[each.party.entity] = counts.get(each.party.entity, 0) + 1
    for entity, count in counts.items():
        runs.add_counts(db, run, company_id, entity, {"read": count})
