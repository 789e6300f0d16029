"""Klipboard's records as Xero shall hold them. Pure: a value or a ``RecordError``.

A content is the body in Xero's words with three differences, which ``body`` resolves once the
ledger's ids are known: the contact is a reference, each line carries Klipboard's line id under
``$line``, and phones and addresses are keyed by their type. An absent value is ``None``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ledger_sync.errors import InvalidRecord
from ledger_sync.ledgers.xero import tables
from ledger_sync.model import (
    CLIENT_LOCATION,
    INVOICE,
    LINE_MARK,
    Company,
    Document,
    Draft,
    Json,
    Line,
    Lookup,
    Party,
    Record,
    Ref,
    Written,
)
from ledger_sync.rules import sendable
from ledger_sync.rules.money import line_amount, plain, without_discount
from ledger_sync.rules.wording import line_text

if TYPE_CHECKING:
    from ledger_sync.rules.mapping import Tables

SEPARATOR = " - "
REFERENCE = "$ref"
NUMBER_PREFIX = {
    "client": "KB-CLIENT-",
    "client_location": "KB-LOCATION-",
    "supplier": "KB-SUPPLIER-",
}
VOID_STATUSES = ("VOIDED", "DELETED")


def draft(record: Record, company: Company, codes: Tables) -> Draft:
    """What Xero shall hold for a record.

    Raises:
        UnmappedCode: a code has no row in its mapping table (C-12).
        InvalidRecord: the record has a value that Xero cannot hold.
    """
    if isinstance(record, Party):
        return _contact(record, codes)
    if record.entity == INVOICE:
        return _invoice(record, company, codes)
    return _purchase_order(record, company, codes)


def contact_number(ref: Ref) -> str:
    """Our own key of a contact: unique at Xero, written once, never shown to be edited there."""
    return f"{NUMBER_PREFIX[ref.entity]}{ref.source_id}"


def shown_name(entity: str, name: str, client_name: str | None) -> str:
    """The contact's name; a location's is prefixed with its client's: Xero has no hierarchy (X-03).

    Xero refuses surrounding and repeated spaces, so they are folded.
    """
    if entity == CLIENT_LOCATION:
        return f"{_folded(client_name or '')}{SEPARATOR}{_folded(name)}"
    return _folded(name)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _contact(party: Party, codes: Tables) -> Draft:
    if party.archived:
        return Draft(ref=party.ref, intent="archive", content={})
    address = _address(party)
    content: Json = {
        "Name": shown_name(party.entity, party.name, party.client_name),
        "AccountNumber": _text(party.account_number),
        "FirstName": _text(party.contact_first_name),
        "LastName": _text(party.contact_last_name),
        "EmailAddress": _text(party.email),
        "TaxNumber": _text(party.tax_number),
        "DefaultCurrency": _text(party.currency),
        "PaymentTerms": _payment_terms(party, codes),
        "Phones": {
            "DEFAULT": {"PhoneNumber": _text(party.phone)},
            "MOBILE": {"PhoneNumber": _text(party.mobile)},
        },
        "Addresses": {"POBOX": address, "STREET": address},
    }
    return Draft(ref=party.ref, intent="upsert", content=content)


def _text(value: str | None) -> str | None:
    return value.strip() or None if value is not None else None


def _address(party: Party) -> Json:
    """Xero prints the POBOX address on invoices (X-05); STREET is kept the same."""
    address = party.address
    return {
        "AddressLine1": _text(address.line1),
        "AddressLine2": _text(address.line2),
        "City": _text(address.city),
        "Region": _text(address.region),
        "PostalCode": _text(address.postcode),
        "Country": _text(address.country),
    }


def _payment_terms(party: Party, codes: Tables) -> Json | None:
    term = _text(party.payment_terms)
    if term is None:
        return None
    code = codes[tables.PAYMENT_TERMS.name].ledger_code(
        party.company_id, term, field="payment_terms"
    )
    days, kind = code.split()
    side = "Bills" if party.entity == "supplier" else "Sales"
    return {side: {"Day": int(days), "Type": kind}}


def _invoice(invoice: Document, company: Company, codes: Tables) -> Draft:
    status = codes[tables.INVOICE_STATUS.name].ledger_code(
        invoice.company_id, invoice.status, field="status"
    )
    if status in VOID_STATUSES:
        return _void(invoice, status)
    sendable.check(invoice)
    lines, lookups = _lines(invoice, company, codes, "sales")
    content: Json = {
        "Type": "ACCREC",
        "InvoiceNumber": invoice.number,
        **_head(invoice, status),
        "DueDate": invoice.due_date.isoformat() if invoice.due_date else None,
        "LineItems": lines,
    }
    return _upsert(invoice, content, lookups)


def _purchase_order(order: Document, company: Company, codes: Tables) -> Draft:
    status = codes[tables.PURCHASE_ORDER_STATUS.name].ledger_code(
        order.company_id, order.status, field="status"
    )
    if status in VOID_STATUSES:
        return _void(order, status)
    sendable.check(order)
    lines, lookups = _lines(order, company, codes, "purchases")
    content: Json = {
        "PurchaseOrderNumber": order.number,
        **_head(order, status),
        "DeliveryDate": order.delivery_date.isoformat() if order.delivery_date else None,
        "DeliveryAddress": _text(order.delivery_address),
        "LineItems": lines,
    }
    return _upsert(order, content, lookups)


def _head(document: Document, status: str) -> Json:
    return {
        "Contact": {REFERENCE: list(document.party)},
        "Date": document.issue_date.isoformat(),
        "Reference": _text(document.reference),
        "CurrencyCode": document.currency,
        "LineAmountTypes": "Inclusive" if document.prices_include_tax else "Exclusive",
        "Status": status,
    }


def _upsert(document: Document, content: Json, lookups: tuple[Lookup, ...]) -> Draft:
    return Draft(
        ref=document.ref,
        intent="upsert",
        content=content,
        requires=(document.party,),
        lookups=lookups,
    )


def _void(document: Document, status: str) -> Draft:
    """A cancelled document; with payments a person must look first (B-05)."""
    if document.amount_paid > 0:
        raise InvalidRecord(
            f"{document.number} is cancelled in Klipboard but has payments of "
            f"{plain(document.amount_paid)}: remove the payment in Xero or reopen the invoice",
            rule="B-05",
            field="status",
            value=document.status,
        )
    return Draft(ref=document.ref, intent="void", content={"Status": status})


def _lines(
    document: Document, company: Company, codes: Tables, side: str
) -> tuple[list[Json], tuple[Lookup, ...]]:
    lookups: dict[Lookup, None] = {}
    lines = []
    for line in document.lines:
        code = _text(line.account_code)
        account = _account(document, code, codes, side)
        if code is not None and account is None:
            lookups[Lookup("account", code)] = None
        amounts = _amounts(line) if side == "sales" else _net_amounts(line)
        lines.append(
            {
                LINE_MARK: line.line_id,
                **amounts,
                "AccountCode": account or code,
                "TaxType": _tax_type(document, line, company, codes, side),
            }
        )
    return lines, tuple(lookups)


def _account(document: Document, code: str | None, codes: Tables, side: str) -> str | None:
    if code is None:
        return None
    return codes[tables.ACCOUNTS.name].find(document.company_id, code, document=side)


def _tax_type(
    document: Document, line: Line, company: Company, codes: Tables, side: str
) -> str | None:
    rate = _text(line.tax_rate)
    if rate is None:
        return None
    return codes[tables.TAX_RATES.name].ledger_code(
        document.company_id, rate, field="tax_rate", country=company.country, document=side
    )


def _description(line: Line) -> str:
    """What was sold and what was said of it: Xero's line has no other place for the item's name."""
    return line_text(_text(line.item_name), _text(line.description)) or "-"


def _amounts(line: Line) -> Json:
    discount = line.discount_percent
    return {
        "Description": _description(line),
        "Quantity": plain(line.quantity),
        "UnitAmount": plain(line.unit_price),
        "DiscountRate": plain(discount) if discount else None,
    }


def _net_amounts(line: Line) -> Json:
    """A purchase order of Xero takes no discount: the price is sent net and agrees to the cent.

    A line that goes as one piece of the whole amount says how many it were.
    """
    net = without_discount(line.quantity, line.unit_price, line.discount_percent)
    description = _description(line)
    if net.in_one_piece:
        description = f"{plain(line.quantity)} x {description}"
    return {
        "Description": description,
        "Quantity": plain(net.quantity),
        "UnitAmount": plain(net.unit_price),
    }


def difference(content: Json, written: Written) -> Decimal:
    """Xero's sum less ours: lines rounded, then summed, with tax or before it as the prices are.

    Tax itself is Xero's to compute, from its own rate of the tax type.
    """
    theirs = written.total if content.get("LineAmountTypes") == "Inclusive" else written.subtotal
    if theirs is None or "LineItems" not in content:
        return Decimal(0)
    return theirs - sum((_amount(line) for line in content["LineItems"]), Decimal(0))


def _amount(line: Json) -> Decimal:
    discount = Decimal(line.get("DiscountRate") or 0)
    return line_amount(Decimal(line["Quantity"]), Decimal(line["UnitAmount"]), discount)
