"""Start a sandbox as a process of its own, and steer it from Python."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.control_client import ControlClient, ControlError
from sandbox.ledger_client import Organisation
from sandbox.quickbooks.client import QuickBooksClient
from sandbox.request_log import LoggedRequest
from sandbox.xero.bookkeeper_client import Bookkeeper
from sandbox.xero.client import XeroClient

__all__ = [
    "Bookkeeper",
    "ControlError",
    "LoggedRequest",
    "Organisation",
    "QuickBooksClient",
    "SandboxProcess",
    "XeroClient",
    "attach",
    "running_sandbox",
    "start_sandbox",
]

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
STOP_SECONDS = 10


class SandboxProcess:
    """A running sandbox."""

    def __init__(self, base_url: str, process: subprocess.Popen[bytes] | None = None) -> None:
        self.base_url = base_url
        self._process = process
        self._control = ControlClient(base_url)
        self.xero = XeroClient(self._control)
        self.quickbooks = QuickBooksClient(self._control)

    @property
    def pid(self) -> int | None:
        """The process id, if this object started the process."""
        return self._process.pid if self._process else None

    def now(self) -> datetime:
        """Return the time of the sandbox's clock."""
        return datetime.fromisoformat(self._control.get("/health")["now"])

    def advance_clock(self, seconds: float) -> None:
        """Move the sandbox's clock forward."""
        self._control.post("/clock", {"advance": seconds})

    def set_clock(self, moment: datetime) -> None:
        """Let the sandbox's clock go on from a moment (with a time zone)."""
        self._control.post("/clock", {"set_to": moment.isoformat()})

    def reset(self) -> None:
        """Return the sandbox to the state of its start: its config, or nothing at all."""
        self._control.post("/reset", {})

    def keep(self, moment: str) -> None:
        """Keep the state of all ledgers as it is now, under a name; a reset forgets it."""
        self._control.post(f"/moments/{moment}", {})

    def put_back(self, moment: str) -> None:
        """Return all ledgers to a kept moment, as often as wanted; the clock goes on."""
        self._control.post(f"/moments/{moment}/put-back", {})

    def stop(self) -> None:
        """End the process."""
        self._control.close()
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def start_sandbox(
    config: dict[str, Any] | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    detached: bool = False,
    log_file: Path | None = None,
) -> SandboxProcess:
    """Start a sandbox and wait until it answers.

    Args:
        config: As in the file of `--config`.
        host: Address to listen on.
        port: 0 for any free port.
        detached: Let it outlive this process (`make up`); otherwise it ends with it.
        log_file: Where its errors go; without it they go to this process's standard error.

    Raises:
        RuntimeError: It ended before it was ready, or took too long.
    """
    with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
        ready = Path(folder, "ready")
        command = [sys.executable, "-m", "sandbox", "--host", host, "--port", str(port)]
        command += ["--ready-file", str(ready)]
        if config is not None:
            Path(folder, "config.json").write_text(json.dumps(config))
            command += ["--config", str(Path(folder, "config.json"))]
        if not detached:
            command += ["--stop-with", str(os.getpid())]
        process = _launch(command, detached=detached, log_file=log_file)
        return SandboxProcess(_address(process, ready), process)


def _launch(
    command: list[str], *, detached: bool, log_file: Path | None
) -> subprocess.Popen[bytes]:
    with Path(log_file or os.devnull).open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log if log_file else None,
            start_new_session=detached,
        )


def _address(process: subprocess.Popen[bytes], ready: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if process.poll() is not None:
            raise RuntimeError(f"the sandbox ended with code {process.returncode}")
        if time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise RuntimeError(f"the sandbox was not ready after {START_SECONDS} seconds")
        time.sleep(0.02)
    return ready.read_text().strip()


def attach(base_url: str) -> SandboxProcess:
    """Return a sandbox that runs already; `stop` leaves it running."""
    return SandboxProcess(base_url.rstrip("/"))


@contextmanager
def running_sandbox(
    config: dict[str, Any] | None = None, **options: Any
) -> Iterator[SandboxProcess]:
    """Run a sandbox for the length of a with block."""
    sandbox = start_sandbox(config, **options)
    try:
        yield sandbox
    finally:
        sandbox.stop()
