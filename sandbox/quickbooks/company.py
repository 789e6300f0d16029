"""One QuickBooks company file (realm): its tables, its settings, and what it has when it is opened.

Rules of single entities are not here; `opening.py` fills a new company.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.quickbooks.answers import Body
from sandbox.table import Journal, Table

NAMES = ("Customer", "Vendor", "Employee")
TRANSACTIONS = ("Invoice", "Payment", "CreditMemo")
DOCUMENT_NUMBERS = "DocNumber"
LISTS = ("Item", "Account", "TaxCode", "TaxRate", "Term")


def folded(text: str) -> str:
    """Return a name as QuickBooks compares it: without case, trimmed."""
    return text.strip().casefold()


def ref_id(body: Body, field: str) -> str:
    """Return the id in a reference such as CustomerRef, or an empty text."""
    reference = body.get(field) or {}
    return str(reference.get("value") or "")


@dataclass(frozen=True, slots=True)
class Row:
    """One object of any entity; never changed in place.

    `body` has the fields in QuickBooks' own form, amounts as Decimal; those that begin with an
    underscore are the sandbox's own and never shown.
    """

    entity: str
    id: str
    sync_token: int
    created: datetime
    updated: datetime
    body: Body
    deleted: bool = False  # a hard-deleted transaction, kept for change data capture

    @property
    def name(self) -> str:
        """Return the name of a list object."""
        return str(self.body.get("DisplayName") or self.body.get("Name") or "")

    @property
    def active(self) -> bool:
        """Tell whether a list object may still be used."""
        return bool(self.body.get("Active", True))

    def changed(self, body: Body, now: datetime) -> Row:
        """Return the next version of the row."""
        return replace(self, body=body, sync_token=self.sync_token + 1, updated=now)


def _live(row: Row, value: str) -> str | None:
    return None if row.deleted or not value else value


def _table(journal: Journal) -> Table[Row]:
    return Table(
        journal,
        lambda row: row.id,
        name=lambda row: _live(row, folded(row.name)),
        parent=lambda row: _live(row, ref_id(row.body, "ParentRef")),
        customer=lambda row: _live(row, ref_id(row.body, "CustomerRef")),
        number=lambda row: _live(row, str(row.body.get("DocNumber") or "")),
    )


class Company:
    """The state of one company. Only the event loop's thread touches it."""

    def __init__(
        self,
        *,
        realm_id: str,
        name: str,
        country: str,
        currency: str,
        zone_name: str,
        created: datetime,
        multicurrency: bool = False,
        custom_txn_numbers: bool = True,
    ) -> None:
        self.realm_id, self.name, self.country = realm_id, name, country
        self.currency, self.zone_name, self.zone = currency, zone_name, ZoneInfo(zone_name)
        self.created = created
        self.multicurrency = multicurrency
        self.custom_txn_numbers = custom_txn_numbers
        self.using_sales_tax = True
        self.use_account_numbers = True
        self.closing_date: date | None = None
        self.offline = False
        self.switches: dict[str, Any] = {}
        self.limits: dict[str, Any] = {}
        self.journal = Journal()
        self.tables = {entity: _table(self.journal) for entity in (*NAMES, *LISTS, *TRANSACTIONS)}
        self._counts = {DOCUMENT_NUMBERS: 1000}  # the last number that was given, by family

    def next_id(self, entity: str) -> str:
        """Return a new id: names share one count, transactions another, each list has its own."""
        family = (
            "names" if entity in NAMES else "transactions" if entity in TRANSACTIONS else entity
        )
        return str(self.count_on(family))

    def count_on(self, family: str, number: int | None = None) -> int:
        """Give the next number of a family, or go on from a number that was taken."""
        before = self._counts.get(family, 0)
        self._counts[family] = before + 1 if number is None else number
        self.journal.note(lambda: self._counts.update({family: before}))
        return self._counts[family]

    def row(self, entity: str, id: str) -> Row | None:  # noqa: A002 - QuickBooks' word
        """Return an object, inactive ones included, deleted ones not."""
        found = self.tables[entity].get(id) if entity in self.tables else None
        return None if found is None or found.deleted else found

    def rows(self, entity: str) -> Iterator[Row]:
        """Iterate over the objects of an entity, oldest first, inactive ones included."""
        return (row for row in self.tables[entity] if not row.deleted)

    def tombstones(self, entity: str) -> Iterator[Row]:
        """Iterate over what is left of the deleted transactions."""
        return (row for row in self.tables[entity] if row.deleted)

    def find(self, entity: str, index: str, value: str) -> list[Row]:
        """Return the objects with this name, parent, customer or number."""
        return self.tables[entity].find(index, value)

    def named(self, entity: str, name: str) -> Row | None:
        """Return the first object of an entity that has this name."""
        return next(iter(self.find(entity, "name", folded(name))), None)

    def put(self, row: Row) -> Row:
        """Insert or replace an object."""
        self.tables[row.entity].put(row)
        return row

    def insert(self, entity: str, body: Body, now: datetime, id: str = "") -> Row:  # noqa: A002
        """Insert a new object with the next id, or with the one that is given."""
        return self.put(Row(entity, id or self.next_id(entity), 0, now, now, body))
