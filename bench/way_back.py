"""What the way back costs: calls of the ledger, round trips to the databases, time and memory.

Each run is measured in a process of its own (``python -m bench.way_back``), because a peak of
memory cannot be taken back. The ledger is the sandbox's, over HTTP, with its limits lifted: the
counts tell how long a real one would let us wait.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from ledger_sync.ledgers import ledger_named
from ledger_sync.ledgers.contract import Ledger, Limits
from ledger_sync.state.database import open_engine
from ledger_sync.steps.begin import begin
from ledger_sync.steps.merge import merge
from ledger_sync.steps.receive import receive
from ledger_sync.steps.request import Request
from ledger_sync.steps.shards import reading_shards

from bench import stage
from bench.desk import Desk
from bench.joined import COMPANY, JoinedCompany
from bench.outbox import MEBIBYTE, peak_bytes
from sandbox.process import LoggedRequest, attach, running_sandbox

LINES = 3
ONE_IS_A_CLIENT = 5
"""Of so many records; the others are invoices."""
PAID = 100
UNAUTHORISED = 401
HOUR = 3_600
"""Between two runs: longer than the overlap, so that each reads only what is new."""
LISTS = {"xero": 3, "quickbooks": 1}
"""What a run asks a ledger in which nothing changed: a call a kind of record, or the feed."""
PAGE = 1_000
"""Records that either ledger shows at once, and the most that QuickBooks' feed holds."""
KINDS = 4
LIFTED = {
    "xero": ("minute", "day", "app_minute"),
    "quickbooks": ("second", "minute", "batches"),
}
NO_LIMIT = 1_000_000


@dataclass(frozen=True)
class WayBackFigures:
    """One run, measured."""

    ledger: str
    what: str
    records: int
    """Which the ledger's people touched."""
    brought: int
    """Of which Klipboard was told."""
    calls: int
    most_calls: int
    round_trips: int
    """To both databases, reading and the run's own book-keeping included."""
    receive_seconds: float
    merge_seconds: float
    base_mebibytes: int
    """What the process took before it read anything."""
    peak_mebibytes: int

    @property
    def kept(self) -> bool:
        """Whether everything came, with no more calls than were promised."""
        return self.brought == self.records and self.calls <= self.most_calls

    @property
    def round_trips_a_record(self) -> float:
        """What one more record costs, and its share of what any run costs."""
        return self.round_trips / max(self.records, 1)

    @property
    def records_per_second(self) -> float:
        """How fast Klipboard is told, once the ledger is read."""
        return self.brought / self.merge_seconds


def measure(server_address: str, ledger: str, records: int) -> list[WayBackFigures]:
    """Night after night of one company whose ledger has so many records of ours."""
    address = stage.make_database(server_address, f"way_back_{ledger}_{records}")
    engine = open_engine(address, name="bench")
    with running_sandbox() as sandbox:
        try:
            company = JoinedCompany(engine, sandbox, _unhurried(ledger_named(ledger)))
            return _Bench(company, address, records).measure()
        finally:
            engine.dispose()


def _unhurried(ledger: Ledger) -> Ledger:
    """The ledger without a pace to keep."""
    return replace(ledger, limits=Limits(quotas=(), concurrent=ledger.limits.concurrent))


