"""Products as QuickBooks itself lists them (Q-14)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ledger_sync.ledgers.quickbooks import inbound
from ledger_sync.ledgers.quickbooks.items import QuickBooksItems
from ledger_sync.model import Json, LedgerProduct

from tests.unit.ledgers.quickbooks.records import Line, rows

pytestmark = pytest.mark.rule("Q-14")

ACCOUNTS = (
    {"Id": "9", "Name": "Sales", "AcctNum": "200", "FullyQualifiedName": "Sales"},
    {"Id": "8", "Name": "Taps", "FullyQualifiedName": "Purchases:Taps"},
)


def an_item(**fields: object) -> Json:
    return {"Id": "5", "Name": "Tap", "Type": "Inventory", **fields}


def read(**fields: object) -> LedgerProduct:
    return inbound.product(an_item(**fields), {"9": "200", "8": "Purchases:Taps"}, {"3": "20% VAT"})


def test_the_list_is_read_with_the_codes_that_it_names() -> None:
    body = an_item(
        FullyQualifiedName="Water:Tap",
        Sku="T-1",
        Description="Brass",
        UnitPrice=Decimal("12.5"),
        PurchaseCost=Decimal(3),
        IncomeAccountRef={"value": "9", "name": "Sales"},
        ExpenseAccountRef={"value": "8"},
        SalesTaxCodeRef={"value": "3"},
        Taxable=True,
    )
    line = Line(
        rows("Account", *ACCOUNTS), rows("TaxCode", {"Id": "3", "Name": "20% VAT"}),
        rows("Item", body),
    )  # fmt: skip

    pages = list(QuickBooksItems(line).list_products())

    assert pages == [
        [
            LedgerProduct(
                place="item 5",
                name="Tap",
                path="Water:Tap",
                kind="stock",
                ledger_id="5",
                sku="T-1",
                description="Brass",
                unit_price=Decimal("12.5"),
                unit_cost=Decimal(3),
                account="200",
                purchase_account="Purchases:Taps",
                tax_code="20% VAT",
            )
        ]
    ]
    assert line.queries[-1].startswith("SELECT *, Sku FROM Item WHERE Active = true ORDERBY Id")


@pytest.mark.parametrize(
    ("word", "kind", "left_out"),
    [
        ("Inventory", "stock", None),
        ("NonInventory", "non_stock", None),
        ("Service", "service", None),
        ("Category", "non_stock", "category"),
        ("Group", "non_stock", "bundle"),
        ("Pledge", "non_stock", "Pledge"),
        ("", "non_stock", "item without a type"),
    ],
)
def test_what_can_stand_on_a_line_comes_in(word: str, kind: str, left_out: str | None) -> None:
    found = read(Type=word)

    assert (found.kind, found.left_out) == (kind, left_out)


@pytest.mark.parametrize(("taxable", "code"), [(True, "TAX"), (False, "NON"), (None, None)])
def test_without_a_tax_code_the_flag_says_it(*, taxable: bool | None, code: str | None) -> None:
    assert read(Taxable=taxable).tax_code == code


def test_a_sign_that_stood_in_for_a_colon_is_one_again() -> None:
    assert read(Name="Valve\N{RATIO} 15 mm").name == "Valve: 15 mm"


def test_what_is_only_bought_has_its_description_for_purchases() -> None:
    assert read(PurchaseDesc="By the metre").description == "By the metre"
