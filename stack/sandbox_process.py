"""The ledger sandbox of `make up`: a process in the background like Airflow's."""

from __future__ import annotations

import sys
import time
from pathlib import Path

READY_SECONDS = 60


def command(folder: Path, port: int) -> list[str]:
    """Say how to start it; it writes its address into the folder once it answers."""
    ready_file(folder).unlink(missing_ok=True)
    options = ["--port", str(port), "--ready-file", str(ready_file(folder))]
    return [sys.executable, "-m", "sandbox", *options]


def ready_file(folder: Path) -> Path:
    """Where its address will stand."""
    return folder / "address"


def wait_for_address(folder: Path) -> str | None:
    """Wait until it answers; nothing when it takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if ready_file(folder).exists():
            return ready_file(folder).read_text().strip()
        time.sleep(0.1)
    return None
