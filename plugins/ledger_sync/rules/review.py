"""The file in which a person says who is who, a row for each pair that may be one (X-01). Pure.

It is a CSV because people open it in a spreadsheet, where rows get sorted, deleted and saved with
other separators. Whatever that leaves unclear stays undecided or is refused; nothing is guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ledger_sync.errors import BadReview
from ledger_sync.model import PARTIES, Ref

if TYPE_CHECKING:
    from ledger_sync.model import Json

SAME, DIFFERENT = "same", "different"
"""What stands in the column ``decision``: this pair is one; it is two. Blank: not decided yet."""

_THEIRS = ("their_kind", "ledger_id", "their_name", "their_email", "their_phone", "their_town")
_OURS = ("our_kind", "our_id", "our_name", "our_email", "our_phone", "our_town")
COLUMNS = ("decision", *_THEIRS, *_OURS, "score", "reasons", "candidate")
"""The last one, ``1 of 2``, tells a row that was deleted from one that never was."""

SEPARATORS = (",", ";", "\t")
"""What spreadsheets of different countries put between cells."""

_MARK = "\ufeff"
"""Without it Excel takes the file for one in the machine's old character set."""

SHOWN = 100
"""Characters of a value that a message repeats."""

LONGEST_CELL = 1000
"""Characters of a cell that is written; spreadsheets cut what is much longer, and say nothing."""

_ALTERED = r"""(?=['"\s\x00-\x1f]*(?:[=+\-@＝＋－＠]|(?:0\d|\d{12})\d*\Z))"""
_AT_RISK = re.compile(rf"(\A|[;\t\r\n]){_ALTERED}")
_GUARDED = re.compile(rf"(\A|[;\t\r\n])'{_ALTERED}")
_CANDIDATE = re.compile(r"\s*([1-9]\d?) of ([1-9]\d?)\s*", re.ASCII)

Key = tuple[str, str]
"""A party of the ledger: its resource and id."""
Pair = tuple[str, str, str, int]
"""A party of the ledger with one of ours: resource, ledger's id, entity, id."""
Row = dict[str, str]
"""The texts of one row, by column."""


class _Decided(NamedTuple):
    """A row in which a person wrote something."""

    line: int
    row: Row
    key: Key
    ref: Ref
    decision: str


def to_csv(review: Iterable[Json], before: Mapping[Pair, str] = MappingProxyType({})) -> str:
    """The file for these parties of a plan, each with the candidates that it may be.

    Args:
        before: Decisions that were made already; they are kept in their rows.
    """
    return _written(_rows(review, before))


def renewed(text: str, where: str, review: Sequence[Json]) -> str:
    """The file for these parties, with everything that an earlier file decided.

    That includes parties which are not asked about any more because they are decided: the decision
    must be found again whenever the plan is made again.

    Raises:
        BadReview: as for ``read_csv``.
    """
    decided = list(_decided(text, where))
    asked = {(each["resource"], each["ledger_id"]) for each in review}
    rows = _rows(review, {(*each.key, *each.ref): each.decision for each in decided})
    return _written([*rows, *(each.row for each in decided if each.key not in asked)])


def read_csv(text: str, where: str) -> dict[Key, Ref | None]:
    """What was decided: which of ours a party of the ledger is, or None: none of its candidates.

    Who is not in the result is not decided yet. A row that is missing is not decided, so that a
    party is new only if every one of its candidates was said to be different.

    Args:
        where: The name of the file, for messages.

    Raises:
        BadReview: the file contradicts itself, or a part of it cannot be understood.
    """
    decided = list(_decided(text, where))
    chosen = _chosen(decided, where)
    asked: dict[Key, int] = {}
    ruled_out: defaultdict[Key, set[int]] = defaultdict(set)
    for each in decided:
        place, count = _place(each, where)
        asked[each.key] = max(count, asked.get(each.key, 0))
        if each.decision == DIFFERENT:
            ruled_out[each.key].add(place)
    new = {key: None for key, count in asked.items() if ruled_out[key] >= {*range(1, count + 1)}}
    return new | chosen


def _rows(review: Iterable[Json], before: Mapping[Pair, str]) -> Iterator[Row]:
    for theirs in review:
        party = theirs["party"]
        best_first = sorted(
            theirs["candidates"],
            key=lambda each: (-each["score"], each["entity"], each["source_id"]),
        )
        for place, ours in enumerate(best_first, start=1):
            pair = (theirs["resource"], theirs["ledger_id"], ours["entity"], ours["source_id"])
            values = (
                before.get(pair),
                *(theirs["resource"], theirs["ledger_id"], party["name"], party["email"]),
                *(party["phone"] or party["mobile"], party["address"]["city"]),
                *(ours["entity"], ours["source_id"], ours["name"], ours["email"]),
                *(ours["phone"], ours["city"], ours["score"], "; ".join(ours["reasons"])),
                f"{place} of {len(best_first)}",
            )
            texts = ("" if value is None else str(value)[:LONGEST_CELL] for value in values)
            yield dict(zip(COLUMNS, texts, strict=True))


