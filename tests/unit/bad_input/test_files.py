"""Files that people edit with whatever they have: read as they were meant, or refused by line."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_sync import files
from ledger_sync.errors import BadImportFile, BadMappingTable, BadReview, BadSuite, UnmappedCode
from ledger_sync.ledgers import LEDGERS
from ledger_sync.ledgers.quickbooks.exports import PRODUCTS
from ledger_sync.quality.suites import read_suite
from ledger_sync.rules import mapping, policy, review
from ledger_sync.steps import mapping_tables
from ledger_sync.steps.product_file import Offer, read_products

from tests.unit.bad_input.answers import changed, places
from tests.unit.bad_input.nasty import json_values, refusal_of, texts
from tests.unit.sheets.files import a_workbook, rewritten

SPECS = {f"{name}/{spec.name}": spec for name, ledger in LEDGERS.items() for spec in ledger.tables}
TAXES = SPECS["xero/tax_rates"]
GOOD_TABLE = files.mapping_file("xero", "tax_rates").read_text(encoding="utf-8")
CONFLICTS = files.conflicts_file().read_text(encoding="utf-8")

Edit = Callable[[str], str]
EDITS: dict[str, Edit] = {
    "another separator": lambda text: text.replace(",", ";"),
    "tabs": lambda text: text.replace(",", "\t"),
    "a byte order mark": lambda text: f"\ufeff{text}",
    "a heading twice": lambda text: text.replace("note", "source_code", 1),
    "a heading more": lambda text: text.replace("note", "note,colour", 1),
    "no heading": lambda text: text.partition("\n")[2],
    "columns in another order": lambda text: text.replace("inbound,note", "note,inbound", 1),
    "a row twice": lambda text: text + text.splitlines()[1] + "\n",
    "a cell too few": lambda text: text + "x,y\n",
    "a cell too many": lambda text: text + "x,y,z,a,b,c,d\n",
    "blank cells": lambda text: text + ",,,,,\n",
    "a quotation mark that never ends": lambda text: text + '"x,y\n',
    "nothing at all": lambda _: "",
    "a cell of ten megabytes": lambda text: text + "x" * 10_000_000 + ",any,any,NONE,yes,-\n",
}


@pytest.mark.rule("C-12")
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_mapping_table_that_somebody_spoiled_is_refused_by_file_and_line(edit: Edit) -> None:
    spoiled = edit(GOOD_TABLE)

    refused = refusal_of(lambda: mapping.parse(TAXES, spoiled, where="t.csv"), BadMappingTable)

    assert refused is not None
    assert refused.message.startswith("t.csv")


@pytest.mark.rule("C-12")
def test_a_mapping_table_with_the_line_ends_of_windows_is_the_same_table() -> None:
    spoiled = GOOD_TABLE.replace("\n", "\r\n")

    assert mapping.parse(TAXES, spoiled, where="t") == mapping.parse(TAXES, GOOD_TABLE, where="t")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param("x,é\n".encode("latin-1"), "not UTF-8 (byte 2)", id="Latin-1"),
        pytest.param(codecs.BOM_UTF16_LE + "x".encode("utf-16-le"), "not UTF-8", id="UTF-16"),
        pytest.param(None, "cannot be read: Is a directory", id="a folder"),
    ],
)
def test_a_table_that_is_no_text_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, told: str
) -> None:
    monkeypatch.setattr(files, "PROJECT", tmp_path)
    path = tmp_path / "tax_rates.csv"
    path.mkdir() if content is None else path.write_bytes(content)

    refused = refusal_of(lambda: mapping_tables.read_table(path), BadMappingTable)

    assert refused is not None
    assert refused.message.startswith(f"tax_rates.csv{':' if content else ''} ")
    assert told in refused.message


def as_csv(rows: list[list[str]], separator: str = ",", end: str = "\n") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return file.getvalue()


cells = st.one_of(
    texts, st.sampled_from(["any", "yes", "no", "GB", "sales", "NONE", "-", "20% VAT"])
)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
@settings(max_examples=20)
@given(rows=st.lists(st.lists(cells, min_size=3, max_size=7), max_size=4), headed=st.booleans())
def test_any_mapping_table_is_closed_or_refused(
    spec: mapping.TableSpec, rows: list[list[str]], headed: bool
) -> None:
    text = as_csv([list(spec.columns), *rows] if headed else rows)

    refusal_of(lambda: mapping.parse(spec, text, where="t.csv"), BadMappingTable)


@settings(max_examples=20)
@given(st.lists(st.lists(cells, min_size=1, max_size=5), max_size=3))
def test_any_table_of_conflicts_is_closed_or_refused(rows: list[list[str]]) -> None:
    refused = refusal_of(lambda: policy.parse(CONFLICTS + as_csv(rows), "c.csv"), BadMappingTable)

    assert (refused is None) == (not any(rows))


@given(code=texts, ledger_code=texts)
def test_a_companys_own_row_of_nonsense_is_refused_where_it_is_asked_for(
    code: str, ledger_code: str
) -> None:
    own = mapping.Row(code, ("any", "any"), ledger_code.strip(), company_id=1)
    rows = (*mapping.parse(TAXES, GOOD_TABLE, where="t"), own)
    table = mapping.MappingTable.of("xero", TAXES, rows)
    keys = {"country": "GB", "document": "sales"}

    refusal_of(lambda: table.ledger_code(1, code, field="tax_rate", **keys), UnmappedCode)

    assert table.ledger_code(2, "20% VAT", field="tax_rate", **keys) == "OUTPUT2"


# --- suites -------------------------------------------------------------------------------------

SUITE = json.loads(files.expectation_file("client").read_text(encoding="utf-8"))
FIRST = {**SUITE, "expectations": SUITE["expectations"][:1] + SUITE["expectations"][-1:]}


@settings(max_examples=200)
@given(data=st.data())
def test_any_suite_is_read_or_refused_by_file_and_place(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    way = data.draw(st.sampled_from(sorted(places(FIRST), key=str)))
    spoiled = changed(FIRST, way, data.draw(json_values))
    path = tmp_path_factory.getbasetemp() / "client.json"
    path.write_text(json.dumps(spoiled, default=str), encoding="utf-8")

    refused = refusal_of(lambda: read_suite(path), BadSuite)

    if refused is not None:
        assert refused.message.startswith("client.json")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        pytest.param({"ledgers": 7}, "ledgers 7 must be some of", id="ledgers that are none"),
        pytest.param({"ledgers": [["xero"]]}, "ledgers [['xero']] must be", id="lists of ledgers"),
        pytest.param({"message": "{value:>999999999}"}, "message may name a value", id="a width"),
        pytest.param({"message": "{value!x}"}, "message may name a value", id="a conversion"),
        pytest.param({"kwargs": {"column_list": 5}}, "column_list 5 must be a list", id="a number"),
        pytest.param({"kwargs": {"column": ["name"]}}, "unknown column ['name']", id="a list"),
    ],
)
def test_a_suite_of_wrong_types_is_refused_with_what_is_allowed(
    tmp_path: Path, values: Any, told: str
) -> None:
    path = tmp_path / "client.json"
    spoiled = changed(FIRST, ("expectations", 0), FIRST["expectations"][0] | values)
    path.write_text(json.dumps(spoiled))

    refused = refusal_of(lambda: read_suite(path), BadSuite)

    assert refused is not None
    assert refused.message.startswith(f"client.json, expectation 1: {told}")


def test_a_suite_without_a_bottom_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "client.json"
    path.write_text("[" * 100_000)

    assert refusal_of(lambda: read_suite(path), BadSuite) is not None


# --- review files ---------------------------------------------------------------------------------

NAME = "xero-1.csv"


def asked(name: str, ours: str) -> Any:
    party = {"name": name, "email": name, "phone": None, "mobile": name, "address": {"city": name}}
    candidates = [
        {
            "entity": "client", "source_id": number, "name": ours, "email": ours, "phone": ours,
            "city": ours, "score": 70, "reasons": [ours],
        }
        for number in (1, 2)
    ]  # fmt: skip
    return {"resource": "Contacts", "ledger_id": "c-1", "party": party, "candidates": candidates}


@given(
    name=texts,
    ours=texts,
    place=st.integers(0, 14),
    cell=texts,
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_review_file_that_went_through_a_spreadsheet_decides_nothing_by_itself(
    name: str, ours: str, place: int, cell: str, end: str
) -> None:
    written = review.to_csv([asked(name, ours)])
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))

    for separator in (",", ";", "\t"):
        saved = as_csv([rows[0][::-1], *(row[::-1] for row in rows[1:])], separator, end)
        assert review.read_csv(saved, NAME) == {}

    rows[1][0] = "same"
    assert review.read_csv(as_csv(rows), NAME) == {("Contacts", "c-1"): ("client", 1)}
    rows[2][place] = cell
    read: list[Any] = []
    refused = refusal_of(lambda: read.append(review.read_csv(as_csv(rows), NAME)), BadReview)
    if refused is None:
        assert read[0].get(("Contacts", "c-1")) == ("client", 1)
    else:
        assert refused.message.startswith(f"{NAME}, line ")


@given(st.text(max_size=300))
def test_any_text_is_a_review_file_or_refused(text: str) -> None:
    refusal_of(lambda: review.read_csv(text, NAME), BadReview)


def test_a_name_of_ten_megabytes_leaves_the_review_file_one_that_can_be_decided() -> None:
    written = review.to_csv([asked("x" * 10_000_000, "y" * 10_000_000)])

    assert len(written) < 30_000
    decided = written.replace("\r\n,", "\r\nsame,", 1)
    assert review.read_csv(decided, NAME) == {("Contacts", "c-1"): ("client", 1)}


# --- files of products ---------------------------------------------------------------------------

HEAD = ["Product/Service Name", "Type", "Sales Price / Rate", "SKU", "Active"]


def offered(content: bytes) -> Offer | None:
    made: list[Offer] = []
    refusal_of(lambda: made.append(read_products(PRODUCTS, "/data/p", content)), BadImportFile)
    return made[0] if made else None


product_cells = st.one_of(
    texts, st.sampled_from(["Service", "Inventory", "12", "€ 1.234,50", "(5)", "01.02.2026", "1e9"])
)
product_rows = st.lists(st.lists(product_cells, min_size=5, max_size=5), max_size=4)


@given(rows=product_rows, separator=st.sampled_from([",", ";", "\t"]))
def test_every_row_of_a_text_is_a_product_or_refused_by_its_line(
    rows: list[list[str]], separator: str
) -> None:
    stored = [
        [cell.replace("\0", "").encode("utf-8", "replace").decode() for cell in row] for row in rows
    ]

    offer = offered(as_csv([HEAD, *stored], separator).encode())

    assert offer is not None
    filled = [row for row in stored if any(cell.strip() for cell in row)]
    assert len(offer.products) + len(offer.refused) == len(filled)
    assert all(len(reason) < 1_000 for reason in offer.refused.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_characters_of_a_text_are_read_in_what_excel_writes(encoding: str) -> None:
    offer = offered(as_csv([HEAD, ["Kühlbögen é", "Service", "1", "", ""]]).encode(encoding))

    assert offer is not None
    assert [each.name for each in offer.products] == ["Kühlbögen é"]


def test_a_workbook_of_odd_cells_gives_products_and_reasons_for_every_row() -> None:
    rows: list[list[Any]] = [
        HEAD,
        ["Number as text", "Service", "12.50", "007", True],
        ["Currency", "Service", "£1,234.50", None, None],
        ["Date", "Service", date(2026, 2, 1), None, None],
        ["Time", "Service", time(12, 30), None, None],
        ["Float", "Service", 0.1, 7.0, None],
        ["Not a number", "Service", "#VALUE!", None, None],
        ["Huge", "Service", 1e300, None, None],
        [None, "Service", 1, None, None],
    ]

    offer = offered(a_workbook(rows))

    assert offer is not None
    assert {each.name: each.unit_price for each in offer.products} == {
        "Number as text": Decimal("12.50"),
        "Currency": Decimal("1234.50"),
        "Float": Decimal("0.1"),
    }
    assert sorted(offer.refused) == ["line 4", "line 5", "line 7", "line 8", "line 9"]
    assert offer.refused["line 4"] == "Sales Price / Rate '2026-02-01T00:00:00' is no amount"


def test_merged_cells_leave_the_first_of_them_with_the_value() -> None:
    merged = "<mergeCells count='1'><mergeCell ref='A2:A3'/></mergeCells>"
    book = rewritten(
        a_workbook([HEAD, ["Tap", "Service", 1, None, None], [None, "Service", 2, None, None]]),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace("</sheetData>", f"</sheetData>{merged}"),
    )

    offer = offered(book)

    assert offer is not None
    assert [each.name for each in offer.products] == ["Tap"]
    assert offer.refused == {"line 3": "has no Product/Service Name"}


def test_a_hundred_thousand_rows_are_read_and_the_bad_ones_told() -> None:
    rows = [
        [f"Tap {number}", "Service", "x" if number % 1000 == 0 else "1", "", ""]
        for number in range(100_000)
    ]

    offer = offered(as_csv([HEAD, *rows]).encode())

    assert offer is not None
    assert (len(offer.products), len(offer.refused)) == (99_900, 100)


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: "", id="empty"),
        pytest.param(lambda text: text[: len(text) // 2], id="cut off"),
        pytest.param(lambda _: "<a/>", id="another document"),
        pytest.param(lambda text: text.replace('"', '"\x01'), id="control characters"),
        pytest.param(
            lambda text: f"<!DOCTYPE x [{ENTITIES}]>{text.partition('?>')[2] or text}".replace(
                "</", "&e8;</"
            ),
            id="a billion laughs",
        ),
        pytest.param(
            lambda text: (
                f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                f"{text.partition('?>')[2] or text}".replace("</t>", "&e;</t>")
            ),
            id="a file of the machine",
        ),
    ],
)
def test_a_workbook_of_which_a_part_is_spoiled_is_read_or_refused_by_name(
    part: str, spoil: Edit
) -> None:
    book = rewritten(a_workbook([HEAD, ["Tap", "Service", 1, None, None]]), part, spoil)

    offer = offered(book)

    assert offer is None or all("root:" not in each.name for each in offer.products)


@settings(max_examples=100)
@given(data=st.data())
def test_a_workbook_with_a_damaged_byte_is_read_or_refused_by_name(data: st.DataObject) -> None:
    book = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        book[data.draw(st.integers(4, len(book) - 1))] = data.draw(st.integers(0, 255))

    offered(bytes(book[: data.draw(st.integers(100, len(book)))]))


BOOK = a_workbook([HEAD, ["Tap", "Service", 1, None, None]])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_file_or_refused_by_name(content: bytes) -> None:
    for begin in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", codecs.BOM_UTF16_LE):
        offered(begin + content)


def test_a_packed_folder_with_a_password_is_refused_by_name() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as folder:
        folder.writestr("[Content_Types].xml", "<Types/>")
    locked = bytearray(made.getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1

    refused = refusal_of(
        lambda: read_products(PRODUCTS, "/data/p.xlsx", bytes(locked)), BadImportFile
    )

    assert refused is not None
    assert refused.message.startswith("/data/p.xlsx cannot be read as a workbook (XLSX)")
