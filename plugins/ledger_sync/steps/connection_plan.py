"""The plan of a first connection as a value: what would become of each party, and what it costs.

It is made from both sides as they are now, and carries a hash: what a person approved is this plan,
and no other one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from ledger_sync.errors import RecordError
from ledger_sync.ledgers.contract import Item, Ledger
from ledger_sync.model import DOCUMENTS, Company, Draft, Json, Party, Ref
from ledger_sync.rules.fingerprint import digest, fingerprint
from ledger_sync.rules.matching import Candidate, Match, Ours, Theirs, match
from ledger_sync.rules.numbers import start_number
from ledger_sync.rules.windows import Window
from ledger_sync.source import klipboard, rows
from ledger_sync.state import extracted, links
from ledger_sync.steps import mapping_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ledger_sync.ledgers.views import LedgerParty
    from ledger_sync.model import LedgerCode, Numbered
    from ledger_sync.rules.mapping import Tables
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.steps.ports import Line, Ports

Key = tuple[str, str]
"""A party of the ledger: its resource and id."""


@dataclass(frozen=True)
class There:
    """What the ledger has, read once for a plan."""

    parties: Sequence[LedgerParty]
    codes: Mapping[str, Sequence[LedgerCode]]
    numbers: Mapping[str, Sequence[Numbered]]


@dataclass(frozen=True)
class Here:
    """What Klipboard has of a company."""

    company: Company
    parties: Mapping[Ref, Party]
    documents: Mapping[str, Mapping[int, str]]
    """Numbers of the documents that are not cancelled, by entity and id."""


def read_ledger(ledger: Ledger, line: Line) -> There:
    """Everything that a plan needs of the ledger."""
    client = line.client
    return There(
        parties=[party for page in client.list_parties() for party in page],
        codes={kind: client.list_codes(kind) for kind in ledger.code_kinds},
        numbers={
            entity: [each for page in client.list_numbers(entity) for each in page]
            for entity in DOCUMENTS
            if entity in ledger.entities
        },
    )


def read_klipboard(
    ports: Ports,
    ledger: Ledger,
    company_id: int,
    now: datetime,
    entities: Sequence[str] | None = None,
) -> Here:
    """Everything that a plan needs of Klipboard, or of these entities."""
    everything = [Window(company_id, None)]
    parties: dict[Ref, Party] = {}
    documents: dict[str, dict[int, str]] = {}
    with ports.source.connect() as source:
        company = klipboard.companies(source, [company_id])[company_id]
        for entity in entities or ledger.entities:
            for _, source_id, content in klipboard.changed(source, entity, everything, now, ()):
                row = extracted.parsed(content)
                if entity in DOCUMENTS:
                    if row["status"] != "Cancelled":
                        documents.setdefault(entity, {})[source_id] = row["number"]
                    continue
                made = rows.record(entity, rows.typed(row), company)
                if isinstance(made, Party):
                    parties[made.ref] = made
    return Here(company, parties, documents)


def make_plan(
    ports: Ports,
    ledger: Ledger,
    connection: LedgerConnection,
    there: There,
    here: Here,
    decisions: Mapping[Key, Ref | None],
) -> Json:
    """What the first connection would do, as a value with its hash.

    Args:
        decisions: What a person said of parties that may be one.
    """
    known = _known_refs(ports, ledger, connection)
    plan = sort_parties(ports, ledger, connection, there, here, decisions)
    plan["start_numbers"] = {
        entity: start_number(each.number for each in numbers)
        for entity, numbers in there.numbers.items()
    }
    plan["send"] = _to_send(ledger, here, plan, known)
    plan["numbers_in_use"] = _numbers_in_use(there, here)
    plan["calls"] = _calls(ledger, plan["send"])
    return {**plan, "hash": digest(plan)}


def _known_refs(ports: Ports, ledger: Ledger, connection: LedgerConnection) -> dict[Key, Ref]:
    with ports.state.begin() as db:
        linked = links.by_ledger_id(db, connection.id, set(ledger.resources.values()))
    return {key: link.ref for key, link in linked.items()}


def sort_parties(
    ports: Ports,
    ledger: Ledger,
    connection: LedgerConnection,
    there: There,
    here: Here,
    decisions: Mapping[Key, Ref | None],
) -> Json:
    """The ledger's parties by what becomes of them: ``create``, ``link`` or ``review``."""
    with ports.state.begin() as db:
        tables = mapping_tables.load(db, ledger, [connection.company_id])
    known = _known_refs(ports, ledger, connection)
    maker = _Maker(ledger, tables, there, here)
    return maker.plan(_match(ledger, there, here, known, decisions))


def _match(
    ledger: Ledger,
    there: There,
    here: Here,
    known: Mapping[Key, Ref],
    decisions: Mapping[Key, Ref | None],
) -> list[Match]:
    by_key = {key_of(each): each for each in there.parties}
    return match(
        [Theirs(key_of(each), each.number, each.party) for each in there.parties],
        [
            Ours(
                party,
                ledger.shown_name(party.entity, party.name, party.client_name),
                ledger.number_of(_item(party)),
            )
            for party in here.parties.values()
        ],
        known,
        lambda their, our: ledger.may_be(by_key[their.key], our.party),
        decisions,
    )


def key_of(party: LedgerParty) -> Key:
    """How a party of the ledger is named: an id is unique within its resource."""
    return party.resource, party.ledger_id


def _item(party: Party) -> Item:
    return Item(draft=Draft(ref=party.ref, intent="upsert", content={}), action="create")


