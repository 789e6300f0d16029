"""Answers of QuickBooks that never came, and killed workers: nothing lost, nothing doubled."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from ledger_sync.errors import RunFailed

from tests.patience import PATIENCE_SECONDS, until
from tests.pipeline import forked
from tests.pipeline.dying import Disturbed, Killed, die_at
from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts

pytestmark = [pytest.mark.rule("B-02"), pytest.mark.usefixtures("unchecked")]

ONCE = {
    "Customer": ["Acme", "Yard"],
    "Vendor": ["Pipes"],
    "Invoice": ["INV-1", "INV-2"],
    "Item": ["Hours", "Services", "Valve", "Work"],
}
SHORT_TIMEOUT = 2
WRITES = 5
"""Batches of a first run: parties, locations, items, invoices."""


def a_full_company(world: QuickBooksWorld) -> Company:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    place = world.a_location(company, client, name="Yard")
    world.a_supplier(company, name="Pipes")
    world.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Valve"}])
    work = [{"item_name": "Work"}]
    world.an_invoice(company, client, number="INV-2", billing_location_id=place, lines=work)
    return company


def records(world: QuickBooksWorld, company: Company) -> dict[str, list[str]]:
    """What QuickBooks has: doubles would show."""
    names = {"Customer": "DisplayName", "Vendor": "DisplayName", "Invoice": "DocNumber"}
    return {
        entity: sorted(each[names.get(entity, "Name")] for each in world.records(company, entity))
        for entity in ONCE
    }


def nothing_is_left(world: QuickBooksWorld, company: Company) -> bool:
    with world.counting_calls() as calls:
        world.run(full_refresh=True)
    return calls == [] and world.sql("SELECT * FROM sync.outbox") + world.held(company) == []


@pytest.mark.parametrize("replays", [True, False], ids=["requestid replays", "requestid forgotten"])
@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "truncate"])
def test_a_lost_answer_of_any_batch_is_made_good_in_the_same_run(
    quickbooks: QuickBooksWorld, kind: str, replays: bool
) -> None:
    world = quickbooks
    world.tries = 2  # an invoice that QuickBooks does not have may still be on its way in
    world.there.set_switches(request_id_replays=replays, batch_request_id_replays=replays)
    company = a_full_company(world)
    for place in range(WRITES):
        # Each loss is followed by the call that makes it good.
        world.there.inject(kind, method="POST", path="/batch", after=2 * place)

    world.run()

    assert records(world, company) == ONCE
    assert nothing_is_left(world, company)


@pytest.mark.parametrize("place", range(WRITES))
@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_when_all_attempts_are_lost_the_next_run_looks_before_it_sends(
    quickbooks: QuickBooksWorld, kind: str, place: int
) -> None:
    world = quickbooks
    world.configure(http_attempts=1)
    world.there.set_switches(request_id_replays=False, batch_request_id_replays=False)
    company = a_full_company(world)
    world.there.inject(kind, method="POST", path="/batch", after=place)

    ended = world.attempt()
    world.let_minutes_pass()
    world.run()

    assert isinstance(ended.failure, RunFailed) or place == WRITES - 1
    assert records(world, company) == ONCE
    assert nothing_is_left(world, company)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("place", range(1, WRITES))
def test_a_killed_worker_leaves_nothing_doubled(
    quickbooks: QuickBooksWorld, moment: str, place: int
) -> None:
    world = quickbooks
    company = a_full_company(world)
    hooks: dict[str, Any] = {moment: die_at(place)}
    world.wrap_client = lambda client: Disturbed(client, **hooks)

    request = world.request()
    run = world.run_until_outbox(request)
    with suppress(Killed):
        world.finish(request, run)
    world.wrap_client = lambda client: client
    world.tries = 2
    world.run()

    assert records(world, company) == ONCE
    assert nothing_is_left(world, company)


@dataclass
class Late:
    """The invoices of a company are with QuickBooks, which has not begun to work on them."""

    world: QuickBooksWorld
    company: Company

    def invoices(self) -> list[str]:
        return records(self.world, self.company)["Invoice"]

    def begins(self) -> None:
        """QuickBooks works on them now, although nobody waits for that any more."""
        self.world.there.clear_faults()
        until(lambda: len(self.invoices()) == len(ONCE["Invoice"]))

    def may_have_come(self) -> str:
        """A run at the moment; gives what it fails with."""
        with self.world.counting_calls(self.company) as calls:
            failure = self.world.attempt().failure
        assert [call.method for call in calls] == ["GET"]
        return str(failure)


def give_up(world: QuickBooksWorld) -> None:
    """The run's call takes longer than it waits."""
    ended = world.attempt()
    assert "no answer from" in str(ended.failure)


def be_killed(world: QuickBooksWorld) -> None:
    """The worker dies while its call is under way."""
    worker = forked.start(world, lambda its: its.run())
    until(lambda: world.there.faults()[0]["fired"])
    worker.kill()
    worker.join()


@pytest.fixture(params=[give_up, be_killed])
def late(quickbooks: QuickBooksWorld, request: pytest.FixtureRequest) -> Late:
    world = quickbooks
    world.there.set_switches(request_id_replays=False, batch_request_id_replays=False)
    company = a_full_company(world)
    world.configure(http_timeout_seconds=SHORT_TIMEOUT, http_attempts=1)
    world.there.inject("hold_before", path="/batch", match='"Invoice"')
    request.param(world)
    world.configure(http_timeout_seconds=PATIENCE_SECONDS)
    return Late(world, company)


