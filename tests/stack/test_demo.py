"""What the demo prints: every side read by itself, and compared to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from stack import demo_invoice, demo_tables
from stack.demo_invoice import Line, Seen, Sides, in_klipboard, in_quickbooks, in_xero

ROWS = [
    {
        "quantity": Decimal("3"),
        "unit_price": Decimal("58.5"),
        "discount_percent": Decimal("0"),
        "tax_rate": "20% VAT",
    },
    {
        "quantity": Decimal("2"),
        "unit_price": Decimal("124.1667"),
        "discount_percent": Decimal("10"),
        "tax_rate": "No VAT",
    },
]
INVOICE = {
    "client": "Thackray Bakery",
    "status": "Sent",
    "issue_date": "2026-11-04",
    "due_date": "2026-12-04",
}
XERO = {
    "Contact": {"Name": "Thackray Bakery"},
    "Status": "AUTHORISED",
    "DateString": "2026-11-04T00:00:00",
    "DueDateString": "2026-12-04T00:00:00",
    "LineItems": [
        {"LineAmount": 175.5, "TaxType": "OUTPUT2"},
        {"LineAmount": 223.5, "TaxType": "NONE"},
    ],
    "SubTotal": 399.0,
    "TotalTax": 35.1,
}
QUICKBOOKS = {
    "CustomerRef": {"value": "7", "name": "Thackray Bakery"},
    "EmailStatus": "EmailSent",
    "TxnDate": "2026-11-04",
    "DueDate": "2026-12-04",
    "Line": [
        {"Amount": 175.5, "SalesItemLineDetail": {"TaxCodeRef": {"value": "2"}}},
        {"Amount": 223.5, "SalesItemLineDetail": {"TaxCodeRef": {"value": "9"}}},
        {"Amount": 399, "SubTotalLineDetail": {}},
    ],
    "TxnTaxDetail": {"TotalTax": 35.1},
    "TotalAmt": 434.1,
}
TAX_CODES = {"2": "20% VAT", "9": "No VAT"}
ODD = [Line(Decimal("0.12"), "20% VAT"), Line(Decimal("0.12"), "20% VAT")]


def seen(ledger: str) -> Seen:
    return in_xero(XERO, {}) if ledger == "xero" else in_quickbooks(QUICKBOOKS, TAX_CODES)


@pytest.mark.parametrize("ledger", ["xero", "quickbooks"])
def test_a_ledgers_side_is_read_into_the_same_words(ledger: str) -> None:
    side = seen(ledger)

    assert (side.party, side.issued, side.due) == ("Thackray Bakery", "2026-11-04", "2026-12-04")
    assert [line.amount for line in side.lines] == [Decimal("175.50"), Decimal("223.50")]
    assert (side.net, side.tax, side.total) == (Decimal(399), Decimal("35.10"), Decimal("434.10"))


def test_quickbooks_tax_codes_are_shown_by_name() -> None:
    assert [line.tax for line in seen("quickbooks").lines] == ["20% VAT", "No VAT"]


@pytest.mark.parametrize(
    ("rule", "tax"),
    [
        pytest.param(demo_invoice.tax_by_line, "0.04", id="Xero rounds each line"),
        pytest.param(demo_invoice.tax_by_rate, "0.05", id="QuickBooks rounds each rate"),
    ],
)
def test_tax_is_rounded_as_the_ledger_does(rule: Any, tax: str) -> None:
    assert rule(ODD) == Decimal(tax)


def sides(theirs: Seen) -> Sides:
    ours = in_klipboard(INVOICE, ROWS, demo_invoice.tax_by_line)
    return Sides("INV-1", ["3 x Labour", "2 x Radiator"], {"xero": ours}, {"xero": theirs})


def test_two_sides_that_agree_to_the_cent_do_not_differ() -> None:
    assert sides(seen("xero")).differing() == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"tax": Decimal("35.11")}, id="a cent of tax"),
        pytest.param({"net": Decimal("398.99")}, id="a cent"),
        pytest.param({"lines": []}, id="lines"),
    ],
)
def test_a_ledger_that_has_other_amounts_is_named(change: dict[str, Any]) -> None:
    assert sides(replace(seen("xero"), **change)).differing() == ["Xero"]


def test_counts_are_added_up_by_company_and_ledger() -> None:
    client = {"client": {"read": 1, "created": 1}}
    results = [
        ("xero", {"companies": {"1": client}}),
        ("xero", {"companies": {"1": client}}),
        ("quickbooks", {"companies": {"1": client}}),
    ]

    rows = [
        (joined, entity, counts["read"]) for joined, entity, counts in demo_tables.rows(results)
    ]

    assert rows == [("1 Xero", "client", 2), ("1 QuickBooks", "client", 1)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("It has no line. Add one", "It has no line. Add one.", id="short"),
        pytest.param(f"It is too long. {'x' * 120}", "It is too long.", id="long"),
    ],
)
def test_a_reason_keeps_the_sentences_that_fit(text: str, kept: str) -> None:
    assert demo_tables.shorten(text) == kept


def test_a_table_of_counts_fits_into_a_hundred_columns(capsys: pytest.CaptureFixture[str]) -> None:
    counts = dict.fromkeys(demo_tables.COUNTERS, 12)
    result = ("quickbooks", {"companies": {"4": {"client_location": counts}}})

    demo_tables.print_counts("The hourly run", [result])

    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    (row,) = (line for line in lines if "client location" in line)
    assert row.split() == ["4", "QuickBooks", "client", "location", *["12"] * 9]
    assert max(map(len, lines)) <= 100
