"""Invoices and purchase orders: a row of Klipboard in, a document of Xero out, over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.pipeline.world import World, counts


@pytest.mark.rule("X-06")
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param("Draft", "DRAFT", id="draft"),
        pytest.param("Unpaid", "AUTHORISED", id="unpaid"),
        pytest.param("Sent", "AUTHORISED", id="sent"),
        pytest.param("Overdue", "AUTHORISED", id="overdue"),
    ],
)
def test_an_invoice_gets_the_status_of_the_mapping_table(
    world: World, status: str, expected: str
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    world.an_invoice(company, client, number="INV-1", status=status, due_date=date(2026, 1, 31))

    world.run()

    invoice = world.invoices(company)["INV-1"]
    assert invoice["Status"] == expected
    assert invoice["DueDateString"].startswith("2026-01-31")


@pytest.mark.rule("X-07")
def test_a_draft_that_becomes_unpaid_is_approved_in_xero_with_its_details(world: World) -> None:
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
    assert counts(summary, company, "invoice")["updated"] == 1
    assert len(world.invoices(company)) == 1


@pytest.mark.rule("C-04")
def test_a_changed_line_changes_the_same_document_and_keeps_the_other_lines_ids(
    world: World,
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice_id = world.an_invoice(
        company, client, number="INV-1", lines=[{}, {"unit_price": Decimal("12.3456")}]
    )
    world.run()
    before = world.invoices(company)["INV-1"]

    world.sql(
        "UPDATE klipboard.invoice_lines SET quantity = 3 WHERE invoice_id = :id AND position = 2",
        id=invoice_id,
    )
    world.run()

    after = world.invoices(company)["INV-1"]
    assert after["InvoiceID"] == before["InvoiceID"]
    ids = [line["LineItemID"] for line in after["LineItems"]]
    assert ids == [line["LineItemID"] for line in before["LineItems"]]
    assert Decimal(str(after["SubTotal"])) == Decimal("137.04")
