"""Opens a file that holds a table, whatever its name says that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.errors import BadImportFile
from ledger_sync.sheets import delimited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger_sync.sheets.rows import Sheet

LARGEST_BYTES = 50 * 2**20
"""Some hundred thousand rows; what is larger was given by mistake."""
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def sheets(name: str, content: bytes) -> Iterator[Sheet]:
    """The tables that a file may hold: sheets of a workbook, or a text at each of its separators.

    Raises:
        BadImportFile: it is neither a workbook nor a text.
    """
    if not content:
        raise BadImportFile(f"{name} is empty")
    if len(content) > LARGEST_BYTES:
        raise BadImportFile(f"{name} is larger than {LARGEST_BYTES // 2**20} MiB: divide it")
    if content.startswith(_OLD_EXCEL):
        raise BadImportFile(
            f"{name} is a workbook of old Excel (.xls) or one with a password: save it as XLSX "
            "without a password, or as CSV"
        )
    if content.startswith(_ZIP):
        # Imported only where there is a workbook.
        from ledger_sync.sheets import workbook

        return workbook.sheets(name, content)
    return delimited.sheets(name, content)
