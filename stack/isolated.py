"""A stack in a temporary folder, for the demo and the benchmark; gone when it is left."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.process import SandboxProcess, running_sandbox
from stack import dag_run, environment, locks, postgres, run, world
from stack.paths import State
from stack.session import Session, open_session

if TYPE_CHECKING:
    from typing import Any

PREFIX = "ledger-sync-stack-"
SETTINGS = ("AIRFLOW_", "LEDGER_SYNC_")
LOG_LINES = 30
YOUNG_SECONDS = 120


class RunBroke(Exception):
    """A run that should have succeeded did not; the text has the end of its log."""


@dataclass(frozen=True)
class Isolated:
    """The stack and its ledgers."""

    session: Session
    sandbox: SandboxProcess
    log: Path

    @property
    def klipboard(self) -> str:
        """Address of the source, which holds schema `sync` as well."""
        return self.session.environment[environment.SOURCE_CONNECTION]

    def run(self, plan: run.Plan, consents: run.Consents) -> Iterator[dict[str, Any]]:
        """Connect companies and run DAGs in one process, with its output in the log.

        Raises:
            RunBroke: one of them failed.
        """
        with self.log.open("ab") as output:
            for result in run.in_process(self.session, plan, consents, output):
                if result["state"] != "success":
                    tail = self.log.read_text(errors="replace").splitlines()[-LOG_LINES:]
                    reason = f"{result['dag_id']}: {result.get('error', 'see the log')}"
                    raise RunBroke("\n".join([*tail, "", reason]))
                yield result


@contextmanager
def isolated_stack(settings: Mapping[str, str] | None = None) -> Iterator[Isolated]:
    """Start PostgreSQL with the demo data and the sandbox; leave nothing of it behind.

    What the user has set is left out: neither the demo nor a benchmark may touch their databases.
    """
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    state = State(folder / "stack")
    state.make()
    log = state.logs / "runs.log"
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    try:
        with (
            run.ends_on_sigterm(),
            running_sandbox(log_file=log) as sandbox,
            open_session(state, {**theirs, **(settings or {})}) as session,
        ):
            session.environment.update(world.connections(sandbox, world.BOOKS))
            session.environment[dag_run.SANDBOX] = sandbox.base_url
            yield Isolated(session, sandbox, log)
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    postgres.remove(State(folder / "stack").postgres)
    shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove what a stack left that was killed without a chance to do so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        users = State(folder / "stack").postgres.with_suffix(".users")
        is_old = users.exists() and time.time() - users.stat().st_mtime > YOUNG_SECONDS
        if is_old and os.access(users, os.W_OK) and locks.is_unused(users):
            _remove(folder)
