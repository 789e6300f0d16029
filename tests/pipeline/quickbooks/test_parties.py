"""Clients, locations and suppliers reach QuickBooks: Q-03 to Q-05, Q-07, Q-08, outbound."""

from __future__ import annotations

import pytest

from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts, told


@pytest.mark.rule("C-02")
@pytest.mark.rule("Q-03")
@pytest.mark.rule("Q-04")
@pytest.mark.rule("Q-05")
def test_parties_go_to_customers_sub_customers_and_vendors(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company(country="GB")
    client = world.a_client(
        company,
        name="Acme Ltd",
        contact_first_name="Jo",
        contact_last_name="Marsh",
        mobile="07700 900001",
        address_line1="1 High St",
        address_line2="Unit 2",
        city="Leeds",
        region="West Yorkshire",
        postcode="LS1 1AA",
        country="United Kingdom",
    )
    world.a_location(company, client, name="Acme depot", address_line1="9 Dock St")
    world.a_supplier(company, name="Steel Co", account_number="A-77")

    summary = world.run()

    acme, depot = (world.customers(company)[name] for name in ("Acme Ltd", "Acme depot"))
    assert (acme["GivenName"], acme["FamilyName"]) == ("Jo", "Marsh")
    assert acme["Mobile"] == {"FreeFormNumber": "07700 900001"}
    address = {name: value for name, value in acme["BillAddr"].items() if value}
    assert (address["Line1"], address["Line2"], address["City"]) == ("1 High St", "Unit 2", "Leeds")
    assert address["CountrySubDivisionCode"] == "West Yorkshire"
    assert (depot["Job"], depot["ParentRef"]["value"]) == (True, acme["Id"])
    assert depot["FullyQualifiedName"] == "Acme Ltd:Acme depot"
    assert world.vendors(company)["Steel Co"]["AcctNum"] == "A-77"
    assert counts(summary, company, "client_location")["created"] == 1


@pytest.mark.rule("C-04")
@pytest.mark.rule("Q-03")
def test_a_change_is_one_sparse_update_and_leaves_the_bookkeepers_fields(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company, name="Acme", phone="0113 1", email="a@acme.example")
    world.run()
    world.bookkeeper(company).edit_customer(
        "Acme", Notes="pays late", PrimaryPhone={"FreeFormNumber": "0800 9"}
    )

    world.update("clients", client, name="Acme Holdings", email="b@acme.example")
    summary = world.run()

    (acme,) = world.customers(company).values()
    assert (acme["DisplayName"], acme["Notes"]) == ("Acme Holdings", "pays late")
    assert acme["PrimaryEmailAddr"]["Address"] == "b@acme.example"
    assert acme["PrimaryPhone"]["FreeFormNumber"] == "0800 9"
    assert counts(summary, company, "client")["updated"] == 1
    assert world.held(company) == []


@pytest.mark.rule("C-02")
def test_what_is_emptied_in_klipboard_is_emptied_there(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company, name="Acme", contact_first_name="Jo", mobile="07700 900001")
    world.run()

    world.update("clients", client, contact_first_name=None, mobile=None, phone=None, email=None)
    world.run()

    (acme,) = world.customers(company).values()
    filled = {name for name in ("GivenName", "Mobile", "PrimaryPhone", "PrimaryEmailAddr")
              if acme.get(name)}  # fmt: skip
    assert filled == set()


@pytest.mark.rule("C-09")
def test_characters_that_no_name_may_have_are_replaced_and_nothing_goes_twice(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    world.a_client(company, name="Acme: North\tYard\nBack", contact_first_name="A:B")
    world.run()

    with world.counting_calls(company) as calls:
        world.run(full_refresh=True)

    (acme,) = world.customers(company).values()
    assert not set(":\t\n") & set(acme["DisplayName"])
    assert calls == []


@pytest.mark.rule("C-04")
@pytest.mark.rule("Q-04")
def test_a_location_follows_its_client_and_moves_to_another(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    acme = world.a_client(company, name="Acme")
    place = world.a_location(company, acme, name="Yard")
    world.run()
    bolt = world.a_client(company, name="Bolt")

    world.update("client_locations", place, client_id=bolt, name="Back yard")
    world.run()

    there = world.customers(company)
    assert there["Back yard"]["ParentRef"]["value"] == there["Bolt"]["Id"]
    assert set(there) == {"Acme", "Bolt", "Back yard"}


@pytest.mark.rule("B-05")
def test_an_archived_party_is_made_inactive_and_comes_back(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    acme = world.a_client(company, name="Acme")
    world.a_location(company, acme, name="Yard")
    world.a_supplier(company, name="Steel Co")
    world.run()

    world.sql("UPDATE klipboard.clients SET archived = true")
    world.sql("UPDATE klipboard.suppliers SET archived = true")
    world.run()
    away = [each["Active"] for each in world.records(company, "Customer")]
    away += [each["Active"] for each in world.records(company, "Vendor")]
    world.sql("UPDATE klipboard.clients SET archived = false")
    world.run()

    assert away == [False, False, False]
    back = {each["DisplayName"]: each["Active"] for each in world.records(company, "Customer")}
    assert back == {"Acme": True, "Yard": True}


@pytest.mark.rule("Q-07")
def test_a_name_is_unique_over_clients_locations_and_suppliers(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    acme = world.a_client(company, name="Acme")
    world.run()
    place = world.a_location(company, acme, name=" ACME ")
    steel = world.a_location(company, acme, name="Depot")
    other = world.a_location(company, acme, name="depot")

    world.run()
    held = {row["source_id"]: row["rule"] for row in world.held(company)}
    world.update("client_locations", place, name="Acme yard")
    world.update("client_locations", other, name="Depot 2")
    world.run()

    assert held == {place: "Q-07", other: "Q-07"}
    assert set(world.customers(company)) == {"Acme", "Acme yard", "Depot", "Depot 2"}
    assert world.held(company) == []
    assert steel not in held


@pytest.mark.rule("Q-08")
@pytest.mark.rule("C-09")
def test_a_client_is_no_supplier_and_the_linked_one_stays(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    world.a_client(company, name="Steel Co")
    world.run()
    supplier = world.a_supplier(company, name="steel  co")

    world.run()
    rules = {row["rule"] for row in world.held(company, "supplier")}
    world.update("suppliers", supplier, name="Steel Supplies")
    world.run()

    assert "Q-08" in rules
    assert set(world.vendors(company)) == {"Steel Supplies"}
    assert world.held(company) == []


@pytest.mark.rule("Q-07")
def test_the_name_of_an_employee_is_taken_too(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    world.bookkeeper(company).create_employee("Pat Lee")
    client = world.a_client(company, name="Pat Lee")
    world.a_client(company, name="Good Ltd")

    summary = world.run()

    (held,) = world.held(company)
    assert (held["source_id"], held["rule"]) == (client, "Q-07")
    assert "Pat Lee" in held["message"]
    assert counts(summary, company, "client")["created"] == 1
    world.update("clients", client, name="Pat Lee (client)")
    world.run()
    assert set(world.customers(company)) == {"Good Ltd", "Pat Lee (client)"}


@pytest.mark.rule("Q-07")
def test_a_customer_of_the_bookkeepers_with_the_same_name_is_not_taken_over(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    there = world.bookkeeper(company).create_customer("Acme")
    world.a_client(company, name="Acme")

    world.run()

    (held,) = world.held(company)
    assert (held["rule"], held["kind"]) == ("Q-07", "refused")
    assert f"id {there['Id']}" in held["message"]
    assert len(world.customers(company)) == 1


def test_a_payment_term_that_quickbooks_has_goes_along_and_another_is_told(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    world.a_client(company, name="Acme", payment_terms="30 days")
    world.a_client(company, name="Bolt", payment_terms="14 days")

    summary = world.run()

    there = world.customers(company)
    terms = {each["Id"]: each["Name"] for each in world.records(company, "Term")}
    assert terms[there["Acme"]["SalesTermRef"]["value"]] == "Net 30"
    assert "SalesTermRef" not in there["Bolt"]
    assert "goes without its payment term" in told(summary, company)
