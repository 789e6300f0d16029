"""Rows of files that were exported from QuickBooks (Q-14)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.errors import InvalidRecord
from ledger_sync.ledgers.quickbooks.exports import HEADINGS, NEEDED, PRODUCTS, product
from ledger_sync.model import LedgerProduct
from ledger_sync.rules.headings import columns, folded

pytestmark = pytest.mark.rule("Q-14")

USUAL = (
    "Product/Service Name,Type,SKU,Sales Description,Sales Price / Rate,Taxable,Income Account,"
    "Purchase Description,Purchase Cost,Expense Account,Quantity On Hand,Reorder Point,"
    "Inventory Asset Account,Quantity as-of Date"
)


def read(**texts: str) -> LedgerProduct:
    return product("line 5", {"name": "Tap", "kind": "Service", **texts})


def test_a_row_becomes_a_product() -> None:
    found = read(
        kind="Inventory",
        sku="T-1",
        description="Brass",
        unit_price="1,234.50",
        unit_cost="$3",
        account="Sales:Taps",
        purchase_account="300",
        tax_code="20.0% S",
    )

    assert found == LedgerProduct(
        place="line 5",
        name="Tap",
        path="Tap",
        kind="stock",
        sku="T-1",
        description="Brass",
        unit_price=Decimal("1234.50"),
        unit_cost=Decimal(3),
        account="Sales:Taps",
        purchase_account="300",
        tax_code="20.0% S",
    )


def test_what_is_blank_is_not_said() -> None:
    found = read(sku="", description="", unit_price="", account="", tax_code="")

    assert found == LedgerProduct(place="line 5", name="Tap", path="Tap", kind="service")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Inventory", "stock"),
        ("INVENTORY", "stock"),
        ("Inventory Part", "stock"),
        ("Non-Inventory", "non_stock"),
        ("NonInventory", "non_stock"),
        ("non inventory", "non_stock"),
        ("Noninventory item", "non_stock"),
        ("Service", "service"),
    ],
)
def test_a_type_is_read_however_it_is_written(word: str, kind: str) -> None:
    assert read(kind=word).kind == kind


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        ({"kind": "Category"}, "category"),
        ({"kind": "Bundle"}, "bundle"),
        ({"active": "Not-active"}, "inactive"),
        ({"active": "No"}, "inactive"),
        ({"active": "Active"}, None),
    ],
    ids=str,
)
def test_what_no_line_can_name_is_left_out(texts: dict[str, str], what: str | None) -> None:
    assert read(**texts).left_out == what


@pytest.mark.parametrize(
    ("texts", "name", "path"),
    [
        ({"name": "Heating:Valves:Ball valve"}, "Ball valve", "Heating:Valves:Ball valve"),
        ({"name": "Ball valve", "category": "Heating"}, "Ball valve", "Heating:Ball valve"),
        ({"name": "Heating:Valve", "category": "Heating"}, "Valve", "Heating:Valve"),
        ({"name": "15 mm\N{RATIO} brass"}, "15 mm: brass", "15 mm\N{RATIO} brass"),
    ],
    ids=["path", "category", "path and category", "a colon that was ours"],
)
def test_a_name_is_the_end_of_its_path(texts: dict[str, str], name: str, path: str) -> None:
    found = read(**texts)

    assert (found.name, found.path) == (name, path)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Yes", "TAX"),
        ("true", "TAX"),
        ("No", "NON"),
        ("Non-taxable", "NON"),
        ("20% VAT", "20% VAT"),
    ],
)
def test_the_tax_is_a_flag_or_a_code(word: str, code: str) -> None:
    assert read(tax_code=word).tax_code == code


def test_what_is_only_bought_has_the_description_for_purchases() -> None:
    assert read(purchase_description="By the metre").description == "By the metre"
    assert read(description="Pipe", purchase_description="x").description == "Pipe"


@pytest.mark.parametrize("price", ["-10", "(10.00)"])
def test_a_price_below_zero_is_taken_as_quickbooks_takes_it(price: str) -> None:
    assert read(unit_price=price).unit_price == Decimal(-10)


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"name": ""}, "has no Product/Service Name"),
        ({"name": "Heating:"}, "the name itself is missing"),
        ({"name": "x" * 101}, "has 101 characters; QuickBooks takes 100"),
        ({"name": "x" * 10_000_000}, "has 10,000,000 characters"),
        ({"kind": ""}, "has no Type"),
        ({"kind": "Spaceship"}, "Type 'Spaceship' is none of Inventory, Non-Inventory, Service"),
        ({"unit_price": "free"}, "Sales Price / Rate 'free' is no amount"),
        ({"unit_price": "nan"}, "Sales Price / Rate 'nan' is no amount"),
        ({"unit_cost": "10%"}, "Purchase Cost '10%' is no amount"),
        ({"unit_price": "100,000,000,000"}, "is larger than QuickBooks allows"),
        ({"sku": "x" * 101}, "SKU has 101 characters"),
        ({"description": "x" * 4001}, "Sales Description has 4,001 characters"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_row_says_what_is_wrong_in_the_words_of_the_file(
    texts: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        read(**texts)

    assert reason in caught.value.message
    assert len(caught.value.message) < 200
    assert caught.value.rule == "Q-14"


def test_the_columns_of_quickbooks_own_export_are_known() -> None:
    found = columns(USUAL.split(","), HEADINGS)

    assert set(HEADINGS) - set(found) == {"category", "active"}
    assert set(NEEDED) <= set(found)


def test_no_heading_means_two_fields() -> None:
    names = [folded(name) for headings in PRODUCTS.headings.values() for name in headings]

    assert len(names) == len(set(names))
