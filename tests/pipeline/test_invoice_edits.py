"""What a bookkeeper edits of our invoices comes back to Klipboard, at either ledger (C-05)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.pipeline.billed import Billed, billed
from tests.pipeline.invoice_desks import XeroDesk
from tests.pipeline.world import World, paths
from tests.pipeline.xero_world import XeroWorld

pytestmark = [
    pytest.mark.rule("C-05"),
    pytest.mark.rule("X-12"),
    pytest.mark.usefixtures("unchecked"),
]


@pytest.fixture
def books(at: World) -> Billed:
    """A company of either ledger with an invoice that was sent."""
    return billed(at)


def test_dates_reference_and_number_come_back_and_nothing_else_moves(books: Billed) -> None:
    before, lines = books.invoice(), books.lines()

    books.desk.edit(
        "INV-1", issue_date="2026-10-03", due_date="2026-11-15", reference="PO 7", number="INV-1A"
    )
    summary = books.back()

    after = books.invoice()
    changed = {name: value for name, value in after.items() if value != before[name]}
    del changed["updated_at"]
    assert changed == {
        "issue_date": date(2026, 10, 3),
        "due_date": date(2026, 11, 15),
        "reference": "PO 7",
        "number": "INV-1A",
    }
    assert books.lines() == lines
    assert books.counts(summary, "invoice") == {"read": 1, "updated": 1}
    assert summary["conflicts"] == []
    books.stays_quiet()


@pytest.mark.rule("B-03")
def test_an_edit_can_be_explained_from_which_value_to_which(books: Billed) -> None:
    books.desk.edit("INV-1", due_date="2026-11-15")
    books.back()

    entry = books.world.audit("invoice", books.invoices["INV-1"])[-1]
    assert (entry["direction"], entry["action"]) == ("inbound", "update")
    assert entry["changes"] == {"due_date": ["2026-10-31", "2026-11-15"]}


def test_a_reference_that_was_taken_away_is_taken_away(books: Billed) -> None:
    books.bill("INV-2", reference="Kitchen")
    books.desk.edit("INV-2", reference="")

    books.back()

    assert books.invoice("INV-2")["reference"] is None
    books.stays_quiet()


def test_prices_that_include_tax_from_now_on_do_so_in_klipboard(books: Billed) -> None:
    books.desk.edit("INV-1", prices_include_tax=True)

    books.back()

    assert books.invoice()["prices_include_tax"] is True
    assert books.lines()[0]["unit_price"] == 100
    books.stays_quiet()


def test_an_invoice_that_is_moved_to_another_customer_is_his_in_klipboard(books: Billed) -> None:
    other = books.world.a_client(books.company, name="Bolt")
    place = books.world.a_location(books.company, books.client, name="Yard")
    books.bill("INV-2")
    books.desk.edit("INV-1", client="Bolt")
    books.desk.edit("INV-2", client="Acme - Yard" if isinstance(books.desk, XeroDesk) else "Yard")

    books.back()

    first, second = books.invoice(), books.invoice("INV-2")
    assert (first["client_id"], first["billing_location_id"]) == (other, None)
    assert (second["client_id"], second["billing_location_id"]) == (books.client, place)
    books.stays_quiet()

    books.desk.edit("INV-2", client="Acme")
    books.back()
    second = books.invoice("INV-2")
    assert (second["client_id"], second["billing_location_id"]) == (books.client, None)
    books.stays_quiet()


def test_a_void_in_the_ledger_cancels_the_invoice_and_nothing_is_sent(books: Billed) -> None:
    lines = books.lines()
    books.desk.void("INV-1")

    summary = books.back()

    assert books.invoice()["status"] == "Cancelled"
    assert books.lines() == lines
    assert books.counts(summary, "invoice") == {"read": 1, "voided": 1}
    assert books.world.audit("invoice", books.invoices["INV-1"])[-1]["action"] == "void"
    books.stays_quiet()


@pytest.mark.rule("C-03")
@pytest.mark.rule("X-10")
def test_documents_that_the_bookkeeper_made_never_come_in(books: Billed) -> None:
    books.desk.write_invoice("THEIRS-1", "Acme")
    books.desk.edit("INV-1", number="INV-99")
    # It now has the number under which ours was sent.
    books.desk.write_invoice("INV-1", "Acme")
    if isinstance(books.desk, XeroDesk):
        lines = [{"Description": "By hand", "Quantity": 1, "UnitAmount": 5}]
        acme = books.desk.hand.edit_contact("Acme")["ContactID"]
        theirs = {"contact": {"ContactID": acme}, "line_items": lines}
        books.desk.hand.create_bill(invoice_number="B-1", **theirs)
        books.desk.hand.create_purchase_order(purchase_order_number="PO-1", **theirs)

    books.back()
    books.desk.edit("THEIRS-1", reference="Theirs")
    books.back()

    assert [row["number"] for row in books.world.rows("invoices", books.company)] == ["INV-99"]
    assert len(books.world.rows("invoice_lines", books.company)) == 1
    assert books.world.rows("purchase_orders", books.company) == []
    assert books.invoice()["reference"] is None
    books.stays_quiet()


@pytest.mark.rule("C-10")
def test_what_was_sent_and_was_not_edited_is_no_edit(books: Billed) -> None:
    books.bill(
        "INV-2", reference=" Kitchen  ", lines=[{"tax_rate": None, "description": " a \r\nb "}]
    )
    books.bill("INV-3", status="Draft", due_date=None)
    before = books.world.everything()["klipboard.invoices"]

    with books.world.counting_calls() as calls:
        summary = books.back()

    assert books.counts(summary, "invoice")["skipped"] == 3
    assert books.world.everything()["klipboard.invoices"] == before
    assert [call.method for call in calls if call.method != "GET"] == []
    books.stays_quiet()


def test_an_edit_that_was_undone_changes_nothing(books: Billed) -> None:
    books.desk.edit("INV-1", due_date="2026-11-15")
    books.desk.edit("INV-1", due_date="2026-10-31")
    before = books.invoice()

    books.back()

    assert books.invoice() == before
    books.stays_quiet()


@pytest.mark.rule("X-10")
def test_a_purchase_order_that_is_edited_in_xero_is_never_read(world: XeroWorld) -> None:
    books = billed(world)
    supplier = world.a_supplier(books.company)
    order = world.a_purchase_order(books.company, supplier, number="PO-1", reference="Ours")
    world.run()
    before = world.row("purchase_orders", order)
    books.desk.hand.edit_purchase_order("PO-1", reference="Theirs", delivery_date="2026-12-24")

    with world.counting_calls() as calls:
        books.back()

    assert "GET PurchaseOrders" not in paths(calls)
    assert world.row("purchase_orders", order) == before
    books.stays_quiet()
