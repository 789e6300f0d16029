"""Brings a ledger's parties into Klipboard when a company connects for the first time.

### What moves
All contacts of the company's organisation in the ledger become clients, locations and suppliers
in Klipboard; those that Klipboard has already are linked, never doubled; those that may be one wait
for a person. The start numbers of invoices and purchase orders are set to follow the ledger's last
ones. Then the gate opens: the next hourly run sends what Klipboard has.

### When
By hand, once for each company and ledger. For a company that is connected already it changes
nothing.

### Needs
A consent (`make connect LEDGER=... COMPANY=...`) and the Airflow connections of the hourly DAG.

### How to re-run
Just run it again: killed anywhere, it goes on where it was. The plan is a page of the run (tab
*Data quality*) and waits for approval under *Required Actions*; `approve` skips the wait. `dry_run`
shows the plan and writes nothing.

### Triage
`plan` fails when the ledger cannot be reached, the consent is gone, or the review file has a line
that cannot be understood: its log says which. `apply` does nothing, and says so, when either side
has changed since the plan was made.
"""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, dag, get_current_context, task
from ledger_sync.dag_run import APPROVE, COMPANY, DRY_RUN, connection_request, failed_tasks
from ledger_sync.ledgers import LEDGERS, ledger_named
from ledger_sync.model import Json
from ledger_sync.steps.request import Planned
from ledger_sync.task_defaults import DEFAULT_ARGS

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
    default_args=DEFAULT_ARGS,
    params={
        "company": Param(**COMPANY),
        "ledger": Param(**LEDGER),
        "dry_run": Param(**DRY_RUN),
        "approve": Param(**APPROVE),
    },
)
def pipeline() -> None:
    """Plan, ask a person, apply, summarise."""

    @task
    def plan() -> Planned:
        from ledger_sync import wiring
        from ledger_sync.steps.plan_connection import plan_connection as step

        request = connection_request(get_current_context())
        return step(wiring.ports(request.ledger), ledger_named(request.ledger), request)

    @task.branch
    def ask(planned: Planned) -> str:
        return "approve" if planned["ask"] else "apply"

    approve = ApprovalOperator(
        task_id="approve",
        subject="First connection of company {{ params.company }} to {{ params.ledger }}",
        body="{{ ti.xcom_pull(task_ids='plan')['words'] }}",
    )

    @task(trigger_rule="none_failed_min_one_success")
    def apply(planned: Planned) -> None:
        from ledger_sync import wiring
        from ledger_sync.steps.apply_connection import apply_connection as step

        name = get_current_context()["params"]["ledger"]
        ledger = ledger_named(name)
        step(wiring.ports(name), ledger, planned["run"], approved=planned["ask"])

    @task(trigger_rule="all_done")
    def summarise() -> Json:
        from ledger_sync import wiring
        from ledger_sync.steps.summarise import summarise as step

        context = get_current_context()
        name = context["params"]["ledger"]
        names = (context["dag"].dag_id, context["run_id"])
        return step(wiring.ports(name), ledger_named(name), *names, failed_tasks(context))

    # Airflow's task decorator hides that a call in here gives an XComArg.
    planned = plan()
    asked, applied = ask(planned), apply(planned)  # type: ignore[arg-type]
    asked >> [approve, applied]
    approve >> applied >> summarise()


pipeline()
