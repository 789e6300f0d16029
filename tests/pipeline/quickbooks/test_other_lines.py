"""Lines that Klipboard has none for: the bookkeeper's discount stays when our lines change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.pipeline.billed import Billed, billed
from tests.pipeline.quickbooks_world import QuickBooksWorld

pytestmark = [pytest.mark.rule("C-05"), pytest.mark.usefixtures("unchecked")]

TEN_PERCENT = {
    "Amount": 10,
    "DetailType": "DiscountLineDetail",
    "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
}


@pytest.fixture
def books(quickbooks: QuickBooksWorld) -> Billed:
    """A company with one invoice over 100.00 and 20.00 of tax."""
    return billed(quickbooks)


def lines_there(books: Billed, kind: str) -> list[Any]:
    """The lines of the invoice of one kind, as QuickBooks has them."""
    assert isinstance(books.world, QuickBooksWorld)
    lines = books.world.invoices(books.company)["INV-1"]["Line"]
    return [each for each in lines if each["DetailType"] == kind]


def discounts(books: Billed) -> list[Any]:
    return [each["Amount"] for each in lines_there(books, "DiscountLineDetail")]


def sales(books: Billed) -> list[Any]:
    return lines_there(books, "SalesItemLineDetail")


def give_discount(books: Billed) -> None:
    books.desk.hand.edit_invoice("INV-1", Line=[*sales(books), TEN_PERCENT])


@pytest.mark.parametrize("told", [True, False], ids=["the way back was first", "met on the way"])
def test_a_discount_of_the_whole_invoice_stays_when_klipboard_changes_a_line(
    books: Billed, told: bool
) -> None:
    give_discount(books)
    assert discounts(books) == [Decimal(10)]
    before = books.lines()
    if told:
        summary = books.back()
        assert books.counts(summary, "invoice") == {"read": 1, "skipped": 1}
        assert books.lines() == before

    books.world.sql("UPDATE klipboard.invoice_lines SET unit_price = 200")
    books.world.run()

    assert discounts(books) == [Decimal(20)]
    assert [each["Amount"] for each in sales(books)] == [Decimal(200)]
    assert len(books.lines()) == 1
    books.stays_quiet()


def test_a_discount_that_the_bookkeeper_takes_back_is_not_brought_again(books: Billed) -> None:
    give_discount(books)
    books.back()
    books.desk.hand.edit_invoice("INV-1", Line=sales(books))
    assert discounts(books) == []

    books.world.sql("UPDATE klipboard.invoice_lines SET unit_price = 200")
    books.world.run()

    assert discounts(books) == []
    books.stays_quiet()
