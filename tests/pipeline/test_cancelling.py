"""What is cancelled or archived in Klipboard, and what Xero is told of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.pipeline.world import counts
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("B-05"), pytest.mark.usefixtures("unchecked")]


def test_a_cancelled_draft_is_deleted_an_approved_invoice_voided_and_an_order_deleted(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client, supplier = world.a_client(company), world.a_supplier(company)
    draft = world.an_invoice(company, client, number="DRAFT", status="Draft")
    sent = world.an_invoice(company, client, number="SENT")
    order = world.a_purchase_order(company, supplier, number="PO-1")
    world.run()

    for invoice in (draft, sent):
        world.update("invoices", invoice, status="Cancelled")
    world.update("purchase_orders", order, status="Cancelled")
    summary = world.run()

    assert world.invoices(company)["DRAFT"]["Status"] == "DELETED"
    assert world.invoices(company)["SENT"]["Status"] == "VOIDED"
    assert world.purchase_orders(company)["PO-1"]["Status"] == "DELETED"
    assert counts(summary, company, "invoice")["voided"] == 2
    assert counts(summary, company, "purchase_order")["voided"] == 1
    with world.counting_calls() as calls:
        world.run(full_refresh=True)
    assert calls == []


def test_what_was_cancelled_before_it_was_ever_sent_is_never_sent(world: XeroWorld) -> None:
    company = world.a_company()
    client, supplier = world.a_client(company), world.a_supplier(company)
    world.run()
    world.an_invoice(company, client, status="Cancelled")
    world.a_purchase_order(company, supplier, status="Cancelled")
    world.a_client(company, archived=True)

    with world.counting_calls() as calls:
        world.run()

    assert calls == []
    assert world.held(company) == []


def test_a_draft_that_somebody_approved_in_xero_is_voided_all_the_same(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice = world.an_invoice(company, client, number="INV-1", status="Draft")
    world.run()
    world.bookkeeper(company).approve("INV-1")

    world.update("invoices", invoice, status="Cancelled")
    summary = world.run()

    assert world.invoices(company)["INV-1"]["Status"] == "VOIDED"
    assert counts(summary, company, "invoice")["voided"] == 1


def test_what_somebody_voided_in_xero_already_counts_as_voided(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice = world.an_invoice(company, client, number="INV-1")
    world.run()
    world.bookkeeper(company).void("INV-1")

    world.update("invoices", invoice, status="Cancelled")
    world.run()

    assert world.held(company) == []
    with world.counting_calls() as calls:
        world.run(full_refresh=True)
    assert calls == []


def test_an_invoice_with_payments_is_not_voided_but_held_with_that_reason(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    cases = ("KNOWN", "PAID", "PART", "CREDITED")
    ids = {number: world.an_invoice(company, client, number=number) for number in cases}
    world.run()
    desk = world.bookkeeper(company)
    desk.record_payment("KNOWN", amount=50)
    desk.record_payment("PAID")
    desk.record_payment("PART", amount=50)
    desk.apply_credit_note("CREDITED")
    before = {number: each["Status"] for number, each in world.invoices(company).items()}

    for invoice in ids.values():
        world.update("invoices", invoice, status="Cancelled")
    world.update("invoices", ids["KNOWN"], amount_paid=Decimal(50))
    world.run()

    assert {number: each["Status"] for number, each in world.invoices(company).items()} == before
    held = {each["source_id"]: each for each in world.held(company)}
    assert set(held) == set(ids.values())
    for reason in held.values():
        assert (reason["rule"], reason["field"]) == ("B-05", "status")
        assert "payment" in reason["message"]


def test_an_invoice_held_for_its_payment_is_voided_once_the_payment_is_gone(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice = world.an_invoice(company, client, number="INV-1")
    world.run()
    payment = world.bookkeeper(company).record_payment("INV-1", amount=50)
    world.update("invoices", invoice, status="Cancelled", amount_paid=Decimal(50))
    world.run()
    assert [each["rule"] for each in world.held(company)] == ["B-05"]

    world.bookkeeper(company).remove_payment(payment["PaymentID"])
    world.update("invoices", invoice, amount_paid=Decimal(0))
    world.run()

    assert world.invoices(company)["INV-1"]["Status"] == "VOIDED"
    assert world.held(company) == []


def test_a_cancelled_invoice_that_is_reopened_is_told_of_for_xero_cannot_bring_it_back(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice = world.an_invoice(company, client, number="INV-1")
    world.run()
    world.update("invoices", invoice, status="Cancelled")
    world.run()

    world.update("invoices", invoice, status="Sent")
    world.run()

    assert world.invoices(company)["INV-1"]["Status"] == "VOIDED"
    (held,) = world.held(company)
    assert (held["source_id"], held["kind"]) == (invoice, "refused")


def test_an_archived_party_is_archived_after_its_last_documents_have_gone(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.a_location(company, client, name="Yard")
    supplier = world.a_supplier(company, name="Pipes")
    invoice = world.an_invoice(company, client, number="INV-1")
    world.run()

    world.an_invoice(company, client, number="LAST")
    world.update("invoices", invoice, reference="Changed")
    world.a_purchase_order(company, supplier, number="LAST-PO")
    world.update("clients", client, archived=True)
    world.update("suppliers", supplier, archived=True)
    summary = world.run()

    assert {each["ContactStatus"] for each in world.contacts(company).values()} == {"ARCHIVED"}
    assert set(world.invoices(company)) == {"INV-1", "LAST"}
    assert world.invoices(company)["INV-1"]["Reference"] == "Changed"
    assert set(world.purchase_orders(company)) == {"LAST-PO"}
    assert counts(summary, company, "client")["voided"] == 1
    assert counts(summary, company, "client_location")["voided"] == 1
    assert world.held(company) == []
