"""A whole small world for tests of the pipeline: Klipboard, schema sync and a ledger over HTTP.

Rows go in through SQL, runs are the real steps in their real order, and what the ledger holds is
read from the sandbox. Only Airflow is left out: ``tests/dags`` runs the same through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import requests
import sqlalchemy as sa
from ledger_sync.errors import LedgerSyncError, RunFailed, TransientError
from ledger_sync.ledgers import ledger_named
from ledger_sync.ledgers.contract import Ledger, LedgerClient
from ledger_sync.rest.access import ApiAccess
from ledger_sync.rest.loopback import listening
from ledger_sync.rest.oauth import Consent
from ledger_sync.rest.session import Permit, always
from ledger_sync.settings import Settings
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.secrets import Cipher
from ledger_sync.steps import consent, lines
from ledger_sync.steps.apply_connection import apply_connection
from ledger_sync.steps.begin import begin
from ledger_sync.steps.extract import extract
from ledger_sync.steps.load import load
from ledger_sync.steps.merge import merge
from ledger_sync.steps.plan_connection import plan_connection
from ledger_sync.steps.ports import Line, Ports
from ledger_sync.steps.receive import receive
from ledger_sync.steps.request import Planned, Request, Shard
from ledger_sync.steps.shards import reading_shards, shards
from ledger_sync.steps.summarise import read_summary, summarise
from ledger_sync.steps.transform import transform
from ledger_sync.steps.validate import validate

from sandbox.process import LoggedRequest, SandboxProcess
from tests.pipeline.klipboard import CURRENCY, Company, Klipboard, Row

FERNET_KEY = "c3luYy10ZXN0cy1vbmx5LW5vdC1hLXNlY3JldC1rZXk="

Summary = dict[str, Any]
Step = Callable[[Ports, Ledger, int, Sequence[int]], None]


@dataclass(frozen=True)
class Ended:
    """How a run ended that was let fail: what Airflow would show."""

    summary: Summary
    failure: LedgerSyncError | None


class World(Klipboard):
    """Klipboard, the sync and one ledger.

    ``wrap_client`` stands between the steps and the ledger's client, for what happens to a worker
    at the worst moment; ``client_secret`` is what the Airflow connection says.
    """

    ledger_name = ""

    def __init__(
        self, engine: sa.Engine, sandbox: SandboxProcess, numbers: Iterator[int] | None = None
    ) -> None:
        super().__init__(engine, numbers or count(1))
        self.sandbox = sandbox
        self.ledger = ledger_named(self.ledger_name)
        self.there: Any = getattr(sandbox, self.ledger_name)
        self.client_secret = self.there.client_secret
        self.wish: dict[str, Any] = {}
        self.reports: Path | None = None
        self.tries = 1
        """How often a task is tried that fails in a way that a later try may cure."""
        self.paced = False
        """Whether calls keep to the ledger's quotas: many runs of a test happen in one second."""
        self.worker = engine
        """As whom the sync works: a test may give it fewer rights than those who fill Klipboard."""
        self.wrap_client: Callable[[LedgerClient], LedgerClient] = lambda client: client
        # Without an overlap a run reads only what changed since the last one, which saves most of
        # its time here: every row that is read is checked. Tests of the overlap set it again.
        self.settings = Settings(
            http_attempts=3, retry_wait_seconds=2, lock_wait_seconds=5, overlap_seconds=0
        )

    # --- the operator ---------------------------------------------------------------------------

    def configure(self, **settings: Any) -> None:
        """Change settings of the sync."""
        self.settings = self.settings.model_copy(update=settings)

    def a_company(self, *, country: str = "GB", connected: bool = True, **values: Any) -> Company:
        """A company with an organisation; through its first connection, or not yet connected."""
        currency = CURRENCY[country]
        defaults = {
            "name": f"Company {country}",
            "country": country,
            "base_currency": currency,
            "timezone": "UTC",
        }
        company_id = self.insert("companies", **{**defaults, **values})
        organisation = self.there.add_organisation(
            name=f"Organisation {company_id}", country=country, base_currency=currency
        )
        company = Company(company_id, country, organisation, self.ledger_name)
        if connected:
            self.connect(company)
            self.first_connection(company)
        return company

    def same_company(self, company: Company, *, connected: bool = True) -> Company:
        """A company of another world (of another ledger), with an organisation of this ledger."""
        organisation = self.there.add_organisation(
            name=f"Organisation {company.id}",
            country=company.country,
            base_currency=CURRENCY[company.country],
        )
        joined = replace(company, organisation=organisation, ledger=self.ledger_name)
        if connected:
            self.connect(joined)
            self.first_connection(joined)
        return joined

    @property
    def ports(self) -> Ports:
        free = replace(self.ledger, limits=replace(self.ledger.limits, quotas=()))
        ledger = self.ledger if self.paced else free
        opener = lines.line_opener(
            ledger, lambda: self.access, self.worker, Cipher(FERNET_KEY), self.settings
        )

        def open_line(connection: LedgerConnection, permit: Permit = always) -> Line:
            line = opener(connection, permit)
            return replace(line, client=self.wrap_client(line.client))

        return Ports(self.worker, self.worker, self.settings, open_line, self.reports)

    @property
    def access(self) -> ApiAccess:
        addresses = [name for name in self.ledger.oauth.defaults if name.endswith("_url")]
        return ApiAccess(
            host=self.sandbox.base_url,
            client_id=self.there.client_id,
            client_secret=self.client_secret,
            extra={name: getattr(self.there, name) for name in addresses},
        )

    def connect(self, company: Company, tenant_id: str | None = None) -> LedgerConnection:
        """The OAuth consent, with its redirect followed as a browser would."""
        tenant_id = tenant_id or company.organisation.tenant_id
        self.choose_organisation(tenant_id)
        wish = consent.Wish(company.id, tenant_id, **self.wish)
        with listening(0) as redirect:

            def ask(begun: Consent) -> dict[str, str]:
                requests.get(begun.url, timeout=30)
                return redirect.answer(begun.state, 10)

            return consent.connect(self._consent_ports(), self.ledger, wish, redirect.uri, ask)

    def choose_organisation(self, tenant_id: str) -> None:
        """What the person clicks at the consent, where the ledger asks which organisation."""

    def disconnect(self, company: Company) -> None:
        consent.disconnect(self._consent_ports(), self.ledger, company.id)

    def _consent_ports(self) -> consent.ConsentPorts:
        return lines.consent_ports(
            self.ledger, self.access, self.worker, self.worker, Cipher(FERNET_KEY)
        )

    def first_connection(self, company: Company, **options: Any) -> Summary:
        """The DAG ``first_connection``, step by step, without a person unless options say so."""
        planned, run_id = self.plan(company, **{"approve": True, **options})
        apply_connection(self.ports, self.ledger, planned["run"])
        return summarise(self.ports, self.ledger, "first_connection", run_id, ())

    def plan(self, company: Company, **options: Any) -> tuple[Planned, str]:
        """The first half: what a person is shown, and the run's id."""
        run_id = f"run {next(self.numbers)}"
        request = Request("first_connection", run_id, self.ledger.name, (company.id,), **options)
        return plan_connection(self.ports, self.ledger, request), run_id

    def approve(self, planned: Planned, run_id: str) -> Summary:
        """A person approves a plan, and the second half runs."""
        apply_connection(self.ports, self.ledger, planned["run"], approved=True)
        return summarise(self.ports, self.ledger, "first_connection", run_id, ())

    def run(self, **options: Any) -> Summary:
        """The hourly DAG, step by step; options are those of ``Request``. It must succeed."""
        ended = self.attempt(**options)
        if ended.failure is not None:
            raise ended.failure
        return ended.summary

    def attempt(self, **options: Any) -> Ended:
        """A run that may fail: as in Airflow, a task that fails stops no other one."""
        request = self.request(**options)
        run = self.run_until_outbox(request)
        return self.finish(request, run)

    def request(self, **options: Any) -> Request:
        dag_id = f"klipboard_to_{self.ledger.name}"
        return replace(Request(dag_id, f"run {next(self.numbers)}", self.ledger.name), **options)

    def run_until_outbox(self, request: Request) -> int:
        """Extract, validate and transform: everything before the ledger is spoken to."""
        run = extract(self.ports, self.ledger, request)
        validate(self.ports, self.ledger, run)
        return transform(self.ports, self.ledger, run)

    def finish(self, request: Request, run: int) -> Ended:
        """Load and summarise."""
        failed: dict[str, None] = {}
        for shard in shards(self.ports, self.ledger, run):
            if not self._succeeds(load, run, shard):
                failed["load"] = None
        names = (request.dag_id, request.run_id)
        try:
            return Ended(summarise(self.ports, self.ledger, *names, failed), None)
        except RunFailed as error:
            return Ended(read_summary(self.engine, *names) or {}, error)

    def bring_back(self, **options: Any) -> Summary:
        """The nightly DAG, step by step; options are those of ``Request``. It must succeed."""
        ended = self.attempt_to_bring_back(**options)
        if ended.failure is not None:
            raise ended.failure
        return ended.summary

    def attempt_to_bring_back(self, **options: Any) -> Ended:
        """The nightly DAG, which may fail: what one company fails at stops no other one."""
        dag_id = f"{self.ledger.name}_to_klipboard"
        request = replace(Request(dag_id, f"run {next(self.numbers)}", self.ledger.name), **options)
        run = begin(self.ports, self.ledger, request)
        failed: dict[str, None] = {}
        for shard in reading_shards(self.ports, self.ledger, run):
            for name, step in (("receive", receive), ("merge", merge)):
                if not self._succeeds(step, run, shard):
                    failed[name] = None
                    break
        names = (request.dag_id, request.run_id)
        try:
            return Ended(summarise(self.ports, self.ledger, *names, failed), None)
        except RunFailed as error:
            return Ended(read_summary(self.engine, *names) or {}, error)

    def _succeeds(self, step: Step, run: int, shard: Shard) -> bool:
        """Whether a task ends well, with the tries that it has."""
        for number in range(self.tries):
            if number:
                self.let_minutes_pass()
            try:
                step(self.ports, self.ledger, run, shard["connections"])
            except TransientError:
                continue
            except LedgerSyncError:
                return False
            else:
                return True
        return False

    def let_minutes_pass(self) -> None:
        """As many as Airflow waits before it tries a task again, for what the sync waits for."""
        self.sql("UPDATE sync.batches SET sure_from = sure_from - interval '5 minutes'")

    # --- what is there --------------------------------------------------------------------------

    def bookkeeper(self, company: Company) -> Any:
        return self.there.bookkeeper(company.organisation.tenant_id)

    def held(self, company: Company, entity: str | None = None) -> list[Row]:
        """What lies in the company's quarantine."""
        query = """SELECT * FROM sync.quarantine
            WHERE company_id = :id AND ledger = :ledger AND released_at IS NULL ORDER BY id"""
        rows = self.sql(query, id=company.id, ledger=self.ledger_name)
        return [row for row in rows if entity in (None, row["entity"])]

    def audit(self, entity: str, source_id: int) -> list[Row]:
        """A record's history, oldest first."""
        query = """SELECT * FROM sync.audit
            WHERE entity = :entity AND source_id = :id AND ledger = :ledger ORDER BY id"""
        return list(self.sql(query, entity=entity, id=source_id, ledger=self.ledger_name))

    def connection(self, company: Company) -> Row:
        """The company's row of the ledger connections."""
        query = "SELECT * FROM sync.ledger_connections WHERE company_id = :id AND ledger = :ledger"
        return dict(self.sql(query, id=company.id, ledger=self.ledger_name)[0])

    def everything(self) -> dict[str, list[Row]]:
        """All rows of Klipboard, and what the sync remembers beside its own runs."""
        kept: tuple[str, ...] = ("links", "outbox", "quarantine", "watermarks", "audit", "batches")
        kept += (
            "ledger_connections",
            "reviews",
            "inbox",
            "conflicts",
            "ledger_codes",
            "ledger_items",
            "ledger_numbers",
        )
        tables = [f"sync.{name}" for name in kept]
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'klipboard'"
        tables += [f"klipboard.{row['table_name']}" for row in self.sql(query)]
        # By their text: the order of rows in a table means nothing.
        return {
            table: self.sql(f"SELECT each::text AS row FROM {table} AS each ORDER BY 1")
            for table in tables
        }

    @contextmanager
    def counting_calls(self, company: Company | None = None) -> Iterator[list[LoggedRequest]]:
        """The calls of the ledger's API that are made inside the block."""
        tenant_id = company.organisation.tenant_id if company else None
        before = len(self.there.requests(tenant_id=tenant_id, api_only=True))
        calls: list[LoggedRequest] = []
        yield calls
        calls += self.there.requests(tenant_id=tenant_id, api_only=True)[before:]

    def later(self, **delta: float) -> datetime:
        """Move the sandbox's clock forward."""
        self.sandbox.advance_clock(timedelta(**delta).total_seconds())
        return self.sandbox.now()


def counts(summary: Summary, company: Company, entity: str) -> dict[str, int]:
    """A company's figures for an entity, without the zeros."""
    figures = summary["companies"][str(company.id)][entity]
    return {name: figure for name, figure in figures.items() if figure}


def total_calls(summary: Summary) -> int:
    """All calls of a run's summary."""
    return sum(
        figures["calls"]
        for entities in summary["companies"].values()
        for figures in entities.values()
    )


def told(summary: Summary, company: Company) -> str:
    """What the summary says to a person about a company."""
    mine = (each for each in summary["messages"] if each["company"] == company.id)
    return "\n".join(each["message"] for each in mine)


def paths(calls: list[LoggedRequest]) -> list[str]:
    """Calls as method and resource, such as ``PUT Invoices``."""
    return [f"{call.method} {_resource(call.path)}" for call in calls]


def _resource(path: str) -> str:
    behind = path.split("/api.xro/2.0/")[-1] if "/api.xro/" in path else path.split("/", 4)[-1]
    return behind.split("/")[0]
