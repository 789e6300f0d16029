"""The first connection to QuickBooks: C-01, C-08, Q-01."""

from __future__ import annotations

import pytest

from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts, told, total_calls


@pytest.mark.rule("C-01")
def test_nothing_is_sent_or_read_before_the_first_connection(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    world.a_client(company, name="Acme")
    world.connect(company)

    with world.counting_calls(company) as calls:
        world.run()
    world.first_connection(company)
    world.run()

    assert calls == []
    assert set(world.customers(company)) == {"Acme"}


@pytest.mark.rule("Q-01")
@pytest.mark.rule("Q-06")
@pytest.mark.usefixtures("unchecked")
def test_customers_and_vendors_come_in_with_their_hierarchy(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    desk = world.bookkeeper(company)
    desk.create_customer("Acme", PrimaryPhone={"FreeFormNumber": "0113 1"},
                         BillAddr={"Line1": "1 High St", "City": "Leeds"})  # fmt: skip
    desk.create_customer("Acme yard", parent="Acme")
    desk.create_customer("Acme shed", parent="Acme yard")
    desk.create_customer("Gone")
    desk.inactivate("Gone")
    desk.create_vendor("Steel Co", PrimaryEmailAddr={"Address": "s@steel.example"})
    world.connect(company)

    summary = world.first_connection(company)

    (client,) = world.rows("clients", company)
    places = {row["name"]: row for row in world.rows("client_locations", company)}
    (supplier,) = world.rows("suppliers", company)
    assert (client["name"], client["phone"], client["city"]) == ("Acme", "0113 1", "Leeds")
    assert {row["client_id"] for row in places.values()} == {client["id"]}
    assert set(places) == {"Acme yard", "Acme shed"}
    assert (supplier["name"], supplier["email"]) == ("Steel Co", "s@steel.example")
    assert counts(summary, company, "client_location")["created"] == 2
    assert min(client["id"], supplier["id"]) >= 10**12

    with world.counting_calls(company) as calls:
        world.run()
    assert calls == []


@pytest.mark.rule("Q-01")
@pytest.mark.usefixtures("unchecked")
def test_what_klipboard_has_is_linked_not_doubled(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    acme = world.a_client(company, name="ACME  ltd", phone="0113 1")
    place = world.a_location(company, acme, name="Yard")
    world.a_supplier(company, name="Steel Co", email="s@steel.example")
    desk = world.bookkeeper(company)
    desk.create_customer("Acme Ltd")
    desk.create_customer("Yard", parent="Acme Ltd")
    # Of another kind: a vendor is never a client, whatever they share.
    desk.create_vendor("Acme (supplies)", PrimaryPhone={"FreeFormNumber": "0113 1"})
    desk.create_vendor("Steel Company", PrimaryEmailAddr={"Address": "s@steel.example"})
    world.connect(company)

    world.first_connection(company)
    world.run()

    assert [row["id"] for row in world.rows("clients", company)] == [acme]
    assert [row["id"] for row in world.rows("client_locations", company)] == [place]
    assert {row["name"] for row in world.rows("suppliers", company)} == {
        "Steel Co",
        "Acme (supplies)",
    }
    assert set(world.customers(company)) == {"ACME  ltd", "Yard"}
    assert set(world.vendors(company)) == {"Steel Co", "Acme (supplies)"}


@pytest.mark.usefixtures("unchecked")
def test_a_hierarchy_that_the_bookkeeper_changes_is_left_alone_and_edits_still_go(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    acme = world.a_client(company, name="Acme")
    world.a_client(company, name="Bolt")
    place = world.a_location(company, acme, name="Yard")
    world.run()
    world.bookkeeper(company).move_customer("Yard", parent="Bolt")

    world.update("client_locations", place, city="Leeds")
    world.an_invoice(company, acme, number="INV-1", billing_location_id=place)
    world.run()

    there = world.customers(company)
    assert there["Yard"]["ParentRef"]["value"] == there["Bolt"]["Id"]
    assert there["Yard"]["BillAddr"]["City"] == "Leeds"
    assert world.invoices(company)["INV-1"]["CustomerRef"]["value"] == there["Yard"]["Id"]
    assert world.row("client_locations", place)["client_id"] == acme


@pytest.mark.rule("C-08")
@pytest.mark.usefixtures("unchecked")
def test_the_start_number_follows_the_last_invoice_of_quickbooks(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    desk = world.bookkeeper(company)
    desk.create_customer("Acme")
    desk.create_invoice("Acme", [{"item": "Services", "amount": 50}], DocNumber="INV-0041")
    world.connect(company)

    summary = world.first_connection(company)

    assert world.row("companies", company.id)["invoice_start_number"] == 42
    assert "42" in told(summary, company)


@pytest.mark.rule("C-08")
@pytest.mark.parametrize("checks", ["accept", "reject"])
@pytest.mark.usefixtures("unchecked")
def test_a_number_that_the_bookkeeper_used_is_held_with_the_clash_named(
    quickbooks: QuickBooksWorld, checks: str
) -> None:
    world = quickbooks
    company = world.a_company()
    world.there.set_switches(duplicate_doc_numbers=checks)
    client = world.a_client(company, name="Acme")
    world.an_invoice(company, client, number="INV-1")
    world.run()
    desk = world.bookkeeper(company)
    theirs = desk.create_invoice("Acme", [{"item": "Services", "amount": 50}], DocNumber="INV-7")

    made = world.an_invoice(company, client, number="INV-7")
    world.an_invoice(company, client, number="INV-8")
    world.run()
    (held,) = world.held(company)
    world.update("invoices", made, number="INV-9")
    world.run()

    assert (held["source_id"], held["rule"], held["value"]) == (made, "C-08", "INV-7")
    assert f"id {theirs['Id']}" in held["message"]
    numbers = [each["DocNumber"] for each in world.records(company, "Invoice")]
    assert sorted(numbers) == ["INV-1", "INV-7", "INV-8", "INV-9"]


@pytest.mark.rule("C-08")
@pytest.mark.usefixtures("unchecked")
def test_a_number_that_was_deleted_there_may_be_used(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    desk = world.bookkeeper(company)
    desk.create_customer("Walk-in")
    desk.create_invoice("Walk-in", [{"item": "Services", "amount": 5}], DocNumber="INV-7")
    client = world.a_client(company)
    made = world.an_invoice(company, client, number="INV-7")
    world.run()
    held = [row["source_id"] for row in world.held(company)]

    desk.delete_invoice("INV-7")
    world.run(full_refresh=True)

    assert held == [made]
    assert world.held(company) == []
    assert set(world.invoices(company)) == {"INV-7"}


def test_a_dry_run_reads_and_writes_nothing(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    world.bookkeeper(company).create_customer("Acme")
    world.connect(company)

    summary = world.first_connection(company, dry_run=True)

    assert summary["plan"]["create_count"] == 1
    assert world.rows("clients", company) == []
    assert world.connection(company)["gate_opened_at"] is None


@pytest.mark.rule("B-02")
@pytest.mark.usefixtures("unchecked")
def test_twice_equals_once(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    desk = world.bookkeeper(company)
    desk.create_customer("Acme")
    desk.create_customer("Yard", parent="Acme")
    world.connect(company)
    world.first_connection(company)
    before = world.everything()

    summary = world.first_connection(company)

    assert total_calls(summary) == 0
    assert world.everything()["klipboard.client_locations"] == before["klipboard.client_locations"]
