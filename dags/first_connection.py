"""Brings a ledger's customers and suppliers into Klipboard when a company connects to it first.

### What moves
Everybody in the company's books at the ledger comes into Klipboard; who is there already is linked,
never doubled. From Xero, contacts become clients or suppliers. From QuickBooks, customers become
clients, sub-customers locations of their client, vendors suppliers. The start numbers of invoices,
and of purchase orders where the ledger has them, are set to follow the ledger's last ones. Then the
gate opens: the next hourly run of this ledger sends what Klipboard has.

### When
By hand, once for each company and ledger: a company may join both. Where the gate is open already
it changes nothing.

### Needs
A consent (`make connect LEDGER=... COMPANY=...`) and the Airflow connections of the hourly DAG.

### How to re-run
Just run it again: killed anywhere, it goes on where it was. `dry_run` reads the ledger, shows the
plan in the summary and writes nothing.

### Triage
`plan` fails when the ledger cannot be reached or the consent is gone: its log says which. `apply`
fails only when a database cannot be written.
"""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.sdk import Param, dag, get_current_context, task
from ledger_sync.dag_run import APPROVE, COMPANY, DRY_RUN, connection_request, failed_tasks
from ledger_sync.ledgers import LEDGERS, ledger_named
from ledger_sync.model import Json
from ledger_sync.retries import RETRIES, RETRY_POLICY

LEDGER: Json = {
    "type": "string",
    "enum": sorted(LEDGERS),
    "title": "Ledger",
    "description": "Which ledger the company is connected to.",
}


@dag(
    dag_id="first_connection",
    dag_display_name="First connection",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["connection"],
    default_args={"owner": "ledger-sync", "retries": RETRIES, "retry_policy": RETRY_POLICY},
    params={
        "company": Param(**COMPANY),
        "ledger": Param(**LEDGER),
        "dry_run": Param(**DRY_RUN),
        "approve": Param(**APPROVE),
    },
)
def pipeline() -> None:
    """Plan, apply, summarise."""

    @task
    def plan() -> int:
        from ledger_sync import wiring
        from ledger_sync.steps.plan_connection import plan_connection as step

        request = connection_request(get_current_context())
        return step(wiring.ports(request.ledger), ledger_named(request.ledger), request)

    @task
    def apply(run: int) -> None:
        from ledger_sync import wiring
        from ledger_sync.steps.apply_connection import apply_connection as step

        name = get_current_context()["params"]["ledger"]
        step(wiring.ports(name), ledger_named(name), run)

    @task(trigger_rule="all_done")
    def summarise() -> Json:
        from ledger_sync import wiring
        from ledger_sync.steps.summarise import summarise as step

        context = get_current_context()
        name = context["params"]["ledger"]
        names = (context["dag"].dag_id, context["run_id"])
        return step(wiring.ports(name), ledger_named(name), *names, failed_tasks(context))

    # Airflow's task decorator hides that a call in here gives an XComArg.
    apply(plan()) >> summarise()  # type: ignore[arg-type]


pipeline()
