"""Another organisation than before: refused, or begun anew on demand; the former one is left."""

from __future__ import annotations

import functools
import logging
from dataclasses import replace
from typing import Any

import pytest
from ledger_sync.errors import ConfigurationError, ConnectionBusy, LedgerUnavailable
from ledger_sync.state import starting_over
from ledger_sync.state.tables import metadata
from ledger_sync.steps import consent
from ledger_sync.steps.extract import extract
from ledger_sync.steps.transform import transform
from ledger_sync.steps.validate import validate

from tests.pipeline.dying import Killed
from tests.pipeline.klipboard import CURRENCY, Company
from tests.pipeline.world import World, counts
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")

NEW = {"start_over": True}
EMAIL = "office@acme.example"


@pytest.fixture(params=["world", "quickbooks"], ids=["xero", "quickbooks"])
def at(request: pytest.FixtureRequest) -> World:
    """A world with either ledger."""
    found: World = request.getfixturevalue(request.param)
    return found


def another_organisation(at: World, company: Company) -> Company:
    """The same company, with an organisation that it was never connected to."""
    organisation = at.there.add_organisation(
        name="Another", country=company.country, base_currency=CURRENCY[company.country]
    )
    return replace(company, organisation=organisation)


def a_party(at: World, company: Company, name: str, email: str) -> None:
    """A customer of the bookkeeper's."""
    desk = at.bookkeeper(company)
    if at.ledger_name == "xero":
        desk.create_contact(name=name, email_address=email)
    else:
        desk.create_customer(name, email=email)


def books(at: World, company: Company) -> dict[str, list[Any]]:
    """Everything that the organisation has of what the sync writes."""
    tenant = company.organisation.tenant_id
    if at.ledger_name == "xero":
        kinds = ("Invoices", "PurchaseOrders")
        found = {kind: at.there.documents(tenant, kind) for kind in kinds}
        return {**found, "Contacts": at.there.contacts(tenant)}
    return {kind: at.there.documents(tenant, kind) for kind in ("Customer", "Vendor", "Invoice")}


def names(at: World, company: Company) -> list[str]:
    found = books(at, company)
    parties = found.get("Contacts") or found["Customer"]
    return sorted(each.get("Name") or each["DisplayName"] for each in parties)


def numbers(at: World, company: Company) -> list[str]:
    found = books(at, company)
    documents = found.get("Invoices") or found.get("Invoice") or []
    return sorted(each.get("InvoiceNumber") or each["DocNumber"] for each in documents)


def start_over(at: World, company: Company) -> None:
    at.wish = NEW
    at.connect(company)
    at.wish = {}


def a_company_with_an_invoice(at: World) -> tuple[Company, int]:
    """Connected, and both are in its ledger."""
    company = at.a_company()
    client = at.a_client(company, name="Acme", email=EMAIL)
    at.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Valve"}])
    at.run()
    return company, client


def left(at: World, company: Company) -> dict[str, list[Any]]:
    """What the sync remembers of the company's organisation, table by table."""
    connection = at.connection(company)["id"]
    kept = {table.name for table in starting_over.HISTORY}
    found = {
        table.name: at.sql(
            f"SELECT * FROM sync.{table.name} WHERE ledger_connection_id = :id", id=connection
        )
        for table in metadata.sorted_tables
        if "ledger_connection_id" in table.c and table.name not in kept
    }
    return {name: rows for name, rows in found.items() if rows}


@pytest.mark.rule("C-01")
@pytest.mark.rule("X-01")
@pytest.mark.rule("Q-01")
def test_a_company_that_starts_over_is_matched_anew_and_its_documents_go_there_once(
    at: World,
) -> None:
    former, client = a_company_with_an_invoice(at)
    company = another_organisation(at, former)
    a_party(at, company, "Acme", EMAIL)
    a_party(at, company, "Their own", "own@example.com")
    theirs = books(at, former)
    with at.counting_calls(former) as calls_of_the_former:
        start_over(at, company)
        with at.counting_calls(company) as calls_before:
            at.run()
        state = at.connection(company)
        first = at.first_connection(company)
        at.run()
        with at.counting_calls(company) as calls_after:
            at.run(full_refresh=True)

    assert (state["state"], state["gate_opened_at"]) == ("pending", None)
    assert calls_before == []
    assert counts(first, company, "client")["skipped"] == 1
    assert {row["name"] for row in at.rows("clients", company)} == {"Acme", "Their own"}
    assert names(at, company) == ["Acme", "Their own"]
    assert numbers(at, company) == ["INV-1"]
    assert [call for call in calls_after if call.method != "GET"] == []
    assert calls_of_the_former == []
    assert books(at, former) == theirs
    at.update("clients", client, city="Leeds")
    at.run()
    assert books(at, former) == theirs


