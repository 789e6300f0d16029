"""One company, two ledgers: each gets everything once, and neither disturbs the other."""

from __future__ import annotations

import pytest

from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts
from tests.pipeline.xero_world import XeroWorld


@pytest.fixture
def both(world: XeroWorld) -> tuple[XeroWorld, QuickBooksWorld]:
    return world, QuickBooksWorld(world.engine, world.sandbox, world.numbers)


@pytest.mark.rule("C-02")
@pytest.mark.usefixtures("unchecked")
def test_a_company_of_both_ledgers_reaches_both(both: tuple[XeroWorld, QuickBooksWorld]) -> None:
    xero, quickbooks = both
    at_xero = xero.a_company()
    at_quickbooks = quickbooks.same_company(at_xero)
    client = xero.a_client(at_xero, name="Acme")
    xero.a_location(at_xero, client, name="Yard")
    made = xero.an_invoice(at_xero, client, number="INV-1", lines=[{"item_name": "Valve"}])

    for world in both:
        world.run()
    xero.update("invoices", made, status="Cancelled")
    for world in both:
        world.run()
    with xero.counting_calls() as xero_calls, quickbooks.counting_calls() as quickbooks_calls:
        for world in both:
            world.run()

    assert set(xero.contacts(at_xero)) == {"Acme", "Acme - Yard"}
    assert set(quickbooks.customers(at_quickbooks)) == {"Acme", "Yard"}
    assert xero.invoices(at_xero)["INV-1"]["Status"] == "VOIDED"
    assert quickbooks.invoices(at_quickbooks)["INV-1"]["TotalAmt"] == 0
    assert (xero_calls, quickbooks_calls) == ([], [])


def test_a_record_may_be_held_for_one_ledger_and_go_to_the_other(
    both: tuple[XeroWorld, QuickBooksWorld],
) -> None:
    xero, quickbooks = both
    at_xero = xero.a_company()
    at_quickbooks = quickbooks.same_company(at_xero)
    acme = xero.a_client(at_xero, name="Acme")
    bolt = xero.a_client(at_xero, name="Bolt")
    # One name twice: Xero shows each behind its client, QuickBooks has one list of names.
    for client in (acme, bolt):
        xero.a_location(at_xero, client, name="Workshop")

    xero.run()
    summary = quickbooks.run()

    assert {"Acme - Workshop", "Bolt - Workshop"} <= set(xero.contacts(at_xero))
    assert xero.held(at_xero) == []
    assert [row["rule"] for row in quickbooks.held(at_quickbooks)] == ["Q-07"]
    assert counts(summary, at_quickbooks, "client_location")["created"] == 1


@pytest.mark.rule("C-08")
@pytest.mark.usefixtures("unchecked")
def test_the_start_number_follows_both_ledgers(both: tuple[XeroWorld, QuickBooksWorld]) -> None:
    xero, quickbooks = both
    at_xero = xero.a_company(connected=False)
    xero.bookkeeper(at_xero).create_contact(name="Old")
    xero.bookkeeper(at_xero).create_invoice(
        contact={"Name": "Old"},
        invoice_number="INV-0099",
        line_items=[{"Description": "Old", "Quantity": 1, "UnitAmount": 5.0}],
    )
    xero.connect(at_xero)
    xero.first_connection(at_xero)
    at_quickbooks = quickbooks.same_company(at_xero, connected=False)
    desk = quickbooks.bookkeeper(at_quickbooks)
    desk.create_customer("Old")
    desk.create_invoice("Old", [{"item": "Services", "amount": 5}], DocNumber="INV-0007")
    quickbooks.connect(at_quickbooks)

    quickbooks.first_connection(at_quickbooks)

    assert xero.row("companies", at_xero.id)["invoice_start_number"] == 100
