"""Which changes of an invoice or bill Xero allows: statuses, paid documents, numbers.

Messages are Xero's own where a source is known.
"""

from __future__ import annotations

from sandbox.xero.desk import Desk
from sandbox.xero.documents import check_lock_dates
from sandbox.xero.formats import Element
from sandbox.xero.organisation import folded
from sandbox.xero.records import DEAD, Invoice, Line

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
CREATABLE = ("DRAFT", "SUBMITTED", "AUTHORISED")
MOVES: dict[str, tuple[str, ...]] = {
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": ("PAID",),
}
NUMBER_LIMIT = 255
BAD_CREATE = "Invoice not of valid status for creation"
BAD_MODIFY = "Invoice not of valid status for modification"
HAS_SETTLEMENT = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)


def check_new(desk: Desk, invoice: Invoice) -> None:
    """Refuse an invoice that cannot be created."""
    if invoice.status not in CREATABLE:
        desk.refuse(BAD_CREATE)
    check_lock_dates(desk, invoice.date)
    _check_dates(desk, invoice)
    _check_number(desk, invoice)


def check_change(desk: Desk, before: Invoice, after: Invoice, element: Element) -> None:
    """Refuse an update that Xero would not make."""
    if before.status in DEAD:
        desk.refuse(BAD_MODIFY)
        return
    check_lock_dates(desk, before.date, after.date)
    if before.has_settlement:
        _check_settled(desk, before, after)
    elif after.status not in MOVES.get(before.status, ()):
        desk.refuse(BAD_MODIFY)
    if folded(before.number) != folded(after.number):
        _check_number(desk, after)
    if after.status not in DEAD:
        _check_dates(desk, after)
    if element.get("Date") == "":
        desk.refuse("The Date field must be specified.")


def _check_settled(desk: Desk, before: Invoice, after: Invoice) -> None:
    if after.status in CREATABLE and after.status != before.status:
        desk.refuse(
            f"The status {after.status} cannot be applied to the invoice because it has payments "
            "or credit notes allocated to it."
        )
    elif after.status != before.status or _fixed(before) != _fixed(after):
        desk.refuse(HAS_SETTLEMENT)
        desk.refuse(BAD_MODIFY)
    elif before.credits and before.contact_id != after.contact_id:
        desk.refuse(HAS_SETTLEMENT)


def _fixed(invoice: Invoice) -> tuple[object, ...]:
    # What must not change once money is allocated; descriptions, accounts and tracking may.
    return (
        invoice.type,
        invoice.date,
        invoice.currency,
        invoice.line_amount_types,
        tuple(_fixed_line(line) for line in invoice.lines),
    )


def _fixed_line(line: Line) -> tuple[object, ...]:
    return (
        line.line_id,
        line.quantity,
        line.unit_amount,
        line.item_code,
        line.tax_type,
        line.tax_amount,
        line.line_amount,
        line.discount_rate,
        line.discount_amount,
    )


def _check_dates(desk: Desk, invoice: Invoice) -> None:
    if invoice.status in ("SUBMITTED", "AUTHORISED") and invoice.due_date is None:
        desk.refuse("The document DueDate field must be specified.")


def _check_number(desk: Desk, invoice: Invoice) -> None:
    number = invoice.number
    if len(number) > NUMBER_LIMIT:
        desk.refuse(desk.switches.length_message.format(field="InvoiceNumber", limit=NUMBER_LIMIT))
    if not number.isascii() or (number and not number.isprintable()):
        desk.refuse("Invoice # must only contain printable ASCII characters.")
    if invoice.type == "ACCREC" and number and number_holders(desk, invoice):
        desk.refuse("Invoice # must be unique.")


def number_holders(desk: Desk, invoice: Invoice) -> list[Invoice]:
    """Return the other sales invoices that own the invoice's number."""
    return [
        row
        for row in desk.org.invoices.find("number", folded(invoice.number))
        if row.type == "ACCREC"
        and row.document_id != invoice.document_id
        and not (row.status in DEAD and desk.switches.voided_invoice_numbers_reusable)
    ]
