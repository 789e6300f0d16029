"""What a bookkeeper does to the lines of our invoices, matched by their ids alone (C-05)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.pipeline.billed import Billed, billed
from tests.pipeline.klipboard import Row
from tests.pipeline.world import World

pytestmark = [
    pytest.mark.rule("C-05"),
    pytest.mark.rule("X-12"),
    pytest.mark.usefixtures("unchecked"),
]


@pytest.fixture
def books(at: World) -> Billed:
    """A company of either ledger with an invoice of three lines, two of which say the same."""
    lines = [{"description": text} for text in ("Same", "Same", "Other")]
    return billed(at, lines=lines)


def changed(before: Row, after: Row) -> dict[str, Any]:
    """The columns of a line that are not what they were."""
    return {
        name: value
        for name, value in after.items()
        if value != before[name] and name != "updated_at"
    }


def test_each_field_of_a_line_comes_back_to_that_line_alone(books: Billed) -> None:
    first, second, third = books.lines()
    books.desk.edit_line("INV-1", 1, description="Boiler", quantity=3, unit_price="12.50")
    books.desk.edit_line("INV-1", 2, tax=books.desk.low_tax)

    summary = books.back()

    now = books.lines()
    assert now[0] == first
    assert changed(second, now[1]) == {
        "description": "Boiler",
        "quantity": Decimal(3),
        "unit_price": Decimal("12.5"),
    }
    assert changed(third, now[2]) == {"tax_rate": "5% VAT"}
    assert books.counts(summary, "invoice") == {"read": 1, "updated": 1}
    books.stays_quiet()


def test_a_new_line_comes_in_at_its_place_and_goes_on_being_that_line(books: Billed) -> None:
    before = [row["id"] for row in books.lines()]
    books.desk.add_line(
        "INV-1", 1, description="New", quantity=2, unit_price=5, tax=books.desk.low_tax
    )

    books.back()

    assert books.said() == ["Same", "New", "Same", "Other"]
    new = books.lines()[1]
    assert (new["quantity"], new["unit_price"], new["tax_rate"]) == (2, 5, "5% VAT")
    assert [row["id"] for row in books.lines() if row != new] == before
    books.stays_quiet()

    books.world.update("invoice_lines", new["id"], description="Newer")
    books.world.run()
    books.desk.edit_line("INV-1", 1, quantity=7)
    books.back()
    after = books.lines()[1]
    assert (after["id"], after["description"], after["quantity"]) == (new["id"], "Newer", 7)
    books.stays_quiet()


def test_a_line_that_is_removed_goes_even_if_another_says_the_same(books: Billed) -> None:
    _, second, third = books.lines()
    books.desk.remove_line("INV-1", 0)

    books.back()

    assert [row["id"] for row in books.lines()] == [second["id"], third["id"]]
    books.stays_quiet()


def test_lines_that_are_moved_keep_their_ids(books: Billed) -> None:
    first, second, third = (row["id"] for row in books.lines())
    lines = books.desk.lines("INV-1")
    books.desk.set_lines("INV-1", [lines[2], lines[0], lines[1]])

    books.back()

    assert [row["id"] for row in books.lines()] == [third, first, second]
    assert books.said() == ["Other", "Same", "Same"]
    books.stays_quiet()


def test_lines_added_removed_moved_and_changed_at_once_come_back_as_just_that(
    books: Billed,
) -> None:
    first, second, third = (row["id"] for row in books.lines())
    lines = books.desk.lines("INV-1")
    new = books.desk.new_line(description="New", quantity=1, unit_price=9)
    edited = {**lines[0], **books.desk.line(unit_price=80)}
    books.desk.set_lines("INV-1", [lines[2], new, edited])

    books.back()

    rows = books.lines()
    assert [row["id"] for row in rows][::2] == [third, first]
    assert rows[1]["id"] not in (first, second, third)
    assert [row["unit_price"] for row in rows] == [100, 9, 80]
    books.stays_quiet()


def test_a_price_of_more_places_comes_to_the_ledgers_amount(books: Billed) -> None:
    books.desk.edit_line("INV-1", 0, quantity=3, unit_price="33.3333")

    books.back()

    line = books.lines()[0]
    assert (line["quantity"], line["unit_price"]) == (3, Decimal("33.3333"))
    books.stays_quiet()


def test_what_a_bookkeeper_changes_where_prices_include_tax_stays_with_tax(at: World) -> None:
    books = billed(at, prices_include_tax=True, lines=[{"unit_price": Decimal(60)}, {}])
    books.desk.edit("INV-1", reference="Kitchen")
    books.back()
    assert [row["unit_price"] for row in books.lines()] == [60, 100]
    books.stays_quiet()

    books.desk.edit_line("INV-1", 0, unit_price=72)
    books.back()

    assert [row["unit_price"] for row in books.lines()] == [72, 100]
    assert books.invoice()["prices_include_tax"] is True
    books.stays_quiet()
