"""Processes in the background: known again, never mistaken, ended with all their children."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from stack import background, processes
from stack.background import Background
from stack.paths import State
from stack.processes import MARK, Process
from tests.patience import until

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = [
    sys.executable,
    "-c",
    # The child leaves the parent's session, as Airflow's own children may.
    "import subprocess, sys, time\n"
    "child = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
    "subprocess.Popen(child, start_new_session=True)\n"
    "time.sleep(60)",
]


@pytest.fixture
def mark() -> Iterator[str]:
    mark = f"test-{os.getpid()}-{time.monotonic_ns()}"
    yield mark
    processes.stop([], mark)


def start(command: list[str], mark: str, tmp_path: Path) -> Process:
    return processes.start(command, {**os.environ, MARK: mark}, tmp_path / "log")


def test_a_started_process_is_known_again(mark: str, tmp_path: Path) -> None:
    assert start(SLEEP, mark, tmp_path).is_alive()


def test_another_process_under_the_same_id_is_not_taken_for_ours(mark: str, tmp_path: Path) -> None:
    started = start(SLEEP, mark, tmp_path)

    assert not replace(started, began_at=started.began_at - 100).is_alive()


def test_stopping_ends_children_that_left_the_session(mark: str, tmp_path: Path) -> None:
    started = start(PARENT, mark, tmp_path)
    until(lambda: len(processes.marked(mark)) == 2)

    processes.stop([started], mark)

    assert processes.marked(mark) == []


def test_stopping_ends_the_children_of_a_parent_that_crashed(mark: str, tmp_path: Path) -> None:
    started = start(PARENT, mark, tmp_path)
    until(lambda: len(processes.marked(mark)) == 2)
    parent = psutil.Process(started.pid)
    parent.kill()
    parent.wait(10)

    processes.stop([started], mark)

    assert processes.marked(mark) == []


def test_stopping_leaves_everybody_elses_processes_alone(mark: str, tmp_path: Path) -> None:
    bystander = subprocess.Popen(SLEEP)
    try:
        processes.stop([Process(bystander.pid, began_at=0.0)], mark)

        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def a_background(**connections: str) -> Background:
    return Background("mark", "http://127.0.0.1:1", "", "password", connections, is_ready=True)


def test_the_record_is_read_as_it_was_written_and_is_private(tmp_path: Path) -> None:
    state = State(tmp_path)
    written = a_background(AIRFLOW_CONN_SYNC_DB="postgresql://x")
    written.processes["scheduler"] = Process(1, 2.0)

    background.save(state, written)

    assert background.load(state) == written
    assert state.up.stat().st_mode & 0o777 == 0o600


def test_a_stack_that_lost_a_process_is_not_running(tmp_path: Path) -> None:
    state = State(tmp_path)
    lost = a_background()
    lost.processes["scheduler"] = Process(2**22 + 1, 2.0)
    background.save(state, lost)

    assert background.running(state) is None


@pytest.mark.parametrize(
    ("user", "serves"),
    [
        pytest.param({}, True, id="nothing set"),
        pytest.param({"AIRFLOW_CONN_XERO_API": "one"}, True, id="the same"),
        pytest.param({"AIRFLOW_CONN_XERO_API": "two"}, False, id="another ledger"),
        pytest.param({"LEDGER_SYNC_SHARDS": "2"}, False, id="another setting"),
    ],
)
def test_a_run_goes_to_the_running_stack_only_if_it_means_the_same(
    user: dict[str, str], serves: bool
) -> None:
    assert a_background(AIRFLOW_CONN_XERO_API="one").serves(user) is serves
