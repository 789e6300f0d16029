"""What Xero says, in our form. Single fields are read in ``fields``. Pure."""

from __future__ import annotations

from decimal import Decimal

from ledger_sync.errors import UnexpectedResponse
from ledger_sync.ledgers.views import LedgerParty, LedgerRecord
from ledger_sync.ledgers.xero.fields import (
    address,
    amount,
    day,
    part,
    parts,
    phones,
    record_id,
    terms,
    text,
)
from ledger_sync.ledgers.xero.view import is_gone, view
from ledger_sync.ledgers.xero.wire import IDS, NUMBERS
from ledger_sync.model import (
    CLIENT,
    SUPPLIER,
    Found,
    Json,
    LedgerCode,
    LedgerPayment,
    Money,
    Party,
    Written,
)

ACCOUNT = "account"
NO_ID = "00000000-0000-0000-0000-000000000000"
UNSAVED_COMPANY = 0
"""A contact belongs to no company of Klipboard yet; the first connection says which."""


def written(body: Json, resource: str) -> Written:
    """The acknowledged element of a batch.

    Raises:
        UnexpectedResponse: an element that is not refused has no id.
    """
    ledger_id = text(body, IDS[resource]) or NO_ID
    if ledger_id == NO_ID:
        raise UnexpectedResponse(f"Xero accepted an element of {resource} without giving it an id")
    return Written(
        ledger_id=ledger_id,
        number=text(body, NUMBERS[resource]),
        children=_line_ids(body),
        warnings=tuple(str(each.get("Message")) for each in parts(body, "Warnings")),
        total=amount(body, "Total"),
        subtotal=amount(body, "SubTotal"),
    )


def found(body: Json, resource: str) -> Found:
    """A record as a read shows it."""
    contact = part(body, "Contact")
    return Found(
        ledger_id=record_id(body, IDS[resource]),
        resource=resource,
        number=text(body, NUMBERS[resource]),
        status=text(body, "Status") or text(body, "ContactStatus") or "",
        name=text(contact, "Name") or text(body, "Name"),
        party_ledger_id=text(contact, "ContactID"),
        children=_line_ids(body),
        total=amount(body, "Total"),
        day=day(body, "Date"),
        paid=_has_payment(body),
        view=view(body, resource),
    )


def _line_ids(body: Json) -> tuple[str, ...]:
    return tuple(text(line, "LineItemID") or "" for line in parts(body, "LineItems"))


def _has_payment(body: Json) -> bool:
    """Credits settle an invoice without a payment row; both forbid a void."""
    amounts = [amount(body, name) for name in ("AmountPaid", "AmountCredited")]
    return body.get("Status") == "PAID" or any(amounts)


def account(body: Json) -> LedgerCode:
    """One account; an account without a code cannot be named on a line."""
    return LedgerCode(
        kind=ACCOUNT,
        code=text(body, "Code") or "",
        name=text(body, "Name") or "",
        active=body.get("Status", "ACTIVE") == "ACTIVE",
    )


def ledger_party(body: Json) -> LedgerParty:
    """A contact as a client or supplier would be kept in Klipboard (X-01)."""
    is_supplier = bool(body.get("IsSupplier"))
    is_customer = bool(body.get("IsCustomer"))
    numbers = phones(body)
    only_supplier = is_supplier and not is_customer
    party = Party(
        entity=SUPPLIER if only_supplier else CLIENT,
        company_id=UNSAVED_COMPANY,
        source_id=0,
        name=text(body, "Name") or "",
        account_number=text(body, "AccountNumber"),
        contact_first_name=text(body, "FirstName"),
        contact_last_name=text(body, "LastName"),
        email=text(body, "EmailAddress"),
        phone=numbers.get("DEFAULT"),
        mobile=numbers.get("MOBILE"),
        address=address(body),
        tax_number=text(body, "TaxNumber"),
        payment_terms=terms(body, "Bills" if only_supplier else "Sales"),
        currency=text(body, "DefaultCurrency"),
    )
    return LedgerParty(
        ledger_id=record_id(body, "ContactID"),
        resource="Contacts",
        number=text(body, "ContactNumber"),
        party=party,
        is_supplier=is_supplier,
        is_customer=is_customer,
        active=not is_gone(body, "Contacts"),
        view=view(body, "Contacts"),
    )


def record(body: Json, resource: str) -> LedgerRecord:
    """A contact or an invoice as a read with paging shows it."""
    is_contact = resource == "Contacts"
    return LedgerRecord(
        resource=resource,
        ledger_id=record_id(body, IDS[resource]),
        view=view(body, resource),
        gone=is_gone(body, resource),
        money=None if is_contact else money(body),
        party=ledger_party(body) if is_contact else None,
    )


def money(body: Json) -> Money:
    """What is paid, credited and due; what a void one still owes is nothing (C-06)."""
    due = Decimal(0) if is_gone(body, "Invoices") else amount(body, "AmountDue")
    covered = body.get("Status") == "AUTHORISED" and due == 0 and _number(body, "Total") > 0
    return Money(
        due=due or Decimal(0),
        # Credit notes, over-payments and prepayments; none of them is a payment.
        credited=_number(body, "AmountCredited"),
        paid=_number(body, "AmountPaid"),
        settled=body.get("Status") == "PAID" or covered,
        settled_on=day(body, "FullyPaidOnDate"),
        payments=tuple(_payment(each) for each in parts(body, "Payments") if _lives(each)),
    )


def _number(body: Json, name: str) -> Decimal:
    return amount(body, name) or Decimal(0)


def _lives(payment: Json) -> bool:
    return payment.get("Status") != "DELETED"


def _payment(body: Json) -> LedgerPayment:
    paid_on = day(body, "Date")
    if paid_on is None:
        raise UnexpectedResponse(f"Xero sent payment {body.get('PaymentID')} without its date")
    return LedgerPayment(
        ledger_id=record_id(body, "PaymentID"),
        amount=_number(body, "Amount"),
        paid_on=paid_on,
        reference=text(body, "Reference"),
    )
