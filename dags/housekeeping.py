"""Removes what nobody needs any more of what the sync remembers of its runs.

### What moves
Nothing between Klipboard and a ledger. Batches that were settled, records that left the quarantine,
plans that were carried out or dropped, figures and messages of runs, the pages of runs, and review
files in which all was decided are removed after `LEDGER_SYNC_KEEP_DAYS` days; the audit and the
conflicts after `LEDGER_SYNC_KEEP_AUDIT_DAYS`. What is open stays whatever its age, and so do links,
watermarks, the outbox and the inbox.

### When
Every Sunday, when little else runs. Started by hand at any time.

### Needs
Airflow connections `klipboard_db` and `sync_db`.

### How to re-run
Just run it again: what is gone is gone, and what was left is removed then.

### Triage
`tidy` fails when the database or the storage of the pages cannot be reached; nothing depends on it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.sdk import CronDataIntervalTimetable, dag, get_current_context, task
from ledger_sync.dag_run import failed_tasks
from ledger_sync.model import Json
from ledger_sync.task_defaults import DEFAULT_ARGS


@dag(
    dag_id="housekeeping",
    dag_display_name="Housekeeping",
    doc_md=__doc__,
    schedule=CronDataIntervalTimetable("30 4 * * 0", timezone="UTC"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["housekeeping"],
    default_args=DEFAULT_ARGS,
)
def pipeline() -> None:
    """Tidy, summarise."""

    @task
    def tidy() -> int:
        from ledger_sync import wiring
        from ledger_sync.steps.tidy import tidy as step

        context = get_current_context()
        return step(wiring.ports_without_ledger(), context["dag"].dag_id, context["run_id"])

    @task(trigger_rule="all_done")
    def summarise() -> Json:
        from ledger_sync import wiring
        from ledger_sync.steps.summarise import summarise as step

        context = get_current_context()
        names = (context["dag"].dag_id, context["run_id"])
        return step(wiring.ports_without_ledger(), None, *names, failed_tasks(context))

    # Airflow's task decorator hides that a call in here gives an XComArg.
    tidy() >> summarise()


pipeline()
