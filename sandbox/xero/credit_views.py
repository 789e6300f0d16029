"""How a credit looks in the answer about the invoice that it was set against."""

from __future__ import annotations

from typing import Any

from sandbox.xero.formats import day_names, number
from sandbox.xero.records import Credit

Body = dict[str, Any]


def credit_view(credit: Credit) -> Body:
    """Return a credit as its invoice lists it."""
    body: Body = {f"{credit.kind}ID": credit.credit_note_id}
    if credit.kind == "CreditNote":
        body["CreditNoteNumber"] = credit.number
    body |= {"ID": credit.credit_note_id, "HasErrors": False}
    if credit.kind == "CreditNote":
        body["InvoiceAddresses"] = []
    return body | {
        "AppliedAmount": number(credit.amount),
        **day_names("Date", credit.date),
        "LineItems": [],
        "Total": number(credit.total),
    }
