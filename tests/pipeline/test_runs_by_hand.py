"""What a person can ask of a run: dry, from the beginning, since, a past day, again, for some."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ledger_sync.steps.extract import extract
from ledger_sync.steps.transform import transform

from tests.pipeline.klipboard import Company
from tests.pipeline.world import counts, told, total_calls
from tests.pipeline.xero_world import XeroWorld

QUIETLY = """
    SET LOCAL session_replication_role = replica;
    UPDATE klipboard.{table} SET {column} = '{value}', updated_at = '{at}' WHERE id = {id}
"""


def change_quietly(
    world: XeroWorld, table: str, row_id: int, column: str, value: str, at: datetime
) -> None:
    """A change with a time stamp of the test's own, as a restored backup would bring it."""
    statement = QUIETLY.format(table=table, column=column, value=value, at=at, id=row_id)
    with world.engine.begin() as db:
        db.exec_driver_sql(statement)


def ago(**delta: float) -> datetime:
    return datetime.now(tz=UTC) - timedelta(**delta)


def watermarks(world: XeroWorld) -> Any:
    return world.sql("SELECT * FROM sync.watermarks ORDER BY ledger_connection_id, entity")


def references(world: XeroWorld, company: Company) -> dict[str, str]:
    """What the organisation's invoices carry as their reference, by number."""
    return {number: each["Reference"] for number, each in world.invoices(company).items()}


