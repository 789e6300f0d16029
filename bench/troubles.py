"""What trouble costs: answers that are lost, a ledger that stumbles, a worker that is killed.

The same load again and again, each time with one trouble at its second write call. Everything must
be there once; told is how many calls more that took than the load without trouble, and how many
runs until nothing was left to do. A worker is killed in a process of its own
(``python -m bench.troubles``).
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ledger_sync.errors import TransientError
from ledger_sync.ledgers import ledger_named
from ledger_sync.state.database import open_engine
from requests.adapters import HTTPAdapter  # noqa: TID253 - no DAG file imports this

from bench import stage
from bench.joined import COMPANY, JoinedCompany
from sandbox.process import attach, running_sandbox

INVOICES = 120
"""Several write calls of either ledger."""
MOST_RUNS = 5
WRITES = {"xero": ("PUT", "/Invoices"), "quickbooks": ("POST", "/batch")}
NUMBERS = {"xero": ("Invoices", "InvoiceNumber"), "quickbooks": ("Invoice", "DocNumber")}
AT_THE_SECOND = 2
BEFORE, AFTER = "before", "after"

FAULTS: Mapping[str, Mapping[str, Any]] = {
    "no trouble": {},
    "request lost on the way there": {"kind": "drop_before"},
    "answer lost on the way back": {"kind": "drop_after"},
    "half an answer": {"kind": "truncate"},
    "500 with a page of HTML": {"kind": "server_error"},
    "503 with a page of HTML": {"kind": "server_error", "status": 503},
    "429 with a wait of a second": {"kind": "rate_limit", "retry_after": 1},
    "an expired token": {"kind": "expire_token"},
}
DEATHS = {"worker killed before the call": BEFORE, "worker killed after the call": AFTER}

INSERT_INVOICES = """
    INSERT INTO klipboard.invoices (id, company_id, number, client_id, status, issue_date, due_date)
    SELECT :first + n, company_id, 'INV-' || (:first + n), client_id, 'Sent',
        DATE '2026-01-05', DATE '2026-02-04'
    FROM generate_series(1, CAST(:count AS integer)) AS n CROSS JOIN (
        SELECT company_id, min(id) AS client_id FROM klipboard.clients GROUP BY company_id
    ) AS theirs
"""
INSERT_LINES = """
    INSERT INTO klipboard.invoice_lines
        (id, company_id, invoice_id, position, item_name, unit_price, account_code, tax_rate)
    SELECT id, company_id, id, 1, 'Labour', 40, '200', '20% VAT' FROM klipboard.invoices
    WHERE id > :first
