"""Brings QuickBooks' products and services into Klipboard, so that its documents can pick them.

### What moves
Inventory, non-inventory and service items become Klipboard's stock, non-stock and service
products, with SKU, description, prices, accounts and tax rate. They are read from QuickBooks itself
or, with `file`, from a CSV or XLSX that was exported from it. A product that was imported before,
or that Klipboard has under that name or SKU, is updated and never doubled; what QuickBooks does not
say stays as it is. Categories, bundles and what is inactive are left out, and told. A row that
cannot be taken is told with its line and the reason, and the others come in. Nothing is written to
QuickBooks.

### When
By hand, as often as you like: QuickBooks' values win over those of Klipboard each time.

### Needs
From QuickBooks itself: a company whose first connection is done. From a file: nothing but the
database. The file is read by the worker that runs `plan`: a path must lead to it on that machine,
so with several workers put it on a shared disk or name it by an address of object storage
(`s3://...`, `gs://...`).

### How to re-run
Just run it again: a run that was killed leaves nothing half done. `dry_run` shows what each product
would become, field by field, and writes nothing.

### Triage
`plan` fails when QuickBooks or the file cannot be read: its log says which, and what columns it
found. Rows that were not taken make nothing red: read the messages of `summarise`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.sdk import Param, dag, get_current_context, task
from ledger_sync.dag_run import COMPANY, DRY_RUN, FILE, failed_tasks, import_request
from ledger_sync.ledgers import ledger_named
from ledger_sync.model import Json
from ledger_sync.task_defaults import DEFAULT_ARGS

LEDGER = "quickbooks"


@dag(
    dag_id="import_products",
    dag_display_name="Import of products",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["products", LEDGER],
    default_args=DEFAULT_ARGS,
    params={"company": Param(**COMPANY), "file": Param(**FILE), "dry_run": Param(**DRY_RUN)},
)
def pipeline() -> None:
    """Plan, apply, summarise."""

    @task
    def plan() -> int:
        from ledger_sync import wiring
        from ledger_sync.steps.plan_products import plan_products as step

        request = import_request(get_current_context())
        ports = wiring.ports_without_ledger() if request.file else wiring.ports(LEDGER)
        return step(ports, ledger_named(LEDGER), request, wiring.read_file)

    @task
    def apply(run: int) -> None:
        from ledger_sync import wiring
        from ledger_sync.steps.apply_products import apply_products as step

        step(wiring.ports_without_ledger(), ledger_named(LEDGER), run)

    @task(trigger_rule="all_done")
    def summarise() -> Json:
        from ledger_sync import wiring
        from ledger_sync.steps.summarise import summarise as step

        context = get_current_context()
        ports, names = wiring.ports_without_ledger(), (context["dag"].dag_id, context["run_id"])
        return step(ports, ledger_named(LEDGER), *names, failed_tasks(context))

    # Airflow's task decorator hides that a call in here gives an XComArg.
    apply(plan()) >> summarise()  # type: ignore[arg-type]


pipeline()
