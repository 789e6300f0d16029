"""`make demo`: the main job from end to end on a stack of its own, which is gone afterwards.

Three companies of Klipboard are connected to three Xero organisations of the sandbox, by the real
consent and the real DAGs; then the hourly run, and the hourly run again, which has nothing to do.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.process import running_sandbox
from stack import demo_tables, environment, postgres, run, source, world
from stack.paths import State
from stack.session import Session, open_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.process import SandboxProcess

SETTINGS = ("AIRFLOW_", "LEDGER_SYNC_")
LOG_LINES = 30
HOURLY = "klipboard_to_xero"


class DemoFailed(Exception):
    """What the demo promises did not hold; the text says what."""


def show() -> int:
    """Run the demo; nothing of it stays, however it ends."""
    folder = Path(tempfile.mkdtemp(prefix="ledger-sync-demo-"))
    state = State(folder / "stack")
    started = time.monotonic()
    try:
        with run.ends_on_sigterm():
            _demo(state)
    except DemoFailed as problem:
        print(f"\nThe demo failed: {problem}", file=sys.stderr)
        return 1
    finally:
        postgres.remove(state.postgres)
        shutil.rmtree(folder, ignore_errors=True)
    say(f"\nAll of it held. ({time.monotonic() - started:.0f} s; nothing was left behind.)")
    say("Next: `make up` leaves the same stack running, with the Airflow UI.")
    return 0


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def _demo(state: State) -> None:
    # On a stack of its own: the databases and ledgers that the user has set are not for a demo.
    user = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    state.make()
    say("Starting PostgreSQL, with Klipboard's demo data, and the ledger sandbox ...")
    log = state.logs / "demo.log"
    with running_sandbox(log_file=log) as sandbox, open_session(state, user) as session:
        klipboard = session.environment[environment.SOURCE_CONNECTION]
        session.environment[environment.XERO_CONNECTION] = world.xero_connection(sandbox)
        companies = source.companies(klipboard)
        tenants = world.open_books(sandbox, companies)
        say(f"Connecting {', '.join(company.name for company in companies)} to Xero ...")
        results = _run_all(session, sandbox, tenants, log)
        _tell(results, sandbox, tenants, klipboard)


def _run_all(
    session: Session, sandbox: SandboxProcess, tenants: dict[int, str], log: Path
) -> list[dict[str, Any]]:
    """Connect, then first connections, then the hourly run twice: all in one process."""
    plan = [
        ("first_connection", {"company": company, "ledger": "xero", "approve": True})
        for company in tenants
    ]
    plan += [(HOURLY, {}), (HOURLY, {})]
    results = []
    with log.open("ab") as output:
        began = time.monotonic()
        for result in run.in_process(session, plan, world.consents(tenants), output):
            _check_run(result, log)
            results.append(result)
            calls = len(sandbox.xero.requests())
            seconds = time.monotonic() - began
            what = _describe(plan[len(results) - 1])
            say(f"  {seconds:5.0f} s  {what}: {result['state']}, {calls} ledger calls so far")
    return results


def _describe(step: tuple[str, dict[str, Any]]) -> str:
    dag_id, conf = step
    return f"{dag_id}, company {conf['company']}" if "company" in conf else dag_id


def _check_run(result: dict[str, Any], log: Path) -> None:
    if result["state"] == "success":
        return
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])
    raise DemoFailed(f"{result['dag_id']}: {result.get('error', 'see the log')}\n{tail}")


def _tell(
    results: Sequence[dict[str, Any]],
    sandbox: SandboxProcess,
    tenants: dict[int, str],
    klipboard: str,
) -> None:
    *first, hourly, again = results
    demo_tables.print_counts("First connections: what the bookkeepers had in Xero", first)
    demo_tables.print_counts("The hourly run: what went to Xero", [hourly])
    invoice = demo_tables.pick_invoice(sandbox, tenants, klipboard)
    demo_tables.print_invoice(invoice)
    demo_tables.print_quarantine(klipboard)
    demo_tables.print_counts("The same run again", [again])
    calls = sum(counts["calls"] for _, _, counts in demo_tables.rows([again]))
    say(f"The second run made {calls} ledger calls.")
    if calls:
        raise DemoFailed("the second run should have made no call")
    if not invoice.agrees:
        raise DemoFailed(f"invoice {invoice.number} differs between Klipboard and Xero")
