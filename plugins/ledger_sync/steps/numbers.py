"""Numbers that the ledger does not keep unique itself: we look before we send (C-08)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledger_sync.errors import Refused
from ledger_sync.rules.recovery import named
from ledger_sync.state import ledger_numbers
from ledger_sync.steps import lookups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.ledgers.contract import Item
    from ledger_sync.state.outbox import Entry
    from ledger_sync.steps.work import Work

Pair = tuple["Entry", "Item"]


def without_clashes(work: Work, pairs: Sequence[Pair]) -> list[Pair]:
    """What may go; one whose number belongs to another document there is held."""
    wanting = [pair for pair in pairs if _wants_a_number(work, pair[1])]
    clashing = _clashing(work, wanting)
    for entry, error in clashing:
        lookups.hold(work, entry, error)
    held = {entry.draft.ref for entry, _ in clashing}
    return [pair for pair in pairs if pair[0].draft.ref not in held]


def _wants_a_number(work: Work, item: Item) -> bool:
    if item.draft.ref.entity not in work.ledger.guarded_numbers or item.draft.intent != "upsert":
        return False
    return item.link is None or item.link.number != work.ledger.number_of(item)


def _clashing(work: Work, wanting: Sequence[Pair]) -> list[tuple[Entry, Refused]]:
    clashing: list[tuple[Entry, Refused]] = []
    for entity in {entry.draft.ref.entity for entry, _ in wanting}:
        mine = [pair for pair in wanting if pair[0].draft.ref.entity == entity]
        _read(work, entity)
        with work.ports.state.begin() as db:
            numbers = {work.ledger.number_of(item) for _, item in mine}
            holders = ledger_numbers.holders(db, work.connection.id, entity, numbers)
        for entry, item in mine:
            own = {item.link.ledger_id} if item.link else set()
            others = holders.get(work.ledger.number_of(item), set()) - own
            if others and (error := _clash(work, entity, item, others)):
                clashing.append((entry, error))
    return clashing


def _read(work: Work, entity: str) -> None:
    """Read what is new since the last time, once a run."""
    if entity in work.lists_read:
        return
    with work.ports.state.begin() as db:
        since = ledger_numbers.read_since(db, work.connection.id, entity)
    for page in work.line.client.list_numbers(entity, since):
        with work.ports.state.begin() as db:
            ledger_numbers.save(db, work.connection.id, entity, page)
    work.lists_read.add(entity)


def _clash(work: Work, entity: str, item: Item, others: set[str]) -> Refused | None:
    """Ask the ledger who has the number now: what was kept may be deleted since."""
    (found,) = work.line.client.find([replace(item, link=None)])
    if found is None:
        with work.ports.state.begin() as db:
            ledger_numbers.forget(db, work.connection.id, entity, others)
        return None
    if item.link is not None and found.ledger_id == item.link.ledger_id:
        return None
    number = work.ledger.number_of(item)
    error = Refused(
        f"{work.ledger.title} has another {entity} with the number {number}",
        rule="C-08",
        field="number",
        value=number,
    )
    return named(error, item.draft, found)
