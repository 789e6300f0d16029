"""Lines where the ledgers differ: texts, items, discounts, accounts (C-05)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.pipeline.billed import Billed, billed
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("C-05"), pytest.mark.usefixtures("unchecked")]

TAP = {"item_name": "Tap", "description": "Mixer"}


def words(books: Billed) -> list[tuple[str | None, str | None]]:
    """Item name and description of each line."""
    return [(line["item_name"], line["description"]) for line in books.lines()]


def numbers(books: Billed) -> list[list[Decimal]]:
    """Quantity, price and discount of each line."""
    names = ("quantity", "unit_price", "discount_percent")
    return [[row[name] for name in names] for row in books.lines()]


@pytest.mark.rule("X-12")
def test_a_text_of_xero_divides_into_the_items_name_and_what_was_done(world: XeroWorld) -> None:
    books = billed(world, lines=[TAP, TAP, TAP])
    books.desk.edit_line("INV-1", 0, description="Tap\nChromed")
    books.desk.edit_line("INV-1", 1, description="Sink\nMixer")
    books.desk.edit_line("INV-1", 2, description="Tap")

    books.back()

    assert words(books) == [("Tap", "Chromed"), ("Sink", "Mixer"), ("Tap", None)]
    books.stays_quiet()


@pytest.mark.rule("X-12")
def test_account_and_discount_of_a_line_in_xero_come_back(world: XeroWorld) -> None:
    books = billed(world, lines=[{"discount_percent": 10}, {}])
    books.desk.edit_line("INV-1", 0, discount_percent=15, account="260")
    books.desk.edit_line("INV-1", 1, discount_percent="2.5")

    books.back()

    assert numbers(books) == [[1, 100, 15], [1, 100, Decimal("2.5")]]
    assert [row["account_code"] for row in books.lines()] == ["260", "200"]
    books.stays_quiet()


@pytest.mark.rule("C-10")
def test_what_xero_fills_in_by_itself_is_no_edit(world: XeroWorld) -> None:
    books = billed(world, lines=[{"tax_rate": None}, {"discount_percent": Decimal("33.3333")}])
    books.bill("INV-2", status="Draft", lines=[{"account_code": None, "quantity": 0}])
    books.desk.edit("INV-2", reference="Kitchen")
    books.desk.edit("INV-1", reference="Kitchen")

    books.back()

    assert [row["tax_rate"] for row in books.lines()] == [None, "20% VAT"]
    assert numbers(books)[1] == [1, 100, Decimal("33.3333")]
    assert books.lines("INV-2")[0]["account_code"] is None
    assert books.invoice()["reference"] == books.invoice("INV-2")["reference"] == "Kitchen"
    books.stays_quiet()


def test_a_discount_stays_while_quickbooks_price_is_the_one_it_gives(
    quickbooks: QuickBooksWorld,
) -> None:
    lines = [{"discount_percent": 10, "quantity": 2}, {"discount_percent": 10}]
    books = billed(quickbooks, lines=lines)
    books.desk.edit_line("INV-1", 0, quantity=5)
    books.desk.edit_line("INV-1", 1, unit_price=80)

    books.back()

    assert numbers(books) == [[5, 100, 10], [1, 80, 0]]
    books.stays_quiet()


def test_a_line_that_went_in_one_piece_comes_back_with_its_new_amount(
    quickbooks: QuickBooksWorld,
) -> None:
    # No price of four places gives the amount of so many.
    line = {"quantity": 300, "unit_price": Decimal("9.99"), "discount_percent": Decimal("33.33")}
    books = billed(quickbooks, lines=[line, line])
    before = numbers(books)
    books.desk.edit_line("INV-1", 1, unit_price=50)

    books.back()

    assert numbers(books) == [before[0], [1, 50, 0]]
    assert books.said() == ["Work 1", "300 x Work 2"]
    books.stays_quiet()


@pytest.mark.rule("C-10")
def test_an_item_that_is_renamed_is_no_edit_and_another_item_is_one(
    quickbooks: QuickBooksWorld,
) -> None:
    books = billed(quickbooks, lines=[TAP, {"item_name": "Valve"}])
    books.desk.hand.create_item("Boiler")
    books.desk.hand.edit_item("Valve", Name="Valve 22 mm")
    books.desk.edit_line("INV-1", 0, item="Boiler")

    books.back()

    assert words(books) == [("Boiler", "Mixer"), ("Valve", "Work 2")]
    books.stays_quiet()


def test_a_line_of_text_in_quickbooks_is_a_line_without_money(quickbooks: QuickBooksWorld) -> None:
    books = billed(quickbooks)
    lines = books.desk.lines("INV-1")
    books.desk.set_lines("INV-1", [{"text": "With thanks"}, *lines])

    books.back()

    assert words(books) == [(None, "With thanks"), (None, "Work 1")]
    assert numbers(books) == [[1, 0, 0], [1, 100, 0]]
    books.stays_quiet()
