"""The bookkeeper's hand: what a person does in Xero's own screens, by the same rules as the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sandbox.xero.contact_views import full_contact
from sandbox.xero.contacts import write_contact
from sandbox.xero.credits import apply_credit, remove_credits
from sandbox.xero.desk import BadRequest, Desk, UnknownId
from sandbox.xero.formats import parse_day, text
from sandbox.xero.invoice_views import single_invoice
from sandbox.xero.invoices import find_invoice, write_invoice
from sandbox.xero.names import canonical
from sandbox.xero.order_views import order_view
from sandbox.xero.organisation import folded
from sandbox.xero.payments import delete_payment, payment_view, write_payment
from sandbox.xero.purchase_orders import write_order
from sandbox.xero.records import Contact, CreditKind, Invoice
from sandbox.xero.settings import account_view, credit_note_view, organisation_view, write_account

Body = dict[str, Any]
Arguments = Mapping[str, Any]


class Refused(Exception):
    """Xero would not let the bookkeeper do it."""


def act(desk: Desk, action: str, arguments: Arguments) -> Body:
    """Do one thing in Xero; nothing is kept if it is refused.

    Raises:
        Refused: With Xero's words.
    """
    done = ACTIONS.get(action)
    if done is None:
        raise Refused(f"Unknown action {action}; known are {', '.join(sorted(ACTIONS))}")
    try:
        body = done(desk, canonical(dict(arguments)))
        if desk.errors:
            raise Refused("; ".join(desk.errors))
    except (Refused, UnknownId, BadRequest) as error:
        desk.org.journal.rollback()
        raise error if isinstance(error, Refused) else Refused(str(error) or "Not found") from error
    desk.org.journal.commit()
    return body


def _invoice(desk: Desk, arguments: Arguments) -> Invoice:
    invoice = find_invoice(desk, text(arguments.get("invoice") or arguments.get("Invoice")))
    if invoice is None:
        raise Refused("There is no such invoice")
    return invoice


def _contact(desk: Desk, key: object) -> Contact:
    wanted = text(key)
    found = desk.org.contacts.find("number", wanted) or desk.org.contacts.find(
        "name", folded(wanted)
    )
    active = [row for row in found if row.status == "ACTIVE"] or found
    contact = desk.org.contacts.get(wanted.lower()) or (active[0] if active else None)
    if contact is None:
        raise Refused("There is no such contact")
    return contact


def _changes(arguments: Arguments) -> Body:
    changes = arguments.get("changes") or {}
    return dict(changes)


def _shown(desk: Desk, invoice_id: str) -> Body:
    invoice = desk.org.invoices.get(invoice_id)
    return single_invoice(desk, invoice) if invoice else {}


def _write_invoice(desk: Desk, element: Body, invoice_id: str | None) -> Body:
    row = write_invoice(desk, element, create_only=invoice_id is None, invoice_id=invoice_id)
    return _shown(desk, row.document_id)


def create_invoice(desk: Desk, arguments: Arguments) -> Body:
    """Write a sales invoice (or a bill, by Type) of his own."""
    return _write_invoice(desk, {"Type": "ACCREC", **_changes(arguments)}, None)


def edit_invoice(desk: Desk, arguments: Arguments) -> Body:
    """Change fields of an invoice or bill."""
    return _write_invoice(desk, _changes(arguments), _invoice(desk, arguments).document_id)


def create_purchase_order(desk: Desk, arguments: Arguments) -> Body:
    """Write a purchase order of his own."""
    row = write_order(desk, _changes(arguments), create_only=True, order_id=None)
    return order_view(desk, row, written=False)


def edit_purchase_order(desk: Desk, arguments: Arguments) -> Body:
    """Change fields of a purchase order."""
    key = text(arguments.get("order"))
    row = write_order(desk, _changes(arguments), create_only=False, order_id=key)
    return order_view(desk, row, written=False)


def _set_status(status: str) -> Callable[[Desk, Arguments], Body]:
    def change(desk: Desk, arguments: Arguments) -> Body:
        invoice = _invoice(desk, arguments)
        return _write_invoice(desk, {"Status": status}, invoice.document_id)

    return change


def record_payment(desk: Desk, arguments: Arguments) -> Body:
    """Record money that came in (or went out, for a bill)."""
    invoice = _invoice(desk, arguments)
    element = {
        "Invoice": {"InvoiceID": invoice.document_id},
        "Account": {"Code": arguments.get("account_code") or "090"},
        "Amount": invoice.amount_due if arguments.get("Amount") is None else arguments["Amount"],
        "Date": arguments.get("Date"),
        "Reference": arguments.get("Reference"),
        "IsReconciled": arguments.get("reconciled"),
    }
    payment = write_payment(desk, element, None)
    return payment_view(desk, payment, listed=False) if payment else {}


def remove_payment(desk: Desk, arguments: Arguments) -> Body:
    """Remove a payment: the invoice is open again."""
    key = text(arguments.get("payment_id"))
    return payment_view(desk, delete_payment(desk, key, {"Status": "DELETED"}), listed=False)


def apply_credit_note(desk: Desk, arguments: Arguments) -> Body:
    """Write a credit note and set it against an invoice: settled without a payment."""
    invoice = _invoice(desk, arguments)
    amount, day = arguments.get("Amount"), arguments.get("Date")
    credit = apply_credit(desk, invoice, "CreditNote", amount, day)
    note = desk.org.credit_notes.get(credit.credit_note_id) if credit else None
    return credit_note_view(desk, note) if note else {}


def _set_against(kind: CreditKind) -> Callable[[Desk, Arguments], Body]:
    def change(desk: Desk, arguments: Arguments) -> Body:
        invoice = _invoice(desk, arguments)
        apply_credit(desk, invoice, kind, arguments.get("Amount"), arguments.get("Date"))
        return _shown(desk, invoice.document_id)

    return change


def remove_credit(desk: Desk, arguments: Arguments) -> Body:
    """Take what was credited off an invoice again."""
    return single_invoice(desk, remove_credits(desk, _invoice(desk, arguments)))


def create_contact(desk: Desk, arguments: Arguments) -> Body:
    """Add a contact."""
    row = write_contact(desk, _changes(arguments), create_only=True, contact_id=None)
    return full_contact(desk, row, listed=True)


def edit_contact(desk: Desk, arguments: Arguments) -> Body:
    """Change fields of a contact."""
    contact = _contact(desk, arguments.get("contact") or arguments.get("Contact"))
    changes = _changes(arguments)
    row = write_contact(desk, changes, create_only=False, contact_id=contact.contact_id)
    return full_contact(desk, row, listed=True)


def _set_contact_status(status: str) -> Callable[[Desk, Arguments], Body]:
    def change(desk: Desk, arguments: Arguments) -> Body:
        return edit_contact(desk, {**arguments, "changes": {"ContactStatus": status}})

    return change


def merge_contacts(desk: Desk, arguments: Arguments) -> Body:
    """Merge a contact into another: it is archived and points to the winner."""
    loser, winner = _contact(desk, arguments.get("loser")), _contact(desk, arguments.get("winner"))
    if loser.contact_id == winner.contact_id:
        raise Refused("A contact cannot be merged into itself")
    now = desk.now_ms()
    gone = replace(loser, status="ARCHIVED", merged_to=winner.contact_id, updated_ms=now)
    kept = replace(
        winner,
        is_customer=winner.is_customer or loser.is_customer,
        is_supplier=winner.is_supplier or loser.is_supplier,
        updated_ms=now,
    )
    desk.org.contacts.put(gone)
    desk.org.contacts.put(kept)
    for invoice in desk.org.invoices.find("contact", loser.contact_id):
        touched = now if desk.switches.merge_touches_invoices else invoice.updated_ms
        moved = replace(invoice, contact_id=winner.contact_id, updated_ms=touched)
        desk.org.invoices.put(moved)
    for order in desk.org.orders.find("contact", loser.contact_id):
        desk.org.orders.put(replace(order, contact_id=winner.contact_id))
    return full_contact(desk, kept, listed=True)


def set_lock_date(desk: Desk, arguments: Arguments) -> Body:
    """Lock everything up to a day; null takes the lock away."""
    if "period" in arguments:
        desk.org.period_lock_date = _day_or_none(arguments["period"])
    if "end_of_year" in arguments:
        desk.org.year_end_lock_date = _day_or_none(arguments["end_of_year"])
    return organisation_view(desk)


def _day_or_none(value: object) -> date | None:
    return None if value is None else parse_day(value, "LockDate")


def add_account(desk: Desk, arguments: Arguments) -> Body:
    """Add an account to the chart."""
    return account_view(write_account(desk, _changes(arguments)))


def add_currency(desk: Desk, arguments: Arguments) -> Body:
    """Subscribe the organisation to a currency."""
    desk.org.currencies.add(text(arguments.get("currency")).upper())
    return organisation_view(desk)


ACTIONS: dict[str, Callable[[Desk, Arguments], Body]] = {
    "add_account": add_account,
    "add_currency": add_currency,
    "apply_credit_note": apply_credit_note,
    "apply_overpayment": _set_against("Overpayment"),
    "apply_prepayment": _set_against("Prepayment"),
    "approve": _set_status("AUTHORISED"),
    "archive_contact": _set_contact_status("ARCHIVED"),
    "create_contact": create_contact,
    "create_invoice": create_invoice,
    "create_purchase_order": create_purchase_order,
    "delete_draft": _set_status("DELETED"),
    "edit_contact": edit_contact,
    "edit_invoice": edit_invoice,
    "edit_purchase_order": edit_purchase_order,
    "merge_contacts": merge_contacts,
    "record_payment": record_payment,
    "remove_credit": remove_credit,
    "remove_payment": remove_payment,
    "restore_contact": _set_contact_status("ACTIVE"),
    "set_lock_date": set_lock_date,
    "void": _set_status("VOIDED"),
}
