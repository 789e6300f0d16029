"""The first connection: Xero's contacts become clients and suppliers, once, and the gate opens."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_sync.source import klipboard

from tests.pipeline.dying import Killed
from tests.pipeline.klipboard import Company
from tests.pipeline.world import counts, told
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.rule("X-01")

FIRST_OWN_ID = 1_000_000_000_000
LINE = {"Description": "By hand", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200"}


def a_contact(
    world: XeroWorld, company: Company, name: str, *, role: str = "", **fields: Any
) -> None:
    """A contact of the bookkeeper's; Xero marks its role when a bill or an invoice is written."""
    desk = world.bookkeeper(company)
    desk.create_contact(name=name, **fields)
    if "customer" in role:
        desk.create_invoice(contact={"Name": name}, line_items=[LINE])
    if "supplier" in role:
        desk.create_bill(contact={"Name": name}, line_items=[{**LINE, "AccountCode": "300"}])


def links(world: XeroWorld) -> dict[tuple[str, int], str]:
    found = world.sql("SELECT entity, source_id, ledger_id FROM sync.links")
    return {(each["entity"], each["source_id"]): each["ledger_id"] for each in found}


def everyone(world: XeroWorld, company: Company) -> dict[str, set[str]]:
    """The names in Klipboard."""
    tables = ("clients", "client_locations", "suppliers")
    return {table: {row["name"] for row in world.rows(table, company)} for table in tables}


