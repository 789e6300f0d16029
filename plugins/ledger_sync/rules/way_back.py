"""What is taken from a ledger, in the columns of Klipboard (C-05, X-02, C-12). Pure.

Only what was taken becomes a column. A code that means the same to the ledger as the one that
Klipboard has already changes nothing: ``Overdue`` and ``Sent`` are one status there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from ledger_sync.errors import InvalidRecord, UnmappedCode, shown
from ledger_sync.model import CLIENT, CLIENT_LOCATION
from ledger_sync.rules.line_numbers import changed_numbers, new_numbers
from ledger_sync.rules.line_words import Split, changed_words, new_words
from ledger_sync.rules.mapping import code_key
from ledger_sync.rules.settlement import PAID, is_status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ledger_sync.model import Company, Document, Json, Line, Party, Ref
    from ledger_sync.rules.mapping import Tables

Columns = dict[str, Any]

_ADDRESS = {
    "line1": "address_line1",
    "line2": "address_line2",
    "city": "city",
    "region": "region",
    "postcode": "postcode",
    "country": "country",
}
_SALES = {"document": "sales"}
DRAFT = "Draft"


class WayBack(Protocol):
    """What a translation needs of a ledger's way back (``ledgers.contract``)."""

    @property
    def party_name(self) -> Callable[[str, str, str | None], str]:
        """A party's name in Klipboard, from entity, name in the view and its client's name."""
        ...

    @property
    def line_text(self) -> Split | None:
        """How a line's text divides into item name and description."""
        ...


@dataclass(frozen=True)
class Books:
    """What a translation needs to know of a company and its ledger."""

    company: Company
    tables: Tables
    names: Mapping[tuple[str, str], str]
    """By kind and the ledger's id: the code that the mapping tables speak of."""
    parties: Mapping[str, Ref]
    """The parties of Klipboard by the ledger's id."""
    clients_of: Mapping[int, int]
    """The client of each client location."""
    item_accounts: Mapping[str, str] = field(default_factory=dict)
    """Where a line's account is that of its item (Q-13): its code by the item's id."""

    def code(self, kind: str, value: str) -> str:
        """The code of what a view names by an id; what has no id is its own code."""
        return self.names.get((kind, value), value)


def party_columns(
    ledger_way: WayBack, ours: Party, field: str, value: Any, books: Books
) -> Columns:
    """The columns of a party that a taken field becomes.

    A location's name comes back without its client's (X-04).

    Raises:
        UnmappedCode: payment terms have no way back in the mapping table (C-12).
        InvalidRecord: the ledger's party has no name.
    """
    if field == "address":
        parts = value or {}
        return {column: parts.get(part) for part, column in _ADDRESS.items()}
    if field == "payment_terms":
        return {field: _terms(ours.payment_terms, value, books)}
    if field == "name":
        name = ledger_way.party_name(ours.entity, value or "", ours.client_name)
        return {field: _said(field, name, "name")}
    return {field: value}


def _terms(ours: str | None, value: str | None, books: Books) -> str | None:
    if value is None:
        return None
    return _translated("payment_terms", books.code("term", value), ours, "payment_terms", books)


def invoice_columns(ours: Document, field: str, value: Any, books: Books) -> Columns:
    """The columns of an invoice that a taken field becomes.

    Who is billed is a client, or a location of one. A paid invoice keeps its status: that is the
    payments' business (C-06).

    Raises:
        UnmappedCode: the status has no way back in the mapping table (C-12).
        InvalidRecord: it has no number, no date, or is billed to nobody that Klipboard knows.
    """
    if field == "party":
        return _billed(value, books)
    if field == "status":
        return _status(ours, value, books)
    if field in ("number", "currency"):
        return {field: _said(field, value, field)}
    if field == "issue_date":
        return {field: date.fromisoformat(_said(field, value, "date"))}
    if field == "due_date":
        return {field: date.fromisoformat(value) if value else None}
    if field == "prices_include_tax" and value is None:
        return {}
    return {field: value}


def _billed(ledger_id: str | None, books: Books) -> Columns:
    ref = books.parties.get(ledger_id or "")
    if ref is not None and ref.entity == CLIENT:
        return {"client_id": ref.source_id, "billing_location_id": None}
    if ref is not None and ref.entity == CLIENT_LOCATION and ref.source_id in books.clients_of:
        client_id = books.clients_of[ref.source_id]
        return {"client_id": client_id, "billing_location_id": ref.source_id}
    raise InvalidRecord(
        f"the invoice is billed to {ledger_id} in the ledger, which is no client or location of "
        "Klipboard: bill it to one that is, or create the client in Klipboard",
        rule="C-05",
        field="party",
        value=ledger_id,
    )


