"""Sends what changed in Klipboard to the ledger: one DAG for each ledger.

### What moves
Clients, client locations, suppliers and invoices that changed in Klipboard since the last run, for
every company that is connected to the ledger: created, changed, voided or archived there. Purchase
orders go to Xero only; a line's item, to QuickBooks only, where it becomes a non-stock item unless
there is one to use. Payments and attachments never go this way. Where somebody edited a record in
the ledger since, his edit is brought to Klipboard before ours is sent; `conflicts` shows both.

### When
Hourly. Started by hand at any time, for some companies with `companies`.

### Needs
Airflow connections `klipboard_db` and `sync_db` (the same database if there is only one), the
ledger's (`xero_api`, `quickbooks_api`), and AIRFLOW__CORE__FERNET_KEY. A company takes part once
`make connect` and the DAG `first_connection` were carried out for it and this ledger; one that is
connected to both ledgers is worked by both DAGs, each with its own memory.

### How to re-run
Just run it again: what the ledger holds already is not sent twice. `full_refresh` examines every
row and tries again what the ledger refused; `since` examines at least everything from then on; a
backfill examines its own interval; `dry_run` shows what would be done and does nothing.

### Triage
Records in quarantine are no failure: `summarise` tells each with its reason, and the *Data
quality* page of the run shows the checks. A red `load` names its company: read its log's last
lines, then the messages of `summarise`. A company whose connection ended, as QuickBooks' does after
an hour unless it stays connected, is told with the command that reconnects it; nothing is lost.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from airflow.sdk import Asset, CronDataIntervalTimetable, Param, dag, get_current_context, task
from ledger_sync.dag_run import (
    COMPANIES,
    DRY_RUN,
    FULL_REFRESH,
    SINCE,
    failed_tasks,
    forward_request,
)
from ledger_sync.ledgers import LEDGERS
from ledger_sync.steps.request import Shard
from ledger_sync.task_defaults import DEFAULT_ARGS

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Ledger
from ledger_sync.model import Json


def make_dag(ledger: Ledger) -> None:
    """The graph of one ledger; the tasks have the names of the steps."""

    @dag(
        dag_id=f"klipboard_to_{ledger.name}",
        dag_display_name=f"Klipboard to {ledger.title}",
        doc_md=__doc__,
        schedule=CronDataIntervalTimetable("0 * * * *", timezone="UTC"),
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        max_active_runs=1,
        tags=["outbound", ledger.name],
        default_args=DEFAULT_ARGS,
        params={
            "companies": Param(**COMPANIES),
            "dry_run": Param(**DRY_RUN),
            "full_refresh": Param(**FULL_REFRESH),
            "since": Param(**SINCE),
        },
    )
    def pipeline() -> None:
        @task
        def extract() -> int:
            from ledger_sync import wiring
            from ledger_sync.steps.extract import extract as step

            request = forward_request(get_current_context(), ledger.name)
            return step(wiring.ports(ledger.name), ledger, request)

        @task
        def validate(run: int) -> int:
            from ledger_sync import wiring
            from ledger_sync.steps.validate import validate as step

            return step(wiring.ports(ledger.name), ledger, run)

        @task
        def transform(run: int) -> int:
            from ledger_sync import wiring
            from ledger_sync.steps.transform import transform as step

            return step(wiring.ports(ledger.name), ledger, run)

        @task
        def shards(run: int) -> list[Shard]:
            from ledger_sync import wiring
            from ledger_sync.steps.shards import shards as step

            return step(wiring.ports(ledger.name), ledger, run)

        load_asset = Asset(name=f"{ledger.name}_documents", uri=f"ledger-sync://{ledger.name}")

        @task(outlets=[load_asset], map_index_template="{{ shard_name }}")
        def load(run: int, shard: Shard) -> None:
            from ledger_sync import wiring
            from ledger_sync.steps.load import load as step

            # What names this task's box in the grid.
            get_current_context()["shard_name"] = shard["name"]  # type: ignore[typeddict-unknown-key]
            step(wiring.ports(ledger.name), ledger, run, shard["connections"])

        @task(trigger_rule="all_done")
        def summarise() -> Json:
            from ledger_sync import wiring
            from ledger_sync.steps.summarise import summarise as step

            context = get_current_context()
            names = (context["dag"].dag_id, context["run_id"])
            return step(wiring.ports(ledger.name), ledger, *names, failed_tasks(context))

        # Airflow's task decorator hides that a call in here gives an XComArg.
        run = transform(validate(extract()))  # type: ignore[arg-type]
        load.partial(run=run).expand(shard=shards(run)) >> summarise()  # type: ignore[arg-type]

    pipeline()


for each in LEDGERS.values():
    make_dag(each)