@pytest.mark.usefixtures("unchecked")
def test_suppliers_become_suppliers_and_everybody_else_a_client(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    a_contact(world, company, "Neither")
    a_contact(world, company, "Customer", role="customer")
    a_contact(world, company, "Supplier", role="supplier")
    a_contact(world, company, "Both", role="customer supplier")
    a_contact(world, company, "Gone")
    world.bookkeeper(company).archive_contact("Gone")
    world.connect(company)

    summary = world.first_connection(company)

    assert everyone(world, company) == {
        "clients": {"Neither", "Customer", "Both"},
        "client_locations": set(),
        "suppliers": {"Supplier"},
    }
    both = world.contacts(company)["Both"]["ContactID"]
    assert "customer and as supplier" in told(summary, company)
    assert both in told(summary, company)
    assert counts(summary, company, "client")["created"] == 3
    assert counts(summary, company, "supplier")["created"] == 1
    for table in ("clients", "suppliers"):
        assert all(row["id"] >= FIRST_OWN_ID for row in world.rows(table, company))
    contacts = {each["ContactID"]: each["Name"] for each in world.contacts(company).values()}
    names = {(entity, contacts[ledger_id]) for (entity, _), ledger_id in links(world).items()}
    assert names == {
        ("client", "Neither"),
        ("client", "Customer"),
        ("client", "Both"),
        ("supplier", "Supplier"),
    }


def test_a_contact_arrives_whole_and_is_not_sent_back(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    a_contact(
        world,
        company,
        "Acme Ltd",
        first_name="Jo",
        last_name="Ward",
        email_address="jo@example.com",
        account_number="A-7",
        tax_number="GB123456789",
        default_currency="GBP",
        payment_terms={"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}},
        phones=[
            {"PhoneType": "DEFAULT", "PhoneAreaCode": "0113", "PhoneNumber": "496 0000"},
            {"PhoneType": "MOBILE", "PhoneNumber": "07700 900000"},
        ],
        addresses=[
            {
                "AddressType": "POBOX",
                "AddressLine1": "1 High Street",
                "AddressLine2": "Unit 4",
                "City": "Leeds",
                "Region": "Yorkshire",
                "PostalCode": "LS1 1AA",
                "Country": "United Kingdom",
            }
        ],
    )
    # Xero lets two contacts share an address of mail; both are linked and neither is thrown out.
    a_contact(world, company, "Acme Branch", email_address="JO@example.com")
    world.connect(company)
    world.first_connection(company)

    (row,) = (each for each in world.rows("clients", company) if each["name"] == "Acme Ltd")
    expected = {
        "contact_first_name": "Jo",
        "contact_last_name": "Ward",
        "email": "jo@example.com",
        "account_number": "A-7",
        "tax_number": "GB123456789",
        "currency": "GBP",
        "payment_terms": "30 days",
        "phone": "0113 496 0000",
        "mobile": "07700 900000",
        "address_line1": "1 High Street",
        "address_line2": "Unit 4",
        "city": "Leeds",
        "region": "Yorkshire",
        "postcode": "LS1 1AA",
        "country": "United Kingdom",
        "archived": False,
    }
    assert {name: row[name] for name in expected} == expected
    (audit,) = world.audit("client", row["id"])
    assert (audit["direction"], audit["action"]) == ("inbound", "create")
    assert audit["changes"]["EmailAddress"] == [None, "jo@example.com"]

    with world.counting_calls() as calls:
        world.run()
        world.run(full_refresh=True)
    assert calls == []
    assert world.held(company) == []

    world.update("clients", row["id"], city="York")
    world.run()
    assert world.contacts(company)["Acme Ltd"]["Addresses"][0]["City"] == "York"


@pytest.mark.usefixtures("unchecked")
def test_contacts_that_klipboard_has_already_are_linked_and_not_doubled(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    a_contact(world, company, "Acme Ltd")
    a_contact(world, company, "Bolt Electrical", email_address="bolt@example.com")
    phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "0113 4960"}]
    a_contact(world, company, "Dales Roofing Ltd", phones=phones)
    a_contact(world, company, "By Tax", tax_number="gb 1")
    a_contact(world, company, "Acme Ltd - North Yard")
    a_contact(world, company, "Pipes", role="supplier")
    ours = {
        "Acme Ltd": ("client", world.a_client(company, name=" ACME  ltd")),
        "Bolt Electrical": (
            "client",
            world.a_client(company, name="Bolt Electrical Ltd", email="Bolt@Example.com"),
        ),
        "Dales Roofing Ltd": (
            "client",
            world.a_client(company, name="Dales Roofing", phone="0113 (4)960"),
        ),
        "By Tax": ("client", world.a_client(company, name="Tax", tax_number="GB 1")),
    }
    acme = ours["Acme Ltd"][1]
    location = world.a_location(company, acme, name="North yard")
    ours["Acme Ltd - North Yard"] = ("client_location", location)
    ours["Pipes"] = ("supplier", world.a_supplier(company, name="Pipes"))
    before = everyone(world, company)
    world.connect(company)

    summary = world.first_connection(company)

    assert everyone(world, company) == before
    contacts = world.contacts(company)
    assert links(world) == {ref: contacts[name]["ContactID"] for name, ref in ours.items()}
    assert counts(summary, company, "client").get("created", 0) == 0
    assert {each["action"] for each in world.audit("client", acme)} == {"link"}

    world.run()

    assert len(world.contacts(company)) == len(contacts)
    after = {each["ContactID"]: each["Name"] for each in world.contacts(company).values()}
    assert after[contacts["Bolt Electrical"]["ContactID"]] == "Bolt Electrical Ltd"
    assert after[contacts["Acme Ltd - North Yard"]["ContactID"]] == "ACME ltd - North yard"


@pytest.mark.usefixtures("unchecked")
def test_a_link_to_a_contact_that_agrees_already_costs_no_call(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    a_contact(world, company, "Acme", email_address="jo@example.com")
    world.a_client(company, name="Acme", email="jo@example.com", phone=None)
    world.connect(company)
    world.first_connection(company)

    with world.counting_calls() as calls:
        world.run()

    assert calls == []


@pytest.mark.usefixtures("unchecked")
def test_what_xero_knows_more_of_a_linked_contact_is_not_wiped_out(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    a_contact(world, company, "Acme", tax_number="GB1", email_address="old@example.com")
    world.a_client(company, name="Acme", email="new@example.com", tax_number=None)
    world.connect(company)
    world.first_connection(company)

    world.run()

    contact = world.contacts(company)["Acme"]
    assert (contact["EmailAddress"], contact["TaxNumber"]) == ("new@example.com", "GB1")


@pytest.mark.usefixtures("unchecked")
def test_a_near_match_is_never_guessed(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    a_contact(world, company, "Acme Limited")
    for name in ("First", "Second"):
        a_contact(world, company, name, email_address="shared@example.com")
    world.a_client(company, name="Acme Ltd")
    world.a_client(company, name="Third", email="shared@example.com")
    world.connect(company)

    summary = world.first_connection(company)

    assert everyone(world, company)["clients"] == {"Acme Ltd", "Third"}
    assert links(world) == {}
    assert "3 of the ledger's parties may be ones that Klipboard has" in told(summary, company)


@pytest.mark.rule("C-09")
def test_a_linked_party_is_not_thrown_out_by_an_unlinked_older_one(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "1"}]
    a_contact(world, company, "Acme", phones=phones, tax_number="GB1")
    long_ago = "2020-01-01T00:00:00+00:00"
    older = world.a_client(company, name="Older", phone="1", created_at=long_ago)
    linked = world.a_client(company, name="Acme", phone="1", city="Leeds")
    world.connect(company)
    world.first_connection(company)
    assert set(links(world)) == {("client", linked)}

    world.run()

    assert [each["source_id"] for each in world.held(company)] == [older]
    contact = world.contacts(company)["Acme"]
    assert contact["Addresses"][0]["City"] == "Leeds"
    assert contact["TaxNumber"] == "GB1"


@pytest.mark.usefixtures("unchecked")
def test_a_dry_run_shows_the_plan_and_writes_nothing(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    a_contact(world, company, "New")
    a_contact(world, company, "Acme")
    acme = world.a_client(company, name="Acme")
    world.bookkeeper(company).create_invoice(
        contact={"Name": "New"}, invoice_number="INV-7", line_items=[LINE]
    )
    world.connect(company)
    before = world.everything()
    tenant = company.organisation.tenant_id
    contacts = world.sandbox.xero.contacts(tenant)

    summary = world.first_connection(company, dry_run=True)

    after = world.everything()
    for table in before.keys() - {"sync.ledger_codes"}:
        assert after[table] == before[table], table
    assert world.sandbox.xero.contacts(tenant) == contacts
    assert world.connection(company)["state"] == "pending"
    plan = summary["plan"]
    assert [each["name"] for each in plan["create"]] == ["New"]
    assert [(each["source_id"], each["by"]) for each in plan["link"]] == [(acme, "name")]
    assert plan["start_numbers"]["invoice"] == 8
    calls = world.sandbox.xero.requests(tenant, api_only=True)
    assert {call.method for call in calls} == {"GET"}


@pytest.mark.rule("B-02")
@pytest.mark.usefixtures("unchecked")
def test_run_twice_equals_run_once(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    for name in ("Acme", "Bolt"):
        a_contact(world, company, name)
    world.connect(company)
    world.first_connection(company)
    before = world.everything()

    with world.counting_calls() as calls:
        summary = world.first_connection(company)

    assert world.everything() == before
    assert calls == []
    assert "nothing was changed" in told(summary, company)


@pytest.mark.rule("B-02")
@pytest.mark.parametrize("moment", ["before the rows", "after the rows", "before the gate"])
@pytest.mark.usefixtures("unchecked")
def test_killed_in_the_middle_and_run_again_it_leaves_what_one_run_would(
    world: XeroWorld, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = world.a_company(connected=False)
    for name in ("Acme", "Bolt"):
        a_contact(world, company, name)
    a_contact(world, company, "Pipes", role="supplier")
    world.connect(company)
    write = klipboard.insert_parties

    def die(*arguments: Any) -> None:
        if moment == "after the rows":
            write(*arguments)
        raise Killed

    with monkeypatch.context() as patched:
        name = "set_start_numbers" if moment == "before the gate" else "insert_parties"
        patched.setattr(klipboard, name, die)
        with pytest.raises(Killed):
            world.first_connection(company)
    assert world.connection(company)["state"] == "pending"

    world.first_connection(company)

    assert sorted(row["name"] for row in world.rows("clients", company)) == ["Acme", "Bolt"]
    assert [row["name"] for row in world.rows("suppliers", company)] == ["Pipes"]
    rows = [
        *(("client", row["id"]) for row in world.rows("clients", company)),
        *(("supplier", row["id"]) for row in world.rows("suppliers", company)),
    ]
    assert set(links(world)) == set(rows)
    assert world.connection(company)["state"] == "connected"
    with world.counting_calls() as calls:
        world.run()
    assert calls == []


@pytest.mark.rule("C-01")
@pytest.mark.usefixtures("unchecked")
def test_the_contacts_of_one_company_never_meet_those_of_another(
    world: XeroWorld,
) -> None:
    first, second = world.a_company(connected=False), world.a_company(connected=False)
    for company in (first, second):
        a_contact(world, company, "Acme", email_address="jo@example.com")
        world.connect(company)

    world.first_connection(first)

    assert everyone(world, first)["clients"] == {"Acme"}
    assert everyone(world, second)["clients"] == set()
    world.first_connection(second)
    ids = [world.rows("clients", company)[0]["id"] for company in (first, second)]
    assert len(set(ids)) == 2
