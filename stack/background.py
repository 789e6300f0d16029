"""The record of the stack that `make up` leaves running: processes, addresses, connections."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stack.processes import Process

if TYPE_CHECKING:
    from stack.paths import State

SHARED_PREFIXES = ("AIRFLOW_CONN_", "LEDGER_SYNC_")
NOT_SETTINGS = ("LEDGER_SYNC_STACK",)


@dataclass
class Background:
    """One stack in the background."""

    mark: str
    airflow_url: str
    sandbox_url: str
    admin_password: str
    connections: dict[str, str]
    is_ready: bool = False
    processes: dict[str, Process] = field(default_factory=dict)

    def is_complete(self) -> bool:
        """Tell whether it came up and every process still runs."""
        return self.is_ready and all(each.is_alive() for each in self.processes.values())

    def serves(self, user: Mapping[str, str]) -> bool:
        """Tell whether a run in it would see the connections and settings that the user set."""
        wanted = shared_settings(user)
        return all(self.connections.get(name) == value for name, value in wanted.items())


def shared_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Pick what decides to which databases and ledgers a run talks, and how."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(SHARED_PREFIXES) and name not in NOT_SETTINGS and value
    }


def load(state: State) -> Background | None:
    """Read the record, whatever became of its processes."""
    if not state.up.exists():
        return None
    fields = json.loads(state.up.read_text())
    processes = {name: Process(**each) for name, each in fields.pop("processes").items()}
    return Background(**fields, processes=processes)


def running(state: State) -> Background | None:
    """Read the record of a stack that is up as a whole."""
    background = load(state)
    return background if background and background.is_complete() else None


def save(state: State, background: Background) -> None:
    """Write the record for its owner alone: it holds passwords."""
    draft = Path(f"{state.up}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(background), file)
    draft.replace(state.up)
