"""Merge of a document's lines between the last agreement, ours and theirs (C-05, C-11). Pure.

Lines are matched by their ids alone, never by place or text: two equal lines stay two lines.
``line_order`` decides where each of them stands at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ledger_sync.rules.line_order import arrange
from ledger_sync.rules.merge import LEDGER, Conflict, changes, merge

if TYPE_CHECKING:
    from ledger_sync.model import Json
    from ledger_sync.rules.merge import Side, Winner

WHOLE = frozenset({"*"})
"""Pending of a line that the ledger does not have yet, or that has to leave it."""
ADDED = "+"
"""Before the ledger's id of a line that Klipboard does not have yet."""
_CARRIED = ("id", "line", "item_name")
"""Not compared: a renamed item is no edit of an invoice."""


@dataclass(frozen=True)
class MergedLines:
    """What has to be done on either side so that both have the same lines again."""

    take: Mapping[str, Json]
    """By Klipboard's line id and field: the ledger's value, which Klipboard gets."""
    add: tuple[Json, ...]
    """Lines of the ledger that are new to Klipboard."""
    remove: tuple[str, ...]
    """Lines that leave Klipboard."""
    order: tuple[str, ...]
    """All lines as they stand at the end: Klipboard's ids; of new ones ``+`` the ledger's id."""
    pending: Mapping[str, frozenset[str]]
    """By Klipboard's line id: the fields that the ledger does not have yet; ``*``: the line itself,
    which is new, or has to go."""
    conflicts: tuple[Conflict, ...]
    reorder: bool = False
    """Lines were moved in Klipboard, and the ledger still has them in another order."""


@dataclass(frozen=True)
class _Pair:
    """One line on both sides, then and now; None where it is not."""

    line: str
    ours: Json | None
    theirs: Json | None
    base_ours: Json | None
    base_theirs: Json | None

    @property
    def base(self) -> Json:
        """How the ledger showed it then, or how we did."""
        return self.base_theirs or self.base_ours or {}

    @property
    def our_base(self) -> Json:
        """How we showed it then, or how the ledger did."""
        return self.base_ours or self.base_theirs or {}


