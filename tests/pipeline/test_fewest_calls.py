"""The ledger is called as seldom as it can be: full batches, and nothing that it knows already."""

from __future__ import annotations

from datetime import date

import pytest

from tests.pipeline.world import counts, paths, total_calls
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.rule("B-04")

OVERLAP = 900
"""As in production: every run reads again what changed in the last quarter of an hour."""


def test_a_run_without_changes_makes_no_call_though_it_reads_rows_again(world: XeroWorld) -> None:
    world.configure(overlap_seconds=OVERLAP)
    company = world.a_company()
    client, supplier = world.a_client(company), world.a_supplier(company)
    world.a_location(company, client)
    world.an_invoice(company, client)
    world.a_purchase_order(company, supplier)
    world.run()

    with world.counting_calls() as calls:
        summary = world.run()

    assert calls == []
    assert total_calls(summary) == 0
    for entity in ("client", "client_location", "supplier", "invoice", "purchase_order"):
        assert counts(summary, company, entity) == {"read": 1, "skipped": 1}, entity


@pytest.mark.usefixtures("unchecked")
def test_a_hundred_and_twenty_new_invoices_of_known_clients_take_three_writes(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    clients = [world.a_client(company) for _ in range(3)]
    world.run()
    ids = world.many_invoices(company, clients, 120)

    with world.counting_calls() as calls:
        summary = world.run()

    assert paths(calls) == ["PUT Invoices"] * 3
    assert sorted(call.elements for call in calls) == [20, 50, 50]
    assert counts(summary, company, "invoice") == {"read": 120, "created": 120, "calls": 3}
    assert len(world.invoices(company)) == 120

    world.update("invoices", ids[70], reference="The one")
    with world.counting_calls() as calls:
        summary = world.run(full_refresh=True)

    # It is looked at before it is changed: Xero has no lock.
    assert paths(calls) == ["GET Invoices", "POST Invoices"]
    assert calls[1].elements == 1
    assert counts(summary, company, "invoice")["updated"] == 1
    assert counts(summary, company, "invoice")["skipped"] == 119


@pytest.mark.usefixtures("unchecked")
def test_all_kinds_of_parties_share_their_writes(world: XeroWorld) -> None:
    company = world.a_company()
    clients = [world.a_client(company) for _ in range(20)]
    for client in clients:
        world.a_location(company, client)
        world.a_supplier(company)

    with world.counting_calls() as calls:
        summary = world.run()

    assert sorted((call.method, call.elements) for call in calls) == [("PUT", 10), ("PUT", 50)]
    assert total_calls(summary) == 2


@pytest.mark.rule("C-09")
def test_rows_in_quarantine_cost_no_call_hour_after_hour(world: XeroWorld) -> None:
    world.configure(overlap_seconds=OVERLAP)
    company = world.a_company()
    world.bookkeeper(company).create_invoice(
        contact={"Name": "Theirs"},
        invoice_number="TAKEN",
        line_items=[{"Description": "By hand", "Quantity": 1, "UnitAmount": 5}],
    )
    client = world.a_client(company, name="Acme", phone="1")
    double = world.a_client(company, name="Acme", phone="2")
    world.an_invoice(company, double, number="WAITS")
    world.an_invoice(company, client, number="TAKEN")
    world.an_invoice(company, client, lines=[{"tax_rate": "33% VAT"}])
    world.an_invoice(company, client, lines=[{"account_code": "9999"}])
    world.run()
    kinds = {(each["entity"], each["kind"]) for each in world.held(company)}
    assert kinds == {
        ("client", "validation"),
        ("invoice", "refused"),
        ("invoice", "mapping"),
    }

    with world.counting_calls() as calls:
        summaries = [world.run(), world.run()]

    assert calls == []
    for summary in summaries:
        assert counts(summary, company, "client")["quarantined"] == 1
        assert counts(summary, company, "invoice")["quarantined"] == 3
        assert counts(summary, company, "invoice")["waiting"] == 1


@pytest.mark.usefixtures("unchecked")
def test_what_changes_nothing_that_xero_holds_costs_no_call(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    location = world.a_location(company, client)
    invoice = world.an_invoice(company, client, location_id=location, due_date=date(2026, 10, 31))
    world.run()

    world.update("clients", client, name="Changed")
    world.update("clients", client, name="Acme")
    world.update("clients", client, name="  Acme ")
    world.update("invoices", invoice, status="Unpaid", notes="For the office", location_id=None)
    with world.counting_calls() as calls:
        summary = world.run()

    assert calls == []
    assert counts(summary, company, "client") == {"read": 1, "skipped": 1}
    assert counts(summary, company, "invoice") == {"read": 1, "skipped": 1}


@pytest.mark.usefixtures("unchecked")
def test_an_edit_that_waited_and_was_undone_costs_no_call(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.run()
    world.disconnect(company)
    world.update("clients", client, name="Changed")
    world.run()
    world.update("clients", client, name="Acme")
    world.connect(company)

    with world.counting_calls() as calls:
        summary = world.run()

    assert calls == []
    assert counts(summary, company, "client") == {"read": 1, "skipped": 1}
    assert world.sql("SELECT * FROM sync.outbox") == []
