"""Contacts that a bookkeeper merged in Xero: followed here, never deleted (X-02)."""

from __future__ import annotations

import pytest

from tests.pipeline.either_desk import id_there
from tests.pipeline.either_ledger import links
from tests.pipeline.klipboard import Company
from tests.pipeline.quiet import at_rest
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("X-02"), pytest.mark.usefixtures("unchecked")]


def two_clients(world: XeroWorld) -> tuple[Company, int, int]:
    """Acme and Bolt, both at Xero; Acme has an invoice."""
    company = world.a_company()
    acme, bolt = (world.a_client(company, name=name) for name in ("Acme", "Bolt"))
    world.an_invoice(company, acme, number="INV-1")
    world.run()
    return company, acme, bolt


def test_the_loser_is_archived_when_the_winner_is_ours_too(world: XeroWorld) -> None:
    company, acme, bolt = two_clients(world)
    invoice = world.rows("invoices", company)[0]["id"]

    world.bookkeeper(company).merge_contacts("Acme", "Bolt")
    world.bring_back()

    rows = {row["id"]: (row["name"], row["archived"]) for row in world.rows("clients", company)}
    assert rows == {acme: ("Acme", True), bolt: ("Bolt", False)}
    assert [each["action"] for each in world.audit("client", acme)] == ["create", "archive"]
    # The invoice is Bolt's at Xero, and changes of it still go there.
    world.update("invoices", invoice, reference="Job 7")
    world.run()
    there = world.invoices(company)["INV-1"]
    assert (there["Reference"], there["Contact"]["Name"]) == ("Job 7", "Bolt")
    assert world.row("invoices", invoice)["client_id"] == bolt
    assert world.held(company) == []
    assert at_rest(world, company)


def test_ours_follows_to_a_winner_that_klipboard_does_not_have(world: XeroWorld) -> None:
    company, acme, bolt = two_clients(world)
    invoice = world.rows("invoices", company)[0]["id"]
    desk = world.bookkeeper(company)
    winner = desk.create_contact(name="Acme Group", email_address="group@acme.example")

    desk.merge_contacts("Acme", "Acme Group")
    world.bring_back()

    assert id_there(world, company, "client", acme) == winner["ContactID"]
    row = world.row("clients", acme)
    assert (row["name"], row["email"]) == ("Acme Group", "group@acme.example")
    assert (row["archived"], row["phone"]) == (False, None)
    assert [each["id"] for each in world.rows("clients", company)] == [acme, bolt]
    world.update("invoices", invoice, reference="Job 7")
    world.an_invoice(company, acme, number="INV-2")
    world.run()
    bills = world.invoices(company)
    assert {each["Contact"]["Name"] for each in bills.values()} == {"Acme Group"}
    assert bills["INV-1"]["Reference"] == "Job 7"
    assert at_rest(world, company)


def test_a_chain_of_merges_is_followed_to_its_end(world: XeroWorld) -> None:
    company, acme, _ = two_clients(world)
    desk = world.bookkeeper(company)
    desk.create_contact(name="Middle")
    last = desk.create_contact(name="Last")

    desk.merge_contacts("Acme", "Middle")
    desk.merge_contacts("Middle", "Last")
    world.bring_back()

    assert links(world)["client", acme] == last["ContactID"]
    assert world.row("clients", acme)["name"] == "Last"
    assert at_rest(world, company)


@pytest.mark.rule("C-11")
def test_what_klipboard_changed_meanwhile_goes_to_the_winner(world: XeroWorld) -> None:
    company, acme, _ = two_clients(world)
    desk = world.bookkeeper(company)
    desk.create_contact(name="Acme Group")
    desk.merge_contacts("Acme", "Acme Group")
    world.update("clients", acme, mobile="07700 900123")

    world.run()
    world.bring_back()
    world.run()

    phones = world.contacts(company)["Acme Group"]["Phones"]
    numbers = {each["PhoneType"]: each.get("PhoneNumber") for each in phones}
    assert numbers["MOBILE"] == "07700 900123"
    assert world.contacts(company)["Acme"]["ContactStatus"] == "ARCHIVED"
    assert world.held(company) == []
    assert at_rest(world, company)


def test_a_merge_that_leaves_its_invoices_times_alone_moves_them_when_they_are_met(
    world: XeroWorld,
) -> None:
    company, _, bolt = two_clients(world)
    invoice = world.rows("invoices", company)[0]["id"]
    world.there.set_switches(company.organisation.tenant_id, merge_touches_invoices=False)
    world.bookkeeper(company).merge_contacts("Acme", "Bolt")
    world.bring_back()

    world.update("invoices", invoice, reference="Job 7")
    world.run()

    there = world.invoices(company)["INV-1"]
    assert (there["Reference"], there["Contact"]["Name"]) == ("Job 7", "Bolt")
    assert world.row("invoices", invoice)["client_id"] == bolt
    assert at_rest(world, company)
