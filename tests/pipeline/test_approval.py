"""The first connection shows its plan and waits: nothing is done that nobody saw (B-01)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World, told, total_calls
from tests.pipeline.xero_world import XeroWorld


@pytest.fixture(params=["xero", "quickbooks"])
def at(
    request: pytest.FixtureRequest, unchecked: None, world: XeroWorld, tmp_path: Path
) -> XeroWorld | QuickBooksWorld:
    """A world of each ledger, with a place for pages and review files."""
    made: XeroWorld | QuickBooksWorld = world
    if request.param == "quickbooks":
        made = QuickBooksWorld(world.engine, world.sandbox, world.numbers)
    made.reports = tmp_path / "reports"
    return made


def a_party_there(world: World, company, name: str) -> None:
    desk = world.bookkeeper(company)
    if world.ledger_name == "xero":
        desk.create_contact(name=name)
    else:
        desk.create_customer(name)


@pytest.mark.rule("B-01")
def test_a_plan_changes_nothing_until_it_is_approved(at: World) -> None:
    company = at.a_company(connected=False)
    a_party_there(at, company, "Acme")
    at.connect(company)

    planned, run_id = at.plan(company)
    before = (at.rows("clients", company), at.connection(company)["gate_opened_at"])
    at.approve(planned, run_id)

    assert planned["ask"]
    assert "Acme" not in str(before[0])
    assert before[1] is None
    assert [row["name"] for row in at.rows("clients", company)] == ["Acme"]
    assert at.connection(company)["gate_opened_at"] is not None


@pytest.mark.rule("B-01")
@pytest.mark.parametrize("side", ["ledger", "klipboard"])
def test_an_approval_is_for_the_plan_that_was_seen(at: World, side: str) -> None:
    company = at.a_company(connected=False)
    a_party_there(at, company, "Acme")
    at.connect(company)
    planned, run_id = at.plan(company)
    if side == "ledger":
        a_party_there(at, company, "Newcomer")
    else:
        at.a_client(company, name="Newcomer")

    summary = at.approve(planned, run_id)
    again, second = at.plan(company)
    at.approve(again, second)

    assert "has changed since the plan was made" in told(summary, company)
    assert at.connection(company)["gate_opened_at"] is not None
    assert {"Acme", "Newcomer"} == {row["name"] for row in at.rows("clients", company)}


@pytest.mark.rule("B-02")
def test_a_plan_that_was_begun_is_finished_whatever_it_changed_itself(at: World) -> None:
    company = at.a_company(connected=False)
    for name in ("Acme", "Bolt"):
        a_party_there(at, company, name)
    at.connect(company)
    planned, run_id = at.plan(company)
    at.sql("UPDATE sync.connection_plans SET begun_at = now()")
    at.a_client(company, name="Meanwhile")

    at.approve(planned, run_id)

    assert at.connection(company)["gate_opened_at"] is not None
    names = sorted(row["name"] for row in at.rows("clients", company))
    assert names == ["Acme", "Bolt", "Meanwhile"]


@pytest.mark.rule("B-01")
def test_the_plan_is_a_page_of_the_run_and_says_what_it_costs(at: World) -> None:
    company = at.a_company(connected=False)
    a_party_there(at, company, "Acme & Sons")
    client = at.a_client(company, name="Bolt")
    at.an_invoice(company, client, number="INV-1")
    at.connect(company)

    planned, _ = at.plan(company)

    (page,) = (at.reports or Path()).rglob("index.html")
    text = page.read_text(encoding="utf-8")
    assert "Acme & Sons" not in text
    assert "Acme &amp; Sons" in text
    (plan,) = (row["plan"] for row in at.sql("SELECT plan FROM sync.connection_plans"))
    assert plan["send"]["client"] == {"create": 1, "update": 0, "same": 0}
    assert plan["send"]["invoice"] == {"create": 1}
    assert plan["calls"]["writes"] == 2
    assert planned["words"]


@pytest.mark.rule("C-08")
def test_the_plan_names_the_numbers_that_the_ledger_uses_already(at: World) -> None:
    company = at.a_company(connected=False)
    a_party_there(at, company, "Old")
    desk = at.bookkeeper(company)
    if at.ledger_name == "xero":
        line = {"Description": "Old", "Quantity": 1, "UnitAmount": 5.0}
        desk.create_invoice(contact={"Name": "Old"}, invoice_number="INV-0007", line_items=[line])
    else:
        desk.create_invoice("Old", [{"item": "Services", "amount": 5}], DocNumber="INV-0007")
    made = at.an_invoice(company, at.a_client(company), number="INV-0007")
    at.connect(company)

    at.plan(company)

    (plan,) = (row["plan"] for row in at.sql("SELECT plan FROM sync.connection_plans"))
    (clash,) = plan["numbers_in_use"]
    assert (clash["source_id"], clash["number"]) == (made, "INV-0007")
    assert plan["start_numbers"]["invoice"] == 8


@pytest.mark.rule("C-09")
def test_the_plan_names_parties_that_break_a_rule(world: XeroWorld) -> None:
    company = world.a_company(connected=False)
    _, second = (world.a_client(company, name="Twin", phone=None, email=None) for _ in range(2))
    world.connect(company)

    world.plan(company)

    (plan,) = (row["plan"] for row in world.sql("SELECT plan FROM sync.connection_plans"))
    (found,) = plan["breaks"]
    assert (found["source_id"], found["rule"], found["field"]) == (second, "X-08", "name")


def test_a_company_that_is_connected_is_not_asked_again(at: World) -> None:
    company = at.a_company()

    planned, _ = at.plan(company)
    with at.counting_calls(company) as calls:
        summary = at.first_connection(company)

    assert not planned["ask"]
    assert "nothing was changed" in told(summary, company)
    assert (calls, total_calls(summary)) == ([], 0)
