"""A connection that does not work stops its own company only, says what to do, loses nothing."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from ledger_sync.errors import ConfigurationError, RunFailed
from ledger_sync.state.secrets import Cipher

from tests.pipeline.klipboard import Company
from tests.pipeline.world import FERNET_KEY, counts, paths, told, total_calls
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")


def let_token_end(world: XeroWorld, company: Company) -> None:
    """As half an hour later: by the sync's own clock the access token is no longer good."""
    world.sql(
        "UPDATE sync.ledger_connections SET access_expires_at = now() WHERE company_id = :id",
        id=company.id,
    )


def renewals(world: XeroWorld) -> int:
    """How often tokens were asked for, consents included."""
    found = world.sandbox.xero.request_counts()
    return sum(count for call, count in found.items() if call.endswith("/connect/token"))


def revoke_consent(world: XeroWorld, company: Company) -> None:
    """As a user takes back what he consented to: all tokens that came of it end."""
    xero = world.sandbox.xero
    token = Cipher(FERNET_KEY).decrypt(world.connection(company)["refresh_token"])
    client = (xero.client_id, xero.client_secret)
    answer = requests.post(xero.revocation_url, {"token": token}, auth=client, timeout=30)
    answer.raise_for_status()


def waiting(summary: dict[str, Any], company: Company) -> int:
    return sum(each["waiting"] for each in summary["companies"][str(company.id)].values())


@pytest.mark.rule("B-02")
def test_one_run_serves_who_can_be_served_and_says_of_each_other_what_to_do(
    world: XeroWorld,
) -> None:
    world.configure(http_attempts=1)
    companies = [world.a_company() for _ in range(5)]
    revoked, offline, unknown, locked_out, healthy = companies
    for company in companies:
        world.an_invoice(company, world.a_client(company, name="Acme"), number="INV-1")
    xero = world.sandbox.xero
    xero.disconnect(revoked.organisation.tenant_id)
    xero.set_offline(offline.organisation.tenant_id)
    world.client_secret = "mistyped"
    let_token_end(world, unknown)
    world.disconnect(locked_out)

    ended = world.attempt()

    assert isinstance(ended.failure, RunFailed)
    assert list(world.invoices(healthy)) == ["INV-1"]
    for company in companies[:4]:
        assert world.invoices(company) == {}
        assert waiting(ended.summary, company) == 2
    for company in (revoked, locked_out):
        assert f"company {company.id} " in told(ended.summary, company)
        assert f"make connect LEDGER=xero COMPANY={company.id}" in told(ended.summary, company)
    assert "disconnected by hand" in told(ended.summary, locked_out)
    assert "offline" in told(ended.summary, offline)
    assert "login and password of the Airflow connection" in told(ended.summary, unknown)
    assert told(ended.summary, healthy) == ""
    failed = {each["company"] for each in ended.summary["messages"] if each["failed"]}
    assert failed == {offline.id, unknown.id}

    xero.set_offline(offline.organisation.tenant_id, offline=False)
    world.client_secret = xero.client_secret
    for company in (revoked, locked_out):
        world.connect(company)
    cured = world.run()

    for company in companies:
        assert list(world.contacts(company)) == ["Acme"]
        assert list(world.invoices(company)) == ["INV-1"]
        assert told(cured, company) == ""
    assert world.sql("SELECT * FROM sync.outbox") == []


