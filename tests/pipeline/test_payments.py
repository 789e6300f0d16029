"""Payments of either ledger: rows, sums and statuses in Klipboard (C-06)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.pipeline.billed import Billed, billed
from tests.pipeline.world import World

pytestmark = [
    pytest.mark.rule("C-06"),
    pytest.mark.rule("X-12"),
    pytest.mark.usefixtures("unchecked"),
]

TOTAL = Decimal(120)


@pytest.fixture
def books(at: World) -> Billed:
    """A company of either ledger with an invoice over 120.00."""
    return billed(at)


def test_a_part_payment_shows_its_amount_and_leaves_the_invoice_open(books: Billed) -> None:
    payment = books.desk.pay("INV-1", 50, date="2026-10-05", reference="BACS 1")

    summary = books.back()

    assert books.paid() == ("Sent", Decimal(50), None)
    (row,) = books.payments()
    assert (row["ledger_payment_id"], row["ledger"]) == (payment, books.world.ledger_name)
    assert (row["amount"], row["paid_on"], row["reference"], row["reversed_at"]) == (
        Decimal(50),
        date(2026, 10, 5),
        "BACS 1",
        None,
    )
    assert books.counts(summary, "payment") == {"read": 1, "created": 1}
    books.stays_quiet()


def test_a_fully_paid_invoice_becomes_paid_with_the_day_of_its_last_payment(books: Billed) -> None:
    books.desk.pay("INV-1", 50, date="2026-10-05")
    books.desk.pay("INV-1", 70, date="2026-10-09")

    books.back()

    status, amount, day = books.paid()
    assert (status, amount) == ("Paid", TOTAL)
    assert day is not None
    assert day.date() == date(2026, 10, 9)
    assert books.live() == [Decimal(50), Decimal(70)]
    books.stays_quiet()


@pytest.mark.parametrize("status", ["Unpaid", "Sent", "Overdue"])
def test_an_invoice_whose_payment_is_removed_is_again_what_it_was(
    books: Billed, status: str
) -> None:
    books.world.update("invoices", books.invoices["INV-1"], status=status)
    payment = books.desk.pay("INV-1")
    books.back()
    assert books.paid()[0] == "Paid"

    books.desk.unpay(payment)
    summary = books.back()

    assert books.paid() == (status, Decimal(0), None)
    (row,) = books.payments()
    assert (row["amount"], row["reversed_at"] is None) == (TOTAL, False)
    assert books.counts(summary, "payment") == {"read": 1, "voided": 1}
    books.stays_quiet()


def test_a_removed_payment_that_is_recorded_anew_is_a_new_row(books: Billed) -> None:
    books.desk.unpay(books.desk.pay("INV-1"))
    again = books.desk.pay("INV-1", 20)
    books.back()
    books.desk.unpay(again)
    books.desk.pay("INV-1", 30)

    books.back()

    assert [row["amount"] for row in books.payments()] == [Decimal(20), Decimal(30)]
    assert books.live() == [Decimal(30)]
    assert books.paid() == ("Sent", Decimal(30), None)
    books.stays_quiet()


def test_a_credit_note_that_settles_an_invoice_makes_it_paid_without_a_payment(
    books: Billed,
) -> None:
    books.desk.credit("INV-1")

    books.back()

    assert books.payments() == []
    status, amount, day = books.paid()
    assert (status, amount) == ("Paid", Decimal(0))
    assert day is not None
    books.stays_quiet()


def test_a_partial_credit_leaves_the_rest_to_be_paid(books: Billed) -> None:
    books.desk.credit("INV-1", 40)
    books.back()
    assert books.paid() == ("Sent", Decimal(0), None)

    books.desk.pay("INV-1")
    summary = books.back()

    assert books.live() == [Decimal(80)]
    assert books.paid()[:2] == ("Paid", Decimal(80))
    assert books.told(summary) == ""
    books.stays_quiet()


def test_payments_read_again_and_again_are_the_same_rows(books: Billed) -> None:
    books.desk.pay("INV-1", 50)
    books.desk.pay("INV-1", 70)
    books.back()
    before = books.world.everything()["klipboard.invoice_payments"]

    books.back()
    summary = books.back(since=books.world.sandbox.now().replace(year=2020))

    assert books.world.everything()["klipboard.invoice_payments"] == before
    assert books.counts(summary, "payment") == {}
    books.stays_quiet()


def test_a_payment_of_an_invoice_that_the_bookkeeper_made_is_ignored(books: Billed) -> None:
    books.desk.write_invoice("THEIRS-1", "Acme")
    books.desk.pay("THEIRS-1")

    summary = books.back()

    assert books.world.rows("invoice_payments", books.company) == []
    assert [row["number"] for row in books.world.rows("invoices", books.company)] == ["INV-1"]
    assert books.counts(summary, "payment") == {}
    books.stays_quiet()


def test_what_was_paid_before_the_connection_is_not_taken_back_by_an_edit(books: Billed) -> None:
    invoice = books.invoices["INV-1"]
    books.world.update("invoices", invoice, status="Paid", amount_paid=TOTAL)
    books.world.run()
    books.desk.edit("INV-1", reference="Booked")

    books.back()

    row = books.world.row("invoices", invoice)
    assert (row["reference"], row["status"], row["amount_paid"]) == ("Booked", "Paid", TOTAL)
    books.stays_quiet()
