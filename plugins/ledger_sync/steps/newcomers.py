"""Parties that are new in a ledger: they come in as at the first connection (X-01, X-02).

One that Klipboard has meanwhile is linked, one that may be one of Klipboard's waits for a person.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledger_sync.model import PARTIES, Ref
from ledger_sync.source import klipboard
from ledger_sync.state import inbox, links, quarantine, reviews, runs
from ledger_sync.steps import decisions, importing
from ledger_sync.steps.connection_plan import There, read_klipboard, sort_parties
from ledger_sync.steps.received import from_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.ledgers.views import LedgerParty
    from ledger_sync.model import Json
    from ledger_sync.state.inbox import Box, Key, Letter
    from ledger_sync.steps.connection_plan import Here
    from ledger_sync.steps.work import Work

NEW = "new"
"""What a letter's plan is called whose party is being made in Klipboard."""


def bring_newcomers(work: Work, box: Box, letters: Sequence[Letter]) -> bool:
    """Make, link or ask about the parties that Klipboard does not have.

    Gives whether the inbox may have changed.

    Args:
        letters: All of the inbox; who is linked already is passed by.
    """
    went_on = _go_on(work, box, letters)
    new = _unlinked(work, letters)
    if not new:
        return went_on
    there = There(parties=new, codes={}, numbers={})
    here = _unlinked_here(work)
    decided = _decided(work, {(each.resource, each.ledger_id) for each in new})
    plan = sort_parties(work.ports, work.ledger, work.connection, there, here, decided)
    if box.dry_run:
        _foretell(work, plan)
        return False
    _carry_out(work, box, plan)
    return True


def _go_on(work: Work, box: Box, letters: Sequence[Letter]) -> bool:
    """Finish what a task had begun that died."""
    begun = [letter.plan[NEW] for letter in letters if letter.plan and NEW in letter.plan]
    if begun and not box.dry_run:
        _make(work, box, begun)
        return True
    return False


def _unlinked(work: Work, letters: Sequence[Letter]) -> list[LedgerParty]:
    parties = [letter for letter in letters if letter.record["party"]]
    with work.ports.state.connect() as db:
        linked = links.entities(db, work.connection.id, {letter.key for letter in parties})
    records = [
        from_json(*letter.key, letter.record) for letter in parties if letter.key not in linked
    ]
    return [record.party for record in records if record.party and not record.gone]


def _unlinked_here(work: Work) -> Here:
    """Klipboard's parties that are in no ledger record yet: who is linked is not found again."""
    company_id = work.connection.company_id
    with work.ports.source.connect() as source:
        now = klipboard.clock(source)
    here = read_klipboard(work.ports, work.ledger, company_id, now, PARTIES)
    with work.ports.state.connect() as db:
        linked = links.ledger_ids(db, work.connection.id, PARTIES)
    free = {ref: party for ref, party in here.parties.items() if ref not in linked}
    return replace(here, parties=free)


def _decided(work: Work, keys: set[Key]) -> dict[Key, Ref | None]:
    found = decisions.read(work.ports, work.connection)
    return {key: ref for key, ref in found.items() if key in keys}


def _carry_out(work: Work, box: Box, plan: Json) -> None:
    connection = work.connection
    with work.ports.state.begin() as db:
        importing.link(db, work.run, connection, plan["link"])
        refs = [Ref(each["entity"], each["source_id"]) for each in plan["link"]]
        quarantine.try_again(db, connection.id, refs)
        reviews.ask(db, connection.id, plan["review"])
        inbox.forget(db, box, [_key(each) for each in plan["review"]])
        # An id is linked before its row is written: who dies in between must find this again.
        inbox.intend(db, box, {_key(each): {NEW: each} for each in plan["create"]})
    decisions.write(work.ports, connection, plan["review"])
    _make(work, box, plan["create"])
    _tell(work, plan)


def _make(work: Work, box: Box, new: Sequence[Json]) -> None:
    importing.create(work.ports, work.ledger, work.run, work.connection, new)
    with work.ports.state.begin() as db:
        inbox.intend(db, box, {_key(each): None for each in new})


def _key(each: Json) -> Key:
    return each["resource"], each["ledger_id"]


def _tell(work: Work, plan: Json) -> None:
    if not plan["review"]:
        return
    where = decisions.file_of(work.ports, work.connection)
    message = (
        f"{len(plan['review'])} new parties of {work.ledger.title} may be ones that Klipboard has: "
        f"decide in {where}; both sides of each wait until then"
    )
    with work.ports.state.begin() as db:
        runs.tell(db, work.run, work.connection.company_id, "review", message)


def _foretell(work: Work, plan: Json) -> None:
    """A dry run names who would come in; they have no id in Klipboard yet."""
    with work.ports.state.begin() as db:
        for each in plan["create"]:
            topic = f"new {each['ledger_id']}"
            message = f"{each['party']['name']} would come in as {each['party']['entity']}"
            runs.tell(db, work.run, work.connection.company_id, topic, message)
