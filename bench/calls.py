"""How many calls of a ledger's API the steps make: creates, nothing new, a few edits (B-04).

The ledger is the sandbox's, over HTTP, with its limits as the real one documents them: the pace
waits for them too.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from ledger_sync.ledgers import ledger_named
from ledger_sync.state.database import open_engine

from bench import stage
from bench.desk import Desk
from bench.joined import COMPANY, JoinedCompany
from sandbox.process import running_sandbox

CLIENTS = 200
INVOICES = 1_000
LINES = 3
ITEMS = 300
EDITED_EVERY = 100
MOST_READS = 1
"""However many invoices go: which numbers are new in a ledger that does not keep them unique."""
LOOKED_AT_ONCE = 40
"""Of so many records Xero shows at once how they are, before ours are sent over them (C-11)."""

# An invoice of all items there are, each with one account: with two it would be two items.
INSERT_ALL_ITEMS = """
    INSERT INTO klipboard.invoices (id, company_id, number, client_id, status, issue_date, due_date)
    SELECT 1, company_id, 'INV-ITEMS', min(id), 'Sent', DATE '2026-01-05', DATE '2026-02-04'
    FROM klipboard.clients GROUP BY company_id
"""
INSERT_ITS_LINES = """
    INSERT INTO klipboard.invoice_lines
        (id, company_id, invoice_id, position, item_name, unit_price, account_code, tax_rate)
    SELECT n, company_id, id, n, 'Item ' || n, 10, CASE n % 2 WHEN 0 THEN '200' ELSE '260' END,
        '20% VAT'
    FROM klipboard.invoices CROSS JOIN generate_series(1, CAST(:items AS integer)) AS n
"""
DEAL_ITEMS = """
    UPDATE klipboard.invoice_lines AS line
    SET item_name = 'Item ' || n, account_code = CASE n % 2 WHEN 0 THEN '200' ELSE '260' END
    FROM (
        SELECT id, 1 + (id - 1) % CAST(:items AS integer) AS n FROM klipboard.invoice_lines
    ) AS dealt
    WHERE dealt.id = line.id
"""
BOTH_EDITED = 100
EDIT_FIRST = """
    UPDATE klipboard.invoices SET due_date = due_date + 1
    WHERE id IN (
        SELECT id FROM klipboard.invoices WHERE status = 'Sent' AND due_date IS NOT NULL
        ORDER BY id DESC LIMIT CAST(:count AS integer)
    )
    RETURNING number
"""
EDIT_SOME = "UPDATE klipboard.invoices SET reference = 'EDITED' WHERE id % :every = 0"


@dataclass(frozen=True)
class CallFigures:
    """One run, as the ledger saw it."""

    ledger: str
    what: str
    records: int
    writes: int
    reads: int
    elements: int
    """Records in those writes."""
    seconds: float
    """From the outbox to the ledger and settled: the load step alone."""
    promised_writes: int
    most_reads: int | None = None
    """None: no promise, for what is read once in a company's life."""

    @property
    def kept(self) -> bool:
        """Whether the ledger got as few calls as was promised."""
        reads_kept = self.most_reads is None or self.reads <= self.most_reads
        return self.writes == self.promised_writes and reads_kept


def measure(server_address: str, ledger: str) -> list[CallFigures]:
    """Run after run on one company."""
    address = stage.make_database(server_address, f"calls_{ledger}")
    engine = open_engine(address, name="bench")
    with running_sandbox() as sandbox:
        try:
            return _Bench(JoinedCompany(engine, sandbox, ledger_named(ledger))).measure()
        finally:
            engine.dispose()


class _Bench:
    """Run after run on one company."""

    def __init__(self, company: JoinedCompany) -> None:
        self.company = company
        self.ledger = company.ledger

    def measure(self) -> list[CallFigures]:
        engine, change = self.company.engine, self.company.change
        parties = {"first_company_id": COMPANY, "companies": 1, "clients": CLIENTS}
        stage.fill(engine, ("companies",), **parties)
        self.desk = Desk(self.company, self.company.join())
        stage.fill(engine, ("clients",), **parties)
        figures = [self._run("new clients", CLIENTS, self._batches(CLIENTS))]
        change(INSERT_ALL_ITEMS)
        change(INSERT_ITS_LINES, items=ITEMS)
        made = self._batches(ITEMS) if self.ledger.catalogue else 0
        figures.append(self._run(f"an invoice of {ITEMS} new items", 1, made + 1))
        documents = {**parties, "invoices": INVOICES, "lines": LINES}
        stage.fill(engine, ("invoices", "invoice_lines"), **documents)
        change(DEAL_ITEMS, items=ITEMS)
        what = "new invoices, known clients and items"
        figures.append(self._run(what, INVOICES, self._batches(INVOICES), MOST_READS))
        figures.append(self._run("the same run again", 0, 0, 0))
        edited = change(EDIT_SOME, every=EDITED_EVERY)
        what = f"one invoice in {EDITED_EVERY} edited"
        figures.append(self._run(what, edited, self._batches(edited), self._looks(edited)))
        figures.append(self._meet())
        return figures

    def _meet(self) -> CallFigures:
        """The due date here, the reference there: the hourly run meets their edit (C-11).

        What a look finds edited is merged and looked at once more. At QuickBooks our changes are
        refused for their version; each record is then read by its id, as only that shows for sure
        which version it has, and a batch of them once more with their payments.
        """
        numbers = self.company.change_some(EDIT_FIRST, count=BOTH_EDITED)
        for number in numbers:
            self.desk.edit_invoice(number, "THEIRS")
        count = len(numbers)
        writes = self._batches(count) if self._looks(count) else 2 * self._batches(count)
        reads = 2 * self._looks(count) or count + self._batches(count)
        return self._run(f"{count} invoices edited on both sides", count, writes, reads)

    def _batches(self, records: int) -> int:
        """The fewest calls in which so many records can go."""
        return math.ceil(records / self.ledger.batch_size)

    def _looks(self, records: int) -> int:
        """The reads before so many records are changed: none where versions guard them."""
        way = self.ledger.way_back
        return 0 if way is None or way.keeps_versions else math.ceil(records / LOOKED_AT_ONCE)

    def _run(
        self, what: str, records: int, writes: int, most_reads: int | None = None
    ) -> CallFigures:
        there = self.company.there
        before = len(there.requests())
        run = self.company.fill_outbox(what)
        began = time.perf_counter()
        self.company.load(run)
        seconds = round(time.perf_counter() - began, 2)
        calls = there.requests()[before:]
        sent = [call for call in calls if call.method != "GET"]
        return CallFigures(
            ledger=self.ledger.name,
            what=what,
            records=records,
            writes=len(sent),
            reads=len(calls) - len(sent),
            elements=sum(call.elements for call in sent),
            seconds=seconds,
            promised_writes=writes,
            most_reads=most_reads,
        )
