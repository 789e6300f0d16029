"""Invoices and bills: create, upsert by id or number, approve, void, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.xero.contacts import contact_for_invoice, mark_role
from sandbox.xero.desk import Desk, UnknownId
from sandbox.xero.documents import (
    amount_types_after,
    currency_after,
    sent_day,
    sent_text,
    sum_up,
)
from sandbox.xero.formats import Element, parse_choice, parse_flag, text
from sandbox.xero.invoice_rules import BAD_MODIFY, STATUSES, check_change, check_new
from sandbox.xero.lines import NO_LINES, LineRules, lines_after
from sandbox.xero.organisation import folded
from sandbox.xero.records import DEAD, Invoice

TYPES = ("ACCREC", "ACCPAY")
REMINDER = "Only AUTHORISED invoices may have SentToContact updated."


def write_invoice(
    desk: Desk, element: Element, *, create_only: bool, invoice_id: str | None
) -> Invoice:
    """Create or update one invoice; errors end up on the desk."""
    before = None if create_only else find_for_update(desk, element, invoice_id)
    matched_by_number = not invoice_id and not element.get("InvoiceID")
    if before is not None and matched_by_number and before.status in (*DEAD, "PAID"):
        desk.refuse(BAD_MODIFY)
    start = before or _blank(desk, element)
    after = _with_contact(desk, start, element, is_new=before is None)
    after = apply(desk, after, element, is_new=before is None)
    if before is None:
        check_new(desk, after)
    else:
        check_change(desk, before, after, element)
    after = replace(settled(after), updated_ms=_stamp(desk, before, after))
    if not desk.errors:
        mark_role(desk, after.contact_id, customer=after.type == "ACCREC")
        desk.org.invoices.put(after)
    return after


def find_for_update(desk: Desk, element: Element, wanted: str | None) -> Invoice | None:
    """Return the invoice that an upsert means: by id, else by number.

    Raises:
        UnknownId: An id was given that no invoice has.
    """
    key = text(wanted or element.get("InvoiceID"))
    if key:
        invoice = find_invoice(desk, key)
        if invoice is None:
            raise UnknownId
        return invoice
    number, kind = text(element.get("InvoiceNumber")), text(element.get("Type")).upper()
    found = desk.org.invoices.find("number", folded(number)) if number else []
    found = [row for row in found if not kind or row.type == kind]
    return _chosen(desk, found)


def _chosen(desk: Desk, found: list[Invoice]) -> Invoice | None:
    sales = [row for row in found if row.type == "ACCREC"]
    if sales:
        live = [row for row in sales if row.status not in DEAD]
        return (live or sales)[-1]
    choice = desk.switches.bill_number_match
    if not found or choice == "never":
        return None
    return found[-1] if choice == "newest" else found[0]


def find_invoice(desk: Desk, key: str) -> Invoice | None:
    """Return the invoice with this id or this number."""
    by_id = desk.org.invoices.get(key.lower())
    if by_id is not None:
        return by_id
    found = desk.org.invoices.find("number", folded(key))
    return _chosen(desk, found) or (found[-1] if found else None)


def _blank(desk: Desk, element: Element) -> Invoice:
    kind = element.get("Type")
    if not kind:
        desk.refuse("The Type field must be specified.")
    return Invoice(
        document_id=desk.ids.new(),
        number="",
        contact_id="",
        status="DRAFT",
        date=desk.today(),
        currency=desk.org.base_currency,
        type=parse_choice(kind, TYPES, "InvoiceType") if kind else "ACCREC",
        by_app=desk.by_app,
    )


def _with_contact(desk: Desk, invoice: Invoice, element: Element, *, is_new: bool) -> Invoice:
    sent = element.get("Contact")
    if sent is None and not is_new:
        return invoice
    same = isinstance(sent, dict) and sent.get("ContactID") == invoice.contact_id
    if same and set(sent or ()) == {"ContactID"}:
        return invoice  # an archived contact does not stop an edit of what it already has
    contact = contact_for_invoice(desk, sent)
    return replace(invoice, contact_id=contact.contact_id) if contact else invoice


def apply(desk: Desk, invoice: Invoice, element: Element, *, is_new: bool) -> Invoice:
    """Return the invoice with what was sent; what was not sent keeps its value."""
    status = element.get("Status")
    values: dict[str, Any] = {
        "status": parse_choice(status, STATUSES, "InvoiceStatus") if status else invoice.status,
        "line_amount_types": amount_types_after(element, invoice.line_amount_types),
        "branding_theme_id": element.get("BrandingThemeID") or invoice.branding_theme_id,
        "number": _number_after(desk, invoice, element, is_new=is_new),
        "date": sent_day(element, "Date", invoice.date),
        "due_date": sent_day(element, "DueDate", invoice.due_date),
        "expected_payment_date": sent_day(
            element, "ExpectedPaymentDate", invoice.expected_payment_date
        ),
        "planned_payment_date": sent_day(
            element, "PlannedPaymentDate", invoice.planned_payment_date
        ),
        "url": _url_after(desk, invoice, element),
        **currency_after(desk, element, None if is_new else invoice),
    }
    if invoice.type == "ACCREC":
        values["reference"] = sent_text(desk, element, "Reference", invoice.reference)
    keeps_tax = values["line_amount_types"] == invoice.line_amount_types
    invoice = replace(invoice, **values)
    invoice = _with_lines(desk, invoice, element, is_new=is_new, keeps_tax=keeps_tax)
    return _with_sent_flag(desk, invoice, element)


def _number_after(desk: Desk, invoice: Invoice, element: Element, *, is_new: bool) -> str:
    sent = text(element.get("InvoiceNumber"))
    if sent or not is_new or invoice.type == "ACCPAY":
        return sent or invoice.number
    return desk.org.next_number("INV-", desk.org.invoices)


def _url_after(desk: Desk, invoice: Invoice, element: Element) -> str:
    url = sent_text(desk, element, "Url", invoice.url)
    if url != invoice.url and "xero" in url.casefold():
        desk.refuse("The Url must not contain 'xero'.")
    return url


def _with_lines(
    desk: Desk, invoice: Invoice, element: Element, *, is_new: bool, keeps_tax: bool
) -> Invoice:
    sent = element.get("LineItems")
    if is_new and not sent:
        desk.refuse(NO_LINES)
        return invoice
    if invoice.status in DEAD and sent is None:
        return _unmarked(invoice)
    rules = LineRules(
        is_sale=invoice.type == "ACCREC",
        amount_types=invoice.line_amount_types,
        needs_account=invoice.status in ("SUBMITTED", "AUTHORISED", "PAID"),
        allows_discount=invoice.type == "ACCREC",
        unit_places=desk.unit_places,
        keeps_tax=keeps_tax,
    )
    lines = lines_after(desk, invoice.lines, sent, rules)
    totals = sum_up(lines, invoice.line_amount_types)
    if totals.total < 0:
        desk.refuse("The document total must not be negative.")
    return replace(
        invoice,
        lines=lines,
        sub_total=totals.sub_total,
        total_tax=totals.total_tax,
        total=totals.total,
        total_discount=totals.total_discount,
    )


def _with_sent_flag(desk: Desk, invoice: Invoice, element: Element) -> Invoice:
    wanted = element.get("SentToContact")
    if wanted is None or parse_flag(wanted) == invoice.sent_to_contact:
        return invoice
    if invoice.status not in ("AUTHORISED", "PAID"):
        desk.warn(REMINDER)
        return invoice
    return replace(invoice, sent_to_contact=parse_flag(wanted))


def settled(invoice: Invoice) -> Invoice:
    """Return the invoice with the status that Xero derives: PAID when nothing is due."""
    if invoice.status == "PAID" and invoice.amount_due != 0:
        return replace(invoice, status="AUTHORISED", fully_paid_on=None)
    if invoice.status == "AUTHORISED" and invoice.amount_due == 0:
        paid_on = invoice.fully_paid_on or invoice.date
        return replace(invoice, status="PAID", fully_paid_on=paid_on)
    return invoice


def _stamp(desk: Desk, before: Invoice | None, after: Invoice) -> int:
    # Xero does not bump a part-paid document for DueDate or SentToContact alone.
    if before is not None and before.has_settlement and before.status == "AUTHORISED":
        quiet = replace(after, due_date=before.due_date, sent_to_contact=before.sent_to_contact)
        if _unmarked(quiet) == _unmarked(before):
            return before.updated_ms
    return desk.now_ms()


def _unmarked(invoice: Invoice) -> Invoice:
    return replace(invoice, lines=tuple(replace(line, sent=False) for line in invoice.lines))
