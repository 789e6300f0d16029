"""In which order the lines of a document stand after a merge (C-05, C-11). Pure.

A side has moved lines when those that it had before and still has stand in another order: a line
more or less moves none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ledger_sync.rules.merge import LEDGER, Conflict

if TYPE_CHECKING:
    from ledger_sync.rules.merge import Winner

Names = Sequence[str]
"""Lines by the names that both sides share, as they stand."""


@dataclass(frozen=True)
class Arranged:
    """All lines in their order at the end."""

    order: tuple[str, ...]
    conflict: Conflict | None
    reorder: bool
    """The ledger has to move lines."""


def arrange(
    base_theirs: Names,
    theirs: Names,
    base_ours: Names,
    ours: Names,
    staying: Collection[str],
    winner: Winner,
) -> Arranged:
    """Take the order of the side that moved lines; where both did, the policy decides.

    What the other side alone has goes behind the line that it follows there.

    Args:
        staying: The lines at the end.
    """
    base_theirs, theirs, base_ours, ours = (
        _kept(names, staying) for names in (base_theirs, theirs, base_ours, ours)
    )
    moved_here, moved_there = _moved(base_ours, ours), _moved(base_theirs, theirs)
    conflict = None
    if moved_here and moved_there and _moved(ours, theirs):
        side = winner("lines.order")
        conflict = Conflict("order of lines", base_theirs, ours, theirs, side)
    theirs_lead = conflict.winner == LEDGER if conflict else moved_there and not moved_here
    order = _join(theirs, ours) if theirs_lead else _join(ours, theirs)
    return Arranged(tuple(order), conflict, reorder=moved_here and _moved(theirs, order))


def _kept(names: Names, some: Collection[str]) -> list[str]:
    return [name for name in names if name in some]


def _moved(before: Names, after: Names) -> bool:
    """Whether the lines in both stand in another order."""
    return _kept(before, set(after)) != _kept(after, set(before))


def _join(lead: Names, more: Names) -> list[str]:
    """The lines of ``lead``, and those of ``more`` each behind the one that it follows there.

    >>> _join(["1", "2"], ["+a", "2", "+b", "1"])
    ['+a', '1', '2', '+b']
    """
    result = list(lead)
    for before, name in pairwise([None, *more]):
        if name is not None and name not in result:
            result.insert(0 if before is None else result.index(before) + 1, name)
    return result
