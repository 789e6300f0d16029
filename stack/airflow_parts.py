"""Airflow's processes: begun one after the other, and waited for until all of them are healthy."""

from __future__ import annotations

import socket
import sys
import time
from typing import TYPE_CHECKING

from stack import background, environment, processes
from stack.airflow_api import AirflowApi

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from stack.background import Background
    from stack.session import Session

PARTS = {
    "api-server": ["api-server", "--workers", "1"],
    "dag-processor": ["dag-processor"],
    # Its logs lie on the same disk: nobody need fetch them from it.
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
# Last, once the API answers: a due run would start at once, and its first task would be refused.
SCHEDULER = "scheduler"
HEALTHY_PARTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")
START_SECONDS = 240
LOG_LINES = 20


class DidNotStart(Exception):
    """A part of the stack ended or never became healthy; the text says which and why."""


def addresses(found: Background) -> dict[str, str]:
    """What each process of a stack is told: the stack's mark, and where the API is."""
    return {
        processes.MARK: found.mark,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": found.airflow_url.rpartition(":")[2],
        "AIRFLOW__API__BASE_URL": found.airflow_url,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{found.airflow_url}/execution/",
    }


def start(session: Session, found: Background, variables: Mapping[str, str]) -> None:
    """Start all of Airflow but workers, and wait until it is healthy.

    Raises:
        DidNotStart: a part of it ended, or took too long.
    """
    environment.write_password_file(session.state, session.keys)
    for name, arguments in PARTS.items():
        begin(session, found, name, airflow(*arguments), variables)
    _wait_until_healthy(session, found, ["metadatabase"])
    begin(session, found, SCHEDULER, airflow(SCHEDULER), variables)
    _wait_until_healthy(session, found, HEALTHY_PARTS)


def airflow(*arguments: str) -> list[str]:
    """Say how a command of Airflow's is called."""
    return [sys.executable, "-m", "airflow", *arguments]


def begin(
    session: Session,
    found: Background,
    name: str,
    command: Sequence[str],
    variables: Mapping[str, str],
) -> None:
    """Start one process of the stack, with its output in a log of its name."""
    log = session.state.logs / f"{name}.log"
    found.processes[name] = processes.start(command, variables, log, session.inherited)
    background.save(session.state, found)  # after each, so that a crash leaves none unknown


def check_alive(session: Session, found: Background) -> None:
    """Make sure that all that was started still runs.

    Raises:
        DidNotStart: a process ended; the text has the end of its log.
    """
    for name, process in found.processes.items():
        if not process.is_alive():
            raise DidNotStart(f"{name} ended:\n{tail(session.state.logs / f'{name}.log')}")


def _wait_until_healthy(session: Session, found: Background, parts: Sequence[str]) -> None:
    api = AirflowApi(found.airflow_url, environment.ADMIN, found.admin_password)
    deadline = time.monotonic() + START_SECONDS
    health: dict[str, str] = {}
    while time.monotonic() < deadline:
        check_alive(session, found)
        health = api.health()
        if all(health.get(part) == "healthy" for part in parts):
            return
        time.sleep(1)
    raise DidNotStart(f"not healthy after {START_SECONDS} s: {health or 'no answer'}")


def tail(log: Path) -> str:
    """Give the last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])


def free_port(wanted: int = 0) -> int:
    """Take the usual port, or any free one when somebody else has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DidNotStart("no free port on 127.0.0.1")
