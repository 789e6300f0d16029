"""Which mapping tables QuickBooks has and what their rows may say. Pure."""

from __future__ import annotations

from ledger_sync.rules.mapping import TableSpec

_COUNTRY = ("country", "[A-Z]{2}|any")
_DOCUMENT = ("document", "sales|purchases|any")

INVOICE_STATUS = TableSpec("invoice_status", "Invoice status", "NotSet|EmailSent|Voided")
TAX_RATES = TableSpec("tax_rates", "Tax rate", ".{1,100}", (_COUNTRY, _DOCUMENT))
ACCOUNTS = TableSpec("accounts", "Account code", ".{1,100}", (_DOCUMENT,))
PAYMENT_TERMS = TableSpec("payment_terms", "Payment term", ".{1,31}")

TABLES = (INVOICE_STATUS, TAX_RATES, ACCOUNTS, PAYMENT_TERMS)
