"""Run DAGs to their end inside one process: the child of `make run`, `make up` and the demo.

The only file of this package that imports Airflow, and it does so late: that takes seconds. It is
called as `python -m stack.dag_run` with a plan in STACK_PLAN (a list of DAG ids with their conf)
and writes one JSON line a run to the file named by STACK_RESULTS. What it prints otherwise is log.
STACK_CONSENTS names companies to connect before, as lists of options of the project's console;
STACK_SANDBOX is the address of the sandbox in which they consent. With STACK_TAKEN, a file, each
run waits until that many results were taken: what its caller does in between happens before it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from sandbox.process import attach
from stack import environment, locks, world

PLAN = "STACK_PLAN"
CONSENTS = "STACK_CONSENTS"
SANDBOX = "STACK_SANDBOX"
RESULTS = "STACK_RESULTS"
TAKEN = "STACK_TAKEN"
NOBODY_APPROVES = "STACK_NOBODY_APPROVES"
LONGEST_ERROR = 2_000
NEEDS_APPROVAL = (
    "the run waits for a person's approval and no Airflow UI is running: call `make up` and run it "
    'again, or pass "approve": true'
)

Result = dict[str, Any]


class FailureListener:
    """Airflow listener that remembers why tasks failed; `dag.test` itself only logs it."""

    def __init__(self) -> None:
        """Begin with nothing failed."""
        self.errors: dict[str, str] = {}

    def told(self) -> str | None:
        """The failures for the summary line, in the order in which they happened."""
        text = "; ".join(f"{task}: {error}" for task, error in self.errors.items())
        return text[:LONGEST_ERROR] or None


def listen() -> FailureListener:
    """Register a listener with Airflow's task runner."""
    from airflow.listeners import hookimpl
    from airflow.sdk.listener import get_listener_manager

    class Listener(FailureListener):
        @hookimpl
        def on_task_instance_failed(self, task_instance: Any, error: Any) -> None:
            self.errors[task_instance.task_id] = describe(error)
            print(f"{task_instance.task_id} failed: {describe(error)}", file=sys.stderr, flush=True)

        @hookimpl
        def on_task_instance_success(self, task_instance: Any) -> None:
            self.errors.pop(task_instance.task_id, None)  # a retry made it good

    listener = Listener()
    manager: Any = get_listener_manager()  # untyped in Airflow
    manager.add_listener(listener)
    return listener


class WaitsOnce(logging.Filter):
    """Lets `dag.test` say once that it waits for a retry, and not every second."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        super().__init__()
        self.said: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop a repeated line."""
        if not str(record.msg).startswith("No tasks to run"):
            return True
        is_new = record.getMessage() not in self.said
        self.said.add(record.getMessage())
        return is_new


def describe(error: object) -> str:
    """Name an error with its text, short enough for one line of JSON."""
    text = str(error) if isinstance(error, str) else f"{type(error).__name__}: {error}"
    return text[:LONGEST_ERROR]


def libpq(uri: str) -> str:
    """Turn SQLAlchemy's form of an address into libpq's."""
    scheme, _, rest = uri.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


