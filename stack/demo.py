"""`make demo`: the main job from end to end on a stack of its own, which is gone afterwards.

Four companies of Klipboard are connected to books of the sandbox, by the real consent and the real
DAGs: three to Xero, one to QuickBooks, and one of the three to QuickBooks as well. Then the hourly
run of each ledger; what bookkeepers do there; the nightly run of each ledger, which brings it back;
and all of them once more, which have nothing to do.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stack import demo_circle, demo_invoice, demo_tables, source, world
from stack.isolated import Isolated, RunBroke, isolated_stack

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    runs = Runs(stack, tenants)
    first, hourly = runs.take(FIRST), runs.take(OUT)
    say("         Bookkeepers record payments and edit invoices; Klipboard goes on working ...")
    edits = demo_circle.change_both_sides(stack.sandbox, tenants, stack.klipboard)
    back, out = runs.take(BACK), runs.take(OUT)
    again = runs.take([*BACK, *OUT])
    _print_way_out(stack, tenants, first, hourly)
    _print_way_back(stack, tenants, edits, back, out)
    demo_tables.print_counts("The same runs again, with nothing new", again)
    _check_rest(again)


def _print_way_out(
    stack: Isolated, tenants: world.Tenants, first: Sequence[Result], hourly: Sequence[Result]
) -> None:
    demo_tables.print_counts("First connections: what the bookkeepers had", first)
    demo_tables.print_start_numbers(stack.klipboard)
    demo_tables.print_counts("The hourly runs: what went to each ledger", hourly)
    invoice = demo_invoice.pick(stack.sandbox, tenants, stack.klipboard)
    if invoice is None:
        raise DemoFailed("no invoice of Klipboard's reached every ledger")
    demo_invoice.print_sides(invoice)
    if differing := invoice.differing():
        raise DemoFailed(f"invoice {invoice.number} differs in {' and in '.join(differing)}")
    demo_tables.print_quarantine(stack.klipboard)


def _print_way_back(
    stack: Isolated,
    tenants: world.Tenants,
    edits: Sequence[demo_circle.Edit],
    back: Sequence[Result],
    out: Sequence[Result],
) -> None:
    demo_tables.print_counts("The nightly runs: what came back to Klipboard", back)
    wrong = demo_circle.look_again(edits, stack.sandbox, tenants, stack.klipboard)
    demo_circle.print_edits("Paid and edited in the ledger, seen on both sides", edits)
    told = demo_circle.print_conflicts(
        "Changed on both sides: conflicts.csv says who won", edits, back
    )
    sent = sum(counts["updated"] for _, _, counts in demo_tables.rows(out))
    say(f"The hourly runs after them sent what Klipboard had won: {sent} invoices.")
    if wrong:
        fields = ", ".join(f"{edit.what} of {edit.number}" for edit in wrong)
        raise DemoFailed(f"not as it should be on both sides: {fields}")
    if not told == sent == len(world.BOOKS):
        raise DemoFailed(
            f"{told} conflicts were told and {sent} invoices sent: one a ledger is due"
        )


def _steps(name: str) -> list[Step]:
    return [Step(ledger, name.format(ledger), {}) for ledger in world.BOOKS]


FIRST = [
    Step(ledger, *world.first_connection(ledger, company))
    for ledger, company in world.demo_connections()
]
OUT, BACK = _steps("klipboard_to_{}"), _steps("{}_to_klipboard")
PLAN = [*FIRST, *OUT, *BACK, *OUT, *BACK, *OUT]


class Runs:
    """The plan, carried out in one process; what is done between two parts waits for no import."""

    def __init__(self, stack: Isolated, tenants: world.Tenants) -> None:
        """Begin with nothing run; companies are connected before the first run."""
        self._sandbox = stack.sandbox
        self._began = time.monotonic()
        self._calls = _calls(stack.sandbox)
        plan = [(each.dag_id, each.conf) for each in PLAN]
        self._results = stack.run(plan, world.consents(tenants))

    def take(self, steps: Sequence[Step]) -> list[Result]:
        """Carry out the next steps of the plan and tell each as it ends."""
        return [self._next(step) for step in steps]

    def _next(self, step: Step) -> Result:
        result = next(self._results)
        before, self._calls = self._calls, _calls(self._sandbox)
        seconds = time.monotonic() - self._began
        say(f"  {seconds:4.0f} s  {step.title}: success, {self._calls - before} ledger calls")
        return step.ledger, result


def _calls(sandbox: SandboxProcess) -> int:
    """How many calls of their APIs the ledgers have received, but for those of a consent."""
    received = (call for ledger in world.BOOKS for call in getattr(sandbox, ledger).requests())
    return sum(NAME_OF_COMPANY not in call.path for call in received)


def _check_rest(again: Sequence[Result]) -> None:
    """Nothing is written any more; only the way back has to look."""
    written = sum(
        counts[name]
        for _, _, counts in demo_tables.rows(again)
        for name in ("created", "updated", "voided")
    )
    looked, told = (
        sum(counts["calls"] for _, _, counts in demo_tables.rows(part))
        for part in (again[: len(BACK)], again[len(BACK) :])
    )
    say(f"These runs changed nothing: {looked} calls to look for edits, {told} for what goes out.")
    if written or told:
        raise DemoFailed("the last runs should have changed nothing")
