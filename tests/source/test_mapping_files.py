"""The mapping tables as files: in order, closed, without blanks, clear in both directions."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from tests.source.databases import PROJECT

FOLDER = PROJECT / "include" / "mappings"
KEYS = {
    "accounts": ("source_code", "document"),
    "invoice_status": ("source_code",),
    "payment_terms": ("source_code",),
    "purchase_order_status": ("source_code",),
    "tax_rates": ("source_code", "country", "document"),
}
FILES = sorted(
    f"{ledger}/{table}"
    for ledger in ("quickbooks", "xero")
    for table in KEYS
    if (ledger, table) != ("quickbooks", "purchase_order_status")
)
Row = dict[str, str]


def read(file: str) -> list[Row]:
    with (FOLDER / f"{file}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, strict=True))


def keys_of(file: str) -> tuple[str, ...]:
    return KEYS[file.partition("/")[2]]


def norm(code: str) -> str:
    return " ".join(code.split()).casefold()


@pytest.mark.parametrize("file", FILES)
def test_a_mapping_table_has_the_columns_that_are_documented(file: str) -> None:
    header = (FOLDER / f"{file}.csv").read_text(encoding="utf-8").partition("\n")[0]

    assert header == ",".join([*keys_of(file), "ledger_code", "inbound", "note"])


@pytest.mark.parametrize("file", FILES)
def test_a_mapping_table_has_plain_line_ends_and_no_byte_order_mark(file: str) -> None:
    content = (FOLDER / f"{file}.csv").read_bytes()

    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\n")


@pytest.mark.parametrize("file", FILES)
def test_a_mapping_table_is_sorted_and_says_nothing_twice(file: str) -> None:
    keys = [tuple(row[name] for name in keys_of(file)) for row in read(file)]

    assert keys == sorted(keys)
    assert max(Counter((norm(code), *rest) for code, *rest in keys).values(), default=1) == 1


@pytest.mark.parametrize("file", FILES)
def test_a_mapping_table_has_no_blank_cell(file: str) -> None:
    for row in read(file):
        assert None not in row
        assert all(value and value == value.strip() for value in row.values()), row
        assert row["inbound"] in {"yes", "no"}


@pytest.mark.parametrize("file", FILES)
def test_every_ledger_code_has_exactly_one_way_back(file: str) -> None:
    ways: Counter[tuple[str, ...]] = Counter()
    for row in read(file):
        key = (row["ledger_code"], *(row[name] for name in keys_of(file)[1:]))
        ways[key] += row["inbound"] == "yes"

    assert set(ways.values()) <= {1}, [key for key, count in ways.items() if count != 1]


@pytest.mark.parametrize(
    "country, rate, sales, purchases",
    [
        ("GB", "20% VAT", "OUTPUT2", "INPUT2"),
        ("GB", "5% VAT", "RROUTPUT", "RRINPUT"),
        ("GB", "0% VAT", "ZERORATEDOUTPUT", "ZERORATEDINPUT"),
        ("GB", "No VAT", "NONE", "NONE"),
        ("AU", "10% GST", "OUTPUT", "INPUT"),
        ("AU", "GST Free", "EXEMPTOUTPUT", "EXEMPTEXPENSES"),
        ("NZ", "15% GST", "OUTPUT2", "INPUT2"),
        ("US", "Sales Tax", "OUTPUT", "INPUT"),
        ("US", "No Tax", "NONE", "NONE"),
        ("NZ", "No Tax", "NONE", "NONE"),
        ("AU", "No Tax", "BASEXCLUDED", "BASEXCLUDED"),
    ],
    ids=lambda value: str(value),
)
def test_a_rate_of_xero_goes_to_its_countrys_tax_type_and_back(
    country: str, rate: str, sales: str, purchases: str
) -> None:
    rows = read("xero/tax_rates")

    for document, tax_type in (("sales", sales), ("purchases", purchases)):
        fitting = [
            row
            for row in rows
            if row["country"] in (country, "any") and row["document"] in (document, "any")
        ]
        fitting.sort(key=lambda row: row["country"] == "any")
        assert next(r for r in fitting if r["source_code"] == rate)["ledger_code"] == tax_type
        way_back = (r for r in fitting if r["ledger_code"] == tax_type and r["inbound"] == "yes")
        assert next(way_back)["source_code"] == rate
