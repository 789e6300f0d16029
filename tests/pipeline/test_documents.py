"""Invoices and purchase orders: a row of Klipboard in, a document of Xero out, over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.pipeline.world import counts
from tests.pipeline.xero_world import XeroWorld


def line_ids(document: dict[str, Any]) -> dict[str, str]:
    """The ledger's line ids by what the lines say."""
    return {line["Description"]: line["LineItemID"] for line in document["LineItems"]}


@pytest.mark.rule("X-06")
def test_an_invoice_gets_the_status_of_the_mapping_table(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    for status in ("Draft", "Unpaid", "Sent", "Overdue", "Paid"):
        world.an_invoice(company, client, number=status, status=status, due_date=date(2026, 1, 31))

    world.run()

    invoices = world.invoices(company)
    assert {number: each["Status"] for number, each in invoices.items()} == {
        "Draft": "DRAFT",
        "Unpaid": "AUTHORISED",
        "Sent": "AUTHORISED",
        "Overdue": "AUTHORISED",
        "Paid": "AUTHORISED",
    }
    assert invoices["Overdue"]["DueDateString"].startswith("2026-01-31")
    assert Decimal(str(invoices["Paid"]["AmountPaid"])) == 0


@pytest.mark.rule("X-07")
def test_a_draft_that_becomes_unpaid_is_approved_in_xero_with_its_details(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice_id = world.an_invoice(company, client, number="INV-1", status="Draft", due_date=None)
    world.run()

    world.update(
        "invoices", invoice_id, status="Unpaid", due_date=date(2026, 12, 1), reference="Kitchen"
    )
    summary = world.run()

    invoice = world.invoices(company)["INV-1"]
    assert (invoice["Status"], invoice["Reference"]) == ("AUTHORISED", "Kitchen")
    assert invoice["DueDateString"].startswith("2026-12-01")
    assert counts(summary, company, "invoice")["updated"] == 1
    assert len(world.invoices(company)) == 1


@pytest.mark.rule("C-04")
@pytest.mark.usefixtures("unchecked")
def test_every_change_of_an_invoice_reaches_the_one_document_that_was_sent(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client, other = world.a_client(company), world.a_client(company, name="Other")
    invoice_id = world.an_invoice(
        company,
        client,
        number="INV-1",
        status="Draft",
        reference="Old",
        lines=[{"description": "Stays"}, {"description": "Goes"}],
    )
    world.run()
    before = world.invoices(company)["INV-1"]

    world.update(
        "invoices",
        invoice_id,
        client_id=other,
        status="Sent",
        number="INV-1A",
        issue_date=date(2026, 11, 2),
        due_date=date(2026, 12, 2),
        reference="New",
        prices_include_tax=True,
    )
    world.sql("DELETE FROM klipboard.invoice_lines WHERE description = 'Goes'")
    world.a_line(company, invoice_id, position=0, description="Comes", unit_price=Decimal("7.5"))
    summary = world.run()

    (after,) = world.invoices(company).values()
    assert after["InvoiceID"] == before["InvoiceID"]
    assert (after["InvoiceNumber"], after["Status"]) == ("INV-1A", "AUTHORISED")
    assert (after["Reference"], after["Contact"]["Name"]) == ("New", "Other")
    assert after["DateString"].startswith("2026-11-02")
    assert after["DueDateString"].startswith("2026-12-02")
    assert after["LineAmountTypes"] == "Inclusive"
    assert [line["Description"] for line in after["LineItems"]] == ["Comes", "Stays"]
    assert line_ids(after)["Stays"] == line_ids(before)["Stays"]
    assert Decimal(str(after["Total"])) == Decimal("107.50")
    assert counts(summary, company, "invoice") == {"read": 1, "updated": 1, "calls": 2}


@pytest.mark.rule("C-04")
@pytest.mark.usefixtures("unchecked")
def test_a_changed_line_keeps_its_own_id_and_those_of_the_others(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    world.an_invoice(
        company, client, number="INV-1", lines=[{}, {"unit_price": Decimal("12.3456")}]
    )
    world.run()
    before = world.invoices(company)["INV-1"]

    world.sql("UPDATE klipboard.invoice_lines SET quantity = 3 WHERE position = 2")
    world.run()

    after = world.invoices(company)["INV-1"]
    assert after["InvoiceID"] == before["InvoiceID"]
    assert line_ids(after) == line_ids(before)
    assert Decimal(str(after["SubTotal"])) == Decimal("137.04")


@pytest.mark.rule("C-04")
@pytest.mark.usefixtures("unchecked")
def test_what_is_emptied_on_a_document_is_emptied_in_xero(world: XeroWorld) -> None:
    company = world.a_company()
    client, supplier = world.a_client(company), world.a_supplier(company)
    lines = [{"discount_percent": Decimal(10)}]
    invoice = world.an_invoice(company, client, number="INV-1", reference="Old", lines=lines)
    order = world.a_purchase_order(
        company, supplier, number="PO-1", reference="Old", delivery_address="1 Yard"
    )
    world.run()
    assert Decimal(str(world.invoices(company)["INV-1"]["SubTotal"])) == 90

    world.update("invoices", invoice, reference=None)
    world.sql("UPDATE klipboard.invoice_lines SET discount_percent = 0")
    world.update("purchase_orders", order, reference=None, delivery_address=None)
    world.run()

    sent, ordered = world.invoices(company)["INV-1"], world.purchase_orders(company)["PO-1"]
    assert not sent.get("Reference")
    assert Decimal(str(sent["SubTotal"])) == 100
    assert not ordered.get("Reference")
    assert not ordered.get("DeliveryAddress")


@pytest.mark.rule("X-09")
def test_every_live_purchase_order_is_approved_in_xero(world: XeroWorld) -> None:
    company = world.a_company()
    supplier = world.a_supplier(company)
    statuses = ("Draft", "Sent", "Overdue", "Part Delivered", "Delivered")
    for status in statuses:
        world.a_purchase_order(company, supplier, number=status, status=status)

    world.run()

    orders = world.purchase_orders(company)
    assert {number: each["Status"] for number, each in orders.items()} == dict.fromkeys(
        statuses, "AUTHORISED"
    )


@pytest.mark.rule("X-10")
@pytest.mark.rule("C-04")
@pytest.mark.rule("X-09")
@pytest.mark.usefixtures("unchecked")
def test_every_change_of_a_purchase_order_reaches_the_one_order_that_was_sent(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    supplier, other = world.a_supplier(company), world.a_supplier(company, name="Other")
    order = world.a_purchase_order(
        company, supplier, number="PO-1", status="Draft", lines=[{"description": "Pipe"}]
    )
    world.run()
    before = world.purchase_orders(company)["PO-1"]

    world.update(
        "purchase_orders",
        order,
        supplier_id=other,
        status="Delivered",
        number="PO-1A",
        reference="Kitchen",
        issue_date=date(2026, 11, 2),
        delivery_date=date(2026, 11, 9),
        delivery_address="1 Yard\nLeeds",
    )
    world.an_order_line(company, order, position=2, description="Tap", unit_price=Decimal("9.9999"))
    world.run()

    (after,) = world.purchase_orders(company).values()
    assert after["PurchaseOrderID"] == before["PurchaseOrderID"]
    assert (after["PurchaseOrderNumber"], after["Status"]) == ("PO-1A", "AUTHORISED")
    assert (after["Reference"], after["Contact"]["Name"]) == ("Kitchen", "Other")
    assert after["DeliveryDateString"].startswith("2026-11-09")
    assert after["DeliveryAddress"].split() == ["1", "Yard", "Leeds"]
    assert line_ids(after)["Pipe"] == line_ids(before)["Pipe"]
    assert Decimal(str(after["LineItems"][1]["UnitAmount"])) == Decimal("9.9999")


@pytest.mark.rule("C-02")
@pytest.mark.rule("C-12")
def test_companies_of_every_country_are_served_with_their_own_taxes_in_one_run(
    world: XeroWorld,
) -> None:
    companies = [world.a_company(country=country) for country in ("GB", "AU", "NZ", "US")]
    for company in companies:
        client, supplier = world.a_client(company), world.a_supplier(company)
        world.an_invoice(company, client, number="INV-1", currency=None)
        world.a_purchase_order(company, supplier, number="PO-1", currency=None)

    world.run()

    sales = {each.country: world.invoices(each)["INV-1"] for each in companies}
    orders = {each.country: world.purchase_orders(each)["PO-1"] for each in companies}
    assert {
        country: (each["LineItems"][0]["TaxType"], each["CurrencyCode"])
        for country, each in sales.items()
    } == {
        "GB": ("OUTPUT2", "GBP"),
        "AU": ("OUTPUT", "AUD"),
        "NZ": ("OUTPUT2", "NZD"),
        "US": ("OUTPUT", "USD"),
    }
    assert {country: each["LineItems"][0]["TaxType"] for country, each in orders.items()} == {
        "GB": "INPUT2",
        "AU": "INPUT",
        "NZ": "INPUT2",
        "US": "INPUT",
    }
    assert [Decimal(str(sales[country]["Total"])) for country in ("GB", "AU", "NZ")] == [
        120,
        110,
        115,
    ]
