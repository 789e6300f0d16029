"""Files as people hand them over: rows of texts come out, or a reason that a person can act on."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.errors import BadImportFile
from ledger_sync.sheets import reading, workbook
from ledger_sync.sheets.reading import sheets
from ledger_sync.sheets.rows import Row

from tests.unit.sheets.files import a_workbook, rewritten, with_kept_values

ROWS = [("Name", "Price"), ("Café", "£1,234.50")]


def rows(content: bytes, number: int = 0) -> list[Row]:
    return [list(sheet) for sheet in sheets("p.csv", content)][number]


def cells(content: bytes, number: int = 0) -> list[tuple[str, ...]]:
    return [row.cells for row in rows(content, number)]


def text(separator: str = ",") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(ROWS)
    return made.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_every_encoding_that_excel_writes(encoding: str) -> None:
    assert cells(text().encode(encoding)) == ROWS


@pytest.mark.parametrize(("number", "separator"), [(0, ","), (1, ";"), (2, "\t")])
def test_a_text_is_offered_once_for_each_separator(number: int, separator: str) -> None:
    assert cells(text(separator).encode(), number) == ROWS


def test_empty_lines_are_no_rows_and_lines_are_counted_as_an_editor_does() -> None:
    content = b'Name,Note\r\n\r\nTap,"two\r\nlines"\r\n , \r\nPipe,one\r\n'

    assert [(row.line, row.cells[0]) for row in rows(content)] == [
        (1, "Name"),
        (3, "Tap"),
        (6, "Pipe"),
    ]


def test_a_cell_of_ten_megabytes_is_a_cell() -> None:
    huge = "x" * 10_000_000

    assert cells(f"Name,Note\nTap,{huge}\nPipe,short\n".encode()) == [
        ("Name", "Note"),
        ("Tap", huge),
        ("Pipe", "short"),
    ]


def test_what_looks_like_a_formula_in_a_text_is_a_text() -> None:
    assert cells(b'Name\n=HYPERLINK("x")\n') == [("Name",), ('=HYPERLINK("x")',)]


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1))
)
def test_any_text_comes_out_as_it_was_written(written: list[list[str]]) -> None:
    made = io.StringIO(newline="")
    csv.writer(made).writerows(written)
    expected = [tuple(cell.strip() for cell in row) for row in written]

    found = cells(made.getvalue().encode()) if made.getvalue() else []

    assert found == [row for row in expected if any(row)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"old Excel \(.xls\)", id="xls"),
        pytest.param(b"%PDF-1.7\n\x81\x8d", "neither a workbook", id="bytes of no text"),
        pytest.param(b"GIF89a\0\0\0", "neither a workbook", id="a picture"),
        pytest.param(b"PK\x03\x04 cut off", "cannot be read as a workbook", id="cut off"),
        pytest.param(a_workbook(ROWS)[:-200], "cannot be read as a workbook", id="half a workbook"),
    ],
)
def test_what_holds_no_table_is_refused_by_name(content: bytes, reason: str) -> None:
    with pytest.raises(BadImportFile, match=rf"^/data/p\.csv .*{reason}"):
        [list(sheet) for sheet in sheets("/data/p.csv", content)]


def test_a_packed_folder_that_is_no_workbook_is_refused() -> None:
    content = rewritten(a_workbook(ROWS), "[Content_Types].xml", lambda _: "<Types/>")

    with pytest.raises(BadImportFile, match="cannot be read as a workbook"):
        cells(content)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "LARGEST_BYTES", 2**20)

    with pytest.raises(BadImportFile, match="larger than 1 MiB"):
        cells(b"x" * (2**20 + 1))


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 1000)

    with pytest.raises(BadImportFile, match="unpacks to more"):
        cells(a_workbook(ROWS))


class TestWorkbooks:
    def test_every_sheet_is_offered(self) -> None:
        content = a_workbook([("Cover",)], ROWS)

        assert [cells(content, 0), cells(content, 1)] == [[("Cover",)], ROWS]

    def test_numbers_dates_and_flags_become_texts_without_loss(self) -> None:
        content = a_workbook([[1234.0, 0.1, 12345678901234, True, date(2026, 1, 2)]])

        assert cells(content) == [("1234", "0.1", "12345678901234", "true", "2026-01-02T00:00:00")]

    def test_rows_keep_their_numbers_over_gaps(self) -> None:
        content = a_workbook([["Name"], [], [None, " "], ["Tap"]])

        assert [(row.line, row.cells[0]) for row in rows(content)] == [(1, "Name"), (4, "Tap")]

    def test_what_a_sheet_says_of_its_size_is_not_believed(self) -> None:
        content = rewritten(
            a_workbook(ROWS),
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace('ref="A1:B2"', 'ref="A1"'),
        )

        assert cells(content) == ROWS

    def test_a_formula_counts_as_the_value_that_was_kept_with_it(self) -> None:
        content = with_kept_values(a_workbook([["Name", "Price"], ["Tap", "=1+1"]]), "7")

        assert rows(content)[1] == Row(2, ("Tap", "7"), {})

    def test_a_formula_without_a_kept_value_is_told_and_never_worked_out(self) -> None:
        row = rows(a_workbook([["Tap", "=1+1"]]))[0]

        assert row.cells == ("Tap", "")
        assert row.faults == {
            1: "has a formula without its value: open the file in Excel and save it"
        }

    def test_a_formula_that_failed_is_told(self) -> None:
        assert rows(a_workbook([["Tap", "#REF!"]]))[0].faults == {1: "has the error #REF!"}
