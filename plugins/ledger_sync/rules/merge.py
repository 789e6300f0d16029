"""Merge by field between what both sides agreed on last, ours and theirs (C-11). Pure.

Each side is compared with itself: the ledger's view now with its view then, ours now with ours
then. So what a ledger does to a record by itself when we write it is nobody's edit (C-10).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ledger_sync.model import Json

Side = Literal["klipboard", "ledger"]
KLIPBOARD: Side = "klipboard"
LEDGER: Side = "ledger"

Winner = Callable[[str], Side]
"""Whose value stays where both changed a field (``policy``)."""


@dataclass(frozen=True)
class Conflict:
    """Both sides changed the same field to different values."""

    field: str
    base: Any
    """How the ledger showed it when both agreed."""
    ours: Any
    theirs: Any
    winner: Side


@dataclass(frozen=True)
class Merged:
    """What has to be done on either side so that both agree again."""

    take: Json
    """By field: the ledger's value, which Klipboard gets."""
    pending: frozenset[str]
    """Fields whose value in Klipboard the ledger does not have yet."""
    conflicts: tuple[Conflict, ...]


def changes(before: Json, after: Json) -> Json:
    """The fields of ``after`` that are not what they were, each with its value after.

    A field that was not there was ``None``; one that is not there any more says nothing.

    >>> changes({"name": "Acme", "phone": None}, {"name": "Acme Ltd", "email": None})
    {'name': 'Acme Ltd'}
    """
    return {field: value for field, value in after.items() if before.get(field) != value}


def merge(base_theirs: Json, theirs: Json, base_ours: Json, ours: Json, winner: Winner) -> Merged:
    """Take what one side changed; where both did, the policy decides and the conflict is told.

    What both changed to the same value is agreed: there is nothing to do.

    >>> then = {"due_date": "2026-10-31", "reference": None}
    >>> theirs, ours = {**then, "due_date": "2026-11-15"}, {**then, "reference": "Job 7"}
    >>> merge(then, theirs, then, ours, lambda field: LEDGER)
    Merged(take={'due_date': '2026-11-15'}, pending=frozenset({'reference'}), conflicts=())
    """
    agreed = {name for name in ours.keys() & theirs.keys() if ours[name] == theirs[name]}
    here = _without(changes(base_ours, ours), agreed)
    there = _without(changes(base_theirs, theirs), agreed)
    conflicts = tuple(
        Conflict(field, base_theirs.get(field), here[field], value, winner(field))
        for field, value in there.items()
        if field in here
    )
    lost = {each.field for each in conflicts if each.winner == KLIPBOARD}
    won = {each.field for each in conflicts if each.winner == LEDGER}
    return Merged(
        take={field: value for field, value in there.items() if field not in lost},
        pending=frozenset(here.keys() - won),
        conflicts=conflicts,
    )


def _without(values: Json, fields: Collection[str]) -> Json:
    return {name: value for name, value in values.items() if name not in fields}
