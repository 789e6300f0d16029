"""Document numbers: where Klipboard's go on, and what happens when the ledger has one already."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipeline.world import counts
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")

LINE = {"Description": "By hand", "Quantity": 1, "UnitAmount": 42, "AccountCode": "200"}


def an_invoice_by_hand(world: XeroWorld, company: Any, number: str, **fields: Any) -> None:
    world.bookkeeper(company).create_invoice(
        contact={"Name": "Their Customer"}, invoice_number=number, line_items=[LINE], **fields
    )


def an_order_by_hand(world: XeroWorld, company: Any, number: str, **fields: Any) -> None:
    contacts = world.contacts(company)
    if "Their Supplier" not in contacts:
        world.bookkeeper(company).create_contact(name="Their Supplier")
        contacts = world.contacts(company)
    contact = {"ContactID": contacts["Their Supplier"]["ContactID"]}
    line = {**LINE, "AccountCode": "300"}
    world.bookkeeper(company).create_purchase_order(
        contact=contact, purchase_order_number=number, line_items=[line], **fields
    )


@pytest.mark.rule("C-08")
@pytest.mark.rule("X-11")
def test_the_start_numbers_follow_the_last_numbers_of_the_ledger(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    for number in ("INV-0099", "INV-0141", "DEPOSIT", "2"):
        an_invoice_by_hand(world, company, number)
    for number in ("PO-0006", "PO-0007"):
        an_order_by_hand(world, company, number)
    bill = {"contact": {"Name": "Their Supplier"}, "invoice_number": "99999"}
    world.bookkeeper(company).create_bill(**bill, line_items=[LINE])

    world.connect(company)
    summary = world.first_connection(company)

    row = world.row("companies", company.id)
    assert row["invoice_start_number"] == 142
    assert row["purchase_order_start_number"] == 8
    messages = [each["message"] for each in summary["messages"]]
    assert "the next invoice number of Klipboard follows: 142" in messages
    assert "the next purchase order number of Klipboard follows: 8" in messages


@pytest.mark.rule("C-08")
@pytest.mark.rule("X-11")
def test_a_start_number_that_is_further_already_stays_and_none_is_made_up(world: XeroWorld) -> None:
    further = world.a_company(
        connected=False, invoice_start_number=500, purchase_order_start_number=500
    )
    an_invoice_by_hand(world, further, "INV-0141")
    an_order_by_hand(world, further, "PO-0007")
    unnumbered = world.a_company(connected=False)

    for company in (further, unnumbered):
        world.connect(company)
        world.first_connection(company)

    row = world.row("companies", further.id)
    assert (row["invoice_start_number"], row["purchase_order_start_number"]) == (500, 500)
    row = world.row("companies", unnumbered.id)
    assert (row["invoice_start_number"], row["purchase_order_start_number"]) == (None, None)


@pytest.mark.rule("C-08")
def test_an_invoice_number_of_the_bookkeepers_is_held_with_the_clash_named(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    an_invoice_by_hand(world, company, "INV-1", date="2026-09-14", due_date="2026-10-14")
    theirs = world.invoices(company)["INV-1"]
    clashing = world.an_invoice(company, client, number="INV-1")
    world.an_invoice(company, client, number="INV-2")

    summary = world.run()

    assert counts(summary, company, "invoice")["refused"] == 1
    assert counts(summary, company, "invoice")["created"] == 1
    assert world.invoices(company)["INV-1"] == theirs
    assert "INV-2" in world.invoices(company)
    (held,) = world.held(company)
    assert (held["source_id"], held["kind"]) == (clashing, "refused")
    assert (held["rule"], held["field"], held["value"]) == ("C-08", "number", "INV-1")
    for part in ("Invoice # must be unique", "Their Customer", "2026-09-14", "DRAFT"):
        assert part in held["message"]
    assert theirs["InvoiceID"] in held["message"]

    world.update("invoices", clashing, number="INV-3")
    summary = world.run()

    assert counts(summary, company, "invoice")["created"] == 1
    assert set(world.invoices(company)) == {"INV-1", "INV-2", "INV-3"}
    assert world.held(company) == []


@pytest.mark.rule("C-08")
def test_a_document_that_looks_like_ours_but_was_never_sent_by_us_is_not_taken_over(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.run()
    line = {"Description": "Work 1", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
    world.bookkeeper(company).create_invoice(
        contact={"Name": "Acme"}, invoice_number="INV-1", date="2026-10-01", line_items=[line]
    )

    world.an_invoice(company, client, number="INV-1")
    world.run()

    (held,) = world.held(company)
    assert held["rule"] == "C-08"
    assert world.sql("SELECT * FROM sync.links WHERE entity = 'invoice'") == []


@pytest.mark.rule("C-08")
@pytest.mark.rule("C-04")
def test_a_sent_invoice_that_gets_a_taken_number_is_held_with_the_holder_named(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    an_invoice_by_hand(world, company, "HAND-1")
    invoice = world.an_invoice(company, client, number="INV-1")
    world.run()

    world.update("invoices", invoice, number="HAND-1")
    world.run()

    (held,) = world.held(company)
    assert (held["source_id"], held["rule"], held["value"]) == (invoice, "C-08", "HAND-1")
    assert "Their Customer" in held["message"]
    assert set(world.invoices(company)) == {"HAND-1", "INV-1"}


@pytest.mark.rule("C-04")
def test_numbers_and_names_that_move_up_in_one_run_all_arrive(world: XeroWorld) -> None:
    company = world.a_company()
    clients = [world.a_client(company, name=name) for name in ("Acme", "Bolt")]
    ids = [world.an_invoice(company, clients[0], number=f"INV-{place}") for place in (1, 2)]
    world.run()

    world.update("invoices", ids[1], number="INV-3")
    world.update("invoices", ids[0], number="INV-2")
    for client, name in zip(clients, ("Bolt", "Core"), strict=True):
        world.update("clients", client, name=name)
    world.run()

    assert world.held(company) == []
    assert set(world.invoices(company)) == {"INV-2", "INV-3"}
    assert world.contact_of(company, f"KB-CLIENT-{clients[0]}")["Name"] == "Bolt"
    assert world.contact_of(company, f"KB-CLIENT-{clients[1]}")["Name"] == "Core"


@pytest.mark.rule("C-08")
def test_a_bill_of_the_same_number_is_no_clash(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    bill = {"contact": {"Name": "Their Supplier"}, "invoice_number": "INV-1"}
    world.bookkeeper(company).create_bill(**bill, line_items=[LINE])
    world.an_invoice(company, client, number="INV-1")

    world.run()

    assert list(world.invoices(company)) == ["INV-1"]
    assert world.held(company) == []


@pytest.mark.rule("X-11")
def test_an_order_number_that_is_taken_is_held_even_by_a_deleted_order(world: XeroWorld) -> None:
    company = world.a_company()
    supplier = world.a_supplier(company)
    an_order_by_hand(world, company, "PO-1", status="AUTHORISED")
    an_order_by_hand(world, company, "PO-2", status="DELETED")
    theirs = world.purchase_orders(company)
    live = world.a_purchase_order(company, supplier, number="PO-1")
    dead = world.a_purchase_order(company, supplier, number="PO-2")
    world.a_purchase_order(company, supplier, number="PO-3")

    world.run()

    assert {
        number: each for number, each in world.purchase_orders(company).items() if number != "PO-3"
    } == theirs
    held = {each["source_id"]: each for each in world.held(company)}
    assert set(held) == {live, dead}
    for source_id, number in ((live, "PO-1"), (dead, "PO-2")):
        reason = held[source_id]
        assert (reason["rule"], reason["field"], reason["value"]) == ("X-11", "number", number)
        assert "Their Supplier" in reason["message"]

    world.update("purchase_orders", live, number="PO-11")
    world.update("purchase_orders", dead, number="PO-12")
    world.run()

    assert set(world.purchase_orders(company)) == {"PO-1", "PO-2", "PO-3", "PO-11", "PO-12"}
    assert world.held(company) == []
