"""How many calls of a ledger's API the steps make: creates, nothing new, a few edits (B-04).

The ledger is the sandbox's, over HTTP, with its limits as the real one documents them: the pace
waits for them too.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests  # noqa: TID253 - no DAG file imports this
import sqlalchemy as sa
from ledger_sync.ledgers import ledger_named
from ledger_sync.rest.access import ApiAccess
from ledger_sync.rest.loopback import listening
from ledger_sync.settings import Settings
from ledger_sync.state.database import open_engine
from ledger_sync.state.secrets import Cipher
from ledger_sync.steps import consent, lines
from ledger_sync.steps.apply_connection import apply_connection
from ledger_sync.steps.extract import extract
from ledger_sync.steps.load import load
from ledger_sync.steps.plan_connection import plan_connection
from ledger_sync.steps.ports import Ports
from ledger_sync.steps.request import Request
from ledger_sync.steps.shards import shards
from ledger_sync.steps.transform import transform
from ledger_sync.steps.validate import validate

from bench import stage
from sandbox.process import SandboxProcess, running_sandbox

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.rest.oauth import Consent

COMPANY = 1
CLIENTS = 200
INVOICES = 1_000
LINES = 3
ITEMS = 300
EDITED_EVERY = 100
MOST_READS = 1
"""However many invoices go: which numbers are new in a ledger that does not keep them unique."""
SECONDS_TO_CONSENT = 20

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
            return _Bench(engine, sandbox, ledger_named(ledger)).measure()
        finally:
            engine.dispose()


class _Bench:
    """One company, joined to one organisation of the sandbox."""

    def __init__(self, engine: sa.Engine, sandbox: SandboxProcess, ledger: Ledger) -> None:
        self.engine = engine
        self.sandbox = sandbox
        self.ledger = ledger
        self.there: Any = getattr(sandbox, ledger.name)

    def measure(self) -> list[CallFigures]:
        parties = {"first_company_id": COMPANY, "companies": 1, "clients": CLIENTS}
        stage.fill(self.engine, ("companies",), **parties)
        self._connect()
        stage.fill(self.engine, ("clients",), **parties)
        figures = [self._run("new clients", CLIENTS, self._batches(CLIENTS))]
        self._change(INSERT_ALL_ITEMS)
        self._change(INSERT_ITS_LINES, items=ITEMS)
        made = self._batches(ITEMS) if self.ledger.catalogue else 0
        figures.append(self._run(f"an invoice of {ITEMS} new items", 1, made + 1))
        documents = {**parties, "invoices": INVOICES, "lines": LINES}
        stage.fill(self.engine, ("invoices", "invoice_lines"), **documents)
        self._change(DEAL_ITEMS, items=ITEMS)
        what = "new invoices, known clients and items"
        figures.append(self._run(what, INVOICES, self._batches(INVOICES), MOST_READS))
        figures.append(self._run("the same run again", 0, 0, 0))
        edited = self._change(EDIT_SOME, every=EDITED_EVERY)
        what = f"one invoice in {EDITED_EVERY} edited"
        figures.append(self._run(what, edited, self._batches(edited), 0))
        return figures

    def _batches(self, records: int) -> int:
        """The fewest calls in which so many records can go."""
        return math.ceil(records / self.ledger.batch_size)

    def _change(self, statement: str, **values: int) -> int:
        with self.engine.begin() as db:
            return db.execute(sa.text(statement), values).rowcount

    def _run(
        self, what: str, records: int, writes: int, most_reads: int | None = None
    ) -> CallFigures:
        ports = self._ports()
        before = len(self.there.requests())
        run = extract(ports, self.ledger, stage.request(self.ledger.name, what))
        validate(ports, self.ledger, run)
        transform(ports, self.ledger, run)
        began = time.perf_counter()
        for shard in shards(ports, self.ledger, run):
            load(ports, self.ledger, run, shard["connections"])
        seconds = round(time.perf_counter() - began, 2)
        calls = self.there.requests()[before:]
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

    def _connect(self) -> None:
        """The consent, with its redirect followed as a browser would, and the first connection."""
        organisation = self.there.add_organisation("Bench", country="GB")
        ports = lines.consent_ports(
            self.ledger, self._access(), self.engine, self.engine, Cipher(stage.FERNET_KEY)
        )
        wish = consent.Wish(COMPANY, organisation.tenant_id)
        with listening(0) as redirect:

            def ask(begun: Consent) -> dict[str, str]:
                requests.get(begun.url, timeout=SECONDS_TO_CONSENT)
                return redirect.answer(begun.state, SECONDS_TO_CONSENT)

            consent.connect(ports, self.ledger, wish, redirect.uri, ask)
        asked = Request("first_connection", "bench", self.ledger.name, (COMPANY,))
        apply_connection(
            self._ports(), self.ledger, plan_connection(self._ports(), self.ledger, asked)["run"]
        )

    def _ports(self) -> Ports:
        settings = Settings()
        opener = lines.line_opener(
            self.ledger, self._access, self.engine, Cipher(stage.FERNET_KEY), settings
        )
        return Ports(self.engine, self.engine, settings, opener)

    def _access(self) -> ApiAccess:
        addresses = (name for name in self.ledger.oauth.defaults if name.endswith("_url"))
        return ApiAccess(
            host=self.sandbox.base_url,
            client_id=self.there.client_id,
            client_secret=self.there.client_secret,
            extra={name: getattr(self.there, name) for name in addresses},
        )
