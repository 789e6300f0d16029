"""Parties that may be one wait for a person: nothing is guessed, nothing doubled (X-01, Q-01)."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.either_ledger import links
from tests.pipeline.klipboard import Company
from tests.pipeline.world import told, total_calls
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")

PHONE = [{"PhoneType": "DEFAULT", "PhoneNumber": "0113 496 0001"}]


@pytest.fixture
def asked(world: XeroWorld, tmp_path: Path) -> tuple[XeroWorld, Company, int]:
    """A contact and a client of one phone and different names: are they one?"""
    world.reports = tmp_path / "reports"
    company = world.a_company(connected=False)
    world.bookkeeper(company).create_contact(name="J Smith Plumbing", phones=PHONE)
    client = world.a_client(
        company, name="Northern Heating", phone="0113 496 0001", email="office@north.example"
    )
    world.an_invoice(company, client, number="INV-1")
    world.connect(company)
    return world, company, client


def review_file(world: XeroWorld) -> Path:
    (path,) = ((world.reports or Path()) / "reviews").glob("*.csv")
    return path


def decide(world: XeroWorld, decision: str, **altered: Any) -> None:
    """A person fills the column, alters others perhaps, and saves the file."""
    path = review_file(world)
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    for row in rows:
        row |= {"decision": decision, **altered}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.rule("X-01")
def test_what_is_only_alike_waits_on_both_sides(
    asked: tuple[XeroWorld, Company, int],
) -> None:
    world, company, client = asked

    summary = world.first_connection(company)
    hourly = world.run()
    with world.counting_calls(company) as calls:
        again = world.run()

    assert "may be ones that Klipboard has" in told(summary, company)
    assert "decide in" in told(hourly, company)
    assert set(world.contacts(company)) == {"J Smith Plumbing"}
    assert [row["id"] for row in world.rows("clients", company)] == [client]
    (held,) = world.held(company)
    assert (held["source_id"], held["rule"]) == (client, "review")
    assert (calls, total_calls(again)) == ([], 0)


@pytest.mark.rule("X-01")
def test_same_links_them_and_everything_that_waited_goes(
    asked: tuple[XeroWorld, Company, int],
) -> None:
    world, company, client = asked
    world.first_connection(company)
    world.run()

    decide(world, "same")
    world.run()

    assert set(world.contacts(company)) == {"Northern Heating"}
    assert set(world.invoices(company)) == {"INV-1"}
    assert [row["id"] for row in world.rows("clients", company)] == [client]
    assert world.held(company) == []


@pytest.mark.rule("X-01")
def test_different_makes_two_of_them(asked: tuple[XeroWorld, Company, int]) -> None:
    world, company, _ = asked
    world.first_connection(company)

    decide(world, "different")
    world.run()
    world.run()

    names = sorted(row["name"] for row in world.rows("clients", company))
    assert names == ["J Smith Plumbing", "Northern Heating"]
    assert {"J Smith Plumbing", "Northern Heating"} <= set(world.contacts(company))
    assert set(world.invoices(company)) == {"INV-1"}


@pytest.mark.rule("X-01")
def test_a_decision_before_the_approval_is_part_of_the_plan(
    asked: tuple[XeroWorld, Company, int],
) -> None:
    world, company, client = asked
    world.plan(company)

    decide(world, "same")
    planned, run_id = world.plan(company)
    world.approve(planned, run_id)
    world.run()

    assert set(world.contacts(company)) == {"Northern Heating"}
    assert [row["id"] for row in world.rows("clients", company)] == [client]


def test_a_decision_that_nobody_understands_is_named_and_stops_nobody_else(
    asked: tuple[XeroWorld, Company, int],
) -> None:
    world, company, _ = asked
    world.first_connection(company)
    decide(world, "perhaps")
    world.a_client(company, name="Other Ltd")

    ended = world.attempt()
    decide(world, "")
    world.run()

    assert ended.failure is not None
    assert "perhaps" in told(ended.summary, company)
    assert set(world.contacts(company)) == {"J Smith Plumbing", "Other Ltd"}


@pytest.mark.parametrize("whose", ["another company's", "linked already"])
def test_an_id_that_nobody_was_asked_about_is_refused_and_cured_by_the_right_one(
    asked: tuple[XeroWorld, Company, int], whose: str
) -> None:
    world, company, client = asked
    world.first_connection(company)
    owner = company if whose == "linked already" else world.a_company()
    wrong = world.a_client(owner, name="Somebody Else")
    world.run()
    before = links(world)

    decide(world, "same", our_id=wrong)
    ended = world.attempt()
    refused = links(world)
    decide(world, "same", our_id=client)
    world.run()

    assert ended.failure is not None
    assert f"client {wrong} was not asked about" in told(ended.summary, company)
    assert before == refused
    assert ("client", client) in links(world)
    assert world.contacts(company).keys() >= {"Northern Heating"}


def test_a_decision_about_another_organisations_contact_does_nothing(
    asked: tuple[XeroWorld, Company, int],
) -> None:
    world, company, client = asked
    other = world.a_company()
    theirs = world.bookkeeper(other).create_contact(name="Not Ours")
    world.first_connection(company)

    decide(world, "same", ledger_id=theirs["ContactID"])
    world.run()

    assert ("client", client) not in links(world)
    assert [row["source_id"] for row in world.held(company)] == [client]
    assert set(world.contacts(other)) == {"Not Ours"}


@pytest.mark.rule("X-01")
def test_a_decision_is_kept_while_another_one_is_still_open(
    asked: tuple[XeroWorld, Company, int],
) -> None:
    world, company, client = asked
    world.plan(company)
    decide(world, "same")
    world.bookkeeper(company).create_contact(
        name="Dale Bakery", phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "0113 496 0777"}]
    )
    world.a_client(company, name="Riverside Motors", phone="0113 496 0777")

    for _ in range(2):
        planned, run_id = world.plan(company)
    world.approve(planned, run_id)

    assert world.connection(company)["gate_opened_at"] is not None
    linked = world.sql("SELECT source_id FROM sync.links WHERE entity = 'client'")
    assert [row["source_id"] for row in linked] == [client]
