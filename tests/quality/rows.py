"""Rows as extract delivers them, good in every field; a test names only what it spoils."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def a_party(source_id: int, entity: str = "client", **spoiled: Any) -> dict[str, Any]:
    row = {
        "company_id": 1,
        "entity": entity,
        "source_id": source_id,
        "name": f"Party {source_id}",
        "account_number": f"A-{source_id}",
        "contact_first_name": "Jo",
        "contact_last_name": "Field",
        "email": f"party{source_id}@example.com",
        "phone": f"020 7946 {source_id:05}",
        "mobile": f"07700 9{source_id:05}",
        "address_line1": "1 High Street",
        "address_line2": None,
        "city": "Leeds",
        "region": None,
        "postcode": "LS1 1AA",
        "country": "United Kingdom",
        "tax_number": None,
        "payment_terms": "30 days",
        "currency": "GBP",
        "archived": False,
        "created_at": MONDAY + timedelta(days=source_id),
        "updated_at": MONDAY,
    }
    if entity == "client_location":
        row |= {"client_id": 1, "client_name": "Party 1", "client_archived": False}
    row |= spoiled
    return {"ledger_name": row["name"]} | row


def a_line(line_id: int, position: int = 1, **spoiled: Any) -> dict[str, Any]:
    line = {
        "line_id": line_id,
        "position": position,
        "product_id": None,
        "item_name": "Tap",
        "description": "Mixer tap, chrome",
        "quantity": Decimal("2.0000"),
        "unit_price": Decimal("45.5000"),
        "discount_percent": Decimal("0.0000"),
        "account_code": "200",
        "tax_rate": "20% VAT",
    }
    return line | spoiled


def an_invoice(source_id: int, **spoiled: Any) -> dict[str, Any]:
    row = {
        "company_id": 1,
        "source_id": source_id,
        "number": f"INV-{source_id:04}",
        "client_id": 1,
        "location_id": None,
        "billing_location_id": None,
        "status": "Sent",
        "issue_date": date(2026, 11, 2),
        "due_date": date(2026, 12, 2),
        "reference": None,
        "currency": "GBP",
        "prices_include_tax": False,
        "notes": None,
        "amount_paid": Decimal(0),
        "created_at": MONDAY,
        "updated_at": MONDAY,
        "lines": [a_line(source_id * 10), a_line(source_id * 10 + 1, 2)],
    }
    return row | spoiled


def a_purchase_order(source_id: int, **spoiled: Any) -> dict[str, Any]:
    row = an_invoice(source_id, number=f"PO-{source_id:04}")
    for name in ("client_id", "location_id", "billing_location_id", "due_date", "amount_paid"):
        del row[name]
    row |= {"supplier_id": 1, "delivery_date": None, "delivery_address": "Site 4"}
    return row | spoiled
