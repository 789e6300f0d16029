"""The 60 minutes of a connection: Q-02."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts, told, total_calls

pytestmark = pytest.mark.usefixtures("unchecked")

SIXTY = {"stay_connected": False, "session": timedelta(minutes=60)}


def let_time_pass(world: QuickBooksWorld, company: Company, minutes: int) -> None:
    """The connection was made so many minutes ago."""
    world.sql(
        """UPDATE sync.ledger_connections SET connected_at = connected_at - :ago,
        session_ends_at = session_ends_at - :ago
        WHERE company_id = :id AND ledger = 'quickbooks'""",
        ago=timedelta(minutes=minutes),
        id=company.id,
    )
    world.later(minutes=minutes)


@pytest.mark.rule("Q-02")
def test_after_its_minutes_a_run_makes_no_call_says_so_and_loses_nothing(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    world.wish = SIXTY
    company = world.a_company()
    world.wish = {}
    healthy = world.a_company()
    client = world.a_client(company)
    world.run()
    let_time_pass(world, company, 61)
    world.an_invoice(company, client, number="INV-1")
    world.an_invoice(healthy, world.a_client(healthy), number="INV-2")

    with world.counting_calls(company) as calls:
        summary = world.run()
    before = len(world.there.requests(api_only=False))
    again = world.run()

    assert calls == []
    assert len(world.there.requests(api_only=False)) == before
    for each in (summary, again):
        assert f"company {company.id}" in told(each, company)
        assert "its 60 minutes were over" in told(each, company)
        assert f"make connect LEDGER=quickbooks COMPANY={company.id}" in told(each, company)
        assert counts(each, company, "invoice")["waiting"] == 1
    assert set(world.invoices(healthy)) == {"INV-2"}
    assert world.connection(company)["refresh_token"] is None


@pytest.mark.rule("Q-02")
def test_after_reconnecting_everything_that_waited_is_sent_once(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    world.wish = SIXTY
    company = world.a_company()
    client = world.a_client(company)
    world.run()
    let_time_pass(world, company, 90)
    made = world.an_invoice(company, client, number="INV-1")
    world.run()
    world.update("invoices", made, reference="PO 5")
    world.run()

    world.connect(company)
    first = world.run()
    second = world.run()

    assert counts(first, company, "invoice")["created"] == 1
    assert world.invoices(company)["INV-1"]["CustomerMemo"]["value"] == "PO 5"
    assert total_calls(second) == 0


@pytest.mark.rule("Q-02")
def test_a_company_that_stays_connected_is_renewed_by_itself(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    world.run()
    world.sql("UPDATE sync.ledger_connections SET access_expires_at = now()")
    world.later(hours=30)
    world.an_invoice(company, client, number="INV-1")

    summary = world.run()

    assert counts(summary, company, "invoice")["created"] == 1
    assert world.connection(company)["session_ends_at"] is None


@pytest.mark.rule("Q-02")
def test_within_its_minutes_a_connection_works(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    world.wish = SIXTY
    company = world.a_company()
    let_time_pass(world, company, 50)
    world.a_client(company, name="Acme")

    world.run()

    assert set(world.customers(company)) == {"Acme"}


@pytest.mark.rule("Q-02")
def test_a_connection_that_is_disconnected_there_stops_only_its_company(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company, healthy = world.a_company(), world.a_company()
    for each in (company, healthy):
        world.a_client(each, name=f"Client {each.id}")
    world.there.disconnect(company.organisation.tenant_id)

    summary = world.run()

    assert "make connect LEDGER=quickbooks" in told(summary, company)
    assert set(world.customers(healthy)) == {f"Client {healthy.id}"}
    assert world.connection(company)["state"] == "ended"


@pytest.mark.rule("C-01")
def test_disconnecting_by_hand_revokes_the_tokens_at_quickbooks(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()

    world.disconnect(company)
    summary = world.run()

    revocations = [
        call for call in world.there.requests(api_only=False) if call.path.endswith("/revoke")
    ]
    assert [call.status for call in revocations] == [200]
    assert "disconnected by hand" in told(summary, company)
