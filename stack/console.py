"""`make connect` and `make disconnect`: the project's console, in the environment of a run."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from stack import background, environment
from stack.session import open_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stack.paths import State


def call(state: State, command: str, options: Sequence[str]) -> int:
    """Run one console command in the foreground; its exit code is ours."""
    user = environment.users_own()
    up = background.running(state)
    with open_session(state, {**up.connections, **user} if up else user) as session:
        return subprocess.run(
            [sys.executable, "-m", "ledger_sync.console", command, *options],
            env=session.environment,
            pass_fds=session.inherited,
            check=False,
        ).returncode
