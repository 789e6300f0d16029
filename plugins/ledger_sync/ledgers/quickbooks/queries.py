"""Statements of QuickBooks' query language. Pure.

Values stand in single quotes, numbers too; there is no OR. Without MAXRESULTS a hundred rows come,
and what is inactive stays hidden unless ``Active`` is spoken of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

PAGE_SIZE = 1000
"""The most that QuickBooks gives at once."""
LONGEST_LIST = 4000
"""Characters of a list of values, as they stand in the address of a call."""

ACTIVE_OR_NOT = "Active IN (true, false)"


def page(entity: str, start: int, *conditions: str, columns: str = "*") -> str:
    """One page of an entity, in an order that does not change while it is read.

    Args:
        start: The first row's place, counted from one.
    """
    return _select(columns, entity, conditions, f" ORDERBY Id STARTPOSITION {start}")


def one_of(entity: str, field: str, values: Iterable[str], *conditions: str) -> Iterator[str]:
    """Statements that together ask for everything with one of these values."""
    for some in _short_lists(dict.fromkeys(values)):
        wanted = f"{field} IN ({', '.join(some)})"
        yield _select("*", entity, (wanted, *conditions))


def changed_since(moment: datetime) -> str:
    """The condition that a record was changed at a moment or later."""
    return f"MetaData.LastUpdatedTime >= {quoted(moment.isoformat(timespec='seconds'))}"


def quoted(text: str) -> str:
    r"""A value; a quotation mark in it is escaped, not doubled."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _select(columns: str, entity: str, conditions: Iterable[str], place: str = "") -> str:
    joined = " AND ".join(conditions)
    where = f" WHERE {joined}" if joined else ""
    # No database's SQL: whatever comes from a record is quoted above.
    return f"SELECT {columns} FROM {entity}{where}{place} MAXRESULTS {PAGE_SIZE}"  # noqa: S608


def _short_lists(values: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    length = 0
    for value in map(quoted, values):
        more = len(quote_plus(f"{value}, "))
        if some and length + more > LONGEST_LIST:
            yield some
            some, length = [], 0
        some.append(value)
        length += more
    if some:
        yield some
