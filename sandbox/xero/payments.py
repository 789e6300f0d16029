"""Payments: created and deleted, never edited. A payment moves its invoice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sandbox.xero.desk import Desk, UnknownId
from sandbox.xero.documents import check_lock_dates
from sandbox.xero.formats import (
    Element,
    cents,
    day_stamp,
    iso_stamp,
    number,
    parse_day,
    parse_number,
    stamp,
    text,
)
from sandbox.xero.invoice_views import written_invoice
from sandbox.xero.invoices import find_invoice, settled
from sandbox.xero.records import NO_ID, ZERO, Account, Invoice, Payment

EXCEEDS = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against authorised documents"
Body = dict[str, Any]


def write_payment(desk: Desk, element: Element, payment_id: str | None) -> Payment | None:
    """Create a payment, or delete the one with the given id; errors end up on the desk."""
    if payment_id:
        return delete_payment(desk, payment_id, element)
    invoice, account = _invoice(desk, element), _account(desk, element)
    sent = parse_number(element.get("Amount") or 0, "Amount")
    amount = cents(sent, desk.switches.half_cent)
    if invoice is None:
        return None
    day = parse_day(element["Date"], "Date") if element.get("Date") else desk.today()
    _check(desk, invoice, amount)
    check_lock_dates(desk, day)
    payment = Payment(
        payment_id=desk.ids.new(),
        invoice_id=invoice.document_id,
        type=f"{invoice.type}PAYMENT",
        account_code=account.code if account else "",
        date=day,
        amount=amount,
        currency_rate=invoice.currency_rate,
        reference=text(element.get("Reference")),
        is_reconciled=bool(element.get("IsReconciled")),
        updated_ms=desk.now_ms(),
    )
    if not desk.errors:
        desk.org.payments.put(payment)
        _move(desk, invoice, payment)
    return payment


def _invoice(desk: Desk, element: Element) -> Invoice | None:
    sent = element.get("Invoice")
    named = sent if isinstance(sent, Mapping) else {}
    key = text(named.get("InvoiceID") or named.get("InvoiceNumber") or element.get("InvoiceNumber"))
    invoice = find_invoice(desk, key) if key else None
    if invoice is None:
        desk.refuse("Invoice could not be found")
    return invoice


def _account(desk: Desk, element: Element) -> Account | None:
    sent = element.get("Account")
    named = sent if isinstance(sent, Mapping) else {}
    by_id = desk.org.accounts.get(text(named.get("AccountID")).lower())
    account = by_id or desk.org.account(text(named.get("Code") or element.get("Code")))
    if account is None or not (account.type == "BANK" or account.payments_enabled):
        desk.refuse("Account could not be found")
        return None
    return account


def _check(desk: Desk, invoice: Invoice, amount: Decimal) -> None:
    if invoice.status != "AUTHORISED":
        desk.refuse(NOT_AUTHORISED)
    due = invoice.amount_due if invoice.status in ("AUTHORISED", "PAID") else ZERO
    if amount > due:
        desk.refuse(EXCEEDS)
    if amount <= ZERO:
        desk.refuse("Payment amount must be greater than zero")


def _move(desk: Desk, invoice: Invoice, payment: Payment) -> None:
    after = replace(
        invoice,
        amount_paid=invoice.amount_paid + payment.amount,
        updated_ms=payment.updated_ms,
    )
    if after.amount_due == 0:
        after = replace(after, fully_paid_on=payment.date)
    desk.org.invoices.put(settled(after))


def delete_payment(desk: Desk, payment_id: str, element: Element) -> Payment:
    """Reverse a payment: its invoice is open again.

    Raises:
        UnknownId: There is no such payment.
    """
    payment = desk.org.payments.get(payment_id.lower())
    if payment is None:
        raise UnknownId
    extra = {key for key, value in element.items() if value is not None}
    if extra - {"Status", "PaymentID"} or text(element.get("Status")).upper() != "DELETED":
        desk.refuse("Only Status accepted for updates.")
    elif payment.status == "DELETED":
        desk.refuse("Payment has already been deleted")
    if desk.errors:
        return payment
    gone = replace(payment, status="DELETED", updated_ms=desk.now_ms())
    desk.org.payments.put(gone)
    invoice = desk.org.invoices.get(payment.invoice_id)
    if invoice is not None:
        less = invoice.amount_paid - payment.amount
        touches = desk.switches.payment_removal_touches_invoice
        touched = gone.updated_ms if touches else invoice.updated_ms
        opened = replace(invoice, amount_paid=less, updated_ms=touched)
        desk.org.invoices.put(settled(opened))
    return gone


def payment_view(desk: Desk, row: Payment, *, listed: bool) -> Body:
    """Return a payment; in lists the invoice is a stub whose empty arrays mean nothing."""
    body: Body = {
        "PaymentID": row.payment_id,
        "Date": day_stamp(row.date),
        "BankAmount": number(row.amount),
        "Amount": number(row.amount),
        "Reference": row.reference,
        "CurrencyRate": number(row.currency_rate),
        "PaymentType": row.type,
        "Status": row.status,
        "UpdatedDateUTC": stamp(row.updated_ms),
        "UpdatedDateUTCString": iso_stamp(row.updated_ms),
        "HasAccount": True,
        "IsReconciled": row.is_reconciled,
    }
    account = desk.org.account(row.account_code)
    if account:
        body["Account"] = {"AccountID": account.account_id, "Code": account.code}
        if not listed:
            body["Account"]["Name"] = account.name
    invoice = desk.org.invoices.get(row.invoice_id)
    if invoice:
        body["Invoice"] = _stub(desk, invoice) if listed else written_invoice(desk, invoice)
    body["HasValidationErrors"] = False
    return body


def _stub(desk: Desk, row: Invoice) -> Body:
    contact = desk.org.contacts.get(row.contact_id)
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
        "Contact": {
            "ContactID": row.contact_id,
            "Name": contact.name if contact else "",
            "Addresses": [],
            "Phones": [],
            "ContactGroups": [],
            "ContactPersons": [],
            "HasValidationErrors": False,
        },
        "LineItems": [],
        "CurrencyCode": row.currency,
    }


def refused_payment(element: Element, payment_id: str | None) -> Body:
    """Return what was asked for."""
    body: Body = {"PaymentID": payment_id or NO_ID}
    body |= {key: value for key, value in element.items() if key != "PaymentID"}
    return body | {"HasValidationErrors": True}
