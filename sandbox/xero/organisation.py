"""One organisation (tenant) of the sandbox: its tables and its settings."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.table import Journal, Table
from sandbox.xero.charts import ACCOUNTS, CLASSES, COUNTRIES, TAX_RATES
from sandbox.xero.records import (
    Account,
    Contact,
    CreditNote,
    Invoice,
    Item,
    Payment,
    PurchaseOrder,
    TaxRate,
)


class IdSource:
    """Make GUIDs: random ones, or, with a seed, the same ones in every run."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - ids of a sandbox, not secrets

    def new(self) -> str:
        """Return a new GUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))


def folded(text: str) -> str:
    """Return a text as name look-ups compare it."""
    return text.strip().casefold()


class Organisation:
    """The state of one organisation. Only the event loop's thread touches it."""

    def __init__(
        self,
        *,
        tenant_id: str,
        name: str,
        country: str,
        base_currency: str | None,
        ids: IdSource,
        now_ms: int,
        currencies: Iterable[str] = (),
        users: Iterable[str] = ("owner",),
    ) -> None:
        sales, purchases, currency, zone, zone_name, version = COUNTRIES[country]
        self.tenant_id, self.name, self.country = tenant_id, name, country
        self.sales_tax, self.purchases_tax = sales, purchases
        self.zone, self.zone_name, self.version = ZoneInfo(zone), zone_name, version
        self.base_currency = base_currency or currency
        self.currencies = {self.base_currency, *currencies}
        self.users = set(users)
        self.created_ms = now_ms
        self.short_code = "!" + tenant_id[:5]
        self.period_lock_date: date | None = None
        self.year_end_lock_date: date | None = None
        self.offline = False
        self.switches: dict[str, Any] = {}
        self.limits: dict[str, Any] = {}
        self._next = {"INV-": 1, "PO-": 1, "CN-": 1, "OP-": 1, "PP-": 1}
        self._make_tables()
        self._make_chart(ids, now_ms)

    def _make_tables(self) -> None:
        journal = self.journal = Journal()
        self.contacts: Table[Contact] = Table(
            journal,
            lambda row: row.contact_id,
            name=lambda row: folded(row.name),
            number=lambda row: row.texts.get("ContactNumber"),
            account=lambda row: row.texts.get("AccountNumber"),
        )
        self.invoices: Table[Invoice] = Table(
            journal,
            lambda row: row.document_id,
            number=lambda row: folded(row.number),
            contact=lambda row: row.contact_id,
        )
        self.orders: Table[PurchaseOrder] = Table(
            journal,
            lambda row: row.document_id,
            number=lambda row: folded(row.number),
            contact=lambda row: row.contact_id,
        )
        self.payments: Table[Payment] = Table(
            journal, lambda row: row.payment_id, invoice=lambda row: row.invoice_id
        )
        self.credit_notes: Table[CreditNote] = Table(journal, lambda row: row.credit_note_id)
        self.accounts: Table[Account] = Table(
            journal, lambda row: row.account_id, code=lambda row: row.code
        )
        self.tax_rates: Table[TaxRate] = Table(journal, lambda row: row.tax_type)
        self.items: Table[Item] = Table(
            journal, lambda row: row.item_id, code=lambda row: folded(row.code)
        )

    def _make_chart(self, ids: IdSource, now_ms: int) -> None:
        defaults = {"s": self.sales_tax, "p": self.purchases_tax, "-": "NONE"}
        for code, name, kind, tax, system in ACCOUNTS:
            self.accounts.put(
                Account(
                    account_id=ids.new(),
                    code=code,
                    name=name,
                    type=kind,
                    account_class=CLASSES[kind],
                    tax_type=defaults[tax],
                    system=system,
                    payments_enabled=code in ("880", "970"),
                    currency=self.base_currency if kind == "BANK" else "",
                    updated_ms=now_ms,
                )
            )
        for name, tax_type, rate, report_type, use in TAX_RATES[self.country]:
            self.tax_rates.put(
                TaxRate(
                    name=name,
                    tax_type=tax_type,
                    rate=Decimal(rate),
                    report_type=report_type,
                    revenue="s" in use,
                    expenses="p" in use,
                )
            )
        self.journal.commit()

    def account(self, code: str) -> Account | None:
        """Return the active account with this code."""
        found = [row for row in self.accounts.find("code", code) if row.status == "ACTIVE"]
        return found[0] if found else None

    def next_number(self, prefix: str, taken: Table[Any] | None = None) -> str:
        """Return the next free automatic number, such as INV-0007."""
        while True:
            number = f"{prefix}{self._next[prefix]:04d}"
            self._next[prefix] += 1
            if taken is None or not taken.find("number", folded(number)):
                return number