@pytest.mark.rule("B-02")
@pytest.mark.rule("B-04")
def test_an_ended_connection_is_no_failure_costs_one_call_and_sends_once_when_made_again(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.run()
    world.sandbox.xero.disconnect(company.organisation.tenant_id)
    world.update("clients", client, city="Leeds")
    with world.counting_calls() as calls:
        world.run()
    assert len(calls) == 1

    world.an_invoice(company, client, number="INV-1", reference="Old")
    world.run()
    world.sql("UPDATE klipboard.invoices SET reference = 'New'")
    with world.counting_calls() as calls:
        summaries = [world.run(), world.run()]

    assert calls == []
    for summary in summaries:
        assert summary["state"] == "success"
        assert waiting(summary, company) == 2
        assert "Xero no longer lets us into this organisation" in told(summary, company)
        assert "Nothing was sent and nothing is lost" in told(summary, company)
    row = world.connection(company)
    assert (row["state"], row["access_token"], row["refresh_token"]) == ("ended", None, None)

    world.connect(company)
    with world.counting_calls() as calls:
        summary = world.run()

    assert paths(calls) == ["GET Contacts", "POST Contacts", "PUT Invoices"]
    assert counts(summary, company, "client")["updated"] == 1
    assert world.contacts(company)["Acme"]["Addresses"][0]["City"] == "Leeds"
    assert world.invoices(company)["INV-1"]["Reference"] == "New"


@pytest.mark.rule("B-02")
def test_a_consent_that_the_user_took_back_ends_the_connection_at_its_next_renewal(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    world.a_client(company, name="Acme")
    revoke_consent(world, company)
    let_token_end(world, company)

    summary = world.run()

    assert world.connection(company)["state"] == "ended"
    assert "no longer accepts this company's consent" in told(summary, company)
    assert f"make connect LEDGER=xero COMPANY={company.id}" in told(summary, company)

    world.connect(company)
    world.run()

    assert list(world.contacts(company)) == ["Acme"]


@pytest.mark.rule("B-04")
@pytest.mark.rule("B-02")
def test_a_company_whose_calls_of_the_day_are_spent_is_parked_and_goes_on_later(
    world: XeroWorld,
) -> None:
    company, other = world.a_company(), world.a_company()
    for each in (company, other):
        world.a_client(each, name="Acme")
    used = len(world.sandbox.xero.requests(company.organisation.tenant_id))
    world.sandbox.xero.set_limits(company.organisation.tenant_id, day=used)

    parked = world.run()
    with world.counting_calls() as calls:
        still_parked = world.run()

    assert parked["state"] == "success"
    assert counts(parked, company, "client")["calls"] == 1
    assert calls == []
    for summary in (parked, still_parked):
        assert "daily limit" in told(summary, company)
        assert "goes on by itself" in told(summary, company)
        assert waiting(summary, company) == 1
    left = world.connection(company)["parked_until"] - datetime.now(tz=UTC)
    assert timedelta(hours=23) < left < timedelta(hours=25)
    assert list(world.contacts(other)) == ["Acme"]

    world.later(days=1)
    world.sql("UPDATE sync.ledger_connections SET parked_until = now()")
    resumed = world.run()

    assert list(world.contacts(company)) == ["Acme"]
    assert told(resumed, company) == ""


@pytest.mark.rule("B-04")
@pytest.mark.parametrize("known", [True, False], ids=["by our clock", "by Xero's word"])
def test_an_expired_access_token_is_renewed_once_by_all_calls_in_flight(
    world: XeroWorld, known: bool
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    world.run()
    world.many_invoices(company, [client], 120)
    if known:
        let_token_end(world, company)
    else:
        world.sandbox.xero.expire_tokens()
    before = renewals(world)

    with world.counting_calls() as calls:
        summary = world.run()

    assert renewals(world) == before + 1
    assert len([call for call in calls if call.status == 200]) == 3
    assert counts(summary, company, "invoice")["created"] == 120
    assert len(world.invoices(company)) == 120
    if known:
        assert total_calls(summary) == 3


@pytest.mark.rule("B-02")
def test_a_renewal_whose_answer_is_lost_does_not_cost_the_company_its_connection(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    world.a_client(company, name="Acme")
    let_token_end(world, company)
    world.sandbox.xero.inject("drop_after", path="/connect/token")

    world.run()

    assert world.connection(company)["state"] == "connected"
    assert list(world.contacts(company)) == ["Acme"]


def test_tokens_lie_encrypted_in_their_table_and_never_in_a_log(
    world: XeroWorld, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="ledger_sync")
    company = world.a_company()
    world.a_client(company, name="Acme", email="jo@example.com")
    let_token_end(world, company)
    world.run()

    row = world.connection(company)
    cipher = Cipher(FERNET_KEY)
    tokens = [cipher.decrypt(row[name]) for name in ("access_token", "refresh_token")]

    kept = " ".join(str(each) for rows in world.everything().values() for each in rows)
    assert "ledger_sync" in "".join(record.name for record in caplog.records)
    for secret in (*tokens, world.client_secret):
        assert secret not in kept
        assert secret not in caplog.text
    for of_a_person in ("Acme", "jo@example.com"):
        assert of_a_person not in caplog.text


def test_another_organisation_than_before_is_refused_before_anything_is_written(
    world: XeroWorld,
) -> None:
    company, other = world.a_company(), world.a_company()
    client = world.a_client(company, name="Acme")
    world.run()
    free = world.sandbox.xero.add_organisation(name="Free")
    before = world.everything()

    with pytest.raises(ConfigurationError, match="another organisation") as refused:
        world.connect(company, tenant_id=free.tenant_id)
    assert company.organisation.name in str(refused.value)
    assert "nothing was changed" in str(refused.value)
    newcomer = world.insert(
        "companies", name="New", country="GB", base_currency="GBP", timezone="UTC"
    )
    with pytest.raises(ConfigurationError, match=f"connected to company {other.id}"):
        world.connect(Company(newcomer, "GB", other.organisation))

    world.sql("DELETE FROM klipboard.companies WHERE id = :id", id=newcomer)
    assert world.everything() == before
    world.update("clients", client, city="Leeds")
    world.run()
    assert world.contacts(company)["Acme"]["Addresses"][0]["City"] == "Leeds"


@pytest.mark.rule("B-02")
def test_a_disconnect_ends_one_organisation_and_keeps_what_was_linked(world: XeroWorld) -> None:
    company, other = world.a_company(), world.a_company()
    clients = {each.id: world.a_client(each, name="Acme") for each in (company, other)}
    world.run()
    links = world.sql("SELECT * FROM sync.links ORDER BY id")

    world.disconnect(company)

    users = {
        each["tenant_id"]: each["connected_users"] for each in world.sandbox.xero.organisations()
    }
    assert users[company.organisation.tenant_id] == []
    assert users[other.organisation.tenant_id] == ["owner"]
    assert world.sql("SELECT * FROM sync.links ORDER BY id") == links

    for client in clients.values():
        world.update("clients", client, city="Leeds")
    world.run()
    assert world.contacts(other)["Acme"]["Addresses"][0]["City"] == "Leeds"

    world.connect(company)
    world.run()

    (contact,) = world.contacts(company).values()
    assert contact["Addresses"][0]["City"] == "Leeds"
