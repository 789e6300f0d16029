"""A worker dies in the middle of a load: the next attempt finishes it, and all is there once."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from stack.cluster import Cluster
from tests.cluster.office import Office, Result, Story

pytestmark = pytest.mark.timeout(900)

INVOICES = 120
"""Several calls of either ledger."""
SLOW_SECONDS = 8
CALLS = {"xero": ("PUT", "/Invoices"), "quickbooks": ("POST", "/batch")}
HALF_DONE = """
    SELECT count(*) FILTER (WHERE b.state = 'settled') > 0
       AND count(*) FILTER (WHERE b.state = 'claimed') > 0
    FROM sync.batches b JOIN sync.runs r ON r.id = b.run
    WHERE r.dag_id = :dag_id AND r.id = (SELECT max(id) FROM sync.runs WHERE dag_id = :dag_id)
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
    method, path = CALLS[ledger]
    there = office.worlds[ledger].there
    there.inject("latency", method=method, path=path, seconds=SLOW_SECONDS, after=1)

    killed, result = killed_amid(cluster, office, ledger, with_tasks=with_tasks)
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


def killed_amid(
    cluster: Cluster, office: Office, ledger: str, *, with_tasks: bool
) -> tuple[str, Result]:
    """Kill the worker of the load once a part of it is done, and let the run end."""
    dag_id = f"klipboard_to_{ledger}"
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(cluster.run, dag_id)
        wait_until_half_done(office, ledger, run)
        worker = cluster.worker_at(dag_id, "load")
        assert worker is not None
        cluster.kill(worker, with_tasks=with_tasks)
        return worker, run.result()


def wait_until_half_done(office: Office, ledger: str, run: Future[Result]) -> None:
    with office.worlds[ledger].engine.connect() as db:
        while not db.execute(sa.text(HALF_DONE), {"dag_id": f"klipboard_to_{ledger}"}).scalar():
            db.rollback()
            assert not run.done(), run.result()["error"]
            time.sleep(0.1)
