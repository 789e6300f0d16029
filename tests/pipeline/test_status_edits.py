"""What a bookkeeper makes of an invoice's status: approved, sent, deleted, voided (C-05)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.pipeline.billed import Billed, billed
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("C-05"), pytest.mark.usefixtures("unchecked")]


@pytest.fixture
def xero(world: XeroWorld) -> Billed:
    """A company of Xero with a draft."""
    return billed(world, status="Draft")


@pytest.fixture
def drafted(quickbooks: QuickBooksWorld) -> Billed:
    """A company of QuickBooks with a draft that Klipboard lets be due in December."""
    return billed(quickbooks, status="Draft", due_date=date(2026, 12, 1))


@pytest.mark.rule("X-12")
def test_a_draft_that_is_approved_in_xero_is_sent(xero: Billed) -> None:
    xero.desk.hand.approve("INV-1")

    xero.back()

    assert xero.invoice()["status"] == "Sent"
    assert xero.desk.shown("INV-1", "due_date") == "2026-10-31"
    xero.stays_quiet()


@pytest.mark.rule("X-12")
def test_a_draft_that_waits_for_approval_in_xero_is_a_draft(xero: Billed) -> None:
    xero.desk.hand.edit_invoice("INV-1", Status="SUBMITTED")

    xero.back()

    assert xero.invoice()["status"] == "Draft"
    xero.stays_quiet()


@pytest.mark.rule("X-12")
def test_a_draft_that_is_deleted_in_xero_is_cancelled(xero: Billed) -> None:
    xero.desk.hand.delete_draft("INV-1")

    xero.back()

    assert xero.invoice()["status"] == "Cancelled"
    xero.stays_quiet()


@pytest.mark.rule("Q-10")
def test_a_draft_that_is_marked_as_sent_gets_klipboards_due_date_in_quickbooks(
    drafted: Billed,
) -> None:
    assert drafted.desk.shown("INV-1", "due_date") != "2026-12-01"
    drafted.desk.hand.edit_invoice("INV-1", EmailStatus="EmailSent")

    drafted.back()
    assert drafted.invoice()["status"] == "Sent"
    assert drafted.invoice()["due_date"] == date(2026, 12, 1)

    drafted.world.run()
    assert drafted.desk.shown("INV-1", "due_date") == "2026-12-01"
    drafted.stays_quiet()


def test_a_due_date_that_a_draft_gets_in_quickbooks_is_klipboards(drafted: Billed) -> None:
    drafted.desk.edit("INV-1", due_date="2026-11-15")

    drafted.back()

    assert drafted.invoice()["due_date"] == date(2026, 11, 15)
    assert drafted.invoice()["status"] == "Draft"
    drafted.stays_quiet()

    drafted.world.update("invoices", drafted.invoices["INV-1"], status="Sent")
    drafted.world.run()
    assert drafted.desk.shown("INV-1", "due_date") == "2026-11-15"
    drafted.stays_quiet()


def test_an_invoice_that_is_to_be_mailed_is_a_draft_still(drafted: Billed) -> None:
    mail = {"Address": "office@acme.example"}
    drafted.desk.hand.edit_invoice("INV-1", EmailStatus="NeedToSend", BillEmail=mail)

    drafted.back()

    assert drafted.invoice()["status"] == "Draft"
    drafted.stays_quiet()


@pytest.mark.parametrize("mark", ["NeedToSend", "NotSet"])
def test_an_invoice_that_is_to_be_mailed_once_more_is_no_draft_again(
    quickbooks: QuickBooksWorld, mark: str
) -> None:
    books = billed(quickbooks)
    mail = {"Address": "office@acme.example"}
    books.desk.hand.edit_invoice("INV-1", EmailStatus=mark, BillEmail=mail)

    books.back()

    assert books.invoice()["status"] == "Sent"
    books.stays_quiet()


@pytest.mark.parametrize("paid", [False, True], ids=["unpaid", "part paid"])
def test_an_invoice_that_is_deleted_for_good_in_quickbooks_is_cancelled(
    quickbooks: QuickBooksWorld, *, paid: bool
) -> None:
    books = billed(quickbooks)
    if paid:
        payment = books.desk.pay("INV-1", 30)
        books.back()
        books.desk.unpay(payment)
    books.desk.hand.delete_invoice("INV-1")

    books.back()

    assert books.paid() == ("Cancelled", Decimal(0), None)
    assert books.live() == []
    books.stays_quiet()


def test_a_void_of_a_paid_invoice_takes_its_payments_with_it(at: World) -> None:
    books = billed(at)
    payment = books.desk.pay("INV-1")
    books.back()
    assert books.paid()[0] == "Paid"

    books.desk.unpay(payment)
    books.desk.void("INV-1")
    books.back()

    assert books.paid() == ("Cancelled", Decimal(0), None)
    assert [row["reversed_at"] is None for row in books.payments()] == [False]
    books.stays_quiet()


@pytest.mark.parametrize("status", ["Unpaid", "Overdue"])
def test_what_means_the_same_to_the_ledger_stays_what_it_is(at: World, status: str) -> None:
    books = billed(at, status=status)
    books.desk.edit("INV-1", reference="PO 7")

    books.back()

    assert (books.invoice()["status"], books.invoice()["reference"]) == (status, "PO 7")
    books.stays_quiet()
