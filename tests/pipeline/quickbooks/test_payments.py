"""Payments of QuickBooks alone: several invoices at once, changed and voided ones, credits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.pipeline.billed import Billed, billed
from tests.pipeline.quickbooks_world import QuickBooksWorld

pytestmark = [pytest.mark.rule("C-06"), pytest.mark.usefixtures("unchecked")]


@pytest.fixture
def books(quickbooks: QuickBooksWorld) -> Billed:
    """A company with two invoices over 120.00 each."""
    made = billed(quickbooks)
    made.bill("INV-2")
    return made


def test_one_payment_over_several_invoices_gives_each_its_share(books: Billed) -> None:
    made = books.desk.hand.record_payment("INV-1", "INV-2", amount=150, reference="CHQ 7")

    summary = books.back()

    assert books.paid()[:2] == ("Paid", Decimal(120))
    assert books.paid("INV-2")[:2] == ("Sent", Decimal(30))
    rows = books.payments() + books.payments("INV-2")
    assert {row["ledger_payment_id"] for row in rows} == {made["Id"]}
    assert {row["reference"] for row in rows} == {"CHQ 7"}
    assert books.counts(summary, "payment") == {"read": 2, "created": 2}
    books.stays_quiet()

    books.desk.unpay(made["Id"])
    books.back()
    assert [books.paid(each)[0] for each in books.invoices] == ["Sent", "Sent"]
    assert [books.live(each) for each in books.invoices] == [[], []]
    books.stays_quiet()


def test_a_payment_that_is_reduced_opens_the_invoice_again(books: Billed) -> None:
    made = books.desk.hand.record_payment("INV-1", date="2026-10-05")
    books.back()
    assert books.paid()[0] == "Paid"

    lines = [{**made["Line"][0], "Amount": 45}]
    books.desk.hand.edit_payment(made["Id"], TotalAmt=45, lines=lines, date="2026-10-06")
    summary = books.back()

    assert books.paid() == ("Sent", Decimal(45), None)
    (row,) = books.payments()
    assert (row["amount"], row["paid_on"]) == (Decimal(45), date(2026, 10, 6))
    assert row["reversed_at"] is None
    assert books.counts(summary, "payment") == {"read": 1, "updated": 1}
    books.stays_quiet()


@pytest.mark.parametrize("says_so", [True, False], ids=["with its status", "without"])
def test_a_voided_payment_is_reversed(books: Billed, *, says_so: bool) -> None:
    books.world.there.set_switches(bookkeeper_void_status=says_so)
    payment = books.desk.pay("INV-1")
    books.back()

    books.desk.hand.void_payment(payment)
    books.back()

    assert books.paid() == ("Sent", Decimal(0), None)
    assert books.live() == []
    assert books.payments()[0]["amount"] == Decimal(120)
    books.stays_quiet()


def test_a_payment_whose_day_and_reference_alone_change_is_the_same_row(books: Billed) -> None:
    payment = books.desk.pay("INV-1", 30, date="2026-10-05")
    books.back()

    books.desk.hand.edit_payment(payment, date="2026-10-08", reference="Late")
    books.back()

    (row,) = books.payments()
    assert (row["amount"], row["paid_on"], row["reference"]) == (30, date(2026, 10, 8), "Late")
    books.stays_quiet()


def test_cash_and_credit_of_one_payment_are_told_apart(books: Billed) -> None:
    books.desk.hand.pay_with_credit("INV-1", amount=100, credit=20)

    summary = books.back()

    assert books.live() == [Decimal(100)]
    assert books.paid()[:2] == ("Paid", Decimal(100))
    assert books.told(summary) == ""
    books.stays_quiet()


def test_credits_that_are_taken_off_again_reopen_the_invoice(books: Billed) -> None:
    books.desk.credit("INV-1")
    books.back()
    assert books.paid()[0] == "Paid"

    books.desk.hand.unapply_credit("INV-1")
    books.back()

    assert books.paid() == ("Sent", Decimal(0), None)
    assert books.payments() == []
    books.stays_quiet()
