"""The DAGs as production runs them: Celery, Redis, two workers, and all parts of Airflow."""

from __future__ import annotations

import pytest
from ledger_sync.ledgers import LEDGERS

from stack.cluster import WORKERS, Cluster
from tests.cluster.office import Office, Story

pytestmark = pytest.mark.timeout(900)


def test_every_run_succeeds(story: Story) -> None:
    failed = [(each["dag_id"], each["error"]) for each in story.results if each["error"]]

    assert failed == []
    assert {each["state"] for each in story.results} == {"success"}


@pytest.mark.parametrize("ledger", LEDGERS)
def test_the_hourly_run_brings_the_invoice_to_the_ledger(
    story: Story, office: Office, ledger: str
) -> None:
    assert office.there(ledger).count("INV-1") == 1


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_payment_in_the_ledger_comes_back(story: Story, office: Office, ledger: str) -> None:
    assert office.paid(ledger).count("INV-1") == 1


def test_a_product_of_quickbooks_is_imported(story: Story, office: Office) -> None:
    products = office.worlds["quickbooks"].rows("products", office.companies["quickbooks"])

    assert "Boiler" in [each["name"] for each in products]


@pytest.mark.parametrize("worker", WORKERS)
def test_each_worker_has_its_share(story: Story, cluster: Cluster, worker: str) -> None:
    assert "Executing workload" in cluster.log(worker)