@pytest.mark.rule("B-01")
def test_a_dry_run_shows_every_action_field_by_field_and_writes_nothing_anywhere(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    changed = world.an_invoice(company, client, number="CHANGED", reference="Old")
    voided = world.an_invoice(company, client, number="VOIDED")
    world.run()
    world.update("invoices", changed, reference="New")
    world.update("invoices", voided, status="Cancelled")
    new = world.a_supplier(company, name="Pipes")
    double = world.a_client(company, name="Acme")
    unmapped = world.an_invoice(company, client, lines=[{"tax_rate": "33% VAT"}])
    before = (world.everything(), world.contacts(company), world.invoices(company))

    with world.counting_calls() as calls:
        summary = world.run(dry_run=True)

    assert calls == []
    assert (world.everything(), world.contacts(company), world.invoices(company)) == before
    plan = {(each["entity"], each["source_id"]): each for each in summary["plan"]}
    assert {key: each["action"] for key, each in plan.items()} == {
        ("invoice", changed): "update",
        ("invoice", voided): "void",
        ("supplier", new): "create",
        ("client", double): "quarantine",
        ("invoice", unmapped): "quarantine",
    }
    assert plan["invoice", changed]["changes"] == {"Reference": ["Old", "New"]}
    assert plan["supplier", new]["changes"]["Name"] == [None, "Pipes"]
    assert (plan["client", double]["rule"], plan["client", double]["field"]) == ("X-08", "name")
    assert plan["invoice", unmapped]["field"] == "tax_rate"

    world.run()

    assert references(world, company)["CHANGED"] == "New"
    assert world.invoices(company)["VOIDED"]["Status"] == "VOIDED"
    assert "Pipes" in world.contacts(company)
    assert {each["source_id"] for each in world.held(company)} == {double, unmapped}


@pytest.mark.rule("B-04")
@pytest.mark.usefixtures("unchecked")
def test_a_full_refresh_sends_nothing_that_is_unchanged_and_tries_again_what_was_refused(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client, supplier = world.a_client(company), world.a_supplier(company)
    world.a_purchase_order(company, supplier, issue_date="2027-01-15", delivery_date=None)
    world.bookkeeper(company).set_lock_date(period="2026-12-31")
    refused = world.an_invoice(company, client, number="LOCKED")
    world.run()
    assert [each["source_id"] for each in world.held(company)] == [refused]
    world.bookkeeper(company).set_lock_date(period=None)
    with world.counting_calls() as calls:
        world.run()
    assert calls == []

    summary = world.run(full_refresh=True)

    assert counts(summary, company, "invoice") == {"read": 1, "created": 1, "calls": 1}
    assert total_calls(summary) == 1
    for entity in ("client", "supplier", "purchase_order"):
        assert counts(summary, company, entity) == {"read": 1, "skipped": 1}
    assert world.held(company) == []
    assert list(world.invoices(company)) == ["LOCKED"]


@pytest.mark.rule("C-02")
@pytest.mark.usefixtures("unchecked")
def test_since_reads_further_back_and_never_leaves_out_what_is_new(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    old, older = (world.an_invoice(company, client, number=number) for number in ("1", "2"))
    world.run()
    change_quietly(world, "invoices", old, "reference", "Two hours", ago(hours=2))
    change_quietly(world, "invoices", older, "reference", "Two days", ago(days=2))
    assert counts(world.run(), company, "invoice") == {}

    world.run(since=ago(hours=3))

    assert references(world, company) == {"1": "Two hours", "2": ""}

    world.an_invoice(company, client, number="3", reference="New")
    world.run(since=ago(seconds=0))

    assert references(world, company) == {"1": "Two hours", "2": "", "3": "New"}


@pytest.mark.rule("C-02")
@pytest.mark.usefixtures("unchecked")
def test_a_backfill_reads_its_own_interval_and_leaves_the_watermark_where_it_is(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    early, inside, late = (
        world.an_invoice(company, client, number=number) for number in ("1", "2", "3")
    )
    world.run()
    for invoice, days in ((early, 9), (inside, 7), (late, 5)):
        change_quietly(world, "invoices", invoice, "reference", f"{days} days", ago(days=days))
    world.an_invoice(company, client, number="NEW")
    before = watermarks(world)

    summary = world.run(interval=(ago(days=8), ago(days=6)))

    assert references(world, company) == {"1": "", "2": "7 days", "3": ""}
    assert counts(summary, company, "invoice")["read"] == 1
    assert watermarks(world) == before

    # One that ends later than the watermark would take it past what it did not read.
    world.run(interval=(ago(days=0), ago(days=-1)))

    assert "NEW" not in world.invoices(company)
    assert watermarks(world) == before

    world.run()

    assert set(world.invoices(company)) == {"1", "2", "3", "NEW"}


@pytest.mark.rule("C-02")
@pytest.mark.rule("B-02")
@pytest.mark.usefixtures("unchecked")
def test_a_transaction_that_commits_after_a_run_is_caught_by_the_overlap_of_the_next(
    world: XeroWorld,
) -> None:
    world.configure(overlap_seconds=900)
    company = world.a_company()
    client = world.a_client(company, name="Old")
    world.run()
    with world.engine.connect() as slow:
        slow.execute(
            sa.text("UPDATE klipboard.clients SET name = 'New' WHERE id = :id"), {"id": client}
        )
        world.run()
        assert set(world.contacts(company)) == {"Old"}
        slow.commit()

    world.run()

    assert set(world.contacts(company)) == {"New"}


@pytest.mark.rule("B-02")
@pytest.mark.usefixtures("unchecked")
def test_tasks_that_are_cleared_and_run_again_neither_lose_nor_double(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice = world.an_invoice(company, client, number="INV-1", reference="Old")
    request = world.request()
    run = world.run_until_outbox(request)
    world.finish(request, run)
    world.update("invoices", invoice, reference="New")
    world.an_invoice(company, client, number="INV-2")

    # The transform alone, whose rows are gone; then everything from the extract on.
    with world.counting_calls() as calls:
        transform(world.ports, world.ledger, run)
        world.finish(request, run)
        run = world.run_until_outbox(request)
        again = world.finish(request, run)

    assert calls == []
    assert again.failure is None
    assert references(world, company) == {"INV-1": "Old"}

    world.run()

    assert references(world, company) == {"INV-1": "New", "INV-2": ""}
    assert counts(again.summary, company, "client")["created"] == 1


@pytest.mark.rule("B-02")
@pytest.mark.usefixtures("unchecked")
def test_rows_that_were_read_and_never_handled_are_read_again_by_the_next_run(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    world.a_client(company, name="Acme")
    extract(world.ports, world.ledger, world.request())

    summary = world.run()

    assert set(world.contacts(company)) == {"Acme"}
    assert counts(summary, company, "client")["created"] == 1


@pytest.mark.rule("B-02")
@pytest.mark.usefixtures("unchecked")
def test_a_transform_that_is_run_although_its_extract_broke_moves_no_watermark(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    world.a_client(company, name="Acme")
    run = extract(world.ports, world.ledger, world.request())
    world.sql("DELETE FROM sync.extracted")
    world.sql("UPDATE sync.runs SET stage = 'begun' WHERE id = :run", run=run)

    transform(world.ports, world.ledger, run)

    assert watermarks(world) == []
    world.run()
    assert set(world.contacts(company)) == {"Acme"}


@pytest.mark.rule("C-02")
@pytest.mark.usefixtures("unchecked")
def test_a_run_for_some_companies_leaves_the_others_for_the_next_one(world: XeroWorld) -> None:
    chosen, other = world.a_company(), world.a_company()
    for company in (chosen, other):
        world.a_client(company, name="Acme")

    with world.counting_calls() as calls:
        summary = world.run(companies=(chosen.id,))

    assert {call.tenant_id for call in calls} == {chosen.organisation.tenant_id}
    assert list(summary["companies"]) == [str(chosen.id)]
    assert world.contacts(other) == {}

    nobody = Company(987_654, "GB", other.organisation)
    summary = world.run(companies=(other.id, nobody.id))

    assert set(world.contacts(other)) == {"Acme"}
    assert "no first-time connection" in told(summary, nobody)
