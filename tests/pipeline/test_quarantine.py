"""Checks before anything is sent: who is held, what is said of it, and what lets it go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ledger_sync.quality import suites

from tests.pipeline.klipboard import Company
from tests.pipeline.world import counts, told
from tests.pipeline.xero_world import XeroWorld


def held_fields(world: XeroWorld, company: Company) -> set[tuple[str, int, str, str]]:
    return {
        (each["entity"], each["source_id"], each["rule"], each["field"])
        for each in world.held(company)
    }


@pytest.mark.rule("X-08")
@pytest.mark.rule("C-09")
def test_name_phone_mobile_and_email_are_unique_over_all_parties_of_a_company(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    first = world.a_client(
        company,
        name="Acme Ltd",
        phone="+44 (0)113 496 0000",
        mobile="07700 900000",
        email="Jo@Example.com",
    )
    bolt = world.a_client(company, name="Bolt")
    world.a_location(company, bolt, name="Yard")
    by_name = world.a_supplier(company, name="  ACME   ltd ")
    by_phone = world.a_supplier(company, phone="4401134960000")
    by_mobile = world.a_client(company, mobile="(07700) 900-000")
    by_email = world.a_location(company, bolt, name="Depot", email=" jo@EXAMPLE.com ")
    by_location_name = world.a_supplier(company, name="bolt - yard")
    accented = world.a_client(company, name="Acmé Ltd")
    world.a_client(company, phone=None, mobile=None, email=None)
    world.a_client(company, phone=" ", mobile=None, email="")

    summary = world.run()

    assert held_fields(world, company) == {
        ("supplier", by_name, "X-08", "name"),
        ("supplier", by_phone, "X-08", "phone"),
        ("client", by_mobile, "X-08", "mobile"),
        ("client_location", by_email, "X-08", "email"),
        ("supplier", by_location_name, "X-08", "name"),
    }
    values = {each["source_id"]: each["value"] for each in world.held(company)}
    assert values[by_phone] == "4401134960000"
    colliding = {each["source_id"]: each["colliding"] for each in world.held(company)}
    assert colliding[by_name] == [{"entity": "client", "source_id": first, "name": "Acme Ltd"}]
    assert counts(summary, company, "client")["created"] == 5
    assert world.contact_of(company, f"KB-CLIENT-{accented}")["Name"] == "Acmé Ltd"


@pytest.mark.rule("X-08")
def test_parties_of_two_companies_or_archived_ones_do_not_collide(world: XeroWorld) -> None:
    company, other = world.a_company(), world.a_company()
    for each in (company, other):
        world.a_client(each, name="Acme", phone="1", email="jo@example.com")
    world.a_client(company, name="Acme", phone="1", email="jo@example.com", archived=True)

    world.run()

    assert set(world.contacts(company)) == set(world.contacts(other)) == {"Acme"}
    assert world.held(company) == world.held(other) == []


@pytest.mark.rule("C-09")
@pytest.mark.parametrize("corrected", ["the held one", "the other one"])
def test_a_correction_on_either_side_releases_by_itself(world: XeroWorld, corrected: str) -> None:
    company = world.a_company()
    first = world.a_client(company, name="First", phone="0113 1")
    second = world.a_client(company, name="Second", phone="01131")
    world.an_invoice(company, second, number="INV-2")
    world.run()
    assert held_fields(world, company) == {("client", second, "X-08", "phone")}

    world.update("clients", second if corrected == "the held one" else first, phone="0113 2")
    summary = world.run()

    assert world.held(company) == []
    assert set(world.contacts(company)) == {"First", "Second"}
    assert list(world.invoices(company)) == ["INV-2"]
    assert counts(summary, company, "client")["created"] == 1


@pytest.mark.rule("C-09")
def test_a_held_party_stops_its_own_documents_only_and_they_say_what_they_wait_for(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    good = world.a_client(company, name="Good", email="jo@example.com")
    bad = world.a_client(company, name="Bad", email="JO@example.com")
    world.an_invoice(company, good, number="GOOD")
    world.an_invoice(company, bad, number="BAD")

    summary = world.run()

    assert list(world.invoices(company)) == ["GOOD"]
    assert counts(summary, company, "client")["quarantined"] == 1
    assert counts(summary, company, "invoice")["waiting"] == 1
    assert f"waits for client {bad} (held: X-08)" in told(summary, company)
    (reason,) = summary["quarantine"]
    assert (reason["entity"], reason["source_id"]) == ("client", bad)
    assert (reason["rule"], reason["field"]) == ("X-08", "email")


@pytest.mark.rule("C-09")
def test_rows_that_no_ledger_would_take_are_held_each_with_its_own_reason(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    no_mail = world.a_client(company, email="not an address")
    brackets = world.a_client(company, name="<Acme>")
    no_due = world.an_invoice(company, client, number="NO-DUE", due_date=None)
    minus = world.an_invoice(
        company, client, number="MINUS", lines=[{}, {"quantity": -1}, {"discount_percent": 101}]
    )
    no_lines = world.insert(
        "invoices",
        company_id=company.id,
        number="NO-LINES",
        client_id=client,
        status="Draft",
        issue_date="2026-10-01",
    )
    world.an_invoice(company, client, number="GOOD")

    world.run()

    held = {(each["source_id"], each["field"]): each for each in world.held(company)}
    assert set(held) == {
        (no_mail, "email"),
        (brackets, "name"),
        (no_due, "due_date"),
        (minus, "quantity"),
        (minus, "discount_percent"),
        (no_lines, "lines"),
    }
    assert held[no_mail, "email"]["value"] == "not an address"
    assert "line 2" in held[minus, "quantity"]["message"]
    assert "line 3" in held[minus, "discount_percent"]["message"]
    assert list(world.invoices(company)) == ["GOOD"]

    world.update("clients", no_mail, email="jo@example.com")
    world.update("clients", brackets, name="Acme")
    world.update("invoices", no_due, due_date="2026-11-01")
    world.sql("UPDATE klipboard.invoice_lines SET quantity = 1, discount_percent = 0")
    world.a_line(company, no_lines)
    world.run()

    assert world.held(company) == []
    assert set(world.invoices(company)) == {"GOOD", "NO-DUE", "MINUS", "NO-LINES"}


@pytest.mark.rule("C-09")
def test_a_linked_party_is_not_thrown_out_by_an_older_newcomer(world: XeroWorld) -> None:
    company = world.a_company()
    linked = world.a_client(company, name="Acme", phone="1")
    world.run()

    newcomer = world.a_client(
        company, name="ACME", phone="2", created_at="2020-01-01T00:00:00+00:00"
    )
    world.update("clients", linked, city="Leeds")
    summary = world.run()

    assert held_fields(world, company) == {("client", newcomer, "X-08", "name")}
    assert counts(summary, company, "client")["updated"] == 1
    (held,) = world.held(company)
    assert held["colliding"] == [{"entity": "client", "source_id": linked, "name": "Acme"}]


@pytest.mark.rule("C-09")
def test_of_two_newcomers_the_older_goes_whatever_their_ids_and_kinds(world: XeroWorld) -> None:
    company = world.a_company()
    younger = world.a_client(
        company, name="Acme", phone="1", created_at="2026-02-01T00:00:00+00:00"
    )
    older = world.a_supplier(
        company, name="Acme", phone="2", created_at="2026-01-01T00:00:00+00:00"
    )

    world.run()

    assert held_fields(world, company) == {("client", younger, "X-08", "name")}
    assert world.contacts(company)["Acme"]["ContactNumber"] == f"KB-SUPPLIER-{older}"


@pytest.mark.rule("C-09")
def test_a_linked_party_that_is_renamed_into_a_collision_is_the_newcomer(world: XeroWorld) -> None:
    company = world.a_company()
    older = world.a_client(company, name="Acme", phone="1", created_at="2020-01-01T00:00:00+00:00")
    other = world.a_client(company, name="Bolt", phone="2")
    world.run()

    world.update("clients", older, name="Bolt")
    with world.counting_calls() as calls:
        world.run()

    assert calls == []
    assert held_fields(world, company) == {("client", older, "X-08", "name")}
    assert set(world.contacts(company)) == {"Acme", "Bolt"}

    world.update("clients", other, name="Bolt Two")
    world.run()

    assert world.held(company) == []
    assert world.contact_of(company, f"KB-CLIENT-{older}")["Name"] == "Bolt"
    assert world.contact_of(company, f"KB-CLIENT-{other}")["Name"] == "Bolt Two"


@pytest.mark.rule("C-09")
def test_a_held_row_that_is_deleted_or_archived_in_klipboard_leaves_the_quarantine(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    world.a_client(company, name="Acme", phone="1")
    doubles = [world.a_client(company, name="Acme", phone=str(place)) for place in (2, 3)]
    world.run()
    assert len(world.held(company)) == 2

    world.sql("DELETE FROM klipboard.clients WHERE id = :id", id=doubles[0])
    world.update("clients", doubles[1], archived=True)
    world.run()

    assert world.held(company) == []


@pytest.mark.rule("X-08")
@pytest.mark.rule("C-09")
def test_a_check_that_was_turned_into_a_warning_lets_the_row_go_and_tells(
    world: XeroWorld, project_copy: Path
) -> None:
    soften(project_copy, "supplier", "phone_key")
    company = world.a_company()
    world.a_client(company, name="First", phone="0113 1")
    supplier = world.a_supplier(company, name="Second", phone="01131")
    client = world.a_client(company, name="Third", phone="0-1131")

    summary = world.run()

    assert held_fields(world, company) == {("client", client, "X-08", "phone")}
    assert set(world.contacts(company)) == {"First", "Second"}
    topics = {each["topic"] for each in summary["messages"]}
    assert f"warning supplier {supplier} X-08 phone" in topics


def soften(project: Path, entity: str, column: str) -> None:
    """Turn the uniqueness of a column into a warning, as a team would: in the suite's file."""
    path = project / "include" / "expectations" / f"{entity}.json"
    suite: dict[str, Any] = json.loads(path.read_text())
    for each in suite["expectations"]:
        if column in each["kwargs"].get("column_list", ()):
            each["severity"] = "warning"
    path.write_text(json.dumps(suite))
    suites.suite_of.cache_clear()
