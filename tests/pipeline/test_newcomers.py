"""Contacts that are new in Xero come into Klipboard, each once (X-02)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ledger_sync.source import klipboard
from ledger_sync.state import inbox

from tests.pipeline.dying import Killed
from tests.pipeline.either_ledger import links
from tests.pipeline.klipboard import Company, Row
from tests.pipeline.quiet import at_rest
from tests.pipeline.test_review import decide
from tests.pipeline.world import counts, told
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("X-02"), pytest.mark.usefixtures("unchecked")]

PHONE = {"PhoneType": "DEFAULT", "PhoneNumber": "0113 496 0001"}


def contact_id(world: XeroWorld, company: Company, name: str) -> str:
    return str(world.contacts(company)[name]["ContactID"])


def names(rows: list[Row]) -> list[str]:
    return sorted(row["name"] for row in rows)


def test_a_new_contact_becomes_a_client_with_all_that_xero_knows(world: XeroWorld) -> None:
    company = world.a_company()
    world.bookkeeper(company).create_contact(
        name="Acme",
        email_address="jo@acme.example",
        first_name="Jo",
        phones=[PHONE],
        addresses=[{"AddressType": "POBOX", "AddressLine1": "1 High Street", "City": "Leeds"}],
        payment_terms={"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}},
    )

    summary = world.bring_back()

    (row,) = world.rows("clients", company)
    assert (row["name"], row["email"], row["contact_first_name"]) == (
        "Acme",
        "jo@acme.example",
        "Jo",
    )
    assert (row["phone"], row["city"], row["payment_terms"]) == (
        "0113 496 0001",
        "Leeds",
        "30 days",
    )
    assert links(world) == {("client", row["id"]): contact_id(world, company, "Acme")}
    assert counts(summary, company, "client") == {"read": 1, "created": 1, "calls": 1}
    assert at_rest(world, company)


@pytest.mark.parametrize(
    ("documents", "table"),
    [
        pytest.param(("bill",), "suppliers", id="with a bill only"),
        pytest.param(("invoice",), "clients", id="with an invoice"),
        pytest.param(("bill", "invoice"), "clients", id="with both"),
    ],
)
def test_what_a_new_contact_is_follows_from_its_documents(
    world: XeroWorld, documents: tuple[str, ...], table: str
) -> None:
    company = world.a_company()
    desk = world.bookkeeper(company)
    line = {"Description": "Pipe", "Quantity": 1, "UnitAmount": 5.0}
    for kind in documents:
        make: Any = desk.create_bill if kind == "bill" else desk.create_invoice
        make(contact={"Name": "Pipes"}, line_items=[line])

    world.bring_back()

    found = {each: names(world.rows(each, company)) for each in ("clients", "suppliers")}
    assert found == {"clients": [], "suppliers": [], table: ["Pipes"]}
    assert world.rows("invoices", company) == []
    assert at_rest(world, company)


@pytest.mark.parametrize("first", ["out", "back"])
def test_one_that_klipboard_made_meanwhile_is_linked_and_not_doubled(
    world: XeroWorld, first: str
) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme", email="jo@acme.example", city="Leeds")
    world.bookkeeper(company).create_contact(name="ACME", email_address="jo@acme.example")

    if first == "out":
        world.run()
    world.bring_back()
    world.run()
    world.bring_back()

    assert [row["id"] for row in world.rows("clients", company)] == [client]
    (there,) = world.contacts(company).values()
    assert links(world) == {("client", client): there["ContactID"]}
    assert there["ContactStatus"] == "ACTIVE"
    assert world.held(company) == []
    assert at_rest(world, company)


def test_one_that_is_only_alike_waits_for_a_person_on_both_sides(
    world: XeroWorld, tmp_path: Path
) -> None:
    world.reports = tmp_path
    company = world.a_company()
    client = world.a_client(company, name="Northern Heating", phone="0113 496 0001")
    world.bookkeeper(company).create_contact(name="J Smith Plumbing", phones=[PHONE])

    summary = world.bring_back()
    world.run()
    again = world.bring_back()

    assert "may be ones that Klipboard has: decide in" in told(summary, company)
    assert set(world.contacts(company)) == {"J Smith Plumbing"}
    assert names(world.rows("clients", company)) == ["Northern Heating"]
    assert [(row["source_id"], row["rule"]) for row in world.held(company)] == [(client, "review")]
    assert counts(again, company, "client").get("created") is None
    decide(world, "same")
    world.run()
    assert set(world.contacts(company)) == {"Northern Heating"}
    assert world.held(company) == []
    assert at_rest(world, company)


def test_one_that_a_person_says_is_another_comes_in_beside_ours(
    world: XeroWorld, tmp_path: Path
) -> None:
    world.reports = tmp_path
    company = world.a_company()
    world.a_client(company, name="Northern Heating", phone="0113 496 0001")
    world.bookkeeper(company).create_contact(name="J Smith Plumbing", phones=[PHONE])
    world.bring_back()

    decide(world, "different")
    world.run()
    world.run()
    world.bring_back()

    both = ["J Smith Plumbing", "Northern Heating"]
    assert names(world.rows("clients", company)) == both
    assert sorted(world.contacts(company)) == both
    assert at_rest(world, company)


@pytest.mark.rule("B-02")
@pytest.mark.parametrize("moment", ["before its row", "after its row"])
def test_killed_between_link_and_row_it_comes_once(
    world: XeroWorld, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    company = world.a_company()
    world.bookkeeper(company).create_contact(name="Acme")
    world.bookkeeper(company).create_contact(name="Bolt")

    def die(*_: Any) -> None:
        raise Killed

    def die_at_the_end(db: Any, box: Any, plans: Any) -> None:
        if not all(plans.values()):
            raise Killed
        intend(db, box, plans)

    intend = inbox.intend
    with monkeypatch.context() as patch:
        if moment == "before its row":
            patch.setattr(klipboard, "insert_parties", die)
        else:
            patch.setattr(inbox, "intend", die_at_the_end)
        with pytest.raises(Killed):
            world.bring_back()
    world.run()
    world.bring_back()

    assert names(world.rows("clients", company)) == ["Acme", "Bolt"]
    assert sorted(world.contacts(company)) == ["Acme", "Bolt"]
    assert set(links(world).values()) == {
        each["ContactID"] for each in world.contacts(company).values()
    }
    assert at_rest(world, company)


def test_who_was_archived_before_we_heard_of_him_comes_when_he_is_in_use(world: XeroWorld) -> None:
    company = world.a_company()
    desk = world.bookkeeper(company)
    desk.create_contact(name="Acme")
    desk.archive_contact("Acme")

    world.bring_back()
    assert world.rows("clients", company) == []
    assert at_rest(world, company)
    desk.restore_contact("Acme")
    world.bring_back()

    assert names(world.rows("clients", company)) == ["Acme"]
    assert at_rest(world, company)


@pytest.mark.rule("C-05")
def test_an_invoice_that_was_moved_to_a_newcomer_follows_it(world: XeroWorld) -> None:
    company = world.a_company()
    invoice = world.an_invoice(company, world.a_client(company, name="Acme"), number="INV-1")
    world.run()
    world.bookkeeper(company).create_contact(name="Bolt")
    world.bookkeeper(company).edit_invoice("INV-1", contact={"Name": "Bolt"})

    world.bring_back()

    bolt = next(row["id"] for row in world.rows("clients", company) if row["name"] == "Bolt")
    assert world.row("invoices", invoice)["client_id"] == bolt
    assert at_rest(world, company)


@pytest.mark.rule("B-01")
def test_a_dry_run_names_who_would_come_in_and_brings_nobody(world: XeroWorld) -> None:
    company = world.a_company()
    world.bookkeeper(company).create_contact(name="Acme")
    before = world.everything()

    summary = world.bring_back(dry_run=True)

    assert "Acme would come in as client" in told(summary, company)
    assert world.everything() == before
    world.bring_back()
    assert names(world.rows("clients", company)) == ["Acme"]
