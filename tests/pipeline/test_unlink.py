"""A wrong link is taken back by hand: both sides stay as they are, nothing is doubled (X-01)."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_sync import console, wiring
from ledger_sync.errors import ConfigurationError, MissingConnection
from ledger_sync.model import CLIENT, INVOICE, SUPPLIER
from typer.testing import CliRunner

from tests.pipeline.either_ledger import a_linked_client, id_of, links, parties, take_back
from tests.pipeline.klipboard import Company
from tests.pipeline.world import World, counts, told
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")


@pytest.fixture(params=["world", "quickbooks"], ids=["xero", "quickbooks"])
def at(request: pytest.FixtureRequest) -> World:
    """A world with either ledger."""
    found: World = request.getfixturevalue(request.param)
    return found


@pytest.mark.rule("X-01")
@pytest.mark.rule("Q-01")
def test_a_link_goes_and_both_sides_stay_as_they_are(at: World) -> None:
    company, client = a_linked_client(at)
    before, there = at.everything(), parties(at, company)
    with at.counting_calls() as calls:
        done = take_back(at, company, CLIENT, client)

    after = at.everything()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"sync.links", "sync.audit"}
    assert (calls, parties(at, company), links(at)) == ([], there, {})
    last = at.audit("client", client)[-1]
    assert (last["action"], last["ledger_id"]) == ("unlink", done.link.ledger_id)
    assert (last["run"], last["company_id"], last["ledger"]) == (None, company.id, at.ledger_name)


@pytest.mark.rule("X-01")
@pytest.mark.rule("Q-01")
def test_it_goes_as_a_new_one_when_it_changes(at: World) -> None:
    company, client = a_linked_client(at)
    at.run()
    wrong = id_of(parties(at, company)["Acme"])
    take_back(at, company, CLIENT, client)
    with at.counting_calls() as calls:
        at.run()

    at.update("clients", client, name="Acme of Leeds")
    at.run()

    assert calls == []
    assert set(parties(at, company)) == {"Acme", "Acme of Leeds"}
    assert links(at) == {("client", client): id_of(parties(at, company)["Acme of Leeds"])}
    assert links(at)["client", client] != wrong


def test_a_name_that_is_taken_there_is_held_with_the_clash_named(at: World) -> None:
    company, client = a_linked_client(at)
    theirs = id_of(parties(at, company)["Acme"])
    take_back(at, company, CLIENT, client)

    at.run(full_refresh=True)

    (held,) = at.held(company)
    assert (held["entity"], held["source_id"]) == ("client", client)
    assert f"id {theirs}" in held["message"]
    assert set(parties(at, company)) == {"Acme"}
    at.update("clients", client, name="Acme of Leeds")
    at.run()
    assert at.held(company) == []
    assert set(parties(at, company)) == {"Acme", "Acme of Leeds"}


def test_its_documents_stay_and_one_that_changes_waits_until_the_party_is_there_again(
    at: World,
) -> None:
    company, client = a_linked_client(at)
    made = at.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Valve"}])
    at.run()
    invoice = links(at)["invoice", made]
    take_back(at, company, CLIENT, client)

    at.update("invoices", made, reference="PO 5")
    waiting = at.run()
    at.update("clients", client, name="Acme of Leeds")
    at.run()
    with at.counting_calls() as calls:
        at.run()

    assert counts(waiting, company, "invoice")["waiting"] == 1
    assert f"waits for client {client}" in told(waiting, company)
    assert links(at)["invoice", made] == invoice
    assert len(at.there.documents(company.organisation.tenant_id, invoices_of(at))) == 1
    assert at.sql("SELECT * FROM sync.outbox") == []
    assert calls == []


def invoices_of(at: World) -> str:
    return "Invoices" if at.ledger_name == "xero" else "Invoice"


def test_twice_it_says_that_there_is_no_link(at: World) -> None:
    company, client = a_linked_client(at)
    take_back(at, company, CLIENT, client)
    before = at.everything()

    with pytest.raises(ConfigurationError, match=f"client {client} .* has no link .* nothing was"):
        take_back(at, company, CLIENT, client)

    assert at.everything() == before


def test_a_party_of_another_kind_or_company_keeps_its_link(at: World) -> None:
    company, client = a_linked_client(at)
    other = at.a_company()

    with pytest.raises(ConfigurationError, match="has no link"):
        take_back(at, company, SUPPLIER, client)
    with pytest.raises(ConfigurationError, match="has no link"):
        take_back(at, other, CLIENT, client)

    assert set(links(at)) == {("client", client)}


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        pytest.param(INVOICE, "keeps the document from being sent twice", id="a document"),
        pytest.param("contact", "ENTITY=contact is no party; .* client_location", id="unknown"),
    ],
)
def test_only_parties_are_unlinked(world: XeroWorld, entity: str, reason: str) -> None:
    company = world.a_company()
    made = world.an_invoice(company, world.a_client(company), number="INV-1")
    world.run()

    with pytest.raises(ConfigurationError, match=reason):
        take_back(world, company, entity, made)

    assert ("invoice", made) in links(world)


def test_a_company_that_was_never_connected_is_told_how(world: XeroWorld) -> None:
    company = world.a_company(connected=False)

    with pytest.raises(MissingConnection, match="make connect"):
        take_back(world, company, CLIENT, 1)


def test_a_contact_that_bears_our_own_number_is_found_again_and_that_is_said(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.run()
    before = links(world)

    done = take_back(world, company, CLIENT, client)
    world.run(full_refresh=True)

    assert done.number == f"KB-CLIENT-{client}"
    assert links(world) == before
    assert set(world.contacts(company)) == {"Acme"}


def command(at: World, company: Company, entity: str, source_id: int) -> Any:
    words = ["unlink", "--ledger", at.ledger_name, "--company", str(company.id)]
    return CliRunner().invoke(console.app, [*words, "--entity", entity, "--id", str(source_id)])


def test_the_command_says_what_comes_of_it_and_fails_where_there_is_no_link(
    at: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    company, client = a_linked_client(at)
    theirs = links(at)["client", client]
    monkeypatch.setattr(wiring, "ports_without_ledger", lambda: at.ports)

    done = command(at, company, CLIENT, client)
    again = command(at, company, CLIENT, client)

    assert (done.exit_code, again.exit_code) == (0, 1)
    first, second, third = done.stdout.splitlines()
    assert f"client {client} of company {company.id} is not linked with {theirs}" in first
    assert f"make run DAG=klipboard_to_{at.ledger_name}" in second
    assert "the clash named" in second
    assert f"waits until client {client} is in" in third
    assert "has no link" in again.output
    assert "Traceback" not in again.output
