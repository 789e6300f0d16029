"""Payments of Xero alone: over-payments, prepayments, credits that are taken off again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.pipeline.billed import Billed, billed
from tests.pipeline.xero_world import XeroWorld

pytestmark = [
    pytest.mark.rule("C-06"),
    pytest.mark.rule("X-12"),
    pytest.mark.usefixtures("unchecked"),
]


@pytest.fixture
def books(world: XeroWorld) -> Billed:
    """A company with an invoice over 120.00."""
    return billed(world)


@pytest.mark.parametrize("kind", ["apply_overpayment", "apply_prepayment", "apply_credit_note"])
def test_what_settles_an_invoice_without_a_payment_makes_it_paid_until_it_is_taken_off(
    books: Billed, kind: str
) -> None:
    getattr(books.desk.hand, kind)("INV-1")
    books.back()
    assert books.paid()[:2] == ("Paid", Decimal(0))
    assert books.payments() == []

    books.desk.hand.remove_credit("INV-1")
    books.back()

    assert books.paid() == ("Sent", Decimal(0), None)
    books.stays_quiet()


def test_an_over_payment_and_money_settle_an_invoice_together(books: Billed) -> None:
    books.desk.hand.apply_overpayment("INV-1", 50)
    books.desk.pay("INV-1", reconciled=True)

    summary = books.back()

    assert books.live() == [Decimal(70)]
    assert books.paid()[:2] == ("Paid", Decimal(70))
    assert books.told(summary) == ""
    books.stays_quiet()


def test_a_draft_that_is_approved_and_paid_between_two_runs_is_paid(books: Billed) -> None:
    books.bill("INV-2", status="Draft")
    books.desk.hand.approve("INV-2")
    payment = books.desk.pay("INV-2")

    books.back()
    assert books.paid("INV-2")[:2] == ("Paid", Decimal(120))

    books.desk.unpay(payment)
    books.back()
    assert books.paid("INV-2") == ("Sent", Decimal(0), None)
    books.stays_quiet()
