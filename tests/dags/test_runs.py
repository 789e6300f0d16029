"""The DAGs as Airflow runs them: one process, real databases, ledgers over HTTP.

Airflow takes its time to start, so all runs are made once and each test looks at one thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from ledger_sync.ledgers import LEDGERS
from ledger_sync.quality.places import INDEX_PAGE, run_key, site_file
from ledger_sync.state.secrets import Cipher

from sandbox.process import SandboxProcess
from stack import environment, secrets_file
from stack.paths import State
from stack.world import connections
from tests.dags import traces
from tests.dags.carried_out import (
    AT_QUICKBOOKS,
    FIRST,
    FROM_QUICKBOOKS,
    HOURLY,
    NIGHTLY,
    PASSWORD,
    PERSON,
    Runs,
    address,
    carry_out,
    made_world,
)
from tests.databases import Databases
from tests.pipeline.quickbooks_world import QuickBooksWorld

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def runs(databases: Databases, sandbox: SandboxProcess) -> Iterator[Runs]:
    source, metadata = databases.filled("source"), databases.empty("metadata")
    world, companies = made_world(source, sandbox)
    quickbooks = QuickBooksWorld(source, sandbox, world.numbers)
    both = quickbooks.same_company(companies[0], connected=False)
    quickbooks.choose_organisation(both.organisation.tenant_id)
    metadata_address = address(metadata).replace("postgresql://", "postgresql+psycopg://")
    given = {
        environment.SOURCE_CONNECTION: address(source),
        environment.SYNC_CONNECTION: address(source),
        environment.METADATA_CONNECTION: metadata_address,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": metadata_address,
        **connections(sandbox, LEDGERS),
        # One refusal is too many here: what stops a company must be made in one run.
        "LEDGER_SYNC_REFUSAL_MINIMUM": "1",
        "LEDGER_SYNC_REFUSAL_SHARE": "0.1",
    }
    with TemporaryDirectory(prefix="ledger-sync-dags-") as folder:
        state = State(Path(folder))

        keys = secrets_file.load_or_make(state.secrets)
        cipher = Cipher(keys.fernet_key)
        secret = [*vars(keys).values(), PASSWORD, sandbox.xero.client_secret]

        def get_paid() -> None:
            secret.extend(traces.tokens(source, cipher))
            sandbox.xero.expire_tokens()
            for at, company in ((world, companies[0]), (quickbooks, both)):
                at.bookkeeper(company).record_payment("INV-1", reference="Bank")

        results, log = carry_out(state, given, companies, both, get_paid)
        secret.extend(traces.tokens(source, cipher))
        yield Runs(
            results, companies, world, both, quickbooks, metadata, state.reports, log, secret
        )
    for engine in (source, metadata):
        engine.dispose()


def test_every_run_came_to_its_end(runs: Runs) -> None:
    told = [(result["dag_id"], result["state"]) for result in runs.results]

    expected = [
        *[(FIRST, "success")] * 4,
        (AT_QUICKBOOKS, "success"),
        (HOURLY, "success"),
        (NIGHTLY, "success"),
        (FROM_QUICKBOOKS, "success"),
        (HOURLY, "failed"),
    ]
    assert told == expected, runs.log[-4000:]


@pytest.mark.rule("C-01")
def test_the_first_connection_runs_all_its_tasks(runs: Runs) -> None:
    result = runs.result(FIRST, 0)

    assert runs.tasks(result) == {
        "plan": "success",
        "ask": "success",
        "approve": "skipped",
        "apply": "success",
        "summarise": "success",
    }
    assert set(result["companies"]) == {str(runs.companies[0].id)}


@pytest.mark.rule("C-02")
def test_the_hourly_run_brings_the_invoice_of_the_company_that_was_asked_for(runs: Runs) -> None:
    asked = runs.companies[0]
    result = runs.result(HOURLY, 0)

    assert set(runs.world.invoices(asked)) == {"INV-1"}
    assert set(result["companies"]) == {str(asked.id)}
    assert result["companies"][str(asked.id)]["invoice"]["created"] == 1


@pytest.mark.rule("C-02")
def test_a_company_of_both_ledgers_reaches_quickbooks_too(runs: Runs) -> None:
    result = runs.result(AT_QUICKBOOKS, 0)

    assert set(runs.quickbooks.invoices(runs.both)) == {"INV-1"}
    assert set(result["companies"]) == {str(runs.both.id)}
    label = f"{runs.both.id} {runs.both.organisation.name}"
    assert runs.tasks(result)[label] == "success"


@pytest.mark.rule("C-06", "X-12")
@pytest.mark.parametrize(("dag_id", "ledger"), [(NIGHTLY, "xero"), (FROM_QUICKBOOKS, "quickbooks")])
def test_a_payment_of_either_ledger_comes_back(runs: Runs, dag_id: str, ledger: str) -> None:
    company = runs.companies[0].id
    query = sa.text(
        "SELECT i.status, i.amount_paid, p.amount FROM klipboard.invoices i "
        "JOIN klipboard.invoice_payments p ON p.invoice_id = i.id "
        "WHERE i.company_id = :company AND p.ledger = :ledger"
    )

    with runs.world.engine.connect() as db:
        (row,) = db.execute(query, {"company": company, "ledger": ledger})

    assert row.status == "Paid"
    assert row.amount_paid == row.amount > 0
    payments = runs.result(dag_id, 0)["companies"][str(company)]["payment"]
    assert (payments["read"], payments["created"]) == (1, 1)


def test_the_grid_names_each_company_at_both_steps_of_the_way_back(runs: Runs) -> None:
    query = sa.text(
        "SELECT task_id, rendered_map_index AS name, state FROM task_instance "
        "WHERE dag_id = :dag_id ORDER BY task_id"
    )

    with runs.metadata.connect() as db:
        found = {
            (row.task_id, row.name, row.state) for row in db.execute(query, {"dag_id": NIGHTLY})
        }

    label = f"{runs.companies[0].id} {runs.companies[0].organisation.name}"
    assert found == {
        ("begin", None, "success"),
        ("shards", None, "success"),
        ("bring.receive", label, "success"),
        ("bring.merge", label, "success"),
        ("summarise", None, "success"),
    }


def test_the_grid_names_each_company_at_its_load(runs: Runs) -> None:
    label = f"{runs.companies[0].id} {runs.companies[0].organisation.name}"

    assert runs.tasks(runs.result(HOURLY, 0)) == {
        "extract": "success",
        "validate": "success",
        "transform": "success",
        "shards": "success",
        label: "success",
        "summarise": "success",
    }


def test_a_company_that_fails_makes_the_run_fail_and_stops_no_other(runs: Runs) -> None:
    result = runs.result(HOURLY, 1)
    _, broken, other = runs.companies

    labels = {each.id: f"{each.id} {each.organisation.name}" for each in (broken, other)}
    tasks = runs.tasks(result)
    assert (tasks[labels[broken.id]], tasks[labels[other.id]]) == ("failed", "success")
    assert tasks["summarise"] == "failed"
    assert set(runs.world.invoices(other)) == {"INV-1"}
    assert runs.world.invoices(broken) == {}


def test_a_failed_run_says_which_company_failed_and_why(runs: Runs) -> None:
    result = runs.result(HOURLY, 1)

    assert f"refused 1 of 2 records of company {runs.companies[1].id}" in result["error"]
    (held,) = [each for each in result["quarantine"] if each["entity"] == "invoice"]
    assert "period lock date" in held["message"]


def test_a_company_with_nothing_new_has_no_load_task(runs: Runs) -> None:
    tasks = runs.tasks(runs.result(HOURLY, 1))

    assert not [name for name in tasks if name.startswith(f"{runs.companies[0].id} ")]


def test_what_cannot_be_cured_by_waiting_is_not_tried_again(runs: Runs) -> None:
    query = sa.text("SELECT max(try_number) FROM task_instance")

    with runs.metadata.connect() as db:
        assert db.execute(query).scalar_one() == 1


@pytest.mark.parametrize("number", [0, 1], ids=["run that succeeded", "run that failed"])
def test_the_data_quality_tab_of_a_run_has_a_page_behind_it(runs: Runs, number: int) -> None:
    result = runs.result(HOURLY, number)

    page = site_file(runs.reports, run_key(result["dag_id"], result["run_id"]), INDEX_PAGE)

    assert page is not None
    assert "xero.invoice.row" in page.read_text(encoding="utf-8")


def test_neither_secrets_nor_what_is_known_of_people_reach_a_log(runs: Runs) -> None:
    people = ["Client of", "@example.com", *PERSON]

    told = [text for text in (*runs.secrets, *people) if text in runs.log]

    assert told == []
    assert PERSON[1] in str(runs.results)


def test_no_secret_is_in_anything_that_airflow_keeps(runs: Runs) -> None:
    looked_at = dict(traces.tables(runs.metadata))

    assert all(looked_at[name] for name in traces.TELLING)
    assert traces.found(runs.secrets, iter(looked_at.items())) == []
    assert traces.found(runs.secrets, traces.files(runs.reports)) == []


def test_what_tasks_are_given_and_what_renders_names_nobody(runs: Runs) -> None:
    looked_at = dict(traces.tables(runs.metadata))

    for name in traces.TELLING - {"public.xcom"}:
        assert [text for text in PERSON if text in looked_at[name]] == []
