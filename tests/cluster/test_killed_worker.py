"""A worker dies amid a load or a merge: the next attempt finishes it, and all is there once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from ledger_sync.steps.bring import AT_ONCE

from stack.cluster import Cluster
from tests.cluster.office import Office, Result, Story

pytestmark = pytest.mark.timeout(900)

INVOICES = AT_ONCE + 20
"""Several calls of either ledger, and more than the way back brings in one transaction."""
CALLS = {
    "xero": {"method": "PUT", "path": "/Invoices"},
    "quickbooks": {"path": "/batch", "match": '"Invoice"'},
}
HALF_SENT = """
    SELECT count(*) FILTER (WHERE b.state = 'settled') > 0
       AND count(*) FILTER (WHERE b.state = 'claimed') > 0
    FROM sync.batches b JOIN sync.runs r ON r.id = b.run
    WHERE r.dag_id = :dag_id AND r.id = (SELECT max(id) FROM sync.runs WHERE dag_id = :dag_id)
"""
HALF_BROUGHT = f"""
    SELECT count(*) >= {AT_ONCE} FROM klipboard.invoice_payments
    WHERE CAST(:dag_id AS text) = ledger || '_to_klipboard'
"""
SLOW_PAYMENTS = f"""
    CREATE FUNCTION slow_payments() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT count(*) FROM klipboard.invoice_payments WHERE ledger = NEW.ledger) >= {AT_ONCE}
        THEN PERFORM pg_sleep(1); END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER slow_payments BEFORE INSERT ON klipboard.invoice_payments
    FOR EACH ROW EXECUTE FUNCTION slow_payments();
"""


@pytest.fixture(scope="module")
def many_invoices(office: Office, story: Story) -> int:
    """New invoices that both ledgers shall get; how many there are now."""
    office.worlds["xero"].many_invoices(office.companies["xero"], [office.client], INVOICES)
    return len(office.here())


@pytest.mark.rule("B-02")
@pytest.mark.parametrize(
    ("ledger", "with_tasks"),
    [
        pytest.param("xero", True, id="xero, and all that runs on its machine"),
        pytest.param("quickbooks", False, id="quickbooks, and the task goes on unwatched"),
    ],
)
def test_a_load_whose_worker_is_killed_loses_and_doubles_nothing(
    cluster: Cluster, office: Office, many_invoices: int, ledger: str, with_tasks: bool
) -> None:
    there = office.worlds[ledger].there
    there.inject("hold_before", **CALLS[ledger], after=1)

    amid = Moment(f"klipboard_to_{ledger}", "load", HALF_SENT, there.clear_faults)
    killed, result = killed_at(cluster, office, amid, with_tasks=with_tasks)
    cluster.start_worker(killed)

    assert result["state"] == "success", result["error"]
    assert cluster.attempts(result, "load") == 2
    assert len(office.there(ledger)) == many_invoices
    assert office.there(ledger) == office.here()
    assert office.worlds[ledger].held(office.companies[ledger]) == []


def test_the_next_runs_find_nothing_left_to_do(
    cluster: Cluster, office: Office, many_invoices: int
) -> None:
    before = office.calls()

    results = cluster.run_all(*[(f"klipboard_to_{ledger}", {}) for ledger in office.worlds])

    assert [each["state"] for each in results] == ["success", "success"]
    assert office.calls() == before
    assert office.worlds["xero"].sql("SELECT * FROM sync.outbox") == []


@pytest.fixture(scope="module")
def all_paid(office: Office, many_invoices: int) -> Iterator[int]:
    """Every invoice was paid in both ledgers, and Klipboard is slow once it knows of some."""
    for ledger, world in office.worlds.items():
        bookkeeper = world.bookkeeper(office.companies[ledger])
        for number in office.here():
            if number != "INV-1":  # this one was paid before
                bookkeeper.record_payment(number)
    with office.worlds["xero"].engine.begin() as db:
        db.exec_driver_sql(SLOW_PAYMENTS)
    yield many_invoices
    with office.worlds["xero"].engine.begin() as db:
        db.exec_driver_sql("DROP FUNCTION slow_payments CASCADE")


@pytest.mark.rule("B-02")
@pytest.mark.rule("C-06")
@pytest.mark.parametrize(
    ("ledger", "with_tasks"),
    [
        pytest.param("xero", False, id="xero, and the task goes on unwatched"),
        pytest.param("quickbooks", True, id="quickbooks, and all that runs on its machine"),
    ],
)
def test_a_way_back_whose_worker_is_killed_brings_every_payment_once(
    cluster: Cluster, office: Office, all_paid: int, ledger: str, with_tasks: bool
) -> None:
    amid = Moment(f"{ledger}_to_klipboard", "bring.merge", HALF_BROUGHT)
    killed, result = killed_at(cluster, office, amid, with_tasks=with_tasks)
    cluster.start_worker(killed)

    assert result["state"] == "success", result["error"]
    assert cluster.attempts(result, "bring.merge") == 2
    assert office.paid(ledger) == office.here()
    assert office.statuses() == {"Paid"}
    assert office.worlds[ledger].sql("SELECT * FROM sync.inbox") == []


def test_after_all_of_it_neither_direction_finds_anything_to_do(
    cluster: Cluster, office: Office, all_paid: int
) -> None:
    before = office.worlds["xero"].sql("SELECT * FROM klipboard.invoices ORDER BY id")

    outward = [f"klipboard_to_{ledger}" for ledger in office.worlds]
    back = [f"{ledger}_to_klipboard" for ledger in office.worlds]
    cluster.run_all(*[(dag_id, {}) for dag_id in (*outward, *back)])
    calls = office.calls()
    results = cluster.run_all(*[(dag_id, {}) for dag_id in outward])

    assert [each["state"] for each in results] == ["success", "success"]
    assert office.calls() == calls
    assert office.worlds["xero"].sql("SELECT * FROM klipboard.invoices ORDER BY id") == before


@dataclass(frozen=True)
class Moment:
    """When a worker dies: amid a task, once a query of the run's DAG id says yes."""

    dag_id: str
    task_id: str
    is_there: str
    over: Callable[[], None] = lambda: None
    """Lets go of what was held until then."""


def killed_at(
    cluster: Cluster, office: Office, moment: Moment, *, with_tasks: bool
) -> tuple[str, Result]:
    """Kill the worker of a task once a part of it is done, and let the run end."""
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(cluster.run, moment.dag_id)
        try:
            wait_until(moment, office, run)
            worker = cluster.worker_at(moment.dag_id, moment.task_id)
            assert worker is not None
            cluster.kill(worker, with_tasks=with_tasks)
        finally:
            moment.over()
        return worker, run.result()


def wait_until(moment: Moment, office: Office, run: Future[Result]) -> None:
    with office.worlds["xero"].engine.connect() as db:
        while not db.execute(sa.text(moment.is_there), {"dag_id": moment.dag_id}).scalar():
            db.rollback()
            assert not run.done(), run.result()["error"]
            time.sleep(0.1)
