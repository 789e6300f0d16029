"""Clients, client locations and suppliers: rows of Klipboard in, contacts of Xero out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipeline.world import counts
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")

Row = dict[str, Any]


def address_of(contact: Row) -> Row:
    """The address that Xero prints on invoices."""
    return next(each for each in contact["Addresses"] if each["AddressType"] == "POBOX")


def phones_of(contact: Row) -> dict[str, str]:
    return {each["PhoneType"]: each["PhoneNumber"] for each in contact["Phones"]}


def test_a_party_arrives_with_everything_that_klipboard_knows(world: XeroWorld) -> None:
    company = world.a_company()
    details = {
        "account_number": "A-7",
        "contact_first_name": "Jo",
        "contact_last_name": "Ward",
        "email": "jo@example.com",
        "phone": "0113 496 0000",
        "mobile": "07700 900000",
        "address_line1": "1 High Street",
        "address_line2": "Unit 4",
        "city": "Leeds",
        "region": "Yorkshire",
        "postcode": "LS1 1AA",
        "country": "United Kingdom",
        "tax_number": "GB123456789",
        "payment_terms": "30 days",
        "currency": "GBP",
    }
    client = world.a_client(company, name="  Acme   Ltd ", **details)
    world.a_supplier(company, name="Pipes", payment_terms="30 days", currency="GBP")

    world.run()

    contact = world.contacts(company)["Acme Ltd"]
    assert contact["ContactNumber"] == f"KB-CLIENT-{client}"
    assert (contact["FirstName"], contact["LastName"]) == ("Jo", "Ward")
    assert (contact["EmailAddress"], contact["AccountNumber"]) == ("jo@example.com", "A-7")
    assert (contact["TaxNumber"], contact["DefaultCurrency"]) == ("GB123456789", "GBP")
    assert contact["PaymentTerms"] == {"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}
    assert world.contacts(company)["Pipes"]["PaymentTerms"] == {
        "Bills": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}
    }
    phones = phones_of(contact)
    assert (phones["DEFAULT"], phones["MOBILE"]) == ("0113 496 0000", "07700 900000")
    printed = address_of(contact)
    assert printed["AddressLine1"] == "1 High Street"
    assert printed["AddressLine2"] == "Unit 4"
    assert [printed[name] for name in ("City", "Region", "PostalCode", "Country")] == [
        "Leeds",
        "Yorkshire",
        "LS1 1AA",
        "United Kingdom",
    ]


@pytest.mark.rule("C-02")
def test_what_is_emptied_in_klipboard_is_emptied_in_xero_and_the_rest_stays(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(
        company, name="Acme", mobile="07700 900000", city="Leeds", tax_number="GB1", region="West"
    )
    world.run()
    before = world.contacts(company)["Acme"]

    world.update(
        "clients", client, name="Acme Two", email=None, mobile=None, city=None, tax_number=None
    )
    world.run()

    after = world.contacts(company)["Acme Two"]
    assert after["ContactID"] == before["ContactID"]
    assert not after.get("EmailAddress")
    assert not after.get("TaxNumber")
    assert not phones_of(after)["MOBILE"]
    assert phones_of(after)["DEFAULT"] == phones_of(before)["DEFAULT"]
    assert not address_of(after)["City"]
    assert address_of(after)["Region"] == "West"


@pytest.mark.rule("X-03")
def test_a_location_is_a_contact_of_its_own_with_its_clients_name_before_its_own(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    acme, bolt = world.a_client(company, name="Acme"), world.a_client(company, name="Bolt")
    world.a_location(company, acme, name=" North  Yard ")
    world.a_location(company, bolt, name="North Yard")
    world.run()
    assert set(world.contacts(company)) == {
        "Acme",
        "Bolt",
        "Acme - North Yard",
        "Bolt - North Yard",
    }
    before = {name: each["ContactID"] for name, each in world.contacts(company).items()}

    world.update("clients", acme, name="Acme Holdings")
    summary = world.run()

    after = {name: each["ContactID"] for name, each in world.contacts(company).items()}
    assert set(after) == {
        "Acme Holdings",
        "Bolt",
        "Acme Holdings - North Yard",
        "Bolt - North Yard",
    }
    assert after["Acme Holdings - North Yard"] == before["Acme - North Yard"]
    assert counts(summary, company, "client_location")["updated"] == 1


@pytest.mark.rule("X-05")
def test_an_invoice_goes_to_the_contact_whose_address_was_selected(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme", address_line1="1 Head Office")
    yard = world.a_location(company, client, name="Yard", address_line1="2 Back Lane")
    world.an_invoice(company, client, number="TO-CLIENT", location_id=yard)
    world.an_invoice(company, client, number="TO-YARD", location_id=yard, billing_location_id=yard)

    world.run()

    contacts = world.contacts(company)
    to_client, to_yard = (world.invoices(company)[name] for name in ("TO-CLIENT", "TO-YARD"))
    assert to_client["Contact"]["ContactID"] == contacts["Acme"]["ContactID"]
    assert to_yard["Contact"]["ContactID"] == contacts["Acme - Yard"]["ContactID"]
    assert address_of(contacts["Acme"])["AddressLine1"] == "1 Head Office"
    assert address_of(contacts["Acme - Yard"])["AddressLine1"] == "2 Back Lane"


@pytest.mark.rule("X-05")
@pytest.mark.rule("C-04")
def test_another_billing_address_moves_the_same_invoice_to_the_other_contact(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    yard = world.a_location(company, client, name="Yard")
    invoice = world.an_invoice(company, client, number="INV-1")
    world.run()
    before = world.invoices(company)["INV-1"]

    world.update("invoices", invoice, billing_location_id=yard)
    world.run()

    after = world.invoices(company)["INV-1"]
    assert after["InvoiceID"] == before["InvoiceID"]
    assert after["Contact"]["Name"] == "Acme - Yard"


@pytest.mark.rule("X-05")
def test_sending_an_invoice_never_changes_its_contact(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.run()
    people = [{"FirstName": "Sam", "LastName": "Lee", "EmailAddress": "sam@example.com"}]
    world.bookkeeper(company).edit_contact("Acme", contact_persons=people)
    before = world.contacts(company)["Acme"]

    world.an_invoice(company, client, number="INV-1")
    with world.counting_calls() as calls:
        world.run()

    assert [call.body["Invoices"][0]["Contact"] for call in calls] == [
        {"ContactID": before["ContactID"]}
    ]
    assert world.contacts(company)["Acme"]["ContactPersons"] == before["ContactPersons"]


@pytest.mark.rule("C-09")
def test_a_contact_that_somebody_archived_in_xero_is_held_with_its_words_and_the_others_go(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    gone, good = world.a_client(company, name="Gone"), world.a_client(company, name="Good")
    world.run()
    world.bookkeeper(company).archive_contact("Gone")

    world.update("clients", gone, city="Leeds")
    world.update("clients", good, city="Leeds")
    invoice = world.an_invoice(company, gone, number="FOR-GONE")
    world.an_invoice(company, good, number="FOR-GOOD")
    world.run()

    held = {(each["entity"], each["source_id"]): each for each in world.held(company)}
    assert set(held) == {("client", gone), ("invoice", invoice)}
    assert all("archived" in each["message"] for each in held.values())
    assert list(world.invoices(company)) == ["FOR-GOOD"]
    assert address_of(world.contacts(company)["Good"])["City"] == "Leeds"

    world.bookkeeper(company).restore_contact("Gone")
    world.run(full_refresh=True)

    assert world.held(company) == []
    assert set(world.invoices(company)) == {"FOR-GOOD", "FOR-GONE"}
    assert address_of(world.contacts(company)["Gone"])["City"] == "Leeds"


@pytest.mark.rule("C-04")
@pytest.mark.usefixtures("unchecked")
def test_a_change_leaves_the_phone_that_only_the_bookkeeper_entered(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme", phone=None)
    world.run()
    phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "0113 496"}]
    world.bookkeeper(company).edit_contact("Acme", phones=phones)

    world.update("clients", client, name="Acme Holdings", mobile="07700 900123")
    world.run()

    there = world.contacts(company)["Acme Holdings"]["Phones"]
    numbers = {each["PhoneType"]: each.get("PhoneNumber") for each in there}
    assert (numbers["DEFAULT"], numbers["MOBILE"]) == ("0113 496", "07700 900123")
