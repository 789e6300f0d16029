"""Every change can be explained: what was sent, when, by which run, from which value to which."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipeline.klipboard import Row
from tests.pipeline.world import Summary
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("B-03"), pytest.mark.usefixtures("unchecked")]


def explained(world: XeroWorld, entity: str, source_id: int) -> list[tuple[str, str, Any]]:
    """A record's history: by which run, what was done, what changed."""
    runs = {each["id"]: each["run_id"] for each in world.sql("SELECT id, run_id FROM sync.runs")}
    return [
        (runs[each["run"]], each["action"], each["changes"])
        for each in world.audit(entity, source_id)
    ]


def run_row(world: XeroWorld, summary: Summary) -> Row:
    return dict(world.sql("SELECT * FROM sync.runs WHERE run_id = :id", id=summary["run_id"])[0])


def test_the_life_of_an_invoice_can_be_read_from_its_creation_to_its_void(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice = world.an_invoice(company, client, number="INV-1", status="Draft", reference="Old")
    created = world.run()
    world.update("invoices", invoice, status="Sent", reference="New")
    updated = world.run()
    world.update("invoices", invoice, status="Cancelled")
    voided = world.run()

    history = explained(world, "invoice", invoice)

    assert [(run, action) for run, action, _ in history] == [
        (created["run_id"], "create"),
        (updated["run_id"], "update"),
        (voided["run_id"], "void"),
    ]
    first, second, third = (changes for _, _, changes in history)
    assert first["Reference"] == [None, "Old"]
    assert first["Status"] == [None, "DRAFT"]
    assert first["LineItems"][0] is None
    assert first["LineItems"][1][0]["UnitAmount"] == "100"
    assert second == {"Reference": ["Old", "New"], "Status": ["DRAFT", "AUTHORISED"]}
    assert third == {"$": [None, "withdrawn"]}

    rows = world.audit("invoice", invoice)
    assert {each["ledger_id"] for each in rows} == {world.invoices(company)["INV-1"]["InvoiceID"]}
    assert {(each["direction"], each["ledger"], each["company_id"]) for each in rows} == {
        ("outbound", "xero", company.id)
    }
    for row, summary in zip(rows, (created, updated, voided), strict=True):
        run = run_row(world, summary)
        assert run["started_at"] <= row["at"] <= run["ended_at"]


def test_a_changed_line_is_told_with_what_it_was_and_what_it_became(world: XeroWorld) -> None:
    company = world.a_company()
    supplier = world.a_supplier(company)
    order = world.a_purchase_order(company, supplier, number="PO-1")
    world.run()

    world.sql("UPDATE klipboard.purchase_order_lines SET quantity = 2.5")
    world.run()

    _, changes = (each["changes"] for each in world.audit("purchase_order", order))
    assert list(changes) == ["LineItems"]
    before, after = changes["LineItems"]
    assert [each["Quantity"] for each in (*before, *after)] == ["1", "2.5"]


def test_what_was_refused_is_told_with_the_words_of_the_ledger(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice = world.an_invoice(company, client, number="INV-1")
    world.bookkeeper(company).set_lock_date(period="2026-12-31")
    refused = world.run()
    world.bookkeeper(company).set_lock_date(period=None)
    accepted = world.run(full_refresh=True)

    history = explained(world, "invoice", invoice)

    assert [(run, action) for run, action, _ in history] == [
        (refused["run_id"], "refused"),
        (accepted["run_id"], "create"),
    ]
    (held,) = world.sql("SELECT * FROM sync.quarantine")
    assert history[0][2] == {"reason": held["message"]}
    assert "Xero" in held["message"]
    assert held["released_at"] is not None


def test_parties_that_a_first_connection_brought_or_linked_are_told_as_well(
    world: XeroWorld,
) -> None:
    company = world.a_company(connected=False)
    desk = world.bookkeeper(company)
    desk.create_contact(name="Theirs", email_address="jo@example.com")
    desk.create_contact(name="Acme")
    ours = world.a_client(company, name="Acme")
    world.connect(company)
    connected = world.first_connection(company)

    theirs = next(each for each in world.rows("clients", company) if each["name"] == "Theirs")

    assert [each["direction"] for each in world.audit("client", ours)] == ["inbound"]
    ((run, action, changes),) = explained(world, "client", ours)
    assert (run, action) == (connected["run_id"], "link")
    assert changes == {"matched by": "name"}
    ((run, action, changes),) = explained(world, "client", theirs["id"])
    assert (run, action) == (connected["run_id"], "create")
    assert changes["EmailAddress"] == [None, "jo@example.com"]

    world.update("clients", theirs["id"], archived=True)
    archived = world.run()

    *_, last = explained(world, "client", theirs["id"])
    assert last[:2] == (archived["run_id"], "archive")


def test_a_line_of_the_audit_leads_to_the_call_that_carried_it(world: XeroWorld) -> None:
    company = world.a_company()
    clients = [world.a_client(company) for _ in range(2)]

    with world.counting_calls() as calls:
        world.run()

    (call,) = calls
    batches = world.sql("SELECT * FROM sync.batches")
    assert [each["idempotency_key"] for each in batches] == [call.idempotency_key]
    rows = [world.audit("client", client)[0] for client in clients]
    assert [each["batch_id"] for each in rows] == [batches[0]["id"]] * 2


def test_what_changed_nothing_leaves_no_trace(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.run()

    world.update("clients", client, name="Acme Two")
    world.run(dry_run=True)
    world.update("clients", client, name="Acme")
    world.run(full_refresh=True)

    assert [action for _, action, _ in explained(world, "client", client)] == ["create"]