"""
MINUTES_LATER = "UPDATE sync.batches SET sure_from = sure_from - interval '5 minutes'"


@dataclass(frozen=True)
class TroubleFigures:
    """One load with one trouble."""

    ledger: str
    trouble: str
    happened: int
    """How often."""
    records: int
    calls: int
    more_calls: int
    """Than the same load without trouble."""
    runs_after: int
    """Runs after the one that met it until nothing was left to do."""
    lost: int
    doubled: int

    @property
    def kept(self) -> bool:
        """Whether everything is there once, with one run more at most."""
        return self.lost == self.doubled == 0 and self.runs_after <= 1


def measure(server_address: str, ledger: str) -> list[TroubleFigures]:
    """Load after load of one company."""
    address = stage.make_database(server_address, f"troubles_{ledger}")
    engine = open_engine(address, name="bench")
    with running_sandbox() as sandbox:
        try:
            return _Bench(JoinedCompany(engine, sandbox, ledger_named(ledger)), address).measure()
        finally:
            engine.dispose()


class _Bench:
    """One company that is in the ledger, and invoices that are not."""

    def __init__(self, company: JoinedCompany, address: str) -> None:
        self.company = company
        self.address = address
        self.ledger = company.ledger.name
        self.written = 0
        self.undisturbed = 0

    def measure(self) -> list[TroubleFigures]:
        sizes = {"first_company_id": COMPANY, "companies": 1, "clients": 1}
        stage.fill(self.company.engine, ("companies",), **sizes)
        self.tenant_id = self.company.join()
        stage.fill(self.company.engine, ("clients",), **sizes)
        # The client and the one item that all lines have.
        self._write(1)
        self.company.load(self.company.fill_outbox("before"))
        figures = [self._disturbed(name, fault) for name, fault in FAULTS.items()]
        return figures + [self._killed(name, moment) for name, moment in DEATHS.items()]

    def _disturbed(self, name: str, fault: Mapping[str, Any]) -> TroubleFigures:
        method, path = WRITES[self.ledger]
        there = self.company.there
        if fault:
            there.inject(**fault, method=method, path=path, after=AT_THE_SECOND - 1)

        found = self._load(name, self._try, lambda: sum(each["fired"] for each in there.faults()))
        there.clear_faults()
        return found

    def _killed(self, name: str, moment: str) -> TroubleFigures:
        command = [sys.executable, "-m", "bench.troubles", self.address]
        command += [self.company.sandbox.base_url, self.ledger, moment]
        deaths: list[int] = []

        def load(run: int) -> None:
            ended = subprocess.run([*command, str(run)], check=False)
            deaths.append(ended.returncode)

        return self._load(name, load, lambda: deaths.count(-signal.SIGKILL))

    def _load(
        self, name: str, load: Callable[[int], None], happened: Callable[[], int]
    ) -> TroubleFigures:
        self._write(INVOICES)
        before = self._calls()
        load(self.company.fill_outbox(name))
        runs = 0
        while self._is_something_left() and runs < MOST_RUNS:
            runs += 1
            self._try(self.company.fill_outbox(f"{name}, run {runs}"))
        calls = self._calls() - before
        self.undisturbed = self.undisturbed or calls
        there = self._there()
        return TroubleFigures(
            ledger=self.ledger,
            trouble=name,
            happened=happened(),
            records=INVOICES,
            calls=calls,
            more_calls=calls - self.undisturbed,
            runs_after=runs,
            lost=self.written - len(there),
            doubled=sum(there.values()) - len(there),
        )

    def _try(self, run: int) -> None:
        """A load and, where a later try may cure it, a second one: minutes later, at Airflow's."""
        try:
            self.company.load(run)
        except TransientError:
            self.company.change(MINUTES_LATER)
            self.company.load(run)

    def _write(self, count: int) -> None:
        """Write so many new invoices in Klipboard."""
        self.company.change(INSERT_INVOICES, first=self.written, count=count)
        self.company.change(INSERT_LINES, first=self.written)
        self.written += count

    def _calls(self) -> int:
        return len(self.company.there.requests(self.tenant_id, api_only=True))

    def _is_something_left(self) -> bool:
        query = "SELECT EXISTS (SELECT 1 FROM sync.outbox)"
        with self.company.engine.connect() as db:
            return bool(db.execute(sa.text(query)).scalar_one())

    def _there(self) -> Counter[str]:
        """How often the ledger has each number."""
        resource, number = NUMBERS[self.ledger]
        documents = self.company.there.documents(self.tenant_id, resource)
        return Counter(str(each[number]) for each in documents)


def _die_at_the_second_write(method: str, path: str, moment: str) -> None:
    """From now on this process does not survive its second write call."""
    send = HTTPAdapter.send
    seen: list[str] = []

    def deadly(self: HTTPAdapter, request: Any, *args: Any, **options: Any) -> Any:
        is_write = request.method == method and request.path_url.split("?")[0].endswith(path)
        if is_write:
            seen.append(request.path_url)
        dies = is_write and len(seen) == AT_THE_SECOND
        if dies and moment == BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = send(self, request, *args, **options)
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    HTTPAdapter.send = deadly  # type: ignore[method-assign]


def main() -> None:
    """Load in this process, and be killed."""
    parser = argparse.ArgumentParser()
    for name in ("address", "sandbox", "ledger", "moment", "run"):
        parser.add_argument(name)
    arguments = parser.parse_args()
    engine = open_engine(arguments.address, name="bench")
    company = JoinedCompany(engine, attach(arguments.sandbox), ledger_named(arguments.ledger))
    _die_at_the_second_write(*WRITES[arguments.ledger], arguments.moment)
    company.load(int(arguments.run))


if __name__ == "__main__":
    main()
