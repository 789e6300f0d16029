"""`make run`: one run of one DAG to its end, and its summary as the last line on stdout."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from stack import background, dag_run, environment, postgres, scheduled
from stack.session import RUN_FOLDER, open_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stack.paths import State
    from stack.session import Session

Plan = Sequence[tuple[str, dict[str, Any]]]
Consents = Sequence[Sequence[str]]
CHILD = (sys.executable, "-m", "stack.dag_run")
USAGE_ERROR = 2
RETRY_DELAY = "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY"
FOREGROUND_RETRY_SECONDS = "15"


class BadConf(ValueError):
    """CONF is not a JSON object."""


def parse_conf(text: str) -> dict[str, Any]:
    """Read CONF.

    Raises:
        BadConf: it is not a JSON object; the text says where.
    """
    if not text.strip():
        return {}
    try:
        conf = json.loads(text)
    except json.JSONDecodeError as problem:
        raise BadConf(f"CONF is not valid JSON: {problem}") from problem
    if not isinstance(conf, dict):
        raise BadConf(f'CONF must be a JSON object, such as {{"companies": [1]}}, not {text!r}')
    return conf


def run(state: State, dag_id: str, conf_text: str) -> int:
    """Run the DAG, print the summary, return the exit code."""
    try:
        if not dag_id:
            raise BadConf("say which DAG: make run DAG=<dag_id>")
        result = _run(state, dag_id, parse_conf(conf_text))
    except BadConf as problem:
        result = dag_run.failed(dag_id, str(problem), usage=True)
    except Exception as problem:  # noqa: BLE001 - whatever broke, the caller is promised its line
        traceback.print_exc()
        result = dag_run.failed(dag_id, dag_run.describe(problem))
    is_usage_error = result.pop("usage", False)
    if "error" in result:
        print(f"{dag_id}: {result['error']}", file=sys.stderr)
    sys.stderr.flush()
    print(json.dumps(result), flush=True)
    if is_usage_error:
        return USAGE_ERROR
    return 0 if result["state"] == "success" else 1


def _run(state: State, dag_id: str, conf: dict[str, Any]) -> dict[str, Any]:
    user = environment.users_own()
    up = background.running(state)
    if up and up.serves(user):
        with open_session(state, {**user, **up.connections}, metadata=postgres.METADATA) as session:
            return _in_scheduler(session, up, dag_id, conf)
    wanted = {**up.connections, **user} if up else user
    with ends_on_sigterm(), open_session(state, wanted) as session:
        for result in in_process(session, [(dag_id, conf)]):
            return result
    raise AssertionError("a plan of one run has one result")


def _in_scheduler(
    session: Session, up: background.Background, dag_id: str, conf: dict[str, Any]
) -> dict[str, Any]:
    result = scheduled.run(up, dag_id, conf)
    if result["run_id"] is None:  # it never began
        return result
    os.environ.update(session.environment)
    with contextlib.redirect_stdout(sys.stderr):  # Airflow logs to standard output
        return dag_run.summarised(dag_id, result["run_id"], result["state"], result.get("error"))


def prepare(session: Session, consents: Consents, log: IO[bytes]) -> bool:
    """Bring Airflow's metadata up to date and connect companies; tell whether it went well."""
    extra = {dag_run.PLAN: "[]", dag_run.CONSENTS: json.dumps(consents)}
    with child(session, CHILD, extra, log) as process:
        return process.wait() == 0


def in_process(
    session: Session, plan: Plan, consents: Consents = (), log: IO[bytes] | None = None
) -> Iterator[dict[str, Any]]:
    """Run the plan in one child process and yield each result as it comes.

    The next run begins when the next result is asked for, not before.

    Args:
        session: the stack.
        plan: DAG ids with their conf; it ends after the first run that is no success.
        consents: companies to connect before, as options of `ledger_sync.console connect`.
        log: where its output goes; standard error without it.
    """
    with tempfile.TemporaryDirectory(prefix=RUN_FOLDER, dir=session.state.folder) as folder:
        results, taken = Path(folder) / "results", Path(folder) / "taken"
        taken.touch()
        extra = {dag_run.PLAN: json.dumps(plan), dag_run.RESULTS: str(results)}
        extra |= {dag_run.TAKEN: str(taken)}
        extra |= {dag_run.CONSENTS: json.dumps(consents)}
        if RETRY_DELAY not in session.environment:
            # Somebody is waiting: Airflow's five minutes between attempts are for runs at night.
            extra |= {RETRY_DELAY: FOREGROUND_RETRY_SECONDS}
        if session.server:
            extra |= {dag_run.NOBODY_APPROVES: "1"}
        with child(session, CHILD, extra, log) as process:
            for number, result in enumerate(_results(process, results, plan), start=1):
                yield result
                taken.write_text(str(number))


def _results(process: subprocess.Popen[bytes], path: Path, plan: Plan) -> Iterator[dict[str, Any]]:
    told = 0
    while told < len(plan):
        has_ended = process.poll() is not None  # asked before reading, so that nothing is missed
        for result in _whole_lines(path)[told:]:
            told += 1
            yield result
            if result["state"] != "success":
                return
        if has_ended and told < len(plan):
            yield dag_run.failed(
                plan[told][0], f"the run's process ended with code {process.returncode}"
            )
            return
        _wait(process, 0.1)


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    # Only the line feed ends a line: a name of somebody may hold other signs that end one in texts.
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


@contextlib.contextmanager
def child(
    session: Session,
    command: Sequence[str],
    extra: Mapping[str, str],
    log: IO[bytes] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process whose output is log; it never outlives this one unless both are killed."""
    process = subprocess.Popen(
        command,
        env={**session.environment, **extra},
        stdin=subprocess.DEVNULL,
        stdout=log or sys.stderr,
        stderr=log,
        pass_fds=session.inherited,
    )
    try:
        yield process
    finally:
        _end(process)


@contextlib.contextmanager
def ends_on_sigterm() -> Iterator[None]:
    """Let SIGTERM unwind like Ctrl-C does, so that what was started is stopped."""

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    previous = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
