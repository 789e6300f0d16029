"""QuickBooks is called as seldom as it can be: B-04."""

from __future__ import annotations

import pytest

from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts, paths, total_calls

pytestmark = pytest.mark.rule("B-04")


def test_a_run_without_changes_makes_no_call_though_it_reads_rows_again(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    world.configure(overlap_seconds=900)
    company = world.a_company()
    client = world.a_client(company)
    world.a_supplier(company)
    world.a_location(company, client)
    world.an_invoice(company, client)
    world.run()

    with world.counting_calls() as calls:
        summary = world.run()

    assert calls == []
    assert total_calls(summary) == 0
    for entity in ("client", "client_location", "supplier", "invoice"):
        assert counts(summary, company, entity) == {"read": 1, "skipped": 1}, entity


@pytest.mark.usefixtures("unchecked")
def test_ninety_one_invoices_of_known_clients_and_items_take_four_writes_and_one_read(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    clients = [world.a_client(company) for _ in range(3)]
    world.many_invoices(company, clients, 1)
    world.run()
    ids = world.many_invoices(company, clients, 91)

    with world.counting_calls() as calls:
        summary = world.run()

    assert paths(calls) == ["GET query", *["POST batch"] * 4]
    assert sorted(call.elements for call in calls)[-4:] == [1, 30, 30, 30]
    assert counts(summary, company, "invoice") == {"read": 91, "created": 91, "calls": 5}

    world.update("invoices", ids[70], reference="The one")
    with world.counting_calls() as calls:
        summary = world.run(full_refresh=True)

    assert paths(calls) == ["POST batch"]
    assert counts(summary, company, "invoice")["updated"] == 1


@pytest.mark.usefixtures("unchecked")
def test_an_hourly_run_makes_no_call_for_what_waits_or_is_held(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    world.bookkeeper(company).create_employee("Pat")
    client = world.a_client(company, name="Pat")
    world.an_invoice(company, client)
    bad = [{"item_name": "Panel", "account_code": "none such"}]
    world.an_invoice(company, world.a_client(company), lines=bad)
    world.run()

    with world.counting_calls() as calls:
        world.run()

    assert calls == []
