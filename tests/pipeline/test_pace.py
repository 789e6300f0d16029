"""A ledger's limits hold over all runs and workers together; a company waits for itself only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from typing import Any

import pytest
from ledger_sync.ledgers.contract import Ledger
from ledger_sync.rest.limits import Pace
from ledger_sync.rules.quotas import Quota
from ledger_sync.steps import lines
from ledger_sync.steps.load import load
from ledger_sync.steps.request import Shard
from ledger_sync.steps.shards import shards

from tests.patience import PATIENCE_SECONDS
from tests.pipeline import forked
from tests.pipeline.either_ledger import numbers
from tests.pipeline.world import World, told
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")

SMALL: dict[str, tuple[tuple[Quota, ...], dict[str, int]]] = {
    "xero": ((Quota(20, 61),), {"minute": 20, "concurrent": 4}),
    "quickbooks": (
        (Quota(30, 61, by_element=True), Quota(8, 1), Quota(10, 61, path="/batch")),
        {"minute": 30, "second": 10, "batches": 10},
    ),
}
"""Quotas and limits as the ledgers' own, only smaller: theirs take thousands of records."""
INVOICES = 12
FORK = get_context("fork")


def small(ledger: Ledger) -> Ledger:
    """A ledger with a small quota, and a call for each record."""
    quotas, _ = SMALL[ledger.name]
    return replace(ledger, limits=replace(ledger.limits, quotas=quotas), batch_size=1)


def worker(
    work: Callable[[World], Any], sleep: Callable[[float], None] | None = None
) -> Callable[[World], None]:
    """Who works at a pace; its time is the ledger's, and passes when it waits."""

    def begin(at: World) -> None:
        def clock() -> float:
            return at.sandbox.now().timestamp()

        paced = partial(Pace, clock=clock, sleep=sleep or at.sandbox.advance_clock)
        # In a process of its own, which ends with this.
        setattr(lines, "Pace", paced)  # noqa: B010 - for mypy it is a class
        at.ledger = small(at.ledger)
        at.paced = True
        at.configure(http_attempts=1, lock_wait_seconds=60)
        work(at)

    return begin


def load_of(
    shard: Shard, run: int, sleep: Callable[[float], None] | None = None
) -> Callable[[World], None]:
    """A load task."""
    return worker(lambda its: load(its.ports, its.ledger, run, shard["connections"]), sleep)


@pytest.mark.rule("B-04")
def test_the_ways_out_and_back_of_two_workers_keep_a_limit_together(at: World) -> None:
    company = at.a_company()
    client = at.a_client(company)
    at.there.set_limits(company.organisation.tenant_id, **SMALL[at.ledger_name][1])
    at.there.set_switches(latency_ms=10)
    at.there.restart_limits()
    out, back = worker(lambda its: its.run()), worker(lambda its: its.bring_back())

    with at.counting_calls(company) as calls:
        for turn in (1, 2):
            at.many_invoices(company, [client], INVOICES)
            workers = [forked.start(at, out, 10 * turn), forked.start(at, back, 10 * turn + 1)]
            assert forked.ended(*workers) == [0, 0]

    assert len(calls) > SMALL[at.ledger_name][1]["minute"]
    assert [call.status for call in calls if call.status != 200] == []
    assert len(numbers(at, company)) == 2 * INVOICES


@pytest.mark.rule("B-04")
def test_a_company_at_its_limit_waits_while_others_are_served(at: World) -> None:
    noisy, quiet = at.a_company(), at.a_company()
    at.many_invoices(noisy, [at.a_client(noisy)], 3 * INVOICES)
    at.an_invoice(quiet, at.a_client(quiet), number="INV-1")
    run = at.run_until_outbox(at.request())
    first, second = shards(at.ports, at.ledger, run)
    waits, goes_on = FORK.Event(), FORK.Event()

    def be_noisy(its: World) -> None:
        def sleep(seconds: float) -> None:
            waits.set()
            assert goes_on.wait(PATIENCE_SECONDS)
            its.sandbox.advance_clock(seconds)

        load_of(first, run, sleep)(its)

    slow = forked.start(at, be_noisy)
    assert waits.wait(PATIENCE_SECONDS)
    assert forked.ended(forked.start(at, load_of(second, run), 2)) == [0]
    served, so_far = numbers(at, quiet), len(numbers(at, noisy))
    goes_on.set()

    assert forked.ended(slow) == [0]
    assert served == ["INV-1"]
    assert 0 < so_far < 3 * INVOICES == len(numbers(at, noisy))


@pytest.mark.rule("B-04")
def test_who_has_much_comes_last_in_a_task_of_many_companies(world: XeroWorld) -> None:
    noisy, quiet = world.a_company(), world.a_company()
    world.many_invoices(noisy, [world.a_client(noisy)], INVOICES)
    world.an_invoice(quiet, world.a_client(quiet), number="INV-1")
    world.configure(shards=1)

    with world.counting_calls() as calls:
        world.run()

    tenants = [each.organisation.tenant_id for each in (quiet, noisy)]
    assert list(dict.fromkeys(call.tenant_id for call in calls)) == tenants


@pytest.mark.rule("B-02")
@pytest.mark.rule("B-04")
def test_a_company_that_the_way_back_parked_is_left_alone_both_ways_and_wakes_by_itself(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.an_invoice(company, client, number="INV-1")
    world.run()
    world.bookkeeper(company).record_payment("INV-1", reference="Bank")
    tenant = company.organisation.tenant_id
    world.there.set_limits(tenant, day=len(world.there.requests(tenant)))

    parked = world.bring_back()
    world.an_invoice(company, client, number="INV-2")
    with world.counting_calls() as calls:
        meanwhile = [world.run(), world.bring_back()]
    world.later(days=1)
    world.sql("UPDATE sync.ledger_connections SET parked_until = now()")
    world.run()
    world.bring_back()

    assert calls == []
    for summary in (parked, *meanwhile):
        assert summary["state"] == "success"
        assert "goes on by itself" in told(summary, company)
    assert set(world.invoices(company)) == {"INV-1", "INV-2"}
    assert [row["status"] for row in world.rows("invoices", company)] == ["Paid", "Sent"]
