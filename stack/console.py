"""`make connect`, `disconnect` and `unlink`: the project's console, in the environment of a run."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from sandbox.process import attach
from stack import background, dag_run, environment, source, world
from stack.session import open_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stack.background import Background
    from stack.paths import State
    from stack.session import Session


def call(state: State, command: str, options: Sequence[str]) -> int:
    """Run one console command in the foreground; its exit code is ours."""
    user = environment.users_own()
    up = background.running(state)
    with open_session(state, {**up.connections, **user} if up else user) as session:
        if up and command == "connect":
            _let_consent(session, up, options)
        return subprocess.run(
            [sys.executable, "-m", "ledger_sync.console", command, *options],
            env=session.environment,
            pass_fds=session.inherited,
            check=False,
        ).returncode


def _let_consent(session: Session, up: Background, options: Sequence[str]) -> None:
    """Choose the company's own books where the QuickBooks of `make up` asks who consents."""
    given = session.environment.get(environment.QUICKBOOKS_CONNECTION, "")
    if not up.sandbox_url or up.sandbox_url not in given:
        return
    sandbox = attach(up.sandbox_url)
    if "--tenant" in options:
        world.let_consent(sandbox, options)
        return
    address = dag_run.libpq(session.environment[environment.SOURCE_CONNECTION])
    names = {str(company.id): company.name for company in source.companies(address)}
    name = names.get(options[options.index("--company") + 1])
    realms = {each["name"]: each["tenant_id"] for each in sandbox.quickbooks.organisations()}
    if name in realms:
        world.let_consent(sandbox, [*options, "--tenant", realms[name]])
