"""The content on which both sides agree after a merge: what the ledger has of ours. Pure.

What it lacks of Klipboard's content is what the next run sends (C-11), and nothing more (C-10).
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger_sync.model import LINE_MARK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from ledger_sync.model import Json
    from ledger_sync.rules.merge_lines import MergedLines

NOT_THERE = object()


@dataclass(frozen=True)
class Parts:
    """What says a field in a ledger's contents."""

    fields: Mapping[str, tuple[str, ...]]
    of_a_line: Mapping[str, tuple[str, ...]]
    lines: str
    """The name of a content's lines."""


@dataclass(frozen=True)
class Sides:
    """A content at three moments.

    Args:
        agreed: As both sides agreed on it last.
        ours: As Klipboard had it before the merge.
        now: As Klipboard has it after it.
    """

    agreed: Json
    ours: Json
    now: Json


@dataclass(frozen=True)
class Done:
    """What a merge brought to Klipboard, and what it left for the ledger."""

    taken: Collection[str] = ()
    pending: Collection[str] = ()
    lost: Collection[str] = ()
    """Fields in which the ledger lost a conflict; of a line ``<line> <field>``."""
    lines: MergedLines | None = field(default=None)


def agreed_content(parts: Parts, sides: Sides, done: Done, *, whole: bool = False) -> Json:
    """What the ledger has now of Klipboard's content.

    A field that follows from another one which was taken is not in the ledger yet: a draft that was
    sent in QuickBooks gets Klipboard's due date there (Q-10).

    Args:
        whole: Count such fields as agreed: what money did to an invoice is not sent back.
    """
    # What no field of a view says (a tax number at QuickBooks) is agreed as it was.
    result = deepcopy(sides.agreed)
    left = set(done.pending)
    if not whole:
        left |= {name for name in parts.fields if name not in done.taken} & _derived(parts, sides)
    for name, paths in parts.fields.items():
        for path in paths:
            _agree(result, path, sides.now, left=name in left, lost=name in done.lost)
    if parts.lines in sides.now:
        result[parts.lines] = list(_lines(parts, sides, done))
    return result


def _agree(result: Json, path: str, now: Json, *, left: bool, lost: bool) -> None:
    """Put into an agreed content what the ledger has at a path.

    Where Klipboard won a conflict the ledger has what Klipboard never had: nothing of it is agreed,
    so that Klipboard's value goes whatever it is by then. An empty one is told by what it was.
    """
    value = _at(now, path)
    if not left:
        _put(result, path, value)
    elif lost and value not in (None, NOT_THERE):
        _put(result, path, NOT_THERE)


def _derived(parts: Parts, sides: Sides) -> set[str]:
    return {
        name
        for name, paths in parts.fields.items()
        if any(_at(sides.ours, path) != _at(sides.now, path) for path in paths)
    }


def _lines(parts: Parts, sides: Sides, done: Done) -> Iterator[Json]:
    """Lines as the ledger has them: without new ones, with those that have yet to go."""
    merged = done.lines
    agreed = {str(line[LINE_MARK]): line for line in sides.agreed.get(parts.lines) or ()}
    now = {str(line[LINE_MARK]): line for line in sides.now[parts.lines]}
    pending = merged.pending if merged else {}
    for name in _order(agreed, now, moved=bool(merged and merged.reorder)):
        left = pending.get(name, frozenset())
        if "*" in left:
            if name in agreed and name not in now:
                yield agreed[name]
        elif name in now:
            lost = {each for each in left if f"{name} {each}" in done.lost}
            yield _line(parts, now[name], agreed.get(name, {}), left, lost)


def _order(agreed: Iterable[str], now: Iterable[str], *, moved: bool) -> Iterable[str]:
    """Klipboard's order, unless it is one that the ledger has yet to be told."""
    return dict.fromkeys([*agreed, *now] if moved else [*now, *agreed])


def _line(
    parts: Parts, now: Json, agreed: Json, left: Collection[str], lost: Collection[str]
) -> Json:
    result = deepcopy(now)
    for name in left:
        for path in parts.of_a_line.get(name, ()):
            _put(result, path, _at(agreed, path))
            _agree(result, path, now, left=True, lost=name in lost)
    return result


def _at(content: Json, path: str) -> object:
    """What stands at a path such as ``Phones.MOBILE``."""
    found: object = content
    for name in path.split("."):
        if not isinstance(found, dict) or name not in found:
            return NOT_THERE
        found = found[name]
    return found


def _put(content: Json, path: str, value: object) -> None:
    *above, last = path.split(".")
    for name in above:
        if value is NOT_THERE and name not in content:
            return
        content = content.setdefault(name, {})
    if value is NOT_THERE:
        content.pop(last, None)
    else:
        content[last] = value
