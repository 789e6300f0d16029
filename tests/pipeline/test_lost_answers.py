"""Answers that never came, killed workers, runs at once: nothing is lost, nothing doubled."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from ledger_sync.errors import RunFailed
from ledger_sync.steps.extract import extract
from ledger_sync.steps.transform import transform
from ledger_sync.steps.validate import validate

from tests.pipeline.dying import Disturbed, Killed, die_at
from tests.pipeline.klipboard import Company
from tests.pipeline.world import counts, paths
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("B-02"), pytest.mark.usefixtures("unchecked")]

RESOURCES = ("Contacts", "Invoices", "PurchaseOrders")


def a_full_company(world: XeroWorld) -> Company:
    """A company with a new client and supplier, and a new invoice and order of theirs."""
    company = world.a_company()
    world.an_invoice(company, world.a_client(company, name="Acme"), number="INV-1")
    world.a_purchase_order(company, world.a_supplier(company, name="Pipes"), number="PO-1")
    return company


def records(world: XeroWorld, company: Company) -> dict[str, list[str]]:
    """What the organisation has, by resource: doubles would show."""
    tenant = company.organisation.tenant_id
    names = {
        "Contacts": "Name",
        "Invoices": "InvoiceNumber",
        "PurchaseOrders": "PurchaseOrderNumber",
    }
    return {
        resource: sorted(each[name] for each in world.sandbox.xero.documents(tenant, resource))
        for resource, name in names.items()
    }


EXACTLY_ONCE = {
    "Contacts": ["Acme", "Pipes"],
    "Invoices": ["INV-1"],
    "PurchaseOrders": ["PO-1"],
}


def nothing_is_left(world: XeroWorld, company: Company) -> bool:
    """Whether the outbox is empty, nobody is held, and another run has nothing to say."""
    with world.counting_calls() as calls:
        world.run(full_refresh=True)
    left = world.sql("SELECT * FROM sync.outbox") + world.held(company)
    return calls == [] and left == []


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "truncate"])
def test_an_answer_that_is_lost_once_is_asked_for_again_in_the_same_run(
    world: XeroWorld, kind: str
) -> None:
    company = a_full_company(world)
    for resource in RESOURCES:
        world.sandbox.xero.inject(kind, method="PUT", path=f"/{resource}")

    world.run()

    assert records(world, company) == EXACTLY_ONCE
    assert nothing_is_left(world, company)


def test_a_lost_answer_whose_key_the_ledger_forgot_is_found_by_its_number(world: XeroWorld) -> None:
    company = a_full_company(world)
    for resource in RESOURCES:
        world.sandbox.xero.inject("drop_after", method="PUT", path=f"/{resource}")
        # A key is known to the token that it was used with: with a new token it is a new key.
        world.sandbox.xero.inject("expire_token", method="PUT", path=f"/{resource}", after=1)

    summary = world.run()

    assert records(world, company) == EXACTLY_ONCE
    assert counts(summary, company, "invoice")["created"] == 1
    assert nothing_is_left(world, company)


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_an_answer_that_stays_lost_fails_the_run_and_the_next_one_finds_its_end(
    world: XeroWorld, resource: str, kind: str
) -> None:
    world.configure(http_attempts=1)
    company = a_full_company(world)
    world.sandbox.xero.inject(kind, method="PUT", path=f"/{resource}")

    ended = world.attempt()

    assert isinstance(ended.failure, RunFailed)
    assert "no answer" in str(ended.failure)
    with world.counting_calls() as calls:
        world.run()
    look_ups = [path for path in paths(calls) if path.startswith("GET")]
    assert look_ups == [f"GET {resource}"]
    assert records(world, company) == EXACTLY_ONCE
    assert nothing_is_left(world, company)


def test_a_lost_answer_to_a_change_is_cured_by_making_the_change_again(world: XeroWorld) -> None:
    world.configure(http_attempts=1)
    company = world.a_company()
    clients = [world.a_client(company, name=name) for name in ("Acme", "Old")]
    changed = world.an_invoice(company, clients[0], number="CHANGED")
    voided = world.an_invoice(company, clients[0], number="VOIDED")
    order = world.a_purchase_order(company, world.a_supplier(company), number="PO-1")
    world.run()
    world.update("clients", clients[0], name="Acme Two")
    world.update("clients", clients[1], archived=True)
    world.update("invoices", changed, reference="Changed")
    world.a_line(company, changed, position=2, description="New line")
    world.update("invoices", voided, status="Cancelled")
    world.update("purchase_orders", order, status="Cancelled")
    # In this order a run archives and changes parties, voids and changes invoices, deletes orders;
    # every kind of change loses its answer once, and the runs after it come one kind further.
    for resource, earlier in (("Contacts", 0), ("Contacts", 1), ("Invoices", 0), ("Invoices", 1),
                              ("PurchaseOrders", 0)):  # fmt: skip
        world.sandbox.xero.clear_faults()
        path = f"/{resource}"
        world.sandbox.xero.inject("drop_after", method="POST", path=path, after=earlier)
        assert world.attempt().failure

    world.sandbox.xero.clear_faults()
    world.run()

    assert world.held(company) == []
    assert world.contacts(company)["Old"]["ContactStatus"] == "ARCHIVED"
    assert world.contacts(company)["Acme Two"]["ContactStatus"] == "ACTIVE"
    assert world.invoices(company)["VOIDED"]["Status"] == "VOIDED"
    assert world.invoices(company)["CHANGED"]["Reference"] == "Changed"
    assert len(world.invoices(company)["CHANGED"]["LineItems"]) == 2
    assert world.purchase_orders(company)["PO-1"]["Status"] == "DELETED"
    assert nothing_is_left(world, company)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_at_any_write_leaves_what_the_next_run_completes(
    world: XeroWorld, moment: str
) -> None:
    company = a_full_company(world)
    for write in (1, 2, 3):
        # The first run dies at its first write, the second at its second, and so on.
        world.wrap_client = lambda client, at=write: Disturbed(client, **{moment: die_at(at)})  # type: ignore[misc]
        try:
            world.attempt()
        except Killed:
            continue

    world.wrap_client = lambda client: client
    world.run()

    assert records(world, company) == EXACTLY_ONCE
    assert nothing_is_left(world, company)


def test_a_kill_among_batches_in_flight_is_cleared_up_with_one_look_up_a_batch(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    world.run()
    world.many_invoices(company, [client], 60)
    world.wrap_client = lambda client: Disturbed(client, after=die_at(2))
    with pytest.raises(Killed):
        world.attempt()

    world.wrap_client = lambda client: client
    with world.counting_calls() as calls:
        summary = world.run()

    assert set(paths(calls)) <= {"GET Invoices"}
    assert len(calls) <= 3
    assert len(world.invoices(company)) == 60
    created = world.sql("SELECT count(*) FROM sync.audit WHERE action = 'create'")
    assert created[0]["count"] == 61
    assert counts(summary, company, "invoice")["created"] >= 10
    assert nothing_is_left(world, company)


def test_what_was_edited_or_cancelled_after_the_kill_arrives_as_it_is_now(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    edited = world.an_invoice(company, client, number="EDITED")
    cancelled = world.an_invoice(company, client, number="CANCELLED")
    world.wrap_client = lambda client: Disturbed(client, after=die_at(2))
    with pytest.raises(Killed):
        world.attempt()

    world.update("invoices", edited, reference="Newer")
    world.update("invoices", cancelled, status="Cancelled")
    world.wrap_client = lambda client: client
    world.run()

    invoices = world.invoices(company)
    assert len(invoices) == 2
    assert invoices["EDITED"]["Reference"] == "Newer"
    assert invoices["CANCELLED"]["Status"] == "VOIDED"
    assert nothing_is_left(world, company)


def test_a_newer_version_that_comes_while_the_older_is_on_its_way_is_sent_after_it(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice = world.an_invoice(company, client, number="INV-1", reference="Older")
    world.run()
    world.update("invoices", invoice, reference="Middle")

    def overtake(number: int) -> None:
        if number == 1:
            world.update("invoices", invoice, reference="Newer")
            world.run_until_outbox(world.request())

    world.wrap_client = lambda client: Disturbed(client, after=overtake)
    world.run()
    world.wrap_client = lambda client: client

    history = [each["changes"]["Reference"] for each in world.audit("invoice", invoice)]
    assert history == [[None, "Older"], ["Older", "Middle"], ["Middle", "Newer"]]
    assert world.invoices(company)["INV-1"]["Reference"] == "Newer"
    assert nothing_is_left(world, company)


def test_a_run_that_read_an_older_version_does_not_bring_it_back(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    invoice = world.an_invoice(company, client, number="INV-1", reference="Older")
    world.run()
    world.update("invoices", invoice, reference="Middle")
    slow = world.request()
    run = extract(world.ports, world.ledger, slow)
    world.update("invoices", invoice, reference="Newer")
    world.run()

    validate(world.ports, world.ledger, run)
    transform(world.ports, world.ledger, run)
    world.finish(slow, run)

    assert world.invoices(company)["INV-1"]["Reference"] == "Newer"
    assert nothing_is_left(world, company)


def test_two_runs_at_once_send_everything_once(world: XeroWorld) -> None:
    world.configure(overlap_seconds=900)
    company = a_full_company(world)
    summaries: list[Any] = []

    runs = [Thread(target=lambda: summaries.append(world.run())) for _ in range(2)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()

    created = [counts(each, company, "invoice").get("created", 0) for each in summaries]
    assert sum(created) == 1
    assert records(world, company) == EXACTLY_ONCE
    assert nothing_is_left(world, company)


def test_answers_in_another_order_are_given_to_the_right_records(world: XeroWorld) -> None:
    company = world.a_company()
    clients = {name: world.a_client(company, name=name) for name in ("Acme", "Bolt", "Core")}
    world.sandbox.xero.inject("shuffle", times=None)

    world.run()

    links = world.sql("SELECT source_id, ledger_id FROM sync.links WHERE entity = 'client'")
    contacts = world.contacts(company)
    assert {each["source_id"]: each["ledger_id"] for each in links} == {
        source_id: contacts[name]["ContactID"] for name, source_id in clients.items()
    }


def test_a_limit_of_the_minute_is_waited_out_as_long_as_xero_says(world: XeroWorld) -> None:
    company = a_full_company(world)
    for resource in RESOURCES:
        world.sandbox.xero.inject("rate_limit", method="PUT", path=f"/{resource}", retry_after=1)

    with world.counting_calls(company) as calls:
        world.run()

    assert [call.status for call in calls] == [429, 200] * 3
    for refused, accepted in zip(calls[::2], calls[1::2], strict=True):
        assert (accepted.at - refused.at).total_seconds() >= 1
    assert records(world, company) == EXACTLY_ONCE
    assert nothing_is_left(world, company)


def test_a_wait_too_long_to_sleep_through_ends_the_run_and_the_next_one_goes_on(
    world: XeroWorld,
) -> None:
    company = a_full_company(world)
    world.sandbox.xero.inject("rate_limit", method="PUT", path="/Invoices", retry_after=40)

    with world.counting_calls(company) as calls:
        ended = world.attempt()

    assert isinstance(ended.failure, RunFailed)
    assert "Xero asks to slow down (minute)" in str(ended.failure)
    assert paths(calls) == ["PUT Contacts", "PUT Invoices"]
    world.run()
    assert records(world, company) == EXACTLY_ONCE
    assert nothing_is_left(world, company)
