"""Mapping tables: codes of Klipboard to codes of a ledger, and back (C-12). Pure.

A table is closed: what it does not say is not guessed. ``include/mappings/README.md`` explains the
files to the people who edit them; ``ledgers/*/tables`` declares which tables a ledger has.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger_sync.errors import BadMappingTable, UnmappedCode, shown

ANY = "any"
"""The value of a key column that stands for every value."""


@dataclass(frozen=True)
class TableSpec:
    """What a mapping table may hold.

    Args:
        name: File name without ending.
        keys: Key columns besides ``source_code``, each with its allowed values as a pattern.
        ledger_code: Pattern of what the ledger understands.
        title: What the codes are, for messages.
    """

    name: str
    title: str
    ledger_code: str
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def key_names(self) -> tuple[str, ...]:
        """The key columns besides the source code."""
        return tuple(name for name, _ in self.keys)

    @property
    def columns(self) -> tuple[str, ...]:
        """The header that a file of this table must have."""
        return ("source_code", *self.key_names, "ledger_code", "inbound", "note")


@dataclass(frozen=True)
class Row:
    """One row of a mapping table; ``company_id`` is None for a row of the file."""

    source_code: str
    keys: tuple[str, ...]
    ledger_code: str
    inbound: bool = False
    company_id: int | None = None


def code_key(code: str) -> str:
    """How codes are compared: without case, surrounding or repeated spaces.

    >>> code_key("  20%  vat ")
    '20% vat'
    """
    return " ".join(code.split()).casefold()


def parse(spec: TableSpec, text: str, *, where: str) -> tuple[Row, ...]:
    """Read a mapping table, refusing whatever is not closed.

    Raises:
        BadMappingTable: with file, line and reason.
    """
    reader = csv.DictReader(io.StringIO(text), strict=True)
    rows: list[Row] = []
    seen: dict[str, list[tuple[Row, int]]] = {}
    try:
        _check_header(spec, reader.fieldnames, where)
        for raw in reader:
            row = _row(spec, raw, f"{where}, line {reader.line_num}")
            _check_unique(row, seen, reader.line_num, where)
            rows.append(row)
    except csv.Error as error:
        # The reader within counts the line that broke; the outer one only those that it gave.
        raise BadMappingTable(f"{where}, line {reader.reader.line_num}: {error}") from error
    _check_way_back(rows, where)
    return tuple(rows)


def _check_header(spec: TableSpec, found: Iterable[str] | None, where: str) -> None:
    header = tuple(found or ())
    if header != spec.columns:
        unknown = [name for name in header if name not in spec.columns]
        missing = [name for name in spec.columns if name not in header]
        told = f"unknown {shown(unknown)}, missing {missing}"
        detail = told if unknown or missing else "wrong order, or one of them twice"
        raise BadMappingTable(
            f"{where}, line 1: the columns must be {','.join(spec.columns)} ({detail})"
        )


def _row(spec: TableSpec, raw: dict[str | None, str | None], at: str) -> Row:
    if None in raw or None in raw.values():
        raise BadMappingTable(f"{at}: expected {len(spec.columns)} values")
    values = {str(name): str(value) for name, value in raw.items()}
    for name, value in values.items():
        if not value.strip():
            raise BadMappingTable(f"{at}: {name} is blank; write '-' in note if there is none")
        if value != value.strip():
            raise BadMappingTable(f"{at}: {name} {shown(value)} has spaces around it")
    if values["inbound"] not in ("yes", "no"):
        raise BadMappingTable(f"{at}: inbound {shown(values['inbound'])} must be yes or no")
    for name, pattern in (*spec.keys, ("ledger_code", spec.ledger_code)):
        if not re.fullmatch(pattern, values[name]):
            raise BadMappingTable(f"{at}: {name} {shown(values[name])} is not allowed ({pattern})")
    return Row(
        source_code=values["source_code"],
        keys=tuple(values[name] for name in spec.key_names),
        ledger_code=values["ledger_code"],
        inbound=values["inbound"] == "yes",
    )


def _check_unique(row: Row, seen: dict[str, list[tuple[Row, int]]], line: int, where: str) -> None:
    """Two rows of one code must never fit equally well: one of them would be taken by chance."""
    others = seen.setdefault(code_key(row.source_code), [])
    for other, there in others:
        if _specificity(other) == _specificity(row) and _may_both_fit(row.keys, other.keys):
            raise BadMappingTable(
                f"{where}, line {line}: ambiguous, {shown(row.source_code)} stands in line {there} "
                "too"
            )
    others.append((row, line))


def _may_both_fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(a == b or ANY in (a, b) for a, b in zip(one, other, strict=True))


def _check_way_back(rows: Iterable[Row], where: str) -> None:
    """Several source codes may share a ledger code; exactly one of them is the way back."""
    ways: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        ways.setdefault((row.ledger_code, *row.keys), []).append(row)
    for key, group in ways.items():
        count = sum(row.inbound for row in group)
        if count != 1:
            codes = ", ".join(shown(row.source_code) for row in group)
            raise BadMappingTable(
                f"{where}: {'/'.join(key)} needs exactly one row with inbound=yes among {codes}, "
                f"not {count}"
            )


@dataclass(frozen=True)
class MappingTable:
    """One table with its file's rows and the companies' own rows, ready to be asked."""

    ledger: str
    spec: TableSpec
    index: Mapping[tuple[int | None, str], tuple[Row, ...]]

    @classmethod
    def of(cls, ledger: str, spec: TableSpec, rows: Iterable[Row]) -> MappingTable:
        """Make a table from the rows of its file and of the companies."""
        index: dict[tuple[int | None, str], list[Row]] = {}
        for row in rows:
            index.setdefault((row.company_id, code_key(row.source_code)), []).append(row)
        return cls(ledger, spec, {key: tuple(group) for key, group in index.items()})

    def find(self, company_id: int, source_code: str, **keys: str) -> str | None:
        """The ledger's code: a company's own row first, then the most specific row of the file."""
        row = self._row(company_id, source_code, self._wanted(keys))
        return None if row is None else self._checked(row)

    def _wanted(self, keys: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(keys[name] for name in self.spec.key_names)

    def _row(self, company_id: int, source_code: str, wanted: tuple[str, ...]) -> Row | None:
        for owner in (company_id, None):
            rows = self.index.get((owner, code_key(source_code)), ())
            fitting = [row for row in rows if _fits(row.keys, wanted)]
            if fitting:
                return max(fitting, key=_specificity)
        return None

    def _checked(self, row: Row) -> str:
        """A company's own row comes from a table that people fill: its code may be nonsense."""
        if re.fullmatch(self.spec.ledger_code, row.ledger_code):
            return row.ledger_code
        raise UnmappedCode(
            f"company {row.company_id}'s own row for {shown(row.source_code)} in "
            f"sync.mapping_overrides ({self.spec.name}) says {shown(row.ledger_code)}; "
            f"allowed is {self.spec.ledger_code}",
            rule="C-12",
            value=row.source_code,
        )

    def ledger_code(self, company_id: int, source_code: str, *, field: str, **keys: str) -> str:
        """As ``find``, but a missing row is an error that says what to add.

        Raises:
            UnmappedCode: no row fits.
        """
        code = self.find(company_id, source_code, **keys)
        if code is None:
            told = "".join(f", {name} {value}" for name, value in keys.items())
            raise UnmappedCode(
                f"{self.spec.title} {shown(source_code)} has no row in mapping table "
                f"{self.spec.name} of {self.ledger}{told}: add one there or in "
                "sync.mapping_overrides",
                rule="C-12",
                field=field,
                value=source_code,
            )
        return code

    def source_code(self, ledger_code: str, *, company_id: int, **keys: str) -> str | None:
        """The way back: Klipboard's code for a ledger's one, or None.

        A company's own rows go first; they have no mark for the way back, so they must lead to one
        code. A row counts only if its code leads there too: else the edit of a ledger would be
        taken back by the next run (C-10).
        """
        wanted = self._wanted(keys)
        leading = [
            row
            for (owner, _), rows in self.index.items()
            for row in rows
            if owner in (company_id, None)
            and code_key(row.ledger_code) == code_key(ledger_code)
            and self._row(company_id, row.source_code, wanted) == row
        ]
        own = {code_key(row.source_code): row for row in leading if row.company_id is not None}
        if own:
            return next(iter(own.values())).source_code if len(own) == 1 else None
        fitting = [row for row in leading if row.inbound]
        return max(fitting, key=_specificity).source_code if fitting else None


def _fits(keys: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return all(key in (ANY, want) for key, want in zip(keys, wanted, strict=True))


def _specificity(row: Row) -> int:
    return sum(key != ANY for key in row.keys)


Tables = Mapping[str, MappingTable]
"""The mapping tables of one ledger by name."""
