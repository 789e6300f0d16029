"""What each side shows of a record, in the same words, and the people who change it.

Written for the histories of both sides, and apart from the product's own views on purpose: what
both sides are said to agree on is judged by somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from ledger_sync.model import CLIENT, CLIENT_LOCATION, INVOICE, SUPPLIER

from tests.pipeline.klipboard import Company, Row
from tests.pipeline.world import World

TABLES = {
    CLIENT: "clients",
    CLIENT_LOCATION: "client_locations",
    SUPPLIER: "suppliers",
    INVOICE: "invoices",
}
Key = tuple[str, int]
"""A record of Klipboard: entity and id."""
CANCELLED = "Cancelled"
TAXES = ("20% VAT", "5% VAT", "0% VAT")
TERMS = ("15 days", "30 days", "60 days")
ACCOUNTS = ("200", "260", "270")
ITEMS = ("Valve", "Pipe", "Boiler")


@dataclass
class Party:
    """A client, location or supplier as a side shows it."""

    archived: bool
    said: Row


@dataclass
class Invoice:
    """An invoice as a side shows it. Lines by place; payments by the ledger's id."""

    gone: bool
    said: Row
    lines: list[Row] = field(default_factory=list)
    payments: dict[str, Decimal] = field(default_factory=dict)
    paid: Decimal = Decimal(0)
    settled: bool = False
    credited: bool = False

    @property
    def has_money(self) -> bool:
        """Whether the ledger lets some of its fields be."""
        return bool(self.payments) or self.credited


class Desk(Protocol):
    """A bookkeeper's desk: what the ledger shows there, and what can be done."""

    @property
    def party_fields(self) -> tuple[str, ...]: ...
    @property
    def line_fields(self) -> tuple[str, ...]: ...
    @property
    def takes_new_parties(self) -> bool: ...
    @property
    def statuses(self) -> tuple[str, ...]: ...

    def party(self, key: Key, ledger_id: str) -> Party | None: ...
    def invoice(self, ledger_id: str) -> Invoice | None: ...
    def our_name(self, entity: str, row: Row, client: Row | None) -> str: ...
    def change_party(self, key: Key, ledger_id: str, name: str, value: Any) -> None: ...
    def archive(self, key: Key, ledger_id: str, *, archived: bool) -> None: ...
    def change_invoice(self, ledger_id: str, name: str, value: Any) -> None: ...
    def write_lines(self, ledger_id: str, lines: list[Row]) -> None: ...
    def set_status(self, ledger_id: str, status: str) -> None: ...
    def void(self, ledger_id: str) -> None: ...
    def pay(self, ledger_id: str, amount: Decimal | None) -> None: ...
    def unpay(self, payment_id: str) -> None: ...
    def credit(self, ledger_id: str) -> None: ...
    def add_party(self, name: str) -> None: ...
    def add_invoice(self, party: str) -> None: ...
    def totals(self) -> dict[str, int]: ...
    def dump(self) -> Any: ...


class OurSide:
    """Klipboard's rows in the words of both sides."""

    def __init__(self, at: World, company: Company, desk: Desk) -> None:
        self.at = at
        self.company = company
        self.desk = desk

    def party(self, key: Key) -> Party:
        entity, source_id = key
        row = self.at.row(TABLES[entity], source_id)
        client = self.at.row("clients", row["client_id"]) if entity == CLIENT_LOCATION else None
        said = {name: row[COLUMN.get(name, name)] for name in self.desk.party_fields}
        said["name"] = self.desk.our_name(entity, row, client)
        return Party(archived=row["archived"], said=said)

    def invoice(self, invoice_id: int) -> Invoice:
        row = self.at.row("invoices", invoice_id)
        kept = self.at.sql(
            "SELECT * FROM klipboard.invoice_payments WHERE invoice_id = :id", id=invoice_id
        )
        live = {
            each["ledger_payment_id"]: each["amount"] for each in kept if not each["reversed_at"]
        }
        return Invoice(
            gone=row["status"] == CANCELLED,
            said={
                "number": row["number"],
                "party": billed(row),
                "issue_date": row["issue_date"].isoformat(),
                "due_date": row["due_date"].isoformat() if row["due_date"] else None,
                "reference": row["reference"],
                "status": row["status"],
            },
            lines=[self._line(line) for line in self.lines(invoice_id)],
            payments=live,
            paid=row["amount_paid"],
            settled=row["status"] == "Paid",
        )

    def lines(self, invoice_id: int) -> list[Row]:
        query = """SELECT * FROM klipboard.invoice_lines
            WHERE invoice_id = :id ORDER BY position, id"""
        return list(self.at.sql(query, id=invoice_id))

    def _line(self, row: Row) -> Row:
        return {name: row[COLUMN.get(name, name)] for name in self.desk.line_fields}


COLUMN = {
    "address": "address_line1",
    "account": "account_code",
    "tax": "tax_rate",
    "item": "item_name",
}
"""The columns that are not called as the field is."""


def billed(row: Row) -> Key:
    """Who is billed."""
    if row["billing_location_id"]:
        return (CLIENT_LOCATION, row["billing_location_id"])
    return (CLIENT, row["client_id"])


def tag(description: str) -> str:
    """The first word of a line's text, which nobody changes: by it a line is known."""
    return description.split()[0]


def links(at: World, company: Company) -> dict[Key, str]:
    """The ledger's id of each record of Klipboard."""
    query = """SELECT l.entity, l.source_id, l.ledger_id FROM sync.links l
        JOIN sync.ledger_connections c ON c.id = l.ledger_connection_id
        WHERE c.company_id = :id AND c.ledger = :ledger ORDER BY l.id"""
    found = at.sql(query, id=company.id, ledger=at.ledger_name)
    return {(each["entity"], each["source_id"]): each["ledger_id"] for each in found}
