"""A row of a table in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple


class Row(NamedTuple):
    """One row: its cells as texts, without the spaces around them; an empty one is no row."""

    line: int
    """Where it begins in the file, counted from one."""
    cells: tuple[str, ...]
    faults: Mapping[int, str] = MappingProxyType({})
    """Why cells cannot be trusted, by their places."""


Sheet = Iterable[Row]
