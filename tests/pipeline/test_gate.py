"""Nothing goes before the first-time connection; after it everything goes by itself."""

from __future__ import annotations

import pytest

from tests.pipeline.world import counts, told
from tests.pipeline.xero_world import XeroWorld


@pytest.mark.rule("C-01")
@pytest.mark.parametrize("consented", [False, True], ids=["no consent", "consent only"])
def test_a_company_without_its_first_connection_costs_no_call_and_loses_nothing(
    world: XeroWorld, consented: bool
) -> None:
    company = world.a_company(connected=False)
    client = world.a_client(company)
    world.an_invoice(company, client, number="INV-1")
    if consented:
        world.connect(company)

    with world.counting_calls() as calls:
        summary = world.run(companies=(company.id,))

    assert calls == []
    assert summary["companies"] == {}
    assert "no first-time connection" in told(summary, company)
    assert "first_connection" in told(summary, company)

    if not consented:
        world.connect(company)
    world.first_connection(company)
    world.run()

    assert list(world.invoices(company)) == ["INV-1"]
    assert world.invoices(company)["INV-1"]["Contact"]["ContactNumber"] == f"KB-CLIENT-{client}"


@pytest.mark.rule("C-01")
@pytest.mark.usefixtures("unchecked")
def test_a_run_for_everyone_passes_by_who_is_not_connected(world: XeroWorld) -> None:
    pending, stranger = world.a_company(connected=False), world.a_company(connected=False)
    world.connect(pending)
    connected = world.a_company()
    for company in (pending, stranger, connected):
        world.a_client(company, name="Acme")

    with world.counting_calls() as calls:
        summary = world.run()

    assert {call.tenant_id for call in calls} == {connected.organisation.tenant_id}
    assert list(summary["companies"]) == [str(connected.id)]
    assert world.contacts(pending) == {}
    assert world.contacts(stranger) == {}


@pytest.mark.rule("C-02")
def test_all_five_entities_reach_xero_when_created_and_when_changed(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    location = world.a_location(company, client, name="Yard")
    supplier = world.a_supplier(company, name="Pipes Ltd")
    invoice = world.an_invoice(company, client, number="INV-1", reference="First")
    order = world.a_purchase_order(company, supplier, number="PO-1", reference="First")

    created = world.run()

    for entity in ("client", "client_location", "supplier", "invoice", "purchase_order"):
        assert counts(created, company, entity)["created"] == 1, entity
    assert set(world.contacts(company)) == {"Acme", "Acme - Yard", "Pipes Ltd"}
    assert world.invoices(company)["INV-1"]["Reference"] == "First"
    assert world.purchase_orders(company)["PO-1"]["Reference"] == "First"

    world.update("clients", client, city="Leeds")
    world.update("client_locations", location, city="York")
    world.update("suppliers", supplier, city="Hull")
    world.update("invoices", invoice, reference="Second")
    world.update("purchase_orders", order, reference="Second")
    changed = world.run()

    for entity in ("client", "client_location", "supplier", "invoice", "purchase_order"):
        assert counts(changed, company, entity)["updated"] == 1, entity
    cities = {
        name: contact["Addresses"][0]["City"] for name, contact in world.contacts(company).items()
    }
    assert cities == {"Acme": "Leeds", "Acme - Yard": "York", "Pipes Ltd": "Hull"}
    assert world.invoices(company)["INV-1"]["Reference"] == "Second"
    assert world.purchase_orders(company)["PO-1"]["Reference"] == "Second"


@pytest.mark.rule("X-10")
@pytest.mark.usefixtures("unchecked")
def test_documents_of_the_bookkeeper_never_enter_klipboard_nor_are_touched(
    world: XeroWorld,
) -> None:
    company = world.a_company(connected=False)
    desk = world.bookkeeper(company)
    contact = {"Name": "Theirs"}
    line = {"Description": "By hand", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200"}
    desk.create_invoice(contact=contact, invoice_number="HAND-1", line_items=[line])
    contact_id = world.contacts(company)["Theirs"]["ContactID"]
    desk.create_purchase_order(
        contact={"ContactID": contact_id}, purchase_order_number="HAND-PO-1", line_items=[line]
    )
    before = (world.invoices(company), world.purchase_orders(company))

    world.connect(company)
    world.first_connection(company)
    with world.counting_calls() as calls:
        world.run()
        world.run(full_refresh=True)

    assert world.rows("invoices", company) == []
    assert world.rows("purchase_orders", company) == []
    assert (world.invoices(company), world.purchase_orders(company)) == before
    assert calls == []


@pytest.mark.rule("C-07")
@pytest.mark.usefixtures("unchecked")
def test_no_attachment_is_ever_sent_or_asked_for(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    supplier = world.a_supplier(company)
    invoice = world.an_invoice(company, client, notes="see the attached photo")
    order = world.a_purchase_order(company, supplier, notes="see the attached plan")

    world.run()
    world.update("invoices", invoice, status="Cancelled")
    world.update("purchase_orders", order, status="Cancelled")
    world.run()

    calls = world.sandbox.xero.requests(api_only=True)
    assert calls
    for call in calls:
        assert "attachment" not in call.path.lower()
        assert "attach" not in str(call.body).lower()
