"""A stack in the shape of production: Celery, a real Redis, and workers that can be killed.

What `docker-compose.yaml` starts in containers starts here as processes of one machine, under the
same names of the environment. For `make test-cluster`; gone when it is left.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import psycopg
import requests
from celery import Celery

from stack import (
    airflow_parts,
    background,
    broker,
    dag_run,
    environment,
    locks,
    processes,
    run,
    scheduled,
    secrets_file,
)
from stack.airflow_api import AirflowApi, part
from stack.airflow_parts import DidNotStart, airflow, begin
from stack.background import Background
from stack.paths import State
from stack.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORKERS = ("one", "two")
WORKER = ("celery", "worker")
REDIS = "redis"
PREFIX = "ledger-sync-cluster-"
SETTINGS = ("AIRFLOW_", "LEDGER_SYNC_")
PATIENCE_SECONDS = 180
RUN_SECONDS = 420
# Production notices the death of a worker after five minutes and waits five more: nobody does here.
IMPATIENT = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    run.RETRY_DELAY: "5",
    # The clock starts no run: those that are asked for would wait for it.
    "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "600",
}


@dataclass(frozen=True)
class Cluster:
    """The running stack."""

    session: Session
    found: Background
    broker_url: str

    def run(self, dag_id: str, conf: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Run one DAG to its end through the scheduler, and tell how it went."""
        self._wait_for_dag(dag_id)
        return scheduled.run(self.found, dag_id, dict(conf or {}), most_seconds=RUN_SECONDS)

    def run_all(self, *plan: tuple[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Run several DAGs at once."""
        with ThreadPoolExecutor(len(plan)) as pool:
            return list(pool.map(lambda each: self.run(*each), plan))

    def start_worker(self, name: str) -> None:
        """Start the worker of a machine."""
        # Each would serve its logs on the same port of this one machine; they share the folder.
        options = ["--celery-hostname", name, "--skip-serve-logs", "--pid", str(self._pid(name))]
        command = airflow(*WORKER, *options)
        begin(self.session, self.found, name, command, self.session.environment)

    def _pid(self, name: str) -> Path:
        return self.session.state.folder / f"{name}.pid"

    def wait_for_workers(self) -> None:
        """Wait until every worker answers, as the health check of the compose file asks them.

        Raises:
            DidNotStart: one of them does not.
        """
        wanted = {f"celery@{name}" for name in WORKERS}
        with Celery(broker=self.broker_url) as app:
            for _ in _until("a worker does not answer"):
                airflow_parts.check_alive(self.session, self.found)
                answers = app.control.inspect(timeout=2).ping() or {}
                if wanted <= set(answers):
                    return

    def attempts(self, result: Mapping[str, Any], task_id: str) -> int:
        """Say how often a task of a run was tried; a mapped one: the most."""
        run = f"/dags/{part(result['dag_id'])}/dagRuns/{part(result['run_id'])}"
        tasks = self._api.get(f"{run}/taskInstances")["task_instances"]
        return max(int(each["try_number"]) for each in tasks if each["task_id"] == task_id)

    def worker_at(self, dag_id: str, task_id: str) -> str | None:
        """Name the worker that works on a task now; none where no process does."""
        uri = dag_run.libpq(self.session.environment[environment.METADATA_CONNECTION])
        with psycopg.connect(uri) as connection:
            row = connection.execute(
                "SELECT pid FROM task_instance"
                " WHERE dag_id = %s AND task_id = %s AND state = 'running'",
                [dag_id, task_id],
            ).fetchone()
        if row is None or row[0] is None:
            return None
        above = {each.pid for each in psutil.Process(row[0]).parents()}
        return next((name for name in WORKERS if self.found.processes[name].pid in above), None)

    def kill(self, name: str, *, with_tasks: bool) -> None:
        """Kill a worker without a warning, and every process of its group.

        Args:
            name: which worker.
            with_tasks: end its tasks as well, as when the machine goes; they run in groups of their
                own, and without this go on with nobody who watches them.
        """
        worker = self.found.processes.pop(name)
        background.save(self.session.state, self.found)
        tasks = psutil.Process(worker.pid).children(recursive=True) if with_tasks else []
        os.killpg(worker.pid, signal.SIGKILL)
        for each in tasks:
            _kill(each)
        self._pid(name).unlink(missing_ok=True)

    def log(self, name: str) -> str:
        """Read what a process has said."""
        return (self.session.state.logs / f"{name}.log").read_text(errors="replace")

    @property
    def _api(self) -> AirflowApi:
        return AirflowApi(self.found.airflow_url, environment.ADMIN, self.found.admin_password)

    def _wait_for_dag(self, dag_id: str) -> None:
        api = self._api
        for _ in _until(f"Airflow does not know the DAG {dag_id}"):
            try:
                api.get(f"/dags/{part(dag_id)}")
            except requests.HTTPError as problem:
                if problem.response.status_code != requests.codes.not_found:
                    raise
            else:
                return


@contextmanager
def running_cluster(
    databases: environment.Databases, settings: Mapping[str, str], consents: run.Consents = ()
) -> Iterator[Cluster]:
    """Start everything, and end everything when it is left.

    Args:
        databases: Airflow's own, and the source, which holds schema `sync` as well.
        settings: of the environment; connections too.
        consents: companies to connect before, as options of the project's console.

    Raises:
        NoRedis: there is no Redis, and none could be installed.
        DidNotStart: a part of it ended, or took too long.
    """
    _sweep()
    own = broker.users_own(environment.users_own())
    redis = None if own else broker.program()
    with ExitStack() as leaving:
        if own:
            leaving.enter_context(broker.emptied(own))
        state = State(Path(tempfile.mkdtemp(prefix=PREFIX)) / "stack")
        leaving.callback(shutil.rmtree, state.folder.parent, ignore_errors=True)
        state.make()
        leaving.enter_context(locks.share(_users(state)))
        leaving.enter_context(run.ends_on_sigterm())
        cluster = _prepared(state, databases, settings, own)
        leaving.callback(_stop, cluster.found)
        _start(cluster, redis, consents)
        yield cluster


def _prepared(
    state: State, databases: environment.Databases, settings: Mapping[str, str], own: str | None
) -> Cluster:
    """Put together what the processes are told; nothing runs yet."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    keys = secrets_file.load_or_make(state.secrets)
    variables = environment.build({**theirs, **IMPATIENT, **settings}, state, keys, databases)
    url = f"http://127.0.0.1:{airflow_parts.free_port()}"
    found = Background(secrets.token_hex(16), url, "", keys.admin_password, {})
    variables |= airflow_parts.addresses(found)
    session = Session(state, variables, keys, None, has_own_source=False)
    broker_url = own or broker.write_config(_redis_config(state), airflow_parts.free_port())
    variables |= celery_settings(variables[environment.METADATA_CONNECTION], broker_url)
    return Cluster(session, found, broker_url)


def celery_settings(metadata: str, broker_url: str) -> dict[str, str]:
    """What makes the executor Celery's, by the names that the compose file uses."""
    return {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CELERY__BROKER_URL": broker_url,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{dag_run.libpq(metadata)}",
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
    }


def _redis_config(state: State) -> Path:
    return state.folder / REDIS / "redis.conf"


def _start(cluster: Cluster, redis: str | None, consents: run.Consents) -> None:
    session = cluster.session
    if redis:
        command = [redis, str(_redis_config(session.state))]
        begin(session, cluster.found, REDIS, command, session.environment)
    for name in WORKERS:  # they wait for tasks, and need nothing of Airflow's yet
        cluster.start_worker(name)
    log = session.state.logs / "prepare.log"
    with log.open("wb") as output:
        if not run.prepare(session, consents, output):
            raise DidNotStart(f"preparation:\n{airflow_parts.tail(log)}")
    airflow_parts.start(session, cluster.found, session.environment)
    cluster.wait_for_workers()


def _stop(found: Background) -> None:
    """End all that was started; the broker last, or workers would wait for it to come back."""
    processes.stop([each for name, each in found.processes.items() if name != REDIS], found.mark)
    # By its id: Redis writes its title over its environment, and the mark with it.
    processes.stop([each for name, each in found.processes.items() if name == REDIS], found.mark)


def _sweep() -> None:
    """End what a cluster left that was killed without a chance to do so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        state = State(folder / "stack")
        is_ours = _users(state).exists() and os.access(_users(state), os.W_OK)
        if is_ours and locks.is_unused(_users(state)):
            if found := background.load(state):
                _stop(found)
            shutil.rmtree(folder, ignore_errors=True)


def _users(state: State) -> Path:
    return state.folder / "users"


def _until(problem: str) -> Iterator[float]:
    """Count the seconds of a patient wait; fail at its end."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < PATIENCE_SECONDS:
        yield waited
        time.sleep(0.5)
    raise DidNotStart(f"{problem} after {PATIENCE_SECONDS} s")


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return
