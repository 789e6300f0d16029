"""Files for tests: workbooks as programs write them. No test in here."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook


def a_workbook(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these sheets of rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def rewritten(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook with one of its parts changed as text."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            text = old.read(each)
            new.writestr(each, change(text.decode()) if each.filename == part else text)
    return made.getvalue()


def with_kept_values(content: bytes, *values: str) -> bytes:
    """A workbook whose formulas have the values that Excel keeps with them, in their order."""
    left = iter(values)

    def keep(text: str) -> str:
        return re.sub(r"</f><v\s*/?>(?:</v>)?", lambda _: f"</f><v>{next(left)}</v>", text)

    return rewritten(content, "xl/worksheets/sheet1.xml", keep)
