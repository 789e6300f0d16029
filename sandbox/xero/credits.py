"""What settles an invoice without a payment: credit notes, over-payments, prepayments."""

from __future__ import annotations

from dataclasses import replace

from sandbox.xero.desk import Desk
from sandbox.xero.formats import cents, parse_day, parse_number
from sandbox.xero.invoices import settled
from sandbox.xero.records import Credit, CreditKind, CreditNote, Invoice

EXCEEDS = "The credit exceeds the amount outstanding on this document"
PREFIXES: dict[CreditKind, str] = {
    "CreditNote": "CN-",
    "Overpayment": "OP-",
    "Prepayment": "PP-",
}


def apply_credit(
    desk: Desk, invoice: Invoice, kind: CreditKind, sent: object, day: object
) -> Credit | None:
    """Set a credit of its own against an invoice, all that is due or a part of it."""
    asked = invoice.amount_due if sent is None else parse_number(sent, "Amount")
    amount = cents(asked, "away")
    on = parse_day(day, "Date") if day else desk.today()
    if invoice.status != "AUTHORISED" or not 0 < amount <= invoice.amount_due:
        desk.refuse(EXCEEDS)
        return None
    credit = Credit(
        kind=kind,
        credit_note_id=desk.ids.new(),
        number=desk.org.next_number(PREFIXES[kind]),
        amount=amount,
        date=on,
        total=amount,
    )
    if kind == "CreditNote":
        desk.org.credit_notes.put(_credit_note(desk, invoice, credit))
    after = replace(
        invoice, credits=(*invoice.credits, credit), fully_paid_on=on, updated_ms=desk.now_ms()
    )
    desk.org.invoices.put(settled(after))
    return credit


def _credit_note(desk: Desk, invoice: Invoice, credit: Credit) -> CreditNote:
    return CreditNote(
        credit_note_id=credit.credit_note_id,
        number=credit.number,
        type=f"{invoice.type}CREDIT",
        contact_id=invoice.contact_id,
        date=credit.date,
        currency=invoice.currency,
        total=credit.total,
        allocations=((invoice.document_id, credit.amount, credit.date),),
        status="PAID",
        updated_ms=desk.now_ms(),
    )


def remove_credits(desk: Desk, invoice: Invoice) -> Invoice:
    """Take all credits off an invoice again: it is open, and they are to be used elsewhere."""
    if not invoice.credits:
        desk.refuse("There is no credit allocated to this document")
    for credit in invoice.credits:
        note = desk.org.credit_notes.get(credit.credit_note_id)
        if note is not None:
            open_note = replace(note, allocations=(), status="AUTHORISED", updated_ms=desk.now_ms())
            desk.org.credit_notes.put(open_note)
    after = settled(replace(invoice, credits=(), updated_ms=desk.now_ms()))
    desk.org.invoices.put(after)
    return after
