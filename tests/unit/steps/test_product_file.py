"""A file of products: its heading is found, bad rows are told, the others are read (Q-14)."""

from __future__ import annotations

import pytest
from ledger_sync.errors import BadImportFile
from ledger_sync.ledgers.quickbooks.exports import PRODUCTS
from ledger_sync.steps.product_file import Offer, read_products

from tests.unit.sheets.files import a_workbook, with_kept_values

pytestmark = pytest.mark.rule("Q-14")

HEAD = "Product/Service Name,Type,Sales Price / Rate"


def read(*lines: str) -> Offer:
    return read_products(PRODUCTS, "/data/p.csv", "\n".join(lines).encode())


def names(offer: Offer) -> list[tuple[str, str]]:
    return [(each.place, each.name) for each in offer.products]


def test_bad_rows_are_told_by_their_lines_and_the_others_come_in() -> None:
    offer = read(
        HEAD, "Tap,Inventory,12.50", ",Service,1", "", "Pipe,Service,dear", "Valve,Service,"
    )

    assert names(offer) == [("line 2", "Tap"), ("line 6", "Valve")]
    assert offer.refused == {
        "line 3": "has no Product/Service Name",
        "line 5": "Sales Price / Rate 'dear' is no amount",
    }


@pytest.mark.parametrize("separator", [";", "\t"])
def test_the_separator_is_the_one_under_which_the_headings_are_found(separator: str) -> None:
    lines = [HEAD, "Tap,Service,12"]

    offer = read(*(line.replace(",", separator) for line in lines))

    assert names(offer) == [("line 2", "Tap")]


def test_a_decimal_comma_goes_with_a_semicolon() -> None:
    offer = read("Name;Type;Price", "Tap;Service;1.234,50")

    assert str(offer.products[0].unit_price) == "1234.50"


def test_the_title_of_a_report_is_looked_past() -> None:
    offer = read("Acme Ltd", "Product/Service List", "", "sep=,", HEAD, "Tap,Service,1")

    assert names(offer) == [("line 6", "Tap")]


def test_a_value_with_a_separator_that_is_not_quoted_spoils_only_its_row() -> None:
    offer = read(HEAD, "Tap,Service,1,234.50", "Pipe,Service,2,,")

    assert names(offer) == [("line 3", "Pipe")]
    assert "has 4 values under 3 headings" in offer.refused["line 2"]


def test_a_short_row_has_blanks_at_its_end() -> None:
    assert names(read(HEAD, "Tap,Service")) == [("line 2", "Tap")]


def test_a_huge_cell_spoils_only_its_row() -> None:
    offer = read(HEAD, f"{'x' * 10_000_000},Service,1", "Tap,Service,1")

    assert names(offer) == [("line 3", "Tap")]
    assert "10,000,000 characters" in offer.refused["line 2"]


def test_a_file_without_the_columns_is_refused_with_what_it_has_and_what_it_needs() -> None:
    with pytest.raises(BadImportFile) as caught:
        read("Title", "Colour;Size;SKU", "red;5;1")

    assert caught.value.message == (
        "/data/p.csv has no row of headings with the columns needed: Product/Service Name, Type; "
        "found: Colour, Size, SKU"
    )


def test_a_file_of_headings_alone_offers_nothing() -> None:
    assert read(HEAD) == Offer()


def test_a_workbook_is_read_from_the_sheet_that_has_the_headings() -> None:
    content = a_workbook(
        [["Read me"]], [HEAD.split(","), ["Tap", "Service", 12.5], [1234, "Service"]]
    )

    offer = read_products(PRODUCTS, "p.xlsx", content)

    assert names(offer) == [("line 2", "Tap"), ("line 3", "1234")]


def test_formulas_count_as_their_values_and_without_one_spoil_their_row() -> None:
    table = [HEAD.split(","), ["Tap", "Service", "=1+1"]]

    kept = read_products(PRODUCTS, "p.xlsx", with_kept_values(a_workbook(table), "7"))
    bare = read_products(PRODUCTS, "p.xlsx", a_workbook(table))

    assert str(kept.products[0].unit_price) == "7"
    assert "Sales Price / Rate has a formula without its value" in bare.refused["line 2"]


def test_an_error_in_a_column_that_nobody_reads_spoils_nothing() -> None:
    content = a_workbook([["Name", "Type", "Colour"], ["Tap", "Service", "#REF!"]])

    assert names(read_products(PRODUCTS, "p.xlsx", content)) == [("line 2", "Tap")]
