"""Another organisation than before: refused, or begun anew on demand; the former one is left."""

from __future__ import annotations

import functools
import logging
from dataclasses import replace

import pytest
from ledger_sync.errors import ConfigurationError
from ledger_sync.steps import consent

from tests.pipeline.either_ledger import (
    EMAIL,
    a_company_with_an_invoice,
    a_party,
    another_organisation,
    books,
    left,
    names,
    numbers,
    start_over,
)
from tests.pipeline.klipboard import Company
from tests.pipeline.world import World, counts
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")


@pytest.fixture(params=["world", "quickbooks"], ids=["xero", "quickbooks"])
def at(request: pytest.FixtureRequest) -> World:
    """A world with either ledger."""
    found: World = request.getfixturevalue(request.param)
    return found


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


def test_the_former_organisation_is_free_for_another_company(at: World) -> None:
    former, _ = a_company_with_an_invoice(at)
    start_over(at, another_organisation(at, former))
    heir = replace(at.a_company(connected=False), organisation=former.organisation)

    at.connect(heir)

    assert at.connection(heir)["tenant_id"] == former.organisation.tenant_id