def test_without_being_told_to_it_is_refused_and_says_how(at: World) -> None:
    former, _ = a_company_with_an_invoice(at)
    before = at.everything()

    with pytest.raises(ConfigurationError, match="NEW=1") as refused:
        at.connect(another_organisation(at, former))

    assert "nothing was changed" in str(refused.value)
    assert at.everything() == before


def test_the_former_organisation_is_not_taken_for_the_new_one_where_both_are_offered(
    world: XeroWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    former, _ = a_company_with_an_invoice(world)
    company = another_organisation(world, former)
    without_tenant = functools.partial(consent.Wish, tenant_id=None)
    monkeypatch.setattr(consent, "Wish", lambda id_, _, **wish: without_tenant(id_, **wish))

    with pytest.raises(ConfigurationError, match="choose one with TENANT") as refused:
        start_over(world, company)

    assert company.organisation.tenant_id in str(refused.value)
    assert world.connection(former)["state"] == "connected"


def test_nothing_is_left_of_the_former_organisation_but_its_history(at: World) -> None:
    former, client = a_company_with_an_invoice(at)
    at.an_invoice(former, client, number="INV-2", lines=[{"tax_rate": "no such rate"}])
    at.run()
    at.an_invoice(former, at.a_client(former), number="INV-3")
    at.run_until_outbox(at.request())
    at.sql("UPDATE sync.runs SET state = 'failed' WHERE state = 'running'")
    runs = at.sql("SELECT * FROM sync.runs ORDER BY id")
    history = at.audit("client", client)
    assert at.held(former)
    assert {"links", "outbox", "watermarks"} <= set(left(at, former))
    company = another_organisation(at, former)

    start_over(at, company)

    assert left(at, company) == {}
    assert at.held(company) == []
    assert at.sql("SELECT * FROM sync.runs ORDER BY id") == runs
    assert at.audit("client", client)[:-1] == history
    ended = at.audit("client", client)[-1]
    assert (ended["action"], ended["ledger_id"]) == ("unlink", history[-1]["ledger_id"])
    assert f"started over with Another ({company.organisation.tenant_id})" in str(ended["changes"])


def test_a_batch_in_doubt_is_not_looked_for_in_the_new_organisation(
    at: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = at.a_company()
    at.a_client(former, name="Acme")
    with monkeypatch.context() as patched:
        patched.setattr("ledger_sync.steps.drain.settle", _die)
        with pytest.raises(Killed):
            at.run()
    at.sql("UPDATE sync.runs SET state = 'failed' WHERE state = 'running'")
    company = another_organisation(at, former)

    start_over(at, company)
    states = {row["state"] for row in at.sql("SELECT state FROM sync.batches")}
    at.first_connection(company)
    at.run()

    assert names(at, former) == ["Acme"]
    assert names(at, company) == ["Acme"]
    assert states == {"released"}


def _die(*_: Any) -> None:
    raise Killed


@pytest.mark.rule("B-02")
def test_a_run_that_has_read_for_the_former_organisation_writes_nothing_for_the_new_one(
    at: World,
) -> None:
    former, client = a_company_with_an_invoice(at)
    at.an_invoice(former, client, number="INV-2")
    request = at.request()
    run = extract(at.ports, at.ledger, request)
    company = another_organisation(at, former)
    before = at.everything()

    with pytest.raises(ConnectionBusy, match=f"{request.run_id} of {request.dag_id} is under way"):
        start_over(at, company)
    unchanged = at.everything() == before
    at.sql("UPDATE sync.runs SET state = 'failed' WHERE id = :id", id=run)
    start_over(at, company)
    # A person clears the tasks of the broken run.
    transform(at.ports, at.ledger, validate(at.ports, at.ledger, run))

    assert unchanged
    assert left(at, company) == {}
    at.first_connection(company)
    at.run()
    assert numbers(at, company) == ["INV-1", "INV-2"]


def test_a_plan_of_the_former_organisation_is_not_carried_out_in_the_new_one(at: World) -> None:
    former = at.a_company(connected=False)
    a_party(at, former, "Of the former one", EMAIL)
    at.connect(former)
    planned, run_id = at.plan(former)
    company = another_organisation(at, former)

    with pytest.raises(ConnectionBusy, match=f"{run_id} of first_connection is under way"):
        start_over(at, company)
    at.sql("UPDATE sync.runs SET state = 'failed'")
    start_over(at, company)
    at.approve(planned, run_id)

    assert at.rows("clients", company) == []
    assert at.connection(company)["gate_opened_at"] is None


def test_the_same_organisation_as_before_goes_on_and_says_so(
    at: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="ledger_sync.steps.consent")
    company, client = a_company_with_an_invoice(at)
    links = at.sql("SELECT * FROM sync.links ORDER BY id")
    at.disconnect(company)

    start_over(at, company)

    assert "is its organisation already: only its tokens were changed" in caplog.text
    assert at.sql("SELECT * FROM sync.links ORDER BY id") == links
    at.update("clients", client, name="Acme Holdings")
    at.run()
    assert names(at, company) == ["Acme Holdings"]


def test_starting_over_twice_equals_once(at: World) -> None:
    former, _ = a_company_with_an_invoice(at)
    company = another_organisation(at, former)
    start_over(at, company)
    history = at.sql("SELECT * FROM sync.audit ORDER BY id")

    start_over(at, company)
    with at.engine.begin() as db:
        starting_over.start_over(db, at.connection(company)["id"], "again")

    assert at.sql("SELECT * FROM sync.audit ORDER BY id") == history
    assert left(at, company) == {}


@pytest.mark.rule("B-02")
def test_killed_in_the_middle_it_is_done_by_starting_over_again(
    at: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    former, _ = a_company_with_an_invoice(at)
    company = another_organisation(at, former)
    remembered = left(at, former)
    with monkeypatch.context() as patched:
        patched.setattr("ledger_sync.state.tokens.store", _die)
        with pytest.raises(Killed):
            start_over(at, company)
    assert left(at, former) == remembered
    assert at.connection(former)["state"] == "ended"

    start_over(at, company)
    at.first_connection(company)
    at.run()

    assert numbers(at, company) == ["INV-1"]


def test_the_consent_of_the_former_organisation_is_taken_back(at: World) -> None:
    former, client = a_company_with_an_invoice(at)
    company = another_organisation(at, former)

    start_over(at, company)

    assert took_back(at, former)
    at.update("clients", client, city="Leeds")
    at.first_connection(company)
    at.run()
    assert names(at, company) == ["Acme"]


def took_back(at: World, company: Company) -> bool:
    """Whether the ledger heard that the app is not to come into the organisation any more."""
    if at.ledger_name == "xero":
        users = {each["tenant_id"]: each["connected_users"] for each in at.there.organisations()}
        return not users[company.organisation.tenant_id]
    calls = [each for each in at.there.requests(api_only=False) if each.path.endswith("/revoke")]
    return [each.status for each in calls] == [200]


def test_a_consent_that_cannot_be_taken_back_is_told_and_stops_nothing(
    at: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="ledger_sync.steps.consent")
    former, _ = a_company_with_an_invoice(at)
    company = another_organisation(at, former)

    def fail(*_: Any) -> None:
        raise LedgerUnavailable("no answer from the ledger")

    at.ledger = replace(at.ledger, oauth=replace(at.ledger.oauth, revoke=fail))
    start_over(at, company)

    assert at.connection(company)["tenant_name"] == "Another"
    assert f"Remove our app in {former.organisation.name}" in caplog.text
    assert "no answer from the ledger" in caplog.text


def test_the_former_organisation_is_free_for_another_company(at: World) -> None:
    former, _ = a_company_with_an_invoice(at)
    start_over(at, another_organisation(at, former))
    heir = replace(at.a_company(connected=False), organisation=former.organisation)

    at.connect(heir)

    assert at.connection(heir)["tenant_id"] == former.organisation.tenant_id
