"""One cluster for all tests of the folder, and one company for which everything is run once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ledger_sync.ledgers import LEDGERS

from sandbox.process import SandboxProcess, running_sandbox
from stack import dag_run, environment
from stack.broker import NoRedis
from stack.cluster import Cluster, running_cluster
from stack.world import connections
from tests.cluster.office import Office, Story
from tests.dags.carried_out import address
from tests.databases import Databases, running
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.xero_world import XeroWorld


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxProcess]:
    with running_sandbox() as process:
        yield process


@pytest.fixture(scope="session")
def office(databases: Databases, sandbox: SandboxProcess) -> Iterator[Office]:
    engine = databases.filled("source")
    xero = XeroWorld(engine, sandbox)
    quickbooks = QuickBooksWorld(engine, sandbox, xero.numbers)
    company = xero.a_company(connected=False)
    same = quickbooks.same_company(company, connected=False)
    quickbooks.choose_organisation(same.organisation.tenant_id)
    quickbooks.bookkeeper(same).create_item("Boiler", kind="Inventory")
    client = xero.a_client(company, name="Acme")
    xero.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Valve"}])
    yield Office(
        {"xero": xero, "quickbooks": quickbooks}, {"xero": company, "quickbooks": same}, client
    )
    engine.dispose()


@pytest.fixture(scope="session")
def cluster(databases: Databases, sandbox: SandboxProcess, office: Office) -> Iterator[Cluster]:
    metadata = databases.empty("metadata")
    at = environment.Databases(address(metadata), address(office.worlds["xero"].engine))
    metadata.dispose()
    settings = {**connections(sandbox, LEDGERS), dag_run.SANDBOX: sandbox.base_url}
    try:
        with running_cluster(at, settings, office.consents()) as started:
            yield started
    except NoRedis as problem:
        pytest.exit(f"make test-cluster: {problem}", returncode=1)


@pytest.fixture(scope="session")
def story(cluster: Cluster, office: Office) -> Story:
    """First connections, the hourly runs, payments in both ledgers, the way back, products."""
    joins = [{"company": office.id, "ledger": ledger, "approve": True} for ledger in office.worlds]
    first = cluster.run_all(*[("first_connection", join) for join in joins])
    out = cluster.run_all(*[(f"klipboard_to_{ledger}", {}) for ledger in office.worlds])
    for ledger, world in office.worlds.items():
        world.bookkeeper(office.companies[ledger]).record_payment("INV-1", reference="Bank")
    *back, products = cluster.run_all(
        *[(f"{ledger}_to_klipboard", {}) for ledger in office.worlds],
        ("import_products", {"company": office.id}),
    )
    return Story(first, out, back, products)
