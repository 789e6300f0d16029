"""Processes in the background: started apart from the terminal, known again, ended completely.

A process is known by its id together with the moment it began, because ids are used again. Children
that outlive their parent are found by a mark in their environment, which nobody else carries.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

MARK = "LEDGER_SYNC_STACK"
GRACE_SECONDS = 20


@dataclass(frozen=True)
class Process:
    """One process that we started."""

    pid: int
    began_at: float

    def is_alive(self) -> bool:
        """Tell whether it still runs, and is not another one under the same id."""
        try:
            found = psutil.Process(self.pid)
            is_same = abs(found.create_time() - self.began_at) < 1
            return is_same and bool(found.status() != psutil.STATUS_ZOMBIE)
        except psutil.Error:
            return False


def start(
    command: Sequence[str], environment: Mapping[str, str], log: Path, inherited: Sequence[int] = ()
) -> Process:
    """Start a process in a session of its own, with its output in a file."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=tuple(inherited),
        )
    return Process(process.pid, psutil.Process(process.pid).create_time())


def stop(processes: Sequence[Process], mark: str) -> None:
    """Ask the processes to end, then end what is left of them and of their children."""
    asked = [psutil.Process(each.pid) for each in processes if each.is_alive()]
    for process in asked:
        _signal(process, signal.SIGTERM)
    psutil.wait_procs(asked, timeout=GRACE_SECONDS)
    left = marked(mark)
    for process in left:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(left, timeout=GRACE_SECONDS)


def marked(mark: str) -> list[psutil.Process]:
    """Find every process that carries the mark, this one excepted."""
    return [
        each for each in psutil.process_iter() if each.pid != os.getpid() and _mark_of(each) == mark
    ]


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return str(process.environ().get(MARK))
    except (psutil.Error, OSError):
        return None


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
