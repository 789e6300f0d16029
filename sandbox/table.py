"""Rows in memory with indexes and undo. Rows are never changed in place: `put` replaces them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Row = TypeVar("Row")
Undo = Callable[[], None]


class Journal:
    """Remember how to undo the writes of one request."""

    def __init__(self) -> None:
        self._undo: list[Undo] = []

    def note(self, undo: Undo) -> None:
        """Remember one step back."""
        self._undo.append(undo)

    def mark(self) -> int:
        """Return a point to go back to."""
        return len(self._undo)

    def rollback(self, mark: int = 0) -> None:
        """Undo everything since the mark."""
        while len(self._undo) > mark:
            self._undo.pop()()

    def commit(self) -> None:
        """Forget how to undo."""
        self._undo.clear()


class Table(Generic[Row]):
    """Rows by id, found again by other keys."""

    def __init__(
        self,
        journal: Journal,
        key: Callable[[Row], str],
        **indexes: Callable[[Row], str | None],
    ) -> None:
        self._journal = journal
        self._key = key
        self._rows: dict[str, Row] = {}
        self._key_of = indexes
        self._found: dict[str, dict[str, dict[str, None]]] = {name: {} for name in indexes}

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows, oldest first."""
        return iter(self._rows.values())

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._rows)

    def get(self, key: str) -> Row | None:
        """Return the row with this id."""
        return self._rows.get(key)

    def find(self, index: str, value: str) -> list[Row]:
        """Return the rows whose index has this value, the last one changed at the end."""
        return [self._rows[key] for key in self._found[index].get(value, {})]

    def put(self, row: Row) -> None:
        """Insert or replace a row."""
        key = self._key(row)
        before = self._rows.get(key)
        self._replace(key, before, row)
        self._journal.note(lambda: self._replace(key, row, before))

    def _replace(self, key: str, before: Row | None, after: Row | None) -> None:
        if before is not None:
            self._unindex(key, before)
        if after is None:
            del self._rows[key]
            return
        self._rows[key] = after
        for name, key_of in self._key_of.items():
            value = key_of(after)
            if value is not None:
                self._found[name].setdefault(value, {})[key] = None

    def _unindex(self, key: str, row: Row) -> None:
        for name, key_of in self._key_of.items():
            value = key_of(row)
            if value is not None:
                self._found[name][value].pop(key, None)
