"""A stack that is ready to be used: databases reachable, environment complete.

Every command goes through `open_session`; what it does with the stack is the command's own affair.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from stack import environment, postgres, secrets_file, source

if TYPE_CHECKING:
    from stack.paths import State


RUN_FOLDER = "run-"
UNFINISHED = ["running", "queued", "scheduled", "up_for_retry", "awaiting_input"]


@dataclass(frozen=True)
class Session:
    """What a command needs to start a process of the stack."""

    state: State
    environment: dict[str, str]
    keys: secrets_file.StackKeys
    server: postgres.Server | None
    has_own_source: bool
    """The source is the demo's, in the embedded server, and not a database of the user's."""

    @property
    def inherited(self) -> tuple[int, ...]:
        """Open files that a child must keep, so that the server stays for it."""
        return (self.server.holder,) if self.server else ()


@contextmanager
def open_session(
    state: State, user: Mapping[str, str], *, metadata: str = postgres.FOREGROUND_METADATA
) -> Iterator[Session]:
    """Start what is missing, and stop again what nobody else needs.

    Args:
        state: where the stack keeps its things.
        user: what the user has set; connections in it are taken as they are.
        metadata: which of the embedded server's databases is Airflow's.
    """
    state.make()
    keys = secrets_file.load_or_make(state.secrets)
    if not environment.needs_embedded_server(user):
        yield Session(state, environment.build(user, state, keys, None), keys, None, False)
        return
    with postgres.lease(state.postgres, lambda first: _forget_killed_runs(state, first)) as server:
        klipboard = server.uri(postgres.KLIPBOARD)
        has_own_source = not environment.is_set(user, environment.SOURCE_CONNECTION)
        if has_own_source:
            source.fill_if_empty(klipboard)
        databases = environment.Databases(server.uri(metadata), klipboard)
        variables = environment.build(user, state, keys, databases)
        yield Session(state, variables, keys, server, has_own_source)


def _forget_killed_runs(state: State, server: postgres.Server) -> None:
    """Mark runs in the foreground whose process was killed as failed, and remove their folders."""
    for left in state.folder.glob(f"{RUN_FOLDER}*"):
        shutil.rmtree(left, ignore_errors=True)
    with psycopg.connect(server.uri(postgres.FOREGROUND_METADATA)) as connection:
        row = connection.execute("SELECT to_regclass('dag_run')").fetchone()
        if row and row[0]:
            for statement in (
                "UPDATE task_instance SET state = 'failed', end_date = now() WHERE state = ANY(%s)",
                "UPDATE dag_run SET state = 'failed', end_date = now() WHERE state = ANY(%s)",
            ):
                connection.execute(statement, [UNFINISHED])
