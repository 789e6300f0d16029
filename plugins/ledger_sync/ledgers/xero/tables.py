"""Which mapping tables Xero has and what their rows may say. Pure."""

from __future__ import annotations

from ledger_sync.rules.mapping import TableSpec

_COUNTRY = ("country", "[A-Z]{2}|any")
_DOCUMENT = ("document", "sales|purchases|any")

INVOICE_STATUS = TableSpec(
    "invoice_status", "Invoice status", "DRAFT|SUBMITTED|AUTHORISED|VOIDED|DELETED"
)
PURCHASE_ORDER_STATUS = TableSpec(
    "purchase_order_status", "Purchase order status", "DRAFT|SUBMITTED|AUTHORISED|BILLED|DELETED"
)
TAX_RATES = TableSpec("tax_rates", "Tax rate", "[A-Z0-9_]{1,50}", (_COUNTRY, _DOCUMENT))
ACCOUNTS = TableSpec("accounts", "Account code", ".{1,10}", (_DOCUMENT,))
PAYMENT_TERMS = TableSpec(
    "payment_terms",
    "Payment term",
    r"\d{1,3} (DAYSAFTERBILLDATE|DAYSAFTERBILLMONTH|OFCURRENTMONTH|OFFOLLOWINGMONTH)",
)

TABLES = (INVOICE_STATUS, PURCHASE_ORDER_STATUS, TAX_RATES, ACCOUNTS, PAYMENT_TERMS)
