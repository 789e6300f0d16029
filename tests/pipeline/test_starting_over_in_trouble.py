"""Starting over beside runs, after kills, and where the ledger does not hear of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest
from ledger_sync.errors import ConnectionBusy, LedgerUnavailable
from ledger_sync.state import starting_over
from ledger_sync.steps.extract import extract
from ledger_sync.steps.transform import transform
from ledger_sync.steps.validate import validate

from tests.pipeline.dying import Killed
from tests.pipeline.either_ledger import (
    EMAIL,
    a_company_with_an_invoice,
    a_party,
    another_organisation,
    left,
    names,
    numbers,
    start_over,
)
from tests.pipeline.world import World

pytestmark = pytest.mark.usefixtures("unchecked")


@pytest.fixture(params=["world", "quickbooks"], ids=["xero", "quickbooks"])
def at(request: pytest.FixtureRequest) -> World:
    """A world with either ledger."""
    found: World = request.getfixturevalue(request.param)
    return found


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