@dataclass(frozen=True)
class _Maker:
    """Turns matches into the entries of a plan."""

    ledger: Ledger
    tables: Tables
    there: There
    here: Here

    def plan(self, pairs: Sequence[Match]) -> Json:
        """The entries by what becomes of them."""
        by_key = {key_of(each): each for each in self.there.parties}
        create: list[Json] = []
        link: list[Json] = []
        review: list[Json] = []
        for pair in pairs:
            their = by_key[pair.theirs.key]
            if pair.ref is not None and pair.ref in self.here.parties:
                link.append(self._link(pair, their, self.here.parties[pair.ref]))
            elif pair.candidates:
                review.append({**self._create(pair, their), "candidates": self._shown(pair)})
            else:
                create.append(self._create(pair, their))
        ready, waiting = _with_parent(create, link)
        both = [
            each.ledger_id for each in self.there.parties if each.is_customer and each.is_supplier
        ]
        return {"create": ready, "link": link, "review": review + waiting, "both": both}

    def _create(self, pair: Match, their: LedgerParty) -> Json:
        terms = their.party.payment_terms
        way_back = terms and self.tables["payment_terms"].source_code(
            terms, company_id=self.here.company.company_id
        )
        party = {**asdict(their.party), "payment_terms": way_back}
        reserved = pair.ref.source_id if pair.ref else None
        return {**_known(their), "by": pair.by, "source_id": reserved, "party": party}

    def _link(self, pair: Match, their: LedgerParty, ours: Party) -> Json:
        agreed = self._agreed(ours, their)
        return {
            **_known(their),
            "by": pair.by,
            "entity": ours.entity,
            "source_id": ours.source_id,
            "name": ours.name,
            "their_name": their.party.name,
            "score": pair.score,
            "reasons": list(pair.reasons),
            "update": agreed["fingerprint"] is None,
            **agreed,
        }

    def _shown(self, pair: Match) -> list[Json]:
        return [self._candidate(each) for each in pair.candidates]

    def _candidate(self, candidate: Candidate) -> Json:
        party = self.here.parties[candidate.ref]
        return {
            "entity": party.entity,
            "source_id": party.source_id,
            "name": party.name,
            "email": party.email,
            "phone": party.phone,
            "city": party.address.city,
            "score": candidate.score,
            "reasons": list(candidate.reasons),
        }

    def _agreed(self, ours: Party, theirs: LedgerParty) -> Json:
        """What both sides say alike; where that is all that we say, nothing need be sent."""
        try:
            draft = self.ledger.draft(ours, self.here.company, self.tables)
        except RecordError:
            return {"fingerprint": None, "content": {}}
        if draft.intent == "upsert" and self.ledger.holds(draft.content, theirs):
            return {"fingerprint": fingerprint(draft), "content": draft.content}
        # Their terms are the ledger's code already, which no table translates; and wherever they
        # put a location, it is not moved.
        theirs_here = replace(
            theirs.party, payment_terms=None, client_id=ours.client_id, client_name=ours.client_name
        )
        there = self.ledger.draft(theirs_here, self.here.company, self.tables)
        return {"fingerprint": None, "content": _alike(draft.content, there.content)}


def _with_parent(create: list[Json], link: list[Json]) -> tuple[list[Json], list[Json]]:
    """A location whose client a person has to decide on waits with it, without candidates."""
    there = {each["ledger_id"] for each in (*create, *link) if each["parent_id"] is None}
    ready = [each for each in create if each["parent_id"] is None or each["parent_id"] in there]
    rest = [{**each, "candidates": []} for each in create if each not in ready]
    return ready, rest


def _known(their: LedgerParty) -> Json:
    return {
        "ledger_id": their.ledger_id,
        "resource": their.resource,
        "version": their.version,
        "number": their.number,
        "parent_id": their.parent_id,
        "view": their.view,
    }


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


def _to_send(ledger: Ledger, here: Here, plan: Json, known: Mapping[Key, Ref]) -> Json:
    """What the next hourly run will tell the ledger, if every record passes its checks."""
    linked = {Ref(each["entity"], each["source_id"]) for each in plan["link"]} | set(known.values())
    asked = {
        Ref(each["entity"], each["source_id"])
        for theirs in plan["review"]
        for each in theirs["candidates"]
    }
    result: Json = {}
    for entity in ledger.parties():
        mine = [each for each in plan["link"] if each["entity"] == entity]
        new = [
            ref
            for ref, party in here.parties.items()
            if ref.entity == entity and ref not in linked | asked and not party.archived
        ]
        updates = sum(each["update"] for each in mine)
        result[entity] = {"create": len(new), "update": updates, "same": len(mine) - updates}
    for entity, numbers in here.documents.items():
        new_ones = [each for each in numbers if Ref(entity, each) not in linked]
        result[entity] = {"create": len(new_ones)}
    return result


def _numbers_in_use(there: There, here: Here) -> list[Json]:
    """Documents of ours whose number the ledger has already (C-08, X-11)."""
    found = []
    for entity, numbers in there.numbers.items():
        holders = {each.number: each.ledger_id for each in numbers if each.number}
        for source_id, number in here.documents.get(entity, {}).items():
            if number in holders:
                found.append(
                    {
                        "entity": entity,
                        "source_id": source_id,
                        "number": number,
                        "ledger_id": holders[number],
                    }
                )
    return found


def _calls(ledger: Ledger, send: Json) -> Json:
    """What the backfill costs at least, against what a company may call in a day."""
    size = ledger.batch_size
    writes = sum(
        -(-count // size)
        for each in send.values()
        for name, count in each.items()
        if name != "same"
    )
    reads = len(ledger.guarded_numbers) + (1 if ledger.catalogue else 0)
    return {"reads": reads, "writes": writes, "daily_limit": ledger.limits.calls_per_day}
