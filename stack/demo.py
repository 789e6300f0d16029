"""`make demo`: the main job from end to end on a stack of its own, which is gone afterwards.

Three companies of Klipboard are connected to three Xero organisations of the sandbox, by the real
consent and the real DAGs; then the hourly run, and the hourly run again, which has nothing to do.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from stack import demo_tables, source, world
from stack.isolated import Isolated, RunBroke, isolated_stack

HOURLY = "klipboard_to_xero"


class DemoFailed(Exception):
    """What the demo promises did not hold; the text says what."""


def show() -> int:
    """Run the demo; nothing of it stays, however it ends."""
    started = time.monotonic()
    say("Starting PostgreSQL, with Klipboard's demo data, and the ledger sandbox ...")
    try:
        with isolated_stack() as stack:
            _demo(stack)
    except (DemoFailed, RunBroke) as problem:
        print(f"\nThe demo failed: {problem}", file=sys.stderr)
        return 1
    say(f"\nAll of it held. ({time.monotonic() - started:.0f} s; nothing was left behind.)")
    say("Next: `make up` leaves the same stack running, with the Airflow UI.")
    return 0


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def _demo(stack: Isolated) -> None:
    companies = source.companies(stack.klipboard)
    tenants = world.open_books(stack.sandbox, companies)
    for company in companies:
        say(f"  company {company.id}: {company.name}, {company.country}")
    say("Connecting them to Xero, and running the DAGs (the first one waits for imports) ...")
    *first, hourly, again = _run_all(stack, tenants)
    demo_tables.print_counts("First connections: what the bookkeepers had in Xero", first)
    demo_tables.print_counts("The hourly run: what went to Xero", [hourly])
    invoice = demo_tables.pick_invoice(stack.sandbox, tenants, stack.klipboard)
    demo_tables.print_invoice(invoice)
    demo_tables.print_quarantine(stack.klipboard)
    demo_tables.print_counts("The same run again, with nothing new", [again])
    _check(again, invoice)


def _run_all(stack: Isolated, tenants: dict[int, str]) -> list[dict[str, Any]]:
    """Connect, then first connections, then the hourly run twice: all in one process."""
    plan = [world.first_connection(company) for company in tenants]
    plan += [(HOURLY, {}), (HOURLY, {})]
    results: list[dict[str, Any]] = []
    began = time.monotonic()
    calls = 0
    for result in stack.run(plan, world.consents(tenants)):
        calls_before, calls = calls, len(stack.sandbox.xero.requests())
        _say_progress(plan[len(results)], time.monotonic() - began, calls - calls_before)
        results.append(result)
    if calls != calls_before:
        raise DemoFailed(f"the ledger received {calls - calls_before} calls from the second run")
    return results


def _say_progress(step: tuple[str, dict[str, Any]], seconds: float, calls: int) -> None:
    dag_id, conf = step
    what = f"{dag_id}, company {conf['company']}" if "company" in conf else dag_id
    say(f"  {seconds:4.0f} s  {what}: success, {calls} ledger calls")


def _check(again: dict[str, Any], invoice: demo_tables.BothSides) -> None:
    calls = sum(counts["calls"] for _, _, counts in demo_tables.rows([again]))
    say(f"The second run made {calls} ledger calls.")
    if calls:
        raise DemoFailed("the second run should have made no call")
    if not invoice.agrees:
        raise DemoFailed(f"invoice {invoice.number} differs between Klipboard and Xero")
