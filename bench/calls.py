"""How many calls of the ledger's API the steps make: creates, nothing new, a few edits (B-04).

The ledger is the sandbox's Xero over HTTP, with its limits as Xero documents them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
EDITED_EVERY = 100
SECONDS_TO_CONSENT = 20


@dataclass(frozen=True)
class CallFigures:
    """One run, as the ledger saw it."""

    what: str
    records: int
    writes: int
    reads: int
    elements: int
    """Records in those writes."""
    seconds: float
    """From the outbox to the ledger and settled: the load step alone."""
    promised_writes: int
    promised_reads: int | None = None

    @property
    def kept(self) -> bool:
        """Whether the ledger got as few calls as was promised."""
        return self.writes == self.promised_writes and self.promised_reads in (None, self.reads)


def measure(server_address: str) -> list[CallFigures]:
    """Run after run on one company."""
    address = stage.make_database(server_address, "calls")
    engine = open_engine(address, name="bench")
    with running_sandbox() as sandbox:
        try:
            return _Bench(engine, sandbox, ledger_named(stage.LEDGER)).measure()
        finally:
            engine.dispose()


class _Bench:
    """One company, joined to one organisation of the sandbox."""

    def __init__(self, engine: sa.Engine, sandbox: SandboxProcess, ledger: Ledger) -> None:
        self.engine = engine
        self.sandbox = sandbox
        self.ledger = ledger
        self.size = ledger.batch_size

    def measure(self) -> list[CallFigures]:
        parties = {"first_company_id": COMPANY, "companies": 1, "clients": CLIENTS}
        stage.fill(self.engine, ("companies",), **parties)
        self._connect()
        stage.fill(self.engine, ("clients",), **parties)
        figures = [self._run("clients that are new", CLIENTS, CLIENTS // self.size)]
        documents = {**parties, "invoices": INVOICES, "lines": LINES}
        stage.fill(self.engine, ("invoices", "invoice_lines"), **documents)
        figures.append(
            self._run("invoices that are new, of known clients", INVOICES, INVOICES // self.size)
        )
        figures.append(self._run("the same run again", 0, 0, reads=0))
        edited = self._edit()
        figures.append(self._run(f"one invoice in {EDITED_EVERY} edited", edited, 1, reads=0))
        return figures

    def _edit(self) -> int:
        statement = "UPDATE klipboard.invoices SET reference = 'EDITED' WHERE id % :every = 0"
        with self.engine.begin() as db:
            return db.execute(sa.text(statement), {"every": EDITED_EVERY}).rowcount

    def _run(self, what: str, records: int, writes: int, reads: int | None = None) -> CallFigures:
        ports = self._ports()
        before = len(self.sandbox.xero.requests())
        run = extract(ports, self.ledger, stage.request(what))
        validate(ports, self.ledger, run)
        transform(ports, self.ledger, run)
        began = time.perf_counter()
        for shard in shards(ports, self.ledger, run):
            load(ports, self.ledger, run, shard["connections"])
        seconds = round(time.perf_counter() - began, 2)
        calls = self.sandbox.xero.requests()[before:]
        sent = [call for call in calls if call.method != "GET"]
        return CallFigures(
            what=what,
            records=records,
            writes=len(sent),
            reads=len(calls) - len(sent),
            elements=sum(call.elements for call in sent),
            seconds=seconds,
            promised_writes=writes,
            promised_reads=reads,
        )

    def _connect(self) -> None:
        """The consent, with its redirect followed as a browser would, and the first connection."""
        organisation = self.sandbox.xero.add_organisation("Bench", country="GB")
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
            self._ports(), self.ledger, plan_connection(self._ports(), self.ledger, asked)
        )

    def _ports(self) -> Ports:
        settings = Settings()
        opener = lines.line_opener(
            self.ledger, self._access(), self.engine, Cipher(stage.FERNET_KEY), settings
        )
        return Ports(self.engine, self.engine, settings, opener)

    def _access(self) -> ApiAccess:
        xero = self.sandbox.xero
        return ApiAccess(
            host=self.sandbox.base_url,
            client_id=xero.client_id,
            client_secret=xero.client_secret,
            extra={
                "authorize_url": xero.authorize_url,
                "token_url": xero.token_url,
                "connections_url": xero.connections_url,
            },
        )