@dataclass
class _Result:
    take: dict[str, Json] = field(default_factory=dict)
    add: list[Json] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    pending: dict[str, frozenset[str]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def merge_lines(
    base_theirs: Sequence[Json],
    theirs: Sequence[Json],
    base_ours: Sequence[Json],
    ours: Sequence[Json],
    children: Mapping[str, str],
    winner: Winner,
) -> MergedLines:
    """Merge lines by id: added, removed, changed and moved ones of either side.

    A line that one side removed and the other left alone is removed. One that was changed there
    and removed here, or the reverse, is a conflict, which ``line.removed`` decides; a line that the
    ledger wins back is new to Klipboard. ``line.<field>`` and ``lines.order`` decide the others.

    Args:
        children: Klipboard's ids of lines that the ledger has, or had, with the ledger's.
        winner: Asked for ``line.<field>``, ``line.removed`` and ``lines.order``.
    """
    known = _by_ledger_id(children, {line["line"] for line in ours})
    then = {line["id"]: line for line in base_theirs}
    result = _Result()
    for pair in _pairs(base_theirs, theirs, base_ours, ours, known):
        _merge_pair(pair, winner, result)
    result.add += [line for line in theirs if line["id"] not in known and _is_new(line, then)]
    new = {line["id"]: f"{ADDED}{line['id']}" for line in result.add}
    names = known | new
    arranged = arrange(
        base_theirs=[names[line["id"]] for line in base_theirs if line["id"] in names],
        theirs=[names[line["id"]] for line in theirs if line["id"] in names],
        base_ours=[line["line"] for line in base_ours],
        ours=[line["line"] for line in ours],
        staying={line["line"] for line in ours} - set(result.remove) | set(new.values()),
        winner=winner,
    )
    if arranged.conflict is not None:
        result.conflicts.append(arranged.conflict)
    return MergedLines(
        take=result.take,
        add=tuple(result.add),
        remove=tuple(result.remove),
        order=arranged.order,
        pending=result.pending,
        conflicts=tuple(result.conflicts),
        reorder=arranged.reorder,
    )


def _by_ledger_id(children: Mapping[str, str], here: set[str]) -> dict[str, str]:
    """Klipboard's line of each line of the ledger; of two, the one that is still there."""
    ordered = sorted(children.items(), key=lambda child: child[0] in here)
    return {ledger_id: line for line, ledger_id in ordered}


def _pairs(
    base_theirs: Sequence[Json],
    theirs: Sequence[Json],
    base_ours: Sequence[Json],
    ours: Sequence[Json],
    known: Mapping[str, str],
) -> Iterator[_Pair]:
    """Every line that Klipboard has or had, ours first, as they stand."""
    then_there, now_there = (
        {known[line["id"]]: line for line in side if line["id"] in known}
        for side in (base_theirs, theirs)
    )
    then_here, now_here = ({line["line"]: line for line in side} for side in (base_ours, ours))
    for name in dict.fromkeys([*now_here, *now_there]):
        yield _Pair(
            line=name,
            ours=now_here.get(name),
            theirs=now_there.get(name),
            base_ours=then_here.get(name),
            base_theirs=then_there.get(name),
        )


def _merge_pair(pair: _Pair, winner: Winner, result: _Result) -> None:
    if pair.ours is None:
        _removed_here(pair, winner, result)
    elif pair.theirs is None:
        _removed_there(pair, winner, result)
    else:
        _on_both_sides(pair, winner, result)


def _on_both_sides(pair: _Pair, winner: Winner, result: _Result) -> None:
    merged = merge(
        _compared(pair.base),
        _compared(pair.theirs),
        _compared(pair.our_base),
        _compared(pair.ours),
        lambda name: winner(f"line.{name}"),
    )
    if merged.take:
        result.take[pair.line] = merged.take
    if merged.pending:
        result.pending[pair.line] = merged.pending
    result.conflicts += [
        replace(each, field=f"line {pair.line} {each.field}") for each in merged.conflicts
    ]


def _removed_here(pair: _Pair, winner: Winner, result: _Result) -> None:
    """It goes in the ledger too, unless it was changed there and the ledger wins."""
    if pair.theirs is None:
        return
    if changes(_compared(pair.base), _compared(pair.theirs)) and (
        _removal(pair, winner, result) == LEDGER
    ):
        result.add.append(pair.theirs)
    else:
        result.pending[pair.line] = WHOLE


def _removed_there(pair: _Pair, winner: Winner, result: _Result) -> None:
    """It goes here too, unless it was changed here and Klipboard wins.

    A line that the ledger did not have when both agreed was not removed there: it is on its way.
    """
    was_there = pair.base_theirs is not None
    if was_there and (
        not changes(_compared(pair.our_base), _compared(pair.ours))
        or _removal(pair, winner, result) == LEDGER
    ):
        result.remove.append(pair.line)
    else:
        result.pending[pair.line] = WHOLE


def _removal(pair: _Pair, winner: Winner, result: _Result) -> Side:
    """Tell the conflict of a line that one side removed and the other changed."""
    side = winner("line.removed")
    conflict = Conflict(f"line {pair.line}", pair.base, pair.ours, pair.theirs, side)
    result.conflicts.append(conflict)
    return side


def _is_new(line: Json, then: Mapping[str, Json]) -> bool:
    """Whether a line that Klipboard does not know is somebody's.

    What the ledger showed already when both agreed, and shows unchanged, is its own doing.
    """
    return _compared(then.get(line["id"])) != _compared(line)


def _compared(line: Json | None) -> Json:
    return {name: value for name, value in (line or {}).items() if name not in _CARRIED}
