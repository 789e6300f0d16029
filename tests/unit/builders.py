"""Records with good defaults: a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ledger_sync.ledgers.contract import Item
from ledger_sync.ledgers.views import LedgerParty
from ledger_sync.ledgers.xero import tables
from ledger_sync.model import (
    CLIENT,
    INVOICE,
    PURCHASE_ORDER,
    SUPPLIER,
    Address,
    Company,
    Document,
    Draft,
    Found,
    Json,
    Line,
    Link,
    Party,
    Ref,
)
from ledger_sync.rules.mapping import MappingTable, Row, Tables, TableSpec, parse
from ledger_sync.state.connections import LedgerConnection

GB = Company(company_id=1, name="Harbour Plumbing", country="GB", base_currency="GBP")
US = Company(company_id=2, name="Harbour Plumbing Inc", country="US", base_currency="USD")

_ROWS = {
    tables.INVOICE_STATUS: """source_code,ledger_code,inbound,note
Cancelled,VOIDED,yes,-
Draft,DRAFT,yes,-
Overdue,AUTHORISED,no,-
Sent,AUTHORISED,yes,-
""",
    tables.PURCHASE_ORDER_STATUS: """source_code,ledger_code,inbound,note
Cancelled,DELETED,yes,-
Sent,AUTHORISED,yes,-
""",
    tables.TAX_RATES: """source_code,country,document,ledger_code,inbound,note
20% VAT,any,purchases,INPUT2,yes,-
20% VAT,any,sales,OUTPUT2,yes,-
No Tax,any,any,NONE,yes,-
""",
    tables.ACCOUNTS: """source_code,document,ledger_code,inbound,note
Sales,sales,200,yes,-
""",
    tables.PAYMENT_TERMS: """source_code,ledger_code,inbound,note
30 days,30 DAYSAFTERBILLDATE,yes,-
""",
}


def a_table(spec: TableSpec, text: str, *own: Row) -> MappingTable:
    return MappingTable.of("xero", spec, (*parse(spec, text, where="file.csv"), *own))


def xero_tables() -> Tables:
    return {spec.name: a_table(spec, text) for spec, text in _ROWS.items()}


def a_party(**values: Any) -> Party:
    defaults = {"entity": CLIENT, "company_id": 1, "source_id": 7, "name": "Acme Ltd"}
    return Party(**{**defaults, **values})


def a_full_party(**values: Any) -> Party:
    defaults: dict[str, Any] = {
        "account_number": "A-7",
        "contact_first_name": "Jo",
        "contact_last_name": "Field",
        "email": "jo@acme.example",
        "phone": "0113 496 0007",
        "mobile": "07700 900007",
        "address": Address(
            line1="1 High Street",
            line2="Unit 2",
            city="Leeds",
            region="West Yorkshire",
            postcode="LS1 1AA",
            country="United Kingdom",
        ),
        "tax_number": "GB123456789",
        "payment_terms": "30 days",
        "currency": "GBP",
    }
    return a_party(**{**defaults, **values})


def a_line(**values: Any) -> Line:
    defaults: dict[str, Any] = {
        "line_id": 70,
        "item_name": "Tap",
        "description": "Mixer tap",
        "quantity": Decimal(2),
        "unit_price": Decimal("45.5"),
        "discount_percent": Decimal(0),
        "account_code": "200",
        "tax_rate": "20% VAT",
    }
    return Line(**{**defaults, **values})


def an_invoice(**values: Any) -> Document:
    defaults: dict[str, Any] = {
        "entity": INVOICE,
        "company_id": 1,
        "source_id": 42,
        "number": "INV-42",
        "party": Ref(CLIENT, 7),
        "status": "Sent",
        "issue_date": date(2026, 10, 1),
        "due_date": date(2026, 10, 31),
        "reference": None,
        "currency": "GBP",
        "prices_include_tax": False,
        "lines": (a_line(),),
    }
    return Document(**{**defaults, **values})


def a_purchase_order(**values: Any) -> Document:
    defaults: dict[str, Any] = {
        "entity": PURCHASE_ORDER,
        "number": "PO-42",
        "party": Ref(SUPPLIER, 9),
        "due_date": None,
    }
    return an_invoice(**{**defaults, **values})


def a_draft(ref: Ref = Ref(CLIENT, 7), **values: Any) -> Draft:  # noqa: B008 - a Ref is a tuple
    return Draft(**{"ref": ref, "intent": "upsert", "content": {"Name": "Acme Ltd"}, **values})


def a_link(ref: Ref = Ref(CLIENT, 7), **values: Any) -> Link:  # noqa: B008 - a Ref is a tuple
    defaults: dict[str, Any] = {
        "ref": ref,
        "ledger_id": "ledger-7",
        "number": "KB-CLIENT-7",
        "fingerprint": "agreed",
        "content": {"Name": "Acme Ltd"},
        "children": {},
    }
    return Link(**{**defaults, **values})


def an_item(draft: Draft | None = None, **values: Any) -> Item:
    return Item(**{"draft": draft or a_draft(), "action": "create", **values})


def a_found(**values: Any) -> Found:
    defaults: dict[str, Any] = {
        "ledger_id": "ledger-42",
        "resource": "Invoices",
        "number": "INV-42",
        "status": "AUTHORISED",
        "name": "Acme Ltd",
        "party_ledger_id": "ledger-7",
        "children": (),
    }
    return Found(**{**defaults, **values})


def their_party(ledger_id: str = "ledger-7", **values: Any) -> LedgerParty:
    return LedgerParty(
        ledger_id=ledger_id,
        resource="Contacts",
        number=None,
        party=a_party(**values),
        is_supplier=False,
        is_customer=True,
        active=True,
    )


def a_connection(connection_id: int = 1, **values: Any) -> LedgerConnection:
    defaults: dict[str, Any] = {
        "id": connection_id,
        "company_id": connection_id,
        "ledger": "xero",
        "tenant_id": f"tenant-{connection_id}",
        "tenant_name": f"Organisation {connection_id}",
        "state": "connected",
        "stay_connected": True,
        "connected_at": datetime(2026, 1, 1, tzinfo=UTC),
        "session_ends_at": None,
        "gate_opened_at": datetime(2026, 1, 1, tzinfo=UTC),
        "ended_at": None,
        "ended_reason": None,
        "parked_until": None,
    }
    return LedgerConnection(**{**defaults, **values})


_PARTY_COLUMNS = (
    "account_number", "contact_first_name", "contact_last_name", "email", "phone", "mobile",
    "address_line1", "address_line2", "city", "region", "postcode", "country", "tax_number",
    "payment_terms", "currency",
)  # fmt: skip


def a_row(entity: str = CLIENT, **values: Any) -> Json:
    """A party's row as extract delivers it, before it is typed."""
    row: Json = dict.fromkeys(_PARTY_COLUMNS)
    row |= {"company_id": 1, "source_id": 7, "name": "Acme Ltd", "archived": False}
    row |= {
        "created_at": "2026-10-01T08:00:00+00:00",
        "updated_at": "2026-10-01T08:00:00.123456+00:00",
    }
    if entity == "client_location":
        row |= {"client_id": 3, "client_name": "Acme Group", "client_archived": False}
    return row | values