def revision(uri: str) -> str | None:
    """Which migration the metadata database stands at; none when it is empty."""
    with psycopg.connect(libpq(uri)) as connection:
        row = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
        if not row or row[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


def migrate_if_needed() -> None:
    """Bring Airflow's metadata up to date; a note beside it saves asking Airflow, which is slow."""
    uri = os.environ[environment.METADATA_CONNECTION]
    note = Path(os.environ["AIRFLOW_HOME"]) / "migrated.json"
    with locks.exclusive(note.with_suffix(".lock")):
        notes = json.loads(note.read_text()) if note.exists() else {}
        at = revision(uri)
        if at is not None and notes.get(_database(uri)) == [version("apache-airflow-core"), at]:
            return
        print("Bringing Airflow's metadata up to date ...", file=sys.stderr, flush=True)
        from airflow.utils.db import upgradedb

        upgradedb()
        notes[_database(uri)] = [version("apache-airflow-core"), revision(uri)]
        note.write_text(json.dumps(notes))


def _database(uri: str) -> str:
    """Name a database without its password."""
    return psycopg.conninfo.make_conninfo(libpq(uri), password="")


class UnknownDag(Exception):
    """There is no DAG of this id."""


def load_dag(dag_id: str) -> Any:
    """Parse the DAG files anew.

    Anew for every run: `dag.test` leaves a run's parameters behind as the DAG's defaults.

    Raises:
        UnknownDag: no file defines it; the text lists what there is and what did not load.
    """
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if dag_id in bag.dags:
        return bag.dags[dag_id]
    problem = f"there is no DAG {dag_id!r}; there are: {', '.join(sorted(bag.dags)) or 'none'}"
    for path, error in bag.import_errors.items():
        problem += f"; {Path(path).name} did not load: {str(error).strip().splitlines()[-1]}"
    raise UnknownDag(problem)


def run(dag_id: str, conf: dict[str, Any], listener: FailureListener) -> Result:
    """Run one DAG and tell how it went."""
    from airflow.sdk.exceptions import ParamValidationError

    listener.errors.clear()
    try:
        done = load_dag(dag_id).test(run_conf=conf)
    except UnknownDag as problem:
        return failed(dag_id, str(problem), usage=True)
    except ParamValidationError as problem:
        return failed(dag_id, str(problem).splitlines()[0], usage=True)
    state = str(getattr(done.state, "value", done.state))
    return summarised(dag_id, done.run_id, state, listener.told())


def failed(dag_id: str, error: str, *, run_id: str | None = None, usage: bool = False) -> Result:
    """The summary of a run that never was; `usage` when the caller asked for the impossible."""
    result: Result = {"dag_id": dag_id, "run_id": run_id, "state": "failed"}
    result |= {"companies": {}, "conflicts": [], "error": error}
    return result | {"usage": True} if usage else result


def summarised(dag_id: str, run_id: str, state: str, error: str | None) -> Result:
    """Join what Airflow knows of a run with what the sync recorded of it."""
    head = {"dag_id": dag_id, "run_id": run_id, "state": state}
    try:
        from ledger_sync.wiring import run_summary

        recorded = run_summary(dag_id, run_id)
    except Exception as problem:  # noqa: BLE001 - the database may be what broke
        recorded, error = None, error or describe(problem)
    result = {"companies": {}, "conflicts": [], **(recorded or {}), **head}
    if state != "success" and error and "error" not in result:
        result["error"] = error
    return {**head, **result}


def watch_for_approval(results: Path) -> None:
    """End the process when a run waits for a person whom nothing here can reach."""
    uri = libpq(os.environ[environment.METADATA_CONNECTION])
    with psycopg.connect(uri, autocommit=True) as connection:
        while True:
            time.sleep(2)
            row = connection.execute(
                "SELECT dag_id, run_id FROM task_instance WHERE state = 'awaiting_input' LIMIT 1"
            ).fetchone()
            if row:
                append(results, failed(row[0], NEEDS_APPROVAL, run_id=row[1]))
                os._exit(1)


def connect_companies() -> None:
    """Connect companies through the project's own console, all in this process."""
    from ledger_sync.console import app
    from typer.main import get_command

    address = os.environ.get(SANDBOX)
    sandbox = attach(address) if address else None
    for options in json.loads(os.environ.get(CONSENTS, "[]")):
        if sandbox:
            world.let_consent(sandbox, options)
        code = get_command(app).main(["connect", *options], standalone_mode=False)
        if code:
            raise SystemExit(code)


def append(results: Path, result: Result) -> None:
    """Hand one result to the parent, as a whole line."""
    with results.open("a") as file:
        file.write(json.dumps(result, default=str) + "\n")


def wait_until_taken(number: int) -> None:
    """Wait until the caller has taken so many results; end if it is gone."""
    taken, caller = os.environ.get(TAKEN), os.getppid()
    while taken and int(Path(taken).read_text() or 0) < number:
        if os.getppid() != caller:
            raise SystemExit(1)
        time.sleep(0.05)


def main() -> None:
    """Carry out the plan; stop after the first run that did not succeed."""
    plan = json.loads(os.environ[PLAN])
    migrate_if_needed()
    connect_companies()
    if not plan:
        return
    results = Path(os.environ[RESULTS])
    listener = listen()
    logging.getLogger("airflow.sdk.definitions.dag").addFilter(WaitsOnce())
    if os.environ.get(NOBODY_APPROVES):
        threading.Thread(target=watch_for_approval, args=[results], daemon=True).start()
    for number, (dag_id, conf) in enumerate(plan):
        wait_until_taken(number)
        result = run(dag_id, conf, listener)
        append(results, result)
        if result["state"] != "success":
            break


if __name__ == "__main__":
    main()
