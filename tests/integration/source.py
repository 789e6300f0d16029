"""Klipboard for tests of its queries: rows that changed exactly when a test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from ledger_sync.model import CLIENT, CLIENT_LOCATION, INVOICE, PURCHASE_ORDER, SUPPLIER
from ledger_sync.rules.windows import Window
from ledger_sync.source import klipboard as source
from ledger_sync.state.extracted import parsed
from sqlalchemy import Engine

from sandbox.process import Organisation
from tests.pipeline.klipboard import Company, Klipboard, Row

LOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
HIGH = LOW + timedelta(hours=1)
TICK = timedelta(microseconds=1)
TABLES = {
    CLIENT: "clients",
    CLIENT_LOCATION: "client_locations",
    SUPPLIER: "suppliers",
    INVOICE: "invoices",
    PURCHASE_ORDER: "purchase_orders",
}
NUMBERS = count(1)
NOBODY = 999_999
"""Tests share a database, and no row of one has the id of another's."""


class Source(Klipboard):
    """Klipboard with two new companies, and rows that changed exactly when a test says."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, NUMBERS)
        self.company, self.other = (self._company() for _ in range(2))
        self.parties = {
            each.id: (self.a_client(each), self.a_supplier(each))
            for each in (self.company, self.other)
        }
        for table in ("clients", "suppliers"):
            for pair in self.parties.values():
                self.changed(table, pair[table == "suppliers"], HIGH)

    def _company(self) -> Company:
        values = {"name": "A", "country": "GB", "base_currency": "GBP", "timezone": "UTC"}
        made = self.insert("companies", **values)
        return Company(made, "GB", Organisation(f"t{made}", "A"))

    def changed(self, table: str, row_id: int, at: datetime) -> None:
        """Set when a row changed, which its trigger would do otherwise."""
        self.sql(f"ALTER TABLE klipboard.{table} DISABLE TRIGGER USER")
        self.update(table, row_id, updated_at=at)
        self.sql(f"ALTER TABLE klipboard.{table} ENABLE TRIGGER USER")

    def made(self, entity: str, at: datetime, company: Company | None = None) -> int:
        """A row of an entity that changed at that time."""
        company = company or self.company
        client, supplier = self.parties[company.id]
        makers: dict[str, Callable[[], int]] = {
            CLIENT: lambda: self.a_client(company),
            CLIENT_LOCATION: lambda: self.a_location(company, client),
            SUPPLIER: lambda: self.a_supplier(company),
            INVOICE: lambda: self.an_invoice(company, client),
            PURCHASE_ORDER: lambda: self.a_purchase_order(company, supplier),
        }
        made = makers[entity]()
        self.changed(TABLES[entity], made, at)
        return made

    def read(
        self,
        entity: str,
        low: datetime | None = LOW,
        held: tuple[int, ...] = (),
        windows: list[Window] | None = None,
    ) -> list[tuple[int, int, Row]]:
        windows = windows or [Window(self.company.id, low)]
        with self.engine.connect() as db:
            theirs = [(self.company.id, each) for each in held]
            rows = list(source.changed(db, entity, windows, HIGH, theirs))
        return [(company_id, source_id, parsed(text)) for company_id, source_id, text in rows]

    def ids(self, entity: str, low: datetime | None = LOW, held: tuple[int, ...] = ()) -> list[int]:
        return [source_id for _, source_id, _ in self.read(entity, low, held)]