def _written(rows: Iterable[Row]) -> str:
    def order(row: Row) -> tuple[str, ...]:
        names = ("their_name", "their_kind", "ledger_id", "candidate", "our_kind", "our_id")
        return (row["their_name"].casefold(), *(row[name] for name in names))

    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=order):
        writer.writerow([guarded(row[name]) for name in COLUMNS])
    return _MARK + file.getvalue()


def guarded(text: str) -> str:
    """A text that a spreadsheet leaves as it is: an apostrophe stands before what it would alter.

    That is what it takes for a formula (after a semicolon or a line break, too: where those
    separate cells, such a text is a cell), and numbers whose zeros or digits it drops.

    >>> guarded("=HYPERLINK(A1)"), guarded("a;@b"), guarded("0113 496"), guarded("01134960002")
    ("'=HYPERLINK(A1)", "a;'@b", '0113 496', "'01134960002")
    """
    return _AT_RISK.sub(r"\1'", text)


def unguarded(cell: str) -> str:
    """The text that became this cell.

    >>> unguarded(guarded("'=1")), unguarded("'tis")
    ("'=1", "'tis")
    """
    return _GUARDED.sub(r"\1", cell)


def _decided(text: str, where: str) -> Iterator[_Decided]:
    """The rows with a decision, each looked at by itself."""
    for line, row in _read(text, where):
        decision = "".join(row["decision"].split()).casefold()
        if not decision:
            continue
        if decision not in (SAME, DIFFERENT):
            raise _bad(where, line, row, "decision", f"allowed are {SAME}, {DIFFERENT}, nothing")
        for name in ("their_kind", "ledger_id"):
            if not row[name]:
                raise _bad(where, line, row, name, "allowed is what was written")
        if row["our_kind"] not in PARTIES:
            raise _bad(where, line, row, "our_kind", f"allowed are {', '.join(PARTIES)}")
        number = row["our_id"].strip()
        if not re.fullmatch(r"[0-9]{1,19}", number):
            why = "allowed is the whole number that was written; spreadsheets shorten long ones"
            raise _bad(where, line, row, "our_id", why)
        key, ref = (row["their_kind"], row["ledger_id"]), Ref(row["our_kind"], int(number))
        yield _Decided(line, {**row, "decision": decision}, key, ref, decision)


def _place(decided: _Decided, where: str) -> tuple[int, int]:
    """Which candidate of how many a row is about."""
    found = _CANDIDATE.fullmatch(decided.row["candidate"])
    if not found:
        why = "allowed is what was written, such as '1 of 2'"
        raise _bad(where, decided.line, decided.row, "candidate", why)
    return int(found[1]), int(found[2])


def _chosen(decided: Iterable[_Decided], where: str) -> dict[Key, Ref]:
    """What was said to be the same, if no row says otherwise."""
    said: dict[object, tuple[int, object]] = {}
    result: dict[Key, Ref] = {}
    for each in decided:
        claims: list[tuple[object, object, str]] = [
            ((*each.key, *each.ref), each.decision, "the opposite of these two; allowed is one")
        ]
        if each.decision == SAME:
            result[each.key] = each.ref
            claims += [
                (each.key, each.ref, "it of another our_id; allowed is one for a ledger_id"),
                (each.ref, each.key, "it of another ledger_id; allowed is one for an our_id"),
            ]
        for about, what, otherwise in claims:
            line, before = said.setdefault(about, (each.line, what))
            if before != what:
                raise _bad(where, each.line, each.row, "decision", f"line {line} says {otherwise}")
    return result


def _bad(where: str, line: int, row: Row, column: str, why: str) -> BadReview:
    value = row[column][:SHOWN]
    return BadReview(f"{where}, line {line}: {column} is {value!r}: {why}")


def _read(text: str, where: str) -> Iterator[tuple[int, Row]]:
    """The rows by their columns, each with the line where it begins."""
    rows = _cells(text.removeprefix(_MARK), where)
    line, first = next(rows, (1, []))
    heading = [cell.strip().casefold() for cell in first]
    while heading and not heading[-1]:
        heading.pop()
    places = _places(heading, where, line)
    width = max(places.values()) + 1
    for line, cells in rows:
        beyond = [cell for cell in cells[len(heading) :] if cell.strip()]
        if beyond:
            raise BadReview(
                f"{where}, line {line}: {beyond[0][:SHOWN]!r} stands beyond the last column: a "
                "value that contains the separator must stand in quotation marks"
            )
        padded = [*cells, *[""] * width]
        yield line, {name: unguarded(padded[place]) for name, place in places.items()}


def _places(heading: Sequence[str], where: str, line: int) -> dict[str, int]:
    for column in COLUMNS:
        if heading.count(column) != 1:
            fault = "is there more than once" if column in heading else "is missing"
            raise BadReview(
                f"{where}, line {line}: column {column} {fault}; needed are {', '.join(COLUMNS)}; "
                f"found are {', '.join(heading)[:500] or 'none'}"
            )
    return {column: heading.index(column) for column in COLUMNS}


def _cells(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line where it begins."""
    first = re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadReview(f"{where}, line {line}: {error}; allowed is CSV") from error
