"""An edit that Klipboard cannot take yet is told by name, and comes by itself after its cure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.pipeline.billed import Billed, billed
from tests.pipeline.invoice_desks import XeroDesk
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World

pytestmark = [
    pytest.mark.rule("C-05"),
    pytest.mark.rule("X-12"),
    pytest.mark.usefixtures("unchecked"),
]


@pytest.fixture
def books(at: World) -> Billed:
    """A company of either ledger with an invoice that was sent."""
    return billed(at)


def unknown_tax(books: Billed) -> str:
    """A tax code of the ledger that no row of the mapping table leads back from."""
    if isinstance(books.desk, XeroDesk):
        return "ZERORATED"
    books.desk.hand.add_tax_code("Flat", 12)
    return "Flat"


def test_a_number_that_is_in_use_is_held_and_comes_when_it_is_free(books: Billed) -> None:
    holder = books.write("INV-9", status="Draft")
    books.desk.edit("INV-1", number="INV-9", due_date="2026-11-15")

    summary = books.back()

    said = books.told(summary)
    assert "invoice INV-1" in said
    assert "INV-9" in said
    assert f"invoice {holder}" in said
    assert (books.invoice()["number"], books.invoice()["due_date"]) == ("INV-1", date(2026, 11, 15))
    assert books.counts(summary, "invoice")["waiting"] == 1
    assert books.told(books.back()) == said

    books.world.update("invoices", holder, number="INV-10")
    cured = books.back()
    assert books.invoice()["number"] == "INV-9"
    assert books.told(cured) == ""
    books.world.run()
    books.stays_quiet()


@pytest.mark.rule("C-12")
def test_a_tax_code_without_a_way_back_is_held_while_payments_and_dates_come(at: World) -> None:
    books = billed(at, country="NZ")
    code = unknown_tax(books)
    books.desk.edit_line("INV-1", 0, tax=code, description="Boiler")
    books.desk.edit("INV-1", due_date="2026-11-15")
    books.desk.pay("INV-1", 30)

    summary = books.back()

    assert f"{code!r}" in books.told(summary)
    assert "tax_rates" in books.told(summary)
    assert (books.said(), books.lines()[0]["tax_rate"]) == (["Work 1"], "15% GST")
    assert (books.live(), books.invoice()["due_date"]) == ([Decimal(30)], date(2026, 11, 15))
    books.stays_quiet()

    books.world.add_mapping(books.company, "tax_rates", "Flat VAT", code)
    cured = books.back()
    assert (books.said(), books.lines()[0]["tax_rate"]) == (["Boiler"], "Flat VAT")
    assert (books.told(cured), books.held()) == ("", [])
    books.stays_quiet()


def test_a_held_edit_that_the_bookkeeper_takes_back_is_forgotten(books: Billed) -> None:
    books.write("INV-9", status="Draft")
    books.desk.edit("INV-1", number="INV-9")
    books.back()
    assert len(books.held()) == 1

    books.desk.edit("INV-9", number="INV-1")
    summary = books.back()

    assert (books.held(), books.told(summary)) == ([], "")
    assert books.invoice()["number"] == "INV-1"
    books.world.run()
    books.stays_quiet()


def test_an_invoice_billed_to_a_customer_that_klipboard_lacks_is_held_until_it_is_moved(
    quickbooks: QuickBooksWorld,
) -> None:
    books = billed(quickbooks)
    books.desk.hand.create_customer("Theirs")
    books.desk.edit("INV-1", client="Theirs")

    summary = books.back()

    assert "billed to" in books.told(summary)
    assert books.invoice()["client_id"] == books.client
    books.stays_quiet()

    books.desk.edit("INV-1", client="Acme")
    assert books.told(books.back()) == ""
    assert books.held() == []
    books.stays_quiet()


@pytest.mark.rule("C-11")
def test_a_change_of_ours_is_not_sent_over_an_edit_that_is_held(at: World) -> None:
    books = billed(at, country="NZ")
    code = unknown_tax(books)
    books.desk.edit_line("INV-1", 0, tax=code, description="Boiler")
    books.back()

    books.world.update("invoices", books.invoices["INV-1"], reference="Kitchen")
    books.world.run()

    (held,) = books.world.held(books.company)
    assert (held["entity"], held["rule"]) == ("invoice", "C-11")
    books.world.add_mapping(books.company, "tax_rates", "Flat VAT", code)
    books.back()
    books.world.run()
    assert (books.said(), books.lines()[0]["tax_rate"]) == (["Boiler"], "Flat VAT")
    assert books.desk.shown("INV-1", "reference") == "Kitchen"
    assert books.world.held(books.company) == []
    books.stays_quiet()
