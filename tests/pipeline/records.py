"""A few records that Klipboard and a ledger both have, and new values for their fields."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from ledger_sync.model import CLIENT, CLIENT_LOCATION, SUPPLIER

from tests.pipeline.klipboard import Row
from tests.pipeline.memory import Memory
from tests.pipeline.quickbooks_desk import QuickBooksDesk
from tests.pipeline.sides import ACCOUNTS, ITEMS, TAXES, TERMS, Desk, Key, OurSide, tag
from tests.pipeline.world import World
from tests.pipeline.xero_desk import XeroDesk

HEAD_FIELDS = ("number", "reference", "issue_date", "due_date", "party")
FIRST_DAY = date(2026, 10, 1)


class Records:
    """Klipboard and a ledger, with a few records that both have."""

    def __init__(self, at: World) -> None:
        self.at = at
        self.company = at.a_company()
        at.there.set_limits(self.company.organisation.tenant_id, minute=100_000)
        screens = XeroDesk if at.ledger_name == "xero" else QuickBooksDesk
        self.desk: Desk = screens(at, self.company)
        self.ours = OurSide(at, self.company, self.desk)
        self.memory = Memory()
        self.fresh = count(1)
        self.their_parties = self.their_invoices = 0
        self.voided: set[int] = set()
        self.cancelled: set[int] = set()
        self.moved_status: set[int] = set()
        self.tags: dict[int, set[str]] = {}
        self._first_records()
        at.run()

    def _first_records(self) -> None:
        at, company = self.at, self.company
        acme, other = (at.a_client(company, name=name) for name in ("Acme", "Other"))
        yard = at.a_location(company, acme, name="Yard")
        self.billed: list[Key] = [(CLIENT, acme), (CLIENT, other), (CLIENT_LOCATION, yard)]
        idle: list[Key] = [
            (SUPPLIER, at.a_supplier(company, name="Pipes")),
            (CLIENT_LOCATION, at.a_location(company, other, name="Shed")),
        ]
        self.idle = idle
        self.parties = [*self.billed, *idle]
        self.invoices = [self.write_invoice("Draft", 2), self.write_invoice("Sent", 3)]

    def write_invoice(self, status: str, lines: int) -> int:
        place = next(self.fresh)
        key = self.billed[place % len(self.billed)]
        written = [self.a_line("K") for _ in range(lines)]
        made = self.at.an_invoice(
            self.company,
            self.client_of(key),
            number=f"N-{place}",
            status=status,
            billing_location_id=key[1] if key[0] == CLIENT_LOCATION else None,
            lines=written,
        )
        self.tags[made] = {tag(line["description"]) for line in written}
        return made

    def client_of(self, key: Key) -> int:
        if key[0] == CLIENT:
            return key[1]
        return int(self.at.row("client_locations", key[1])["client_id"])

    def a_line(self, side: str) -> Row:
        number = next(self.fresh)
        return {"description": f"{side}{number} {number}", "unit_price": Decimal(100 + number)}

    def tags_of(self, invoice: int) -> set[str]:
        """Of all lines that it ever had."""
        return self.tags.get(invoice, set())

    def value(self, name: str, how: int) -> Any:
        number = next(self.fresh)
        if name in ("issue_date", "due_date"):
            return FIRST_DAY + timedelta(days=number)
        if name == "party":
            return one(self.billed, how // 5)
        if name == "payment_terms":
            return one(TERMS, how // 7)
        shapes = {"email": "e{}@one.example", "phone": "0113 4{:05}", "mobile": "07700 {:06}"}
        shapes |= {"tax_number": "GB{:09}", "number": "N-{}"}
        return shapes.get(name, name.title() + " {}").format(number)

    def line_value(self, name: str, how: int, its_tag: str) -> Any:
        number = next(self.fresh)
        if name == "description":
            return f"{its_tag} {number}"
        if name in ("tax", "account", "item"):
            return one({"tax": TAXES, "account": ACCOUNTS, "item": ITEMS}[name], how // 7)
        return Decimal(number % 90 + 1) if name == "discount_percent" else Decimal(number)


def one(some: Any, place: int) -> Any:
    return some[place % len(some)]
