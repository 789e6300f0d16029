"""The columns that a suite may name, by scope: what extract delivers and what ``frames`` derives.

Suites are closed: a column that is not listed here is refused when the suite is loaded.
"""

from __future__ import annotations

from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    DOCUMENTS,
    INVOICE,
    PARTIES,
    PURCHASE_ORDER,
    SUPPLIER,
)

ROW = "row"
LINE = "line"
DIRECTORY = "directory"
SCOPES = (ROW, LINE, DIRECTORY)

INDEX = {
    ROW: ("company_id", "source_id"),
    LINE: ("company_id", "source_id", "line_id"),
    DIRECTORY: ("company_id", "entity", "source_id"),
}
"""What names a failing row, by scope."""

_PARTY = {
    "company_id", "source_id", "name", "account_number", "contact_first_name", "contact_last_name",
    "email", "phone", "mobile", "address_line1", "address_line2", "city", "region", "postcode",
    "country", "tax_number", "payment_terms", "currency", "archived", "created_at", "updated_at",
    "ledger_name",
}  # fmt: skip

_DOCUMENT = {
    "company_id", "source_id", "number", "status", "issue_date", "reference", "currency",
    "prices_include_tax", "notes", "created_at", "updated_at", "line_count",
}  # fmt: skip

ROW_COLUMNS = {
    CLIENT: frozenset(_PARTY),
    CLIENT_LOCATION: frozenset(_PARTY | {"client_id", "client_name", "client_archived"}),
    SUPPLIER: frozenset(_PARTY),
    INVOICE: frozenset(
        _DOCUMENT | {"client_id", "location_id", "billing_location_id", "due_date", "amount_paid"}
    ),
    PURCHASE_ORDER: frozenset(_DOCUMENT | {"supplier_id", "delivery_date", "delivery_address"}),
}

LINE_COLUMNS = frozenset(
    {
        "company_id", "source_id", "line_id", "position", "product_id", "item_name", "description",
        "quantity", "unit_price", "discount_percent", "account_code", "tax_rate",
        "status", "text", "quantity_digits", "amount",
    }
)  # fmt: skip

KEYED = ("name", "phone", "mobile", "email", "account_number")
"""The fields of the directory that have a key; the key's column is ``<field>_key``."""

DIRECTORY_COLUMNS = frozenset(
    {"company_id", "entity", "source_id", "archived", "created_at", "kinds_of_name"}
    | set(KEYED)
    | {f"{field}_key" for field in KEYED}
)


def columns_of(entity: str, scope: str) -> frozenset[str]:
    """The columns that an expectation of this entity and scope may name; empty: no such scope."""
    if scope == ROW:
        return ROW_COLUMNS[entity]
    if scope == LINE:
        return LINE_COLUMNS if entity in DOCUMENTS else frozenset()
    return DIRECTORY_COLUMNS if entity in PARTIES else frozenset()
