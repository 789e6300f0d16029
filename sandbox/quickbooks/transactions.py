"""What invoices and payments have in common: customer, day, currency, closed books, voiding."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.resource import Draft

VOIDED = "Voided"
ENUMERATIONS = ("DetailType", "EmailStatus", "PrintStatus")
_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def day_of(body: Body, field: str = "TxnDate") -> date:
    """Return a day of a stored transaction."""
    return date.fromisoformat(body[field])


def check_books_open(desk: Desk, *bodies: Body) -> None:
    """Refuse what touches the books on or before the closing date."""
    closed = desk.company.closing_date
    if closed and any(day_of(body) <= closed for body in bodies):
        raise answers.period_closed(closed.isoformat())


def settle_frame(desk: Desk, draft: Draft) -> None:
    """Check the customer, the day and the currency of a transaction."""
    body = draft.body
    if not ref_id(body, "CustomerRef"):
        raise answers.required("CustomerRef")
    draft.check_reference(desk, "CustomerRef", "Customer")
    body.setdefault("TxnDate", desk.today().isoformat())
    check_books_open(desk, body, *([draft.before.body] if draft.before else []))
    _settle_currency(desk, draft)


def _settle_currency(desk: Desk, draft: Draft) -> None:
    body, company = draft.body, desk.company
    customer = company.row("Customer", ref_id(body, "CustomerRef"))
    usual = ref_id(customer.body, "CurrencyRef") if customer else company.currency
    wanted = ref_id(body, "CurrencyRef")
    if company.multicurrency and not wanted and draft.is_new:
        raise answers.required("CurrencyRef")
    if wanted and wanted != usual:
        raise answers.business("A transaction has the currency of its customer.", "CurrencyRef")
    body["CurrencyRef"] = {"value": usual}
    if usual != company.currency:
        body.setdefault("ExchangeRate", Decimal(1))


def voided_note(body: Body) -> str:
    """Return the private note of a voided transaction."""
    note = body.get("PrivateNote")
    return f"{VOIDED} - {note}" if note else VOIDED


def in_capitals(value: Any) -> Any:
    """Return an answer with its enumerations in capitals, such as NEED_TO_PRINT."""
    if isinstance(value, list):
        return [in_capitals(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _WORD_START.sub("_", kept).upper() if name in ENUMERATIONS else in_capitals(kept)
        for name, kept in value.items()
    }
