"""First connection, second half: carry out the plan and open the gate (C-01, C-08, X-01, X-11).

Killed anywhere, it goes on where it was: an id is reserved and linked before its row is written, so
that a party of the ledger never becomes two of Klipboard.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import RecordError
from ledger_sync.model import CLIENT, Address, Company, Json, Party, Ref
from ledger_sync.rules.fingerprint import fingerprint
from ledger_sync.source import klipboard
from ledger_sync.state import audit, connections, links, plans, runs
from ledger_sync.steps import mapping_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.rules.mapping import Tables
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)

BATCH = 500
"""Parties that are written in one transaction."""


def apply_connection(ports: Ports, ledger: Ledger, run_number: int) -> None:
    """Carry out the run's plan; a run without one, and a dry run, changes nothing."""
    with ports.state.begin() as db:
        run = runs.get(db, run_number)
        kept = plans.of_run(db, run.id)
    if kept is None or run.dry_run or kept.applied_at is not None:
        return
    wait = ports.settings.lock_wait_seconds
    with connections.locked(ports.state, kept.ledger_connection_id, wait):
        with ports.state.begin() as db:
            connection = connections.get(db, kept.ledger_connection_id)
            tables = mapping_tables.load(db, ledger, [connection.company_id])
        with ports.source.connect() as source:
            company = klipboard.companies(source, [connection.company_id])[connection.company_id]
        # Links first: a new location may belong to a client that is linked.
        for some in _chunks(kept.plan["link"]):
            _link(ports, run.id, connection, some)
        for entity in ledger.parties():
            mine = [each for each in kept.plan["create"] if each["party"]["entity"] == entity]
            for some in _chunks(mine):
                _create(ports, ledger, run.id, connection, company, tables, some)
        _finish(ports, run.id, connection, kept.id, kept.plan)


def _chunks(members: Sequence[Json]) -> Iterator[Sequence[Json]]:
    for start in range(0, len(members), BATCH):
        yield members[start : start + BATCH]


def _create(
    ports: Ports,
    ledger: Ledger,
    run: int,
    connection: LedgerConnection,
    company: Company,
    tables: Tables,
    some: Sequence[Json],
) -> None:
    with ports.state.begin() as db:
        linked = links.by_ledger_id(db, connection.id, set(ledger.resources.values()))
        known = {key: link.ref.source_id for key, link in linked.items()}
        ids = _ids(ports, some, known)
        home = ledger.resource(CLIENT)
        parties = [
            _party(each, connection.company_id, ids[_key(each)], known | ids, home) for each in some
        ]
        for each, party in zip(some, parties, strict=True):
            if _key(each) not in linked:
                _save_created(db, ledger, run, connection, company, tables, each, party)
    with ports.source.begin() as source:
        klipboard.insert_parties(source, parties)


_Key = tuple[str, str]
"""A record of the ledger: resource and id."""


def _key(each: Json) -> _Key:
    return each["resource"], each["ledger_id"]


def _ids(ports: Ports, some: Sequence[Json], linked: dict[_Key, int]) -> dict[_Key, int]:
    """An id for each: the one reserved before, else a new one of its table's sequence."""
    result = {_key(each): linked[_key(each)] for each in some if _key(each) in linked}
    with ports.source.begin() as source:
        for entity in {each["party"]["entity"] for each in some}:
            new = [
                _key(each)
                for each in some
                if each["party"]["entity"] == entity and _key(each) not in result
            ]
            result.update(zip(new, klipboard.reserve_ids(source, entity, len(new)), strict=True))
    return result


def _party(each: Json, company_id: int, source_id: int, ids: dict[_Key, int], home: str) -> Party:
    """The party as Klipboard gets it; a location below the client that its parent became."""
    kept = each["party"]
    parent = each["parent_id"]
    values = {
        "address": Address(**kept["address"]),
        "company_id": company_id,
        "source_id": source_id,
        "client_id": ids[(home, parent)] if parent else None,
    }
    return Party(**{**kept, **values})


def _save_created(
    db: Connection,
    ledger: Ledger,
    run: int,
    connection: LedgerConnection,
    company: Company,
    tables: Tables,
    each: Json,
    party: Party,
) -> None:
    try:
        draft = ledger.draft(party, company, tables)
    except RecordError:
        content, print_ = {}, None
    else:
        content, print_ = draft.content, fingerprint(draft)
    _save_link(db, connection, party.ref, each, print_, content)
    audit.record(
        db,
        connection,
        party.ref,
        run=run,
        direction="inbound",
        action="create",
        ledger_id=each["ledger_id"],
        changes=audit.differences({}, content),
    )
    counts = {"created": 1}
    runs.add_counts(db, run, connection.company_id, party.entity, counts)


def _save_link(
    db: Connection,
    connection: LedgerConnection,
    ref: Ref,
    each: Json,
    print_: str | None,
    content: Json,
) -> None:
    links.save(
        db,
        connection.id,
        ref,
        resource=each["resource"],
        ledger_id=each["ledger_id"],
        number=each["number"],
        version=each["version"],
        fingerprint=print_,
        content=content,
        children={},
        withdrawn=False,
        source_updated_at=None,
    )


def _link(
    ports: Ports,
    run: int,
    connection: LedgerConnection,
    some: Sequence[Json],
) -> None:
    with ports.state.begin() as db:
        refs = [Ref(each["entity"], each["source_id"]) for each in some]
        known = links.read(db, connection.id, refs)
        for each, ref in zip(some, refs, strict=True):
            runs.add_counts(db, run, connection.company_id, ref.entity, {"skipped": 1})
            if ref in known:
                continue
            _save_link(db, connection, ref, each, each["fingerprint"], each["content"])
            audit.record(
                db,
                connection,
                ref,
                run=run,
                direction="inbound",
                action="link",
                ledger_id=each["ledger_id"],
                changes={"matched by": each["by"]},
            )


def _finish(ports: Ports, run: int, connection: LedgerConnection, plan_id: int, plan: Json) -> None:
    """Start numbers first: an open gate means that everything of the plan is done."""
    with ports.source.begin() as source:
        klipboard.set_start_numbers(source, connection.company_id, plan["start_numbers"])
    with ports.state.begin() as db:
        _tell(db, run, connection.company_id, plan)
        plans.mark_applied(db, plan_id)
        connections.open_gate(db, connection.id)
    log.info("company %d: the first connection is carried out", connection.company_id)


def _tell(db: Connection, run: int, company_id: int, plan: Json) -> None:
    for entity, number in plan["start_numbers"].items():
        if number is not None:
            message = f"the next {entity.replace('_', ' ')} number of Klipboard follows: {number}"
            runs.tell(db, run, company_id, f"start number {entity}", message)
    if plan["both"]:
        message = (
            f"{len(plan['both'])} are marked as customer and as supplier and became clients: "
            + ", ".join(plan["both"])
        )
        runs.tell(db, run, company_id, "customer and supplier", message)
