"""`make demo`: the main job from end to end on a stack of its own, which is gone afterwards.

Four companies of Klipboard are connected to books of the sandbox, by the real consent and the real
DAGs: three to Xero, one to QuickBooks, and one of the three to QuickBooks as well. Then the hourly
run of each ledger, and each once more, which has nothing to do.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stack import demo_invoice, demo_tables, source, world
from stack.isolated import Isolated, RunBroke, isolated_stack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.process import SandboxProcess
    from stack.demo_tables import Result


NAME_OF_COMPANY = "/companyinfo/"
"""QuickBooks is asked for it at the consent, through its API."""


class DemoFailed(Exception):
    """What the demo promises did not hold; the text says what."""


@dataclass(frozen=True)
class Step:
    """One run of the plan."""

    ledger: str
    dag_id: str
    conf: dict[str, Any]

    @property
    def title(self) -> str:
        """What is told of it while it runs."""
        if "company" not in self.conf:
            return self.dag_id
        return f"{self.dag_id}, company {self.conf['company']}, {world.BOOKS[self.ledger].title}"


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
    tenants = world.open_books(stack.sandbox, world.BOOKS, companies)
    for company in companies:
        joins = [
            world.BOOKS[name].title for name, who in world.demo_connections() if who == company.id
        ]
        say(f"  company {company.id}: {company.name}, {company.country}: {' and '.join(joins)}")
    say("Connecting them, and running the DAGs (the first one waits for imports) ...")
    results = list(_run_all(stack, tenants))
    first, hourly, again = _by_part(results)
    demo_tables.print_counts("First connections: what the bookkeepers had", first)
    demo_tables.print_start_numbers(stack.klipboard)
    demo_tables.print_counts("The hourly runs: what went to each ledger", hourly)
    invoice = demo_invoice.pick(stack.sandbox, tenants, stack.klipboard)
    if invoice is None:
        raise DemoFailed("no invoice of Klipboard's reached every ledger")
    demo_invoice.print_sides(invoice)
    demo_tables.print_quarantine(stack.klipboard)
    demo_tables.print_counts("The same runs again, with nothing new", again)
    _check(again, invoice)


def _plan() -> list[Step]:
    """First connections, then the hourly run of each ledger, then that again."""
    first = [
        Step(ledger, *world.first_connection(ledger, company))
        for ledger, company in world.demo_connections()
    ]
    hourly = [Step(ledger, f"klipboard_to_{ledger}", {}) for ledger in world.BOOKS]
    return [*first, *hourly, *hourly]


def _by_part(results: Sequence[Result]) -> tuple[Sequence[Result], ...]:
    """Part the results of the plan into its three parts."""
    hourly = len(world.BOOKS)
    return results[: -2 * hourly], results[-2 * hourly : -hourly], results[-hourly:]


def _run_all(stack: Isolated, tenants: world.Tenants) -> Iterator[Result]:
    """Connect and carry out the plan, all in one process; the last runs must make no call."""
    plan = _plan()
    began = time.monotonic()
    calls = _calls(stack.sandbox)
    runs = stack.run([(each.dag_id, each.conf) for each in plan], world.consents(tenants))
    for number, (step, result) in enumerate(zip(plan, runs, strict=True), start=1):
        before, calls = calls, _calls(stack.sandbox)
        seconds = time.monotonic() - began
        say(f"  {seconds:4.0f} s  {step.title}: success, {calls - before} ledger calls")
        if number > len(plan) - len(world.BOOKS) and calls > before:
            raise DemoFailed(f"{step.title} called the ledger {calls - before} times for nothing")
        yield step.ledger, result


def _calls(sandbox: SandboxProcess) -> int:
    """How many calls of their APIs the ledgers have received, but for those of a consent."""
    received = (call for ledger in world.BOOKS for call in getattr(sandbox, ledger).requests())
    return sum(NAME_OF_COMPANY not in call.path for call in received)


def _check(again: Sequence[Result], invoice: demo_invoice.Sides) -> None:
    calls = sum(counts["calls"] for _, _, counts in demo_tables.rows(again))
    say(f"The second runs made {calls} ledger calls.")
    if calls:
        raise DemoFailed("the second runs should have made no call")
    if differing := invoice.differing():
        raise DemoFailed(f"invoice {invoice.number} differs in {' and in '.join(differing)}")
