"""Whether a change of ours whose answer was lost had reached the ledger, and as what. Pure.

The ledger then shows our own values, which are nobody's edit (C-10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger_sync.model import Json

LINES = "lines"
_NO_VALUES = ("id", "line", "item_name")


@dataclass(frozen=True)
class Shown:
    """A record in views.

    Args:
        agreed: As the ledger showed it when both sides agreed last.
        theirs: As it shows it now.
        before: As we would have had it shown then.
        sent: As we would have it shown now; both with Klipboard's ids of lines.
        children: Klipboard's ids of lines with the ledger's, as they were known.
    """

    agreed: Json
    theirs: Json
    before: Json
    sent: Json
    children: Mapping[str, str]


@dataclass(frozen=True)
class Arrived:
    """What the ledger would have answered: anything else that it shows is somebody's edit."""

    view: Json
    line_ids: tuple[str, ...]
    """The ledger's id of each line that was sent, in their order."""


def arrived(shown: Shown) -> Arrived | None:
    """The answer that was lost; None if there never was one."""
    changed = {
        name: value
        for name, value in shown.sent.items()
        if name != LINES and value != shown.before.get(name)
    }
    came = any(
        _is_there(value, shown.theirs.get(name)) and shown.agreed.get(name) != value
        for name, value in changed.items()
    )
    ids = _line_ids(shown)
    if ids is None or not (came or _lines_came(shown, ids)):
        return None
    view = {**shown.agreed, **changed}
    if shown.sent.get(LINES) != shown.before.get(LINES):
        view[LINES] = _answered_lines(shown, ids)
    return Arrived(view, tuple(ids))


def _is_there(sent: object, theirs: object) -> bool:
    """What we did not say, the ledger chose itself."""
    return sent is None or sent == theirs


def _line_ids(shown: Shown) -> list[str] | None:
    """The ledger's ids of the lines that were sent; None where one cannot be told from another.

    A line that the ledger knew keeps its id. A new one is the ledger's line with its values or, if
    somebody has changed it already, the next one that nobody knows.
    """
    free = [line for line in shown.theirs.get(LINES) or () if line["id"] not in _known(shown)]
    ids: list[str | None] = []
    for line in shown.sent.get(LINES) or ():
        known = shown.children.get(str(line["line"]))
        ids.append(known or _taken(free, [each for each in free if _agree(line, each)]))
    ids = [each or _taken(free, free) for each in ids]
    return None if None in ids else [str(each) for each in ids]


def _known(shown: Shown) -> set[str]:
    return set(shown.children.values())


def _taken(free: list[Json], fitting: Sequence[Json]) -> str | None:
    if not fitting:
        return None
    chosen = fitting[0]
    free.remove(chosen)
    return str(chosen["id"])


def _agree(sent: Json, theirs: Json) -> bool:
    return all(_is_there(value, theirs.get(name)) for name, value in _values(sent))


def _values(line: Json) -> Iterable[tuple[str, object]]:
    return ((name, value) for name, value in line.items() if name not in _NO_VALUES)


def _lines_came(shown: Shown, ids: Sequence[str]) -> bool:
    """Whether one of our lines stands there as it never stood before, or one of them went."""
    agreed = {line["id"]: line for line in shown.agreed.get(LINES) or ()}
    theirs = {line["id"]: line for line in shown.theirs.get(LINES) or ()}
    pairs = zip(shown.sent.get(LINES) or (), ids, strict=True)
    new = any(
        name in theirs and _agree(line, theirs[name]) and not _agree(line, agreed.get(name, {}))
        for line, name in pairs
    )
    kept = {line["line"] for line in shown.sent.get(LINES) or ()}
    gone = [
        shown.children.get(str(line["line"]))
        for line in shown.before.get(LINES) or ()
        if line["line"] not in kept
    ]
    return new or any(name in agreed and name not in theirs for name in gone)


def _answered_lines(shown: Shown, ids: Sequence[str]) -> list[Json]:
    theirs = {line["id"]: line for line in shown.theirs.get(LINES) or ()}
    found = []
    for line, name in zip(shown.sent.get(LINES) or (), ids, strict=True):
        said = {key: value for key, value in line.items() if key != "line" and value is not None}
        found.append({**theirs.get(name, {}), **said, "id": name})
    return found