class _Bench:
    """One company, everything of it sent; then the ledger's people come to work."""

    def __init__(self, company: JoinedCompany, address: str, records: int) -> None:
        self.company = company
        self.address = address
        self.ledger = company.ledger.name
        self.clients = records // ONE_IS_A_CLIENT
        self.invoices = records - self.clients + PAID
        self.tenant_id = ""

    def measure(self) -> list[WayBackFigures]:
        self._fill()
        lists = LISTS[self.ledger]
        figures = [self._night("the first night", 0, NO_LIMIT)]
        figures.append(self._night("nothing changed", 0, lists))
        figures.append(self._night("payments", self._pay(), lists))
        edited = self._edit()
        figures.append(self._night("edits of everything", edited, self._most_calls()))
        figures.append(self._night("nothing changed again", 0, lists))
        return figures

    def _most_calls(self) -> int:
        """For edits of everything but what is paid.

        Xero's payments, and its other lists: one of several pages is read once more from when that
        began. QuickBooks' feed, then each kind by itself, what is too much of a kind page by page,
        each page from the last row of the one before, and the ids of all invoices: a query does not
        say what was deleted.
        """
        lists = (self.clients, self.invoices - PAID)
        if self.ledger == "xero":
            pages = [math.ceil(rows / PAGE) for rows in lists]
            return 1 + sum(each if each == 1 else each + 1 for each in pages)
        queried = [*(rows for rows in lists if rows >= PAGE), self.invoices]
        return 1 + KINDS + sum(rows // (PAGE - 1) + 1 for rows in queried)

    def _fill(self) -> None:
        company = self.company
        company.there.set_limits(**dict.fromkeys(LIFTED[self.ledger], NO_LIMIT))
        sizes = {"first_company_id": COMPANY, "companies": 1, "clients": self.clients}
        stage.fill(company.engine, ("companies",), **sizes)
        self.tenant_id = company.join()
        self.desk = Desk(company, self.tenant_id)
        documents = {**sizes, "invoices": self.invoices, "lines": LINES}
        stage.fill(company.engine, ("clients", "invoices", "invoice_lines"), **documents)
        company.load(company.fill_outbox("fill"))

    def _pay(self) -> int:
        paid = self.desk.sent("invoice")[:PAID]
        for invoice in paid:
            self.desk.pay(invoice)
        return len(paid)

    def _edit(self) -> int:
        """A field of every client and of every invoice that is not paid."""
        clients, invoices = self.desk.sent("client"), self.desk.sent("invoice")[PAID:]
        for place, client in enumerate(clients):
            self.desk.edit_client(client, f"new.{place}@company.example.com")
        for invoice in invoices:
            self.desk.edit_invoice(invoice, "THEIRS")
        return len(clients) + len(invoices)

    def _night(self, what: str, records: int, most_calls: int) -> WayBackFigures:
        """One run in a process of its own, an hour after what happened last."""
        self.company.sandbox.advance_clock(HOUR)
        there = self.company.there
        before = len(_answered(there.requests(self.tenant_id)))
        command = [sys.executable, "-m", "bench.way_back", self.address]
        command += [self.company.sandbox.base_url, self.ledger, what]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return WayBackFigures(
            ledger=self.ledger,
            what=what,
            records=records,
            calls=len(_answered(there.requests(self.tenant_id))) - before,
            most_calls=most_calls,
            **json.loads(done.stdout.splitlines()[-1]),
        )


def _answered(calls: list[LoggedRequest]) -> list[LoggedRequest]:
    """Without those whose token ran out because the sandbox's clock went on and ours did not."""
    return [call for call in calls if call.status != UNAUTHORISED]


def _measure_here(company: JoinedCompany, name: str) -> dict[str, float]:
    """The nightly run, step by step."""
    ports, ledger = company.ports(), company.ledger
    base = peak_bytes()
    trips = _counted(company.engine)
    run = begin(ports, ledger, Request(f"{ledger.name}_to_klipboard", name, ledger.name))
    shards = reading_shards(ports, ledger, run)
    times = [time.perf_counter()]
    for step in (receive, merge):
        for shard in shards:
            step(ports, ledger, run, shard["connections"])
        times.append(time.perf_counter())
    round_trips = len(trips)
    return {
        "brought": _brought(company.engine, run),
        "round_trips": round_trips,
        "receive_seconds": round(times[1] - times[0], 3),
        "merge_seconds": round(times[2] - times[1], 3),
        "base_mebibytes": base // MEBIBYTE,
        "peak_mebibytes": peak_bytes() // MEBIBYTE,
    }


def _counted(engine: sa.Engine) -> list[str]:
    """What is sent to the databases from now on; one statement for many rows goes at once."""
    seen: list[str] = []

    def count(_db: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", count)
    return seen


def _brought(engine: sa.Engine, run: int) -> int:
    """Of how many records Klipboard's history says that this run changed them."""
    query = "SELECT count(*) FROM sync.audit WHERE run = :run AND direction = 'inbound'"
    with engine.connect() as db:
        return int(db.execute(sa.text(query), {"run": run}).scalar_one())


def main() -> None:
    """Measure in this process and print the figures as one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("sandbox")
    parser.add_argument("ledger")
    parser.add_argument("name")
    arguments = parser.parse_args()
    engine = open_engine(arguments.address, name="bench")
    ledger = _unhurried(ledger_named(arguments.ledger))
    company = JoinedCompany(engine, attach(arguments.sandbox), ledger)
    print(json.dumps(_measure_here(company, arguments.name)))


if __name__ == "__main__":
    main()
