"""Workbooks of Excel. A formula counts as the value that was kept with it; none is evaluated."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from ledger_sync.errors import BadImportFile
from ledger_sync.rules.money import plain
from ledger_sync.sheets.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook

    from ledger_sync.sheets.rows import Sheet

LARGEST_UNPACKED = 500 * 2**20
"""A workbook is a packed folder: a small file can unpack to more than a machine holds."""
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ParseError, RuntimeError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, OSError),
)
"""What is raised for files that only look like workbooks, that were cut off or have a password."""
_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
)
"""What stands in a cell whose formula failed."""


def sheets(name: str, content: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook, in their order.

    Raises:
        BadImportFile: it cannot be read as one.
    """
    _check_size(name, content)
    try:
        values, formulas = _open(content, data_only=True), _open(content, data_only=False)
        pairs = zip(values.worksheets, formulas.worksheets, strict=True)
        for shown, written in pairs:
            yield _rows(name, shown, written)
    except _UNREADABLE as error:
        raise _unreadable(name, error) from error


def _check_size(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            size = sum(each.file_size for each in folder.infolist())
    except zipfile.BadZipFile as error:
        raise _unreadable(name, error) from error
    if size > LARGEST_UNPACKED:
        raise BadImportFile(f"{name} unpacks to more than {LARGEST_UNPACKED // 2**20} MiB")


def _unreadable(name: str, error: Exception) -> BadImportFile:
    return BadImportFile(f"{name} cannot be read as a workbook (XLSX): {error}")


def _open(content: bytes, *, data_only: bool) -> Workbook:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # Programs leave out styles and other things that nobody reads here.
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)


def _rows(name: str, shown: Any, written: Any) -> Iterator[Row]:
    # What a sheet says of its own size is often wrong.
    shown.reset_dimensions()
    written.reset_dimensions()
    pairs = zip(shown.iter_rows(values_only=True), written.iter_rows(values_only=True), strict=True)
    try:
        for line, (values, formulas) in enumerate(pairs, start=1):
            cells = tuple(_text(value) for value in values)
            faults = dict(_faults(values, formulas))
            if any(cells) or faults:
                yield Row(line, cells, faults)
    except _UNREADABLE as error:
        raise _unreadable(name, error) from error


def _faults(values: tuple[Any, ...], formulas: tuple[Any, ...]) -> Iterator[tuple[int, str]]:
    for place, (value, formula) in enumerate(zip(values, formulas, strict=True)):
        if value is None and formula is not None:
            yield place, "has a formula without its value: open the file in Excel and save it"
        elif isinstance(value, str) and value in _ERRORS:
            yield place, f"has the error {value}"


def _text(value: object) -> str:
    """A number in full: the shortest that means the same, as Excel shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return plain(number) if number.is_finite() else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).strip()
