"""Rows of two companies that a ledger's changes are written to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ledger_sync.model import INVOICE, PARTIES
from ledger_sync.source import changes
from sqlalchemy import Connection

from tests.integration.source import LOW, Source
from tests.pipeline.klipboard import Company, Row

LOCKED = (*PARTIES, INVOICE)
OTHER_VALUES: dict[str, Any] = {
    "archived": True,
    "currency": "EUR",
    "issue_date": date(2026, 9, 30),
    "due_date": date(2026, 12, 24),
    "prices_include_tax": True,
    "amount_paid": Decimal("12.3456"),
    "paid_at": datetime(2026, 10, 3, 12, tzinfo=UTC),
    "quantity": Decimal("2.5000"),
    "unit_price": Decimal("-0.3333"),
    "discount_percent": Decimal("12.5000"),
}
"""What a column is changed to; every other column gets a text."""


@dataclass(frozen=True)
class Both:
    """The same records in our company and in another."""

    mine: int
    theirs: int


def both(source: Source, entity: str) -> Both:
    return Both(*(source.made(entity, LOW, each) for each in (source.company, source.other)))


@contextmanager
def writing(source: Source) -> Iterator[Connection]:
    with source.engine.begin() as db:
        yield db


def values_of(columns: frozenset[str], but: frozenset[str] = frozenset()) -> dict[str, Any]:
    return {each: OTHER_VALUES.get(each, f"new {each}") for each in sorted(columns - but)}


def lines_of(source: Source, invoice: int) -> list[Row]:
    query = "SELECT * FROM klipboard.invoice_lines WHERE invoice_id = :id ORDER BY position, id"
    return list(source.sql(query, id=invoice))


def kept(source: Source, invoice: int) -> list[Row]:
    query = "SELECT * FROM klipboard.invoice_payments WHERE invoice_id = :id ORDER BY id"
    return list(source.sql(query, id=invoice))


@dataclass(frozen=True)
class Invoice:
    """An invoice with three lines that was changed last at ``LOW``."""

    source: Source
    company: Company
    id: int

    @classmethod
    def of(cls, source: Source, company: Company | None = None) -> Invoice:
        company = company or source.company
        client = source.parties[company.id][0]
        made = source.an_invoice(company, client, lines=[{}, {}, {}])
        source.changed("invoices", made, LOW)
        return cls(source, company, made)

    @property
    def lines(self) -> list[Row]:
        return lines_of(self.source, self.id)

    @property
    def line_ids(self) -> list[int]:
        return [line["id"] for line in self.lines]

    @property
    def changed_at(self) -> datetime:
        changed_at: datetime = self.source.row("invoices", self.id)["updated_at"]
        return changed_at

    def change(
        self,
        changed: dict[int, changes.Columns] | None = None,
        added: dict[int, changes.Columns] | None = None,
        removed: tuple[int, ...] = (),
        positions: dict[int, int] | None = None,
    ) -> None:
        """As the company of the source does, whose ever the invoice is."""
        with writing(self.source) as db:
            changes.change_lines(
                db,
                self.source.company.id,
                self.id,
                changed or {},
                added or {},
                removed,
                positions or {},
            )
