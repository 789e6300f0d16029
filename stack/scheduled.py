"""`make run` while the stack is up: the run goes through its scheduler, and the UI shows it.

A run in a process of its own would be a second one beside the scheduler, on the same database.
"""

from __future__ import annotations

import math
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import requests

from stack import dag_run
from stack.airflow_api import AirflowApi, part
from stack.environment import ADMIN

if TYPE_CHECKING:
    from stack.background import Background

POLL_SECONDS = 1.0
ENDED = ("success", "failed")


def run(
    up: Background, dag_id: str, conf: dict[str, Any], *, most_seconds: float = math.inf
) -> dict[str, Any]:
    """Start the run, wait, and tell how it went; without a run id when it never began.

    Args:
        up: the stack.
        dag_id: which DAG.
        conf: its parameters.
        most_seconds: wait no longer; the state is then the one that the run still has.
    """
    api = AirflowApi(up.airflow_url, ADMIN, up.admin_password)
    run_id = f"run__{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}__{secrets.token_hex(3)}"
    runs = f"/dags/{part(dag_id)}/dagRuns"
    try:
        if api.get(f"/dags/{part(dag_id)}")["is_paused"]:
            return dag_run.failed(dag_id, f"{dag_id} is paused; switch it on at {up.airflow_url}")
        api.post(runs, {"dag_run_id": run_id, "logical_date": None, "conf": conf})
        _say(f"running as {run_id}; watch it at {up.airflow_url}/dags/{dag_id}/runs/{run_id}")
        state = _wait(api, f"{runs}/{part(run_id)}", time.monotonic() + most_seconds)
        error = _first_failure(api, f"{runs}/{part(run_id)}") if state == "failed" else None
    except requests.HTTPError as problem:
        return dag_run.failed(dag_id, _reason(problem), usage=_is_usage(problem))
    return {"dag_id": dag_id, "run_id": run_id, "state": state, "error": error}


def _wait(api: AirflowApi, path: str, until: float) -> str:
    has_asked = False
    while (state := str(api.get(path)["state"])) not in ENDED and time.monotonic() < until:
        if not has_asked and _waits_for_person(api, path):
            has_asked = True
            _say("waiting for a person's approval in the Airflow UI (Required Actions)")
        time.sleep(POLL_SECONDS)
    return state


def _tasks(api: AirflowApi, path: str) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = api.get(f"{path}/taskInstances")["task_instances"]
    return tasks


def _waits_for_person(api: AirflowApi, path: str) -> bool:
    return any(task["state"] == "awaiting_input" for task in _tasks(api, path))


def _first_failure(api: AirflowApi, path: str) -> str | None:
    for task in _tasks(api, path):
        if task["state"] == "failed":
            place = f"{path}/taskInstances/{part(task['task_id'])}"
            log = api.get(f"{place}/logs/{task['try_number']}?map_index={task['map_index']}")
            return f"{task['task_id']}: {_error_in(log)}"
    return None


def _error_in(log: dict[str, Any]) -> str:
    """Pick the last exception out of a structured log."""
    for line in reversed(log.get("content", [])):
        details = line.get("error_detail") if isinstance(line, dict) else None
        if details:
            return f"{details[-1].get('exc_type')}: {details[-1].get('exc_value')}"
    return "see the task's log in the Airflow UI"


def _reason(problem: requests.HTTPError) -> str:
    try:
        return str(problem.response.json()["detail"])
    except (ValueError, KeyError):
        return str(problem)


def _is_usage(problem: requests.HTTPError) -> bool:
    return problem.response.status_code in (400, 404, 422)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
