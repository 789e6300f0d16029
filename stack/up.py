"""`make up` and `make down`: the stack in the background."""

from __future__ import annotations

import secrets
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.process import attach
from stack import (
    airflow_parts,
    background,
    dag_run,
    environment,
    locks,
    postgres,
    processes,
    run,
    sandbox_process,
    source,
    world,
)
from stack.airflow_parts import DidNotStart, begin, free_port, tail
from stack.background import Background
from stack.session import open_session

if TYPE_CHECKING:
    from stack.paths import State
    from stack.session import Session

AIRFLOW_PORT = 8080
SANDBOX_PORT = 8090


def up(state: State) -> int:
    """Start the stack unless it runs; leave nothing behind when it does not come up."""
    with locks.exclusive(state.folder / "up.lock"):
        if found := background.running(state):
            say("The stack is running already.")
            tell(found)
            return 0
        _stop(state)  # what a crash left
        try:
            with open_session(
                state, environment.users_own(), metadata=postgres.METADATA
            ) as session:
                started = _start(session)
        except DidNotStart as problem:
            print(f"make up failed: {problem}", file=sys.stderr)
            _stop(state)
            return 1
        except BaseException:
            _stop(state)
            raise
    tell(started)
    return 0


def down(state: State, *, clean: bool) -> None:
    """Stop the stack's processes; with `clean` remove all that it remembers."""
    with locks.exclusive(state.folder / "up.lock"):
        was_up = _stop(state)
        if clean:
            _remove(state)
    say("The stack is stopped." if was_up else "The stack was not running.")
    say("Its data is gone." if clean else f"Its data stays in {state.folder}.")


def tell(up: Background) -> None:
    """Print where everything is and how to log in."""
    say(f"Airflow     {up.airflow_url}   log in as {environment.ADMIN} / {up.admin_password}")
    if up.sandbox_url:
        say(f"Sandbox     {up.sandbox_url}")
    say(f"Klipboard   {without_password(up.connections[environment.SOURCE_CONNECTION])}")
    say(
        f"State       {without_password(up.connections[environment.SYNC_CONNECTION])} (schema sync)"
    )
    say("Stop it with: make down")


def without_password(uri: str) -> str:
    """Show an address, but not what opens it."""
    head, at, tail = uri.rpartition("@")
    scheme, _, login = head.partition("://")
    user = login.partition(":")[0]
    return f"{scheme}://{user}{':***' if ':' in login else ''}@{tail}" if at else uri


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def _start(session: Session) -> Background:
    state = session.state
    url = f"http://127.0.0.1:{free_port(AIRFLOW_PORT)}"
    found = Background(secrets.token_hex(16), url, "", session.keys.admin_password, {})
    variables = {**session.environment, **airflow_parts.addresses(found)}
    consents: list[list[str]] = []
    if ledgers := world.missing(variables):
        say("Starting the ledger sandbox ...")
        consents = _begin_sandbox(session, found, variables, ledgers)
    found.connections = background.shared_settings(variables)
    background.save(state, found)
    say("Preparing Airflow and connecting the demo's companies ...")
    with (state.logs / "prepare.log").open("wb") as log:
        if not run.prepare(replace(session, environment=variables), consents, log):
            raise DidNotStart(f"preparation:\n{tail(state.logs / 'prepare.log')}")
    say("Starting Airflow ...")
    airflow_parts.start(session, found, variables)
    found.is_ready = True
    background.save(state, found)
    return found


def _begin_sandbox(
    session: Session, found: Background, variables: dict[str, str], ledgers: Sequence[str]
) -> list[list[str]]:
    """Start the sandbox with books for every company; return the consents of the demo's companies.

    It starts empty each time, so what the sync remembers of it begins anew as well: in a database
    of its own, which no real ledger's links ever share. Where the user named one of the ledgers or
    the source, nothing is forgotten and nobody is connected.
    """
    folder = session.state.sandbox
    command = sandbox_process.command(folder, free_port(SANDBOX_PORT))
    begin(session, found, "sandbox", command, variables)
    address = sandbox_process.wait_for_address(folder)
    if address is None:
        raise DidNotStart(f"the sandbox:\n{tail(session.state.logs / 'sandbox.log')}")
    found.sandbox_url = address
    sandbox = attach(address)
    variables |= world.connections(sandbox, ledgers) | {dag_run.SANDBOX: address}
    companies = source.companies(dag_run.libpq(variables[environment.SOURCE_CONNECTION]))
    tenants = world.open_books(sandbox, ledgers, companies)
    is_all_ours = session.has_own_source and set(ledgers) == set(world.BOOKS)
    if not session.server or not is_all_ours:
        return []
    variables[environment.SYNC_CONNECTION] = postgres.recreate(
        session.server, postgres.SANDBOX_STATE
    )
    return world.consents(tenants)


def _stop(state: State) -> bool:
    """End what the record names; tell whether anything still ran."""
    found = background.load(state)
    if found is None:
        postgres.stop_if_unused(state.postgres)
        return False
    was_up = any(each.is_alive() for each in found.processes.values())
    processes.stop(list(found.processes.values()), found.mark)
    postgres.stop_if_unused(state.postgres)
    state.up.unlink(missing_ok=True)
    return was_up


def _remove(state: State) -> None:
    postgres.remove(state.postgres)
    for path in (state.airflow, state.logs, state.reports, state.sandbox):
        shutil.rmtree(path, ignore_errors=True)
    state.secrets.unlink(missing_ok=True)
