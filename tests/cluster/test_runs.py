"""The DAGs as production runs them: Celery, Redis, two workers, and all parts of Airflow."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from ledger_sync.ledgers import LEDGERS
from ledger_sync.state.database import open_engine
from ledger_sync.state.secrets import Cipher

from stack import environment
from stack.airflow_api import AirflowApi
from stack.cluster import WORKERS, Cluster
from tests.cluster.office import Office, Story
from tests.dags import traces
from tests.dags.carried_out import PASSWORD

pytestmark = pytest.mark.timeout(900)

TOLD = ("/connections", "/variables", "/dags/~/dagRuns", "/dags/~/dagRuns/~/taskInstances")
"""What Airflow's API answers to whoever may look."""


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


def secrets(cluster: Cluster, office: Office) -> list[str]:
    """Everything that nobody may read: keys, passwords, tokens."""
    keys, world = cluster.session.keys, office.worlds["xero"]
    broker = urlsplit(cluster.broker_url).password
    kept = traces.tokens(world.engine, Cipher(keys.fernet_key))
    known = [*vars(keys).values(), PASSWORD, world.there.client_secret, broker, *kept]
    return [each for each in known if each]


def told_over_the_api(cluster: Cluster) -> Iterator[tuple[str, str]]:
    api = AirflowApi(cluster.found.airflow_url, environment.ADMIN, cluster.found.admin_password)
    for path in (
        "/connections",
        "/variables",
        "/dags/~/dagRuns",
        "/dags/~/dagRuns/~/taskInstances",
    ):
        yield path, str(api.get(path))


def test_no_secret_is_in_anything_that_airflow_keeps_logs_or_tells(
    story: Story, cluster: Cluster, office: Office
) -> None:
    metadata = open_engine(cluster.session.environment[environment.METADATA_CONNECTION], name="m")
    kept = dict(traces.tables(metadata))
    metadata.dispose()
    state = cluster.session.state
    logs = [*traces.files(state.logs), *traces.files(state.airflow / "logs")]

    told = [*kept.items(), *logs, *traces.files(state.reports), *told_over_the_api(cluster)]

    assert all(kept[name] for name in traces.TELLING)
    assert any("klipboard_to_xero" in text for _, text in logs)
    assert traces.found(secrets(cluster, office), iter(told)) == []
    assert traces.found(["@example.com"], iter(logs)) == []