def _status(ours: Document, value: str, books: Books) -> Columns:
    """What is paid stays paid, and what was sent is no draft again.

    Xero takes no approval back; QuickBooks' mark speaks of an e-mail that may be sent once more.
    """
    if is_status(ours.status, PAID):
        return {}
    status = _translated("invoice_status", value, ours.status, "status", books)
    return {} if status in (ours.status, DRAFT) else {"status": status}


def line_columns(
    way: WayBack, ours: Line | None, taken: Json, view_line: Json, books: Books
) -> Columns:
    """The columns of an invoice's line that its taken fields become; all of them for a new line.

    Args:
        ours: None for a line that Klipboard does not have yet: then the whole view counts.
        view_line: The line as the ledger shows it.

    Raises:
        UnmappedCode: its tax or account has no way back in the mapping table (C-12).
    """
    if ours is None:
        numbers = new_numbers(view_line)
        words = new_words(way.line_text, view_line, numbers.pieces)
        whole = {"account": None, "tax": None, **_with_account(view_line, books)}
        codes = _codes(None, whole, books)
    else:
        numbers = changed_numbers(ours, taken, view_line)
        words = changed_words(way.line_text, ours, taken, view_line, numbers.pieces)
        codes = _codes(ours, _with_account(taken, books), books)
    return {**words, **numbers.columns, **codes}


def _with_account(said: Json, books: Books) -> Json:
    """A line whose item is another one now is booked to that item's account."""
    account = books.item_accounts.get(said.get("item") or "")
    return said if account is None or "account" in said else {**said, "account": account}


def _codes(ours: Line | None, taken: Json, books: Books) -> Columns:
    columns: Columns = {}
    if "account" in taken:
        mine = ours.account_code if ours else None
        columns["account_code"] = _account(mine, taken["account"], books)
    if "tax" in taken:
        mine = ours.tax_rate if ours else None
        columns["tax_rate"] = _tax(mine, taken["tax"], books)
    return columns


def _tax(ours: str | None, value: str | None, books: Books) -> str | None:
    if value is None:
        return None
    code = books.code("tax_code", value)
    keys = {"country": books.company.country, **_SALES}
    return _translated("tax_rates", code, ours, "tax_rate", books, **keys)


def _account(ours: str | None, value: str | None, books: Books) -> str | None:
    """An account without a row keeps its code, unless the company means another account by it."""
    if value is None:
        return None
    code, mine = books.code("account", value), books.company.company_id
    table = books.tables["accounts"]
    if ours is not None and code_key(table.find(mine, ours, **_SALES) or ours) == code_key(code):
        return ours
    has_rows = table.find(mine, code, **_SALES) or table.source_code(
        code, company_id=mine, **_SALES
    )
    return (
        _translated("accounts", code, ours, "account_code", books, **_SALES) if has_rows else code
    )


def _translated(
    table: str, code: str, ours: str | None, field: str, books: Books, **keys: str
) -> str:
    """Klipboard's code for a ledger's one: its own where that means the same."""
    if ours is not None and _leads_there(table, code, ours, books, **keys):
        return ours
    asked = books.tables[table]
    found = asked.source_code(code, company_id=books.company.company_id, **keys)
    if found is None:
        told = "".join(f", {name} {value}" for name, value in keys.items())
        raise UnmappedCode(
            f"{asked.spec.title} {shown(code)} of {asked.ledger} has no way back in mapping table "
            f"{table}{told}: add a row with inbound = yes there, or one in sync.mapping_overrides",
            rule="C-12",
            field=field,
            value=code,
        )
    return found


def _leads_there(table: str, code: str, ours: str | None, books: Books, **keys: str) -> bool:
    if ours is None:
        return False
    found = books.tables[table].find(books.company.company_id, ours, **keys)
    return found is not None and code_key(found) == code_key(code)


def _said(field: str, value: Any, what: str) -> str:
    """What Klipboard cannot be without."""
    if not str(value or "").strip():
        raise InvalidRecord(
            f"the record has no {what} in the ledger, and Klipboard needs one: enter it there",
            rule="C-05",
            field=field,
        )
    return str(value)
