"""Texts whose values stand between commas, semicolons or tabs, as every program writes them."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from ledger_sync.errors import BadImportFile
from ledger_sync.sheets.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger_sync.sheets.rows import Sheet

SEPARATORS = (",", ";", "\t")
_MARKED = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_UNMARKED = ("utf-8", "cp1252")
"""What Excel writes in Western countries when it does not say; every text can be told apart."""


def sheets(name: str, content: bytes) -> Iterator[Sheet]:
    """The text as a table, once for each separator.

    Raises:
        BadImportFile: it is no text.
    """
    text = _decoded(name, content)
    for separator in SEPARATORS:
        yield _rows(name, text, separator)


def _decoded(name: str, content: bytes) -> str:
    marked = [encoding for mark, encoding in _MARKED.items() if content.startswith(mark)]
    for encoding in marked or _UNMARKED:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadImportFile(f"{name} is neither a workbook (XLSX) nor a text (CSV)")


def _rows(name: str, text: str, separator: str) -> Iterator[Row]:
    # The limit belongs to the process; cells are judged by what may stand in their column.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for values in reader:
            cells = tuple(value.strip() for value in values)
            if any(cells):
                yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadImportFile(f"{name}, line {line}: {error}") from error
