"""A whole small world for tests of the pipeline: Klipboard, schema sync and a ledger over HTTP.

Rows go in through SQL, runs are the real steps in their real order, and what the ledger holds is read
from the sandbox. Only Airflow is left out: ``tests/dags`` runs the same through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import requests
import sqlalchemy as sa
from sqlalchemy import Engine

from ledger_sync.ledgers import ledger_named
from ledger_sync.ledgers.contract import Ledger
from ledger_sync.rest.access import ApiAccess
from ledger_sync.rest.loopback import listening
from ledger_sync.rest.oauth import Consent
from ledger_sync.settings import Settings
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.secrets import Cipher
from ledger_sync.steps import consent, lines
from ledger_sync.steps.apply_connection import apply_connection
from ledger_sync.steps.extract import extract
from ledger_sync.steps.load import load
from ledger_sync.steps.plan_connection import plan_connection
from ledger_sync.steps.ports import Ports
from ledger_sync.steps.request import Request
from ledger_sync.steps.shards import shards
from ledger_sync.steps.summarise import summarise
from ledger_sync.steps.transform import transform
from ledger_sync.steps.validate import validate
from sandbox.process import Bookkeeper, Organisation, SandboxProcess

FERNET_KEY = "c3luYy10ZXN0cy1vbmx5LW5vdC1hLXNlY3JldC1rZXk="
CURRENCY = {"GB": "GBP", "AU": "AUD", "NZ": "NZD", "US": "USD"}
COUNTERS_OF_WRITES = ("created", "updated", "voided")

Row = dict[str, Any]
Summary = dict[str, Any]


@dataclass(frozen=True)
class Company:
    """A company of Klipboard and its organisation in the sandbox."""

    id: int
    country: str
    organisation: Organisation


@dataclass
class World:
    """Klipboard, the sync and one ledger."""

    engine: Engine
    sandbox: SandboxProcess
    ledger: Ledger
    settings: Settings
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    # --- the people who use Klipboard -----------------------------------------------------------

    def sql(self, statement: str, **values: Any) -> Any:
        """Run one statement on the database and give its rows as dictionaries."""
        with self.engine.begin() as db:
            result = db.execute(sa.text(statement), values)
            return [dict(row) for row in result.mappings()] if result.returns_rows else []

    def insert(self, table: str, **values: Any) -> int:
        """A row of schema klipboard; gives its id. Ids are low, as Klipboard gives them."""
        values = {"id": next(self.numbers), **values}
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self.sql(f"INSERT INTO klipboard.{table} ({names}) VALUES ({marks})", **values)
        return int(values["id"])

    def update(self, table: str, row_id: int, **values: Any) -> None:
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self.sql(f"UPDATE klipboard.{table} SET {sets} WHERE id = :row_id", row_id=row_id, **values)

    def row(self, table: str, row_id: int) -> Row:
        return self.sql(f"SELECT * FROM klipboard.{table} WHERE id = :id", id=row_id)[0]

    def a_company(self, *, country: str = "GB", connected: bool = True, **values: Any) -> Company:
        """A company with an organisation; connected and through its first connection, or not yet."""
        currency = CURRENCY[country]
        company_id = self.insert(
            "companies",
            **{
                "name": f"Company {country}",
                "country": country,
                "base_currency": currency,
                "timezone": "UTC",
                **values,
            },
        )
        organisation = self.sandbox.xero.add_organisation(
            name=f"Organisation {company_id}", country=country, base_currency=currency
        )
        company = Company(company_id, country, organisation)
        if connected:
            self.connect(company)
            self.first_connection(company)
        return company

    def a_client(self, company: Company, **values: Any) -> int:
        return self._party("clients", company, values)

    def a_supplier(self, company: Company, **values: Any) -> int:
        return self._party("suppliers", company, values)

    def a_location(self, company: Company, client_id: int, **values: Any) -> int:
        return self._party("client_locations", company, {"client_id": client_id, **values})

    def _party(self, table: str, company: Company, values: Mapping[str, Any]) -> int:
        number = next(self.numbers)
        defaults = {
            "id": number,
            "name": f"Party {number}",
            "email": f"party{number}@example.com",
            "phone": f"0113 496 {number:04d}",
        }
        return self.insert(table, company_id=company.id, **{**defaults, **values})

    def an_invoice(
        self, company: Company, client_id: int, *, lines: Sequence[Row] = (), **values: Any
    ) -> int:
        """An invoice; without lines it gets one over 100.00."""
        number = next(self.numbers)
        defaults = {
            "id": number,
            "number": f"INV-{number:04d}",
            "client_id": client_id,
            "status": "Sent",
            "issue_date": date(2026, 10, 1),
            "due_date": date(2026, 10, 31),
            "currency": CURRENCY[company.country],
        }
        made = self.insert("invoices", company_id=company.id, **{**defaults, **values})
        self._lines("invoice_lines", "invoice_id", company, made, lines)
        return made

    def a_purchase_order(
        self, company: Company, supplier_id: int, *, lines: Sequence[Row] = (), **values: Any
    ) -> int:
        """A purchase order; without lines it gets one over 100.00."""
        number = next(self.numbers)
        defaults = {
            "id": number,
            "number": f"PO-{number:04d}",
            "supplier_id": supplier_id,
            "status": "Sent",
            "issue_date": date(2026, 10, 1),
            "delivery_date": date(2026, 10, 8),
            "currency": CURRENCY[company.country],
        }
        made = self.insert("purchase_orders", company_id=company.id, **{**defaults, **values})
        self._lines("purchase_order_lines", "purchase_order_id", company, made, lines)
        return made

    def _lines(
        self, table: str, key: str, company: Company, document: int, lines: Sequence[Row]
    ) -> None:
        for position, line in enumerate(lines or [{}], start=1):
            self.insert(
                table,
                company_id=company.id,
                **{
                    key: document,
                    "position": position,
                    "item_name": "Work",
                    "description": f"Work {position}",
                    "quantity": Decimal(1),
                    "unit_price": Decimal(100),
                    "account_code": "200" if key == "invoice_id" else "300",
                    "tax_rate": TAX_RATE[company.country],
                    **line,
                },
            )

    # --- the operator ---------------------------------------------------------------------------

    @property
    def ports(self) -> Ports:
        opener = lines.line_opener(
            self.ledger, self.access, self.engine, Cipher(FERNET_KEY), self.settings
        )
        return Ports(self.engine, self.engine, self.settings, opener)

    @property
    def access(self) -> ApiAccess:
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

    def configure(self, **settings: Any) -> None:
        """Change settings of the sync."""
        self.settings = self.settings.model_copy(update=settings)

    def connect(self, company: Company, tenant_id: str | None = None) -> LedgerConnection:
        """The OAuth consent, with its redirect followed as a browser would."""
        wish = consent.Wish(company.id, tenant_id or company.organisation.tenant_id)
        with listening(0) as redirect:

            def ask(begun: Consent) -> str:
                requests.get(begun.url, timeout=10)
                return redirect.code(begun.state, 10)

            return consent.connect(self._consent_ports(), self.ledger, wish, redirect.uri, ask)

    def disconnect(self, company: Company) -> None:
        consent.disconnect(self._consent_ports(), self.ledger, company.id)

    def _consent_ports(self) -> consent.ConsentPorts:
        return lines.consent_ports(
            self.ledger, self.access, self.engine, self.engine, Cipher(FERNET_KEY)
        )

    def first_connection(self, company: Company, **options: Any) -> Summary:
        """The DAG ``first_connection``, step by step."""
        run_id = f"run {next(self.numbers)}"
        request = Request("first_connection", run_id, self.ledger.name, (company.id,), **options)
        run = plan_connection(self.ports, self.ledger, request)
        apply_connection(self.ports, self.ledger, run)
        return summarise(self.ports, self.ledger, request.dag_id, run_id, ())

    def run(self, **options: Any) -> Summary:
        """The hourly DAG, step by step; options are those of ``Request``."""
        request = self.request(**options)
        run = self.run_until_outbox(request)
        for shard in shards(self.ports, self.ledger, run):
            load(self.ports, self.ledger, run, shard["connections"])
        return summarise(self.ports, self.ledger, request.dag_id, request.run_id, ())

    def request(self, **options: Any) -> Request:
        dag_id = f"klipboard_to_{self.ledger.name}"
        return replace(
            Request(dag_id, f"run {next(self.numbers)}", self.ledger.name), **options
        )

    def run_until_outbox(self, request: Request) -> int:
        """Extract, validate and transform: everything before the ledger is spoken to."""
        run = extract(self.ports, self.ledger, request)
        validate(self.ports, self.ledger, run)
        return transform(self.ports, self.ledger, run)

    # --- what is there --------------------------------------------------------------------------

    def contacts(self, company: Company) -> dict[str, Row]:
        """The organisation's contacts by name."""
        found = self.sandbox.xero.contacts(company.organisation.tenant_id)
        return {contact["Name"]: contact for contact in found}

    def invoices(self, company: Company) -> dict[str, Row]:
        """The organisation's sales invoices by number."""
        found = self.sandbox.xero.documents(company.organisation.tenant_id, "Invoices")
        return {each["InvoiceNumber"]: each for each in found if each["Type"] == "ACCREC"}

    def purchase_orders(self, company: Company) -> dict[str, Row]:
        """The organisation's purchase orders by number."""
        found = self.sandbox.xero.documents(company.organisation.tenant_id, "PurchaseOrders")
        return {each["PurchaseOrderNumber"]: each for each in found}

    def bookkeeper(self, company: Company) -> Bookkeeper:
        return self.sandbox.xero.bookkeeper(company.organisation.tenant_id)

    def held(self, company: Company, entity: str | None = None) -> list[Row]:
        """What lies in the company's quarantine."""
        rows = self.sql(
            "SELECT * FROM sync.quarantine WHERE company_id = :id AND released_at IS NULL ORDER BY id",
            id=company.id,
        )
        return [row for row in rows if entity in (None, row["entity"])]

    def audit(self, entity: str, source_id: int) -> list[Row]:
        """A record's history, oldest first."""
        return self.sql(
            "SELECT * FROM sync.audit WHERE entity = :entity AND source_id = :id ORDER BY id",
            entity=entity,
            id=source_id,
        )

    @contextmanager
    def counting_calls(self, company: Company | None = None) -> Iterator[list[Any]]:
        """The calls of the ledger's API that are made inside the block."""
        tenant_id = company.organisation.tenant_id if company else None
        before = len(self.sandbox.xero.requests(tenant_id=tenant_id, api_only=True))
        calls: list[Any] = []
        yield calls
        calls += self.sandbox.xero.requests(tenant_id=tenant_id, api_only=True)[before:]

    def later(self, **delta: float) -> datetime:
        """Move the sandbox's clock forward."""
        self.sandbox.advance_clock(timedelta(**delta).total_seconds())
        return self.sandbox.now()


TAX_RATE = {"GB": "20% VAT", "AU": "10% GST", "NZ": "15% GST", "US": "Sales Tax"}


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


def make_world(engine: Engine, sandbox: SandboxProcess) -> World:
    return World(
        engine,
        sandbox,
        ledger_named("xero"),
        # Waits are the sandbox's business here; a test that needs them sets them.
        Settings(http_attempts=3, retry_wait_seconds=2, lock_wait_seconds=5),
    )
