"""Invoices reach QuickBooks: Q-09 to Q-11, Q-15, and the rules that hold for both ledgers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts, paths, told


@pytest.mark.rule("Q-09")
@pytest.mark.usefixtures("unchecked")
def test_a_draft_is_due_on_the_day_on_which_it_was_created(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company(timezone="Pacific/Auckland")
    client = world.a_client(company)
    # 23:30 in London is already the next day where this company works.
    created = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)
    world.an_invoice(
        company, client, number="INV-1", status="Draft", due_date=None, created_at=created
    )

    world.run()

    invoice = world.invoices(company)["INV-1"]
    assert (invoice["DueDate"], invoice["EmailStatus"]) == ("2026-10-01", "NotSet")


@pytest.mark.rule("Q-10")
@pytest.mark.rule("C-04")
@pytest.mark.usefixtures("unchecked")
def test_a_draft_that_becomes_sent_gets_klipboards_dates(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    made = world.an_invoice(
        company, client, number="INV-1", status="Draft", issue_date=date(2026, 9, 1), due_date=None
    )
    world.run()

    world.update(
        "invoices",
        made,
        status="Sent",
        issue_date=date(2026, 9, 7),
        due_date=date(2026, 10, 7),
    )
    summary = world.run()

    invoice = world.invoices(company)["INV-1"]
    assert (invoice["TxnDate"], invoice["DueDate"]) == ("2026-09-07", "2026-10-07")
    assert invoice["EmailStatus"] == "EmailSent"
    assert counts(summary, company, "invoice")["updated"] == 1


@pytest.mark.rule("Q-11")
@pytest.mark.parametrize("status", ["Sent", "Unpaid", "Overdue", "Paid"])
@pytest.mark.usefixtures("unchecked")
def test_what_was_sent_is_sent_there_and_overdue_by_its_date(
    quickbooks: QuickBooksWorld, status: str
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    world.an_invoice(
        company,
        client,
        number="INV-1",
        status=status,
        issue_date=date(2025, 1, 1),
        due_date=date(2025, 1, 31),
    )

    world.run()

    invoice = world.invoices(company)["INV-1"]
    assert (invoice["EmailStatus"], invoice["DueDate"]) == ("EmailSent", "2025-01-31")
    assert invoice["Balance"] == invoice["TotalAmt"] > 0


@pytest.mark.rule("C-02")
@pytest.mark.usefixtures("unchecked")
def test_an_invoice_goes_to_whose_billing_address_was_selected(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    place = world.a_location(company, client, name="Yard")
    world.an_invoice(company, client, number="INV-1", location_id=place)
    world.an_invoice(company, client, number="INV-2", billing_location_id=place, reference="PO 7")

    world.run()

    there, customers = world.invoices(company), world.customers(company)
    assert there["INV-1"]["CustomerRef"]["value"] == customers["Acme"]["Id"]
    assert there["INV-2"]["CustomerRef"]["value"] == customers["Yard"]["Id"]
    assert there["INV-2"]["CustomerMemo"] == {"value": "PO 7"}


@pytest.mark.rule("C-04")
@pytest.mark.usefixtures("unchecked")
def test_every_change_reaches_the_one_invoice_and_lines_keep_their_ids(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client, other = world.a_client(company), world.a_client(company, name="Other")
    made = world.an_invoice(
        company,
        client,
        number="INV-1",
        lines=[{"item_name": "Valve"}, {"item_name": "Pipe"}],
    )
    world.run()
    before = [line["Id"] for line in world.invoices(company)["INV-1"]["Line"] if "Id" in line]

    world.update("invoices", made, reference="PO 8", client_id=other)
    world.sql("DELETE FROM klipboard.invoice_lines WHERE item_name = 'Valve'")
    world.a_line(company, made, position=3, item_name="Elbow", unit_price=Decimal("2.50"))
    world.run()

    (invoice,) = world.records(company, "Invoice")
    after = {
        line["SalesItemLineDetail"]["ItemRef"]["name"]: line["Id"]
        for line in invoice["Line"]
        if "Id" in line
    }
    assert after["Pipe"] == before[1]
    assert after["Elbow"] not in before
    assert set(after) == {"Pipe", "Elbow"}
    assert invoice["CustomerRef"]["value"] == world.customers(company)["Other"]["Id"]
    assert invoice["CustomerMemo"] == {"value": "PO 8"}


@pytest.mark.rule("C-04")
@pytest.mark.usefixtures("unchecked")
def test_a_change_on_top_of_the_bookkeepers_keeps_both(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    made = world.an_invoice(company, world.a_client(company), number="INV-1")
    world.run()
    world.bookkeeper(company).edit_invoice("INV-1", PrivateNote="called them")

    world.update("invoices", made, reference="PO 9")
    world.run()

    invoice = world.invoices(company)["INV-1"]
    assert (invoice["PrivateNote"], invoice["CustomerMemo"]["value"]) == ("called them", "PO 9")


@pytest.mark.rule("B-05")
@pytest.mark.parametrize("status", ["Draft", "Sent"])
@pytest.mark.usefixtures("unchecked")
def test_a_cancelled_invoice_is_voided_once(quickbooks: QuickBooksWorld, status: str) -> None:
    world = quickbooks
    company = world.a_company()
    made = world.an_invoice(company, world.a_client(company), number="INV-1", status=status)
    world.run()

    world.update("invoices", made, status="Cancelled")
    summary = world.run()
    with world.counting_calls(company) as calls:
        world.run()

    invoice = world.invoices(company)["INV-1"]
    assert (invoice["TotalAmt"], invoice["PrivateNote"][:6]) == (0, "Voided")
    assert counts(summary, company, "invoice")["voided"] == 1
    assert calls == []


@pytest.mark.rule("B-05")
@pytest.mark.usefixtures("unchecked")
def test_a_cancelled_invoice_that_is_paid_there_is_held_with_that_reason(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    paid = world.an_invoice(company, client, number="INV-1")
    open_one = world.an_invoice(company, client, number="INV-2")
    world.run()
    world.bookkeeper(company).record_payment("INV-1", amount=10)

    for each in (paid, open_one):
        world.update("invoices", each, status="Cancelled")
    world.run()

    (held,) = world.held(company)
    assert (held["source_id"], held["rule"]) == (paid, "B-05")
    assert "payment" in held["message"]
    there = world.invoices(company)
    assert there["INV-1"]["TotalAmt"] > 0
    assert there["INV-2"]["TotalAmt"] == 0


@pytest.mark.rule("Q-15")
@pytest.mark.rule("C-07")
@pytest.mark.usefixtures("unchecked")
def test_purchase_orders_and_attachments_never_reach_quickbooks(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    supplier = world.a_supplier(company)
    world.a_purchase_order(company, supplier)
    world.an_invoice(company, world.a_client(company))

    with world.counting_calls(company) as calls:
        summary = world.run()

    assert "purchase_order" not in summary["companies"][str(company.id)]
    assert {path.split()[1] for path in paths(calls)} <= {"batch", "query"}
    assert "PurchaseOrder" not in str([call.body for call in calls])
    assert "Attachable" not in str([call.body for call in calls])


@pytest.mark.rule("C-03")
@pytest.mark.usefixtures("unchecked")
def test_documents_and_customers_of_the_bookkeeper_stay_there(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    world.an_invoice(company, world.a_client(company), number="INV-1")
    world.run()
    desk = world.bookkeeper(company)
    desk.create_customer("Walk-in")
    desk.create_invoice("Walk-in", [{"item": "Services", "amount": 50}], DocNumber="INV-2")

    world.run(full_refresh=True)

    assert [row["number"] for row in world.rows("invoices", company)] == ["INV-1"]
    assert len(world.rows("clients", company)) == 1
    assert set(world.invoices(company)) == {"INV-1", "INV-2"}


@pytest.mark.rule("C-09")
@pytest.mark.usefixtures("unchecked")
def test_a_document_waits_for_its_held_client_and_goes_by_itself(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    world.bookkeeper(company).create_employee("Acme")
    client = world.a_client(company, name="Acme")
    world.an_invoice(company, client, number="INV-1")

    first = world.run()
    world.update("clients", client, name="Acme Ltd")
    world.run()

    assert counts(first, company, "invoice")["waiting"] == 1
    assert "waits for client" in told(first, company)
    assert set(world.invoices(company)) == {"INV-1"}