def test_what_quickbooks_carries_out_after_we_looked_is_there_once(late: Late) -> None:
    first = late.may_have_come()
    again = late.may_have_come()
    nothing_yet = late.invoices()
    late.begins()
    late.world.run()

    assert "QuickBooks may still be at work on 2 new records whose answer was lost" in first
    assert "may still be at work on 2 new records" in again
    assert nothing_yet == []
    assert records(late.world, late.company) == ONCE
    assert nothing_is_left(late.world, late.company)


def test_what_quickbooks_turned_away_goes_with_the_next_run_at_once(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = a_full_company(world)
    world.there.inject("rate_limit", path="/batch", match='"Invoice"', retry_after=600)

    ended = world.attempt()
    turned_away = records(world, company)["Invoice"]
    world.run()

    assert "asks to slow down" in str(ended.failure)
    assert turned_away == []
    assert records(world, company) == ONCE


def test_nothing_is_read_back_before_it_is_known_what_of_ours_quickbooks_has(late: Late) -> None:
    late.may_have_come()
    marks = late.world.sql("SELECT * FROM sync.watermarks ORDER BY 1, 2")

    ended = late.world.attempt_to_bring_back()
    unmoved = late.world.sql("SELECT * FROM sync.watermarks ORDER BY 1, 2") == marks
    late.begins()
    late.world.bring_back()

    assert "may still be at work" in str(ended.failure)
    assert unmoved
    assert nothing_is_left(late.world, late.company)


def test_a_customer_of_the_same_name_made_by_a_person_meanwhile_is_told_from_ours(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    desk = world.bookkeeper(company)
    desk.create_customer("Other")
    desk.create_customer("Yard", parent="Other")
    client = world.a_client(company, name="Acme")
    world.run()
    world.configure(http_attempts=1)
    world.a_location(company, client, name="Yard")
    world.there.inject("drop_before", method="POST", path="/batch")
    world.attempt()

    world.run()

    # Ours was in doubt, but this one has another parent: it is the bookkeeper's.
    (held,) = world.held(company)
    assert (held["entity"], held["rule"]) == ("client_location", "Q-07")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("6000", "another user was creating/editing this"),
        ("10000", "An application error has occurred"),
        ("3001", "ThrottleExceeded"),
    ],
)
def test_what_quickbooks_cannot_take_just_now_rests_and_goes_later(
    quickbooks: QuickBooksWorld, code: str, message: str
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    world.run()
    fault = {"code": code, "message": message, "detail": message, "match": "INV-1"}
    world.there.inject("item_fault", **fault)
    world.an_invoice(company, client, number="INV-1")
    world.an_invoice(company, client, number="INV-2")

    first = world.run()
    second = world.run()

    assert counts(first, company, "invoice")["waiting"] == 1
    assert counts(second, company, "invoice")["created"] == 1
    assert set(world.invoices(company)) == {"INV-1", "INV-2"}
    assert world.held(company) == []


def an_item_was_lost(world: QuickBooksWorld, kind: str) -> tuple[Company, int]:
    """A run that ended while it made the item of an invoice."""
    world.configure(http_attempts=1)
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.an_invoice(company, client, number="INV-0", lines=[{"item_name": "Pipe"}])
    world.run()
    invoice = world.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Valve"}])
    world.there.inject(kind, method="POST", path="/batch", match='"Item"')
    assert world.attempt().failure
    return company, invoice


def items_told(world: QuickBooksWorld) -> list[tuple[Any, ...]]:
    """What the audit says of items: how, which, and its name."""
    found = world.sql("SELECT * FROM sync.audit WHERE entity = 'item' ORDER BY id")
    return [(each["action"], each["ledger_id"], each["changes"]["name"][1]) for each in found]


@pytest.mark.rule("B-03")
@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_an_item_of_ours_is_told_once_although_its_answer_was_lost(
    quickbooks: QuickBooksWorld, kind: str
) -> None:
    world = quickbooks
    company, _ = an_item_was_lost(world, kind)

    summary = world.run()

    valve = world.items(company)["Valve"]["Id"]
    assert items_told(world)[1:] == [("create", valve, "Valve")]
    assert counts(summary, company, "item")["created"] == 1
    assert nothing_is_left(world, company)


@pytest.mark.rule("B-03")
def test_an_item_that_was_lost_is_told_although_its_line_has_another_one_by_now(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company, _ = an_item_was_lost(world, "drop_after")
    world.sql("UPDATE klipboard.invoice_lines SET item_name = 'Pipe'")

    world.run()

    valve = world.items(company)["Valve"]["Id"]
    assert items_told(world)[1:] == [("create", valve, "Valve")]


@pytest.mark.rule("B-03")
def test_an_item_that_was_not_made_and_is_not_needed_is_the_bookkeepers_if_he_makes_it(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company, invoice = an_item_was_lost(world, "drop_before")
    world.sql("UPDATE klipboard.invoice_lines SET item_name = 'Pipe'")
    world.run()
    world.bookkeeper(company).create_item("Valve", account="Sales")

    world.sql("UPDATE klipboard.invoice_lines SET item_name = 'Valve'")
    world.update("invoices", invoice, reference="Changed")
    world.run()

    assert [name for _, _, name in items_told(world)] == ["Pipe"]
    assert world.sql("SELECT * FROM sync.ledger_items WHERE ledger_id = ''") == []


@pytest.mark.rule("B-03")
def test_an_item_that_was_refused_is_not_taken_for_ours_when_the_bookkeeper_makes_it(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    fault = {"code": "6000", "message": "No", "detail": "No", "match": "Valve"}
    world.there.inject("item_fault", **fault)
    world.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Valve"}])
    with world.counting_calls(company) as calls:
        world.run()
    assert len([call for call in calls if "Item" in call.query]) == 1
    world.bookkeeper(company).create_item("Valve", account="Sales")

    world.run(full_refresh=True)

    assert list(world.invoices(company)) == ["INV-1"]
    assert items_told(world) == []
