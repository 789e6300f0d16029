"""Every table of the source with its columns and types, as the contract names them."""

from __future__ import annotations

ID = {"id": "bigint"}
OWNER = {"company_id": "bigint"}
STAMPS = {"created_at": "timestamp with time zone", "updated_at": "timestamp with time zone"}
MONEY = "numeric(18,4)"
PARTY = {
    **dict.fromkeys(
        (
            *("name", "account_number", "contact_first_name", "contact_last_name", "email"),
            *("phone", "mobile", "address_line1", "address_line2", "city", "region", "postcode"),
            *("country", "tax_number", "payment_terms"),
        ),
        "text",
    ),
    "currency": "character(3)",
    "archived": "boolean",
}
LINE = {
    "position": "integer",
    "product_id": "bigint",
    "item_name": "text",
    "description": "text",
    "quantity": MONEY,
    "unit_price": MONEY,
    "discount_percent": "numeric(7,4)",
    "account_code": "text",
    "tax_rate": "text",
}
DOCUMENT = {
    "number": "text",
    "status": "text",
    "issue_date": "date",
    "reference": "text",
    "currency": "character(3)",
    "prices_include_tax": "boolean",
    "notes": "text",
}
TABLES: dict[str, dict[str, str]] = {
    "companies": {
        "name": "text",
        "country": "character(2)",
        "base_currency": "character(3)",
        "timezone": "text",
        "invoice_start_number": "bigint",
        "purchase_order_start_number": "bigint",
    },
    "clients": {**OWNER, **PARTY},
    "client_locations": {**OWNER, "client_id": "bigint", **PARTY},
    "suppliers": {**OWNER, **PARTY},
    "products": {
        **OWNER,
        **dict.fromkeys(("unit_price", "unit_cost"), MONEY),
        **dict.fromkeys(("sku", "name", "description", "kind", "account_code"), "text"),
        **dict.fromkeys(("purchase_account_code", "tax_rate"), "text"),
        "archived": "boolean",
    },
    "invoices": {
        **OWNER,
        **DOCUMENT,
        **dict.fromkeys(("client_id", "location_id", "billing_location_id"), "bigint"),
        "due_date": "date",
        "amount_paid": MONEY,
        "paid_at": "timestamp with time zone",
    },
    "invoice_lines": {**OWNER, "invoice_id": "bigint", **LINE},
    "invoice_payments": {
        **OWNER,
        "invoice_id": "bigint",
        **dict.fromkeys(("ledger", "ledger_payment_id", "reference"), "text"),
        "amount": MONEY,
        "paid_on": "date",
        "reversed_at": "timestamp with time zone",
    },
    "purchase_orders": {
        **OWNER,
        **DOCUMENT,
        "supplier_id": "bigint",
        "delivery_date": "date",
        "delivery_address": "text",
    },
    "purchase_order_lines": {**OWNER, "purchase_order_id": "bigint", **LINE},
}
