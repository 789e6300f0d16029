"""How invoices and bills look in answers: written, listed, single, refused."""

from __future__ import annotations

from typing import Any

from sandbox.xero.contact_views import (
    contact_stub,
    full_contact,
    refused_with_invoice,
    written_with_invoice,
)
from sandbox.xero.credit_views import credit_view
from sandbox.xero.desk import Desk
from sandbox.xero.formats import (
    Element,
    day_names,
    day_stamp,
    iso_stamp,
    number,
    stamp,
)
from sandbox.xero.line_views import line_view, refused_line, totals
from sandbox.xero.records import NO_ID, ZERO, CreditKind, Invoice

Body = dict[str, Any]


def written_invoice(desk: Desk, row: Invoice) -> Body:
    """Return the answer to a write. A void still shows the old AmountDue here."""
    contact = desk.org.contacts.get(row.contact_id)
    body = _heading(row)
    body |= {"Prepayments": [], "Overpayments": [], "AmountDue": number(row.amount_due)}
    body |= _money(row)
    body |= _flags(row)
    body["Contact"] = written_with_invoice(contact) if contact else {}
    return body | _tail(row, [line_view(desk, line, marked=True) for line in row.lines])


def listed_invoice(desk: Desk, row: Invoice, *, paged: bool, summary: bool) -> Body:
    """Return a row of a list: lines only with paging, the contact as id and name."""
    if row.status == "DELETED" and desk.switches.deleted_invoices_bare:
        return _bare(row)
    body = _read_heading(desk, row, summary=summary)
    body["Contact"] = contact_stub(desk, row.contact_id)
    lines = [line_view(desk, line) for line in row.lines] if paged and not summary else []
    body |= _tail(row, lines)
    if summary:
        del body["LineItems"]
    return body


def single_invoice(desk: Desk, row: Invoice) -> Body:
    """Return the answer to a GET of one invoice."""
    contact = desk.org.contacts.get(row.contact_id)
    body = _read_heading(desk, row, summary=False)
    body["Contact"] = full_contact(desk, contact, listed=True) if contact else {}
    return body | _tail(row, [line_view(desk, line) for line in row.lines])


def refused_invoice(desk: Desk, row: Invoice, element: Element, before: Invoice | None) -> Body:
    """Return a refused element: the values that were asked for, with the computed totals."""
    body: Body = {"Type": row.type, "InvoiceID": before.document_id if before else NO_ID}
    if before is None or element.get("InvoiceNumber"):
        body["InvoiceNumber"] = row.number
    if element.get("Reference"):
        body["Reference"] = element["Reference"]
    body |= {"Payments": [], "CreditNotes": [], "Prepayments": [], "Overpayments": []}
    body["IsDiscounted"] = False
    if before is not None:
        body["InvoiceAddresses"] = []
    body["HasErrors"] = True
    if before is not None:
        body["InvoicePaymentServices"] = []
    body["Contact"] = refused_with_invoice(element.get("Contact"))
    known = {line.line_id for line in before.lines} if before else ()
    lines = [refused_line(desk, line, known, with_account=bool(before)) for line in row.lines]
    return body | _tail(row, lines, stamped=False)


def _heading(row: Invoice) -> Body:
    body: Body = {
        "Type": row.type,
        "InvoiceID": row.document_id,
        "InvoiceNumber": row.number,
        "Reference": row.reference,
    }
    if row.url:
        body["Url"] = row.url
    return body


def _money(row: Invoice) -> Body:
    body: Body = {"AmountPaid": number(row.amount_paid)}
    if row.credits:
        body["AmountCredited"] = number(row.amount_credited)
    return body | {
        "SentToContact": row.sent_to_contact,
        "CurrencyRate": number(row.currency_rate),
        "IsDiscounted": bool(row.total_discount),
    }


def _flags(row: Invoice) -> Body:
    return {
        "HasErrors": False,
        "InvoicePaymentServices": [],
        "UpdatedDateUTCString": iso_stamp(row.updated_ms),
    }


def _read_heading(desk: Desk, row: Invoice, *, summary: bool) -> Body:
    body = _heading(row)
    if not summary:
        body["Payments"] = _payments(desk, row)
    body["CreditNotes"] = _credits(row, "CreditNote")
    body["Prepayments"] = _credits(row, "Prepayment")
    body["Overpayments"] = _credits(row, "Overpayment")
    # What a void still owes is nothing, whatever its totals say.
    due = ZERO if row.status in ("VOIDED", "DELETED") else row.amount_due
    body["AmountDue"] = number(due)
    body |= _money(row)
    body["AmountCredited"] = number(row.amount_credited)
    if not summary:
        body["HasAttachments"] = False
    return body | {"InvoiceAddresses": []} | _flags(row)


def _payments(desk: Desk, row: Invoice) -> list[Body]:
    return [
        {
            "PaymentID": payment.payment_id,
            "Date": day_stamp(payment.date),
            "Amount": number(payment.amount),
            "Reference": payment.reference,
            "CurrencyRate": number(payment.currency_rate),
            "HasAccount": False,
            "HasValidationErrors": False,
        }
        for payment in desk.org.payments.find("invoice", row.document_id)
        if payment.status == "AUTHORISED"
    ]


def _credits(row: Invoice, kind: CreditKind) -> list[Body]:
    return [credit_view(credit) for credit in row.credits if credit.kind == kind]


def _tail(row: Invoice, lines: list[Body], *, stamped: bool = True) -> Body:
    body: Body = {**day_names("Date", row.date), **day_names("DueDate", row.due_date)}
    if row.planned_payment_date:
        body |= day_names("PlannedPaymentDate", row.planned_payment_date)
    if row.expected_payment_date:
        body |= day_names("ExpectedPaymentDate", row.expected_payment_date)
    if row.branding_theme_id:
        body["BrandingThemeID"] = row.branding_theme_id
    body |= {"Status": row.status, "LineAmountTypes": row.line_amount_types, "LineItems": lines}
    body |= totals(row)
    if row.total_discount:
        body["TotalDiscount"] = number(row.total_discount)
    if stamped:
        body["UpdatedDateUTC"] = stamp(row.updated_ms)
    body["CurrencyCode"] = row.currency
    if stamped and row.fully_paid_on and row.status == "PAID":
        body["FullyPaidOnDate"] = day_stamp(row.fully_paid_on)
    return body


def _bare(row: Invoice) -> Body:
    return {
        "Type": row.type,
        "InvoiceID": row.document_id,
        "InvoiceNumber": row.number,
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "HasErrors": False,
        "IsDiscounted": False,
        "UpdatedDateUTCString": iso_stamp(row.updated_ms),
        "Status": row.status,
        "LineItems": [],
        "UpdatedDateUTC": stamp(row.updated_ms),
        "CurrencyCode": row.currency,
    }
