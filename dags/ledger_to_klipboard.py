"""Brings payments and the bookkeeper's edits from the ledger to Klipboard: one DAG a ledger.

### What moves
Payments of Klipboard's invoices, recorded, changed or removed in the ledger: each becomes a row of
Klipboard's payments, and an invoice that is settled becomes `Paid`. Edits of invoices that
Klipboard sent: dates, reference, lines, status, voids. Edits of clients, locations and suppliers;
from Xero new contacts too. A document that was made in the ledger never comes in. Where Klipboard
and the ledger both changed, fields are merged one by one; for the same field
`include/mappings/conflicts.csv` decides, and the run shows both values.

### When
Nightly. Started by hand at any time, for some companies with `companies`.

### Needs
What the hourly DAG of the ledger needs. A company takes part once its first connection is done.

### How to re-run
Just run it again: a payment or an edit that came already changes nothing. `since` reads at least
what changed since a time; `dry_run` shows each change and writes nothing.

### Triage
A red `receive` or `merge` names its company: read its log's last lines, then the messages of
`summarise`. What could not be brought yet (a tax rate without a row, a number that is in use)
makes nothing red: it is told, waits in `sync.inbox`, and comes with the first run after its cure.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from airflow.sdk import CronDataIntervalTimetable, Param, dag, get_current_context, task, task_group
from ledger_sync.dag_run import COMPANIES, DRY_RUN, SINCE, failed_tasks, return_request
from ledger_sync.ledgers import LEDGERS
from ledger_sync.steps.request import Shard
from ledger_sync.task_defaults import DEFAULT_ARGS

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Ledger
from ledger_sync.model import Json


def make_dag(ledger: Ledger) -> None:
    """The graph of one ledger; the tasks have the names of the steps."""

    @dag(
        dag_id=f"{ledger.name}_to_klipboard",
        dag_display_name=f"{ledger.title} to Klipboard",
        doc_md=__doc__,
        schedule=CronDataIntervalTimetable("0 2 * * *", timezone="UTC"),
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        max_active_runs=1,
        tags=["inbound", ledger.name],
        default_args=DEFAULT_ARGS,
        params={
            "companies": Param(**COMPANIES),
            "dry_run": Param(**DRY_RUN),
            "since": Param(**SINCE),
        },
    )
    def pipeline() -> None:
        @task
        def begin() -> int:
            from ledger_sync import wiring
            from ledger_sync.steps.begin import begin as step

            request = return_request(get_current_context(), ledger.name)
            return step(wiring.ports(ledger.name), ledger, request)

        @task
        def shards(run: int) -> list[Shard]:
            from ledger_sync import wiring
            from ledger_sync.steps.shards import reading_shards as step

            return step(wiring.ports(ledger.name), ledger, run)

        @task(map_index_template="{{ shard_name }}")
        def receive(run: int, shard: Shard) -> None:
            from ledger_sync import wiring
            from ledger_sync.steps.receive import receive as step

            # What names this task's box in the grid.
            get_current_context()["shard_name"] = shard["name"]  # type: ignore[typeddict-unknown-key]
            step(wiring.ports(ledger.name), ledger, run, shard["connections"])

        @task(map_index_template="{{ shard_name }}")
        def merge(run: int, shard: Shard) -> None:
            from ledger_sync import wiring
            from ledger_sync.steps.merge import merge as step

            get_current_context()["shard_name"] = shard["name"]  # type: ignore[typeddict-unknown-key]
            step(wiring.ports(ledger.name), ledger, run, shard["connections"])

        @task_group
        def bring(run: int, shard: Shard) -> None:
            # One company's trouble in the first stops nobody else's second.
            receive(run, shard) >> merge(run, shard)

        @task(trigger_rule="all_done")
        def summarise() -> Json:
            from ledger_sync import wiring
            from ledger_sync.steps.summarise import summarise as step

            context = get_current_context()
            names = (context["dag"].dag_id, context["run_id"])
            return step(wiring.ports(ledger.name), ledger, *names, failed_tasks(context))

        # Airflow's task decorator hides that a call in here gives an XComArg.
        run = begin()
        bring.partial(run=run).expand(shard=shards(run)) >> summarise()  # type: ignore[arg-type]

    pipeline()


for each in LEDGERS.values():
    make_dag(each)
