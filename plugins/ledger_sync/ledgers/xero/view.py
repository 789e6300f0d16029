"""A contact or an invoice as both ledgers' records are compared on the way back. Pure.

A view is made of what Xero says or of what was sent to it (``view``), and of what we would send
(``shown``). Only what is said is in it: an answer that leaves a field out says nothing of it.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger_sync.ledgers.xero import fields
from ledger_sync.ledgers.xero.outbound import (
    NUMBER_PREFIX,
    REFERENCE,
    VOID_STATUSES,
)
from ledger_sync.model import LINE_MARK, SUPPLIER, Address, Json, Ref
from ledger_sync.rules.money import HUNDRED, four_places, line_amount, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger_sync.ledgers.contract import Item
    from ledger_sync.ledgers.views import Ids

LINES = "LineItems"
_PARTY_TEXTS = {
    "name": "Name",
    "account_number": "AccountNumber",
    "contact_first_name": "FirstName",
    "contact_last_name": "LastName",
    "email": "EmailAddress",
    "tax_number": "TaxNumber",
    "currency": "DefaultCurrency",
}
_INVOICE_TEXTS = {
    "number": "InvoiceNumber",
    "reference": "Reference",
    "currency": "CurrencyCode",
}
_DAYS = {"issue_date": "Date", "due_date": "DueDate"}
_PHONES = {"phone": "DEFAULT", "mobile": "MOBILE"}
_LINE_TEXTS = {"description": "Description", "account": "AccountCode", "tax": "TaxType"}

PARTS: dict[str, tuple[str, ...]] = {
    **{field: (name,) for field, name in (_PARTY_TEXTS | _INVOICE_TEXTS | _DAYS).items()},
    **{field: (f"Phones.{kind}",) for field, kind in _PHONES.items()},
    "currency": ("DefaultCurrency", "CurrencyCode"),
    "address": ("Addresses.POBOX", "Addresses.STREET"),
    "payment_terms": ("PaymentTerms",),
    "party": ("Contact",),
    "prices_include_tax": ("LineAmountTypes",),
    "status": ("Status",),
}
"""By field: what says it in a content. A currency is a party's under one name, an invoice's under
the other."""
LINE_PARTS: dict[str, tuple[str, ...]] = {
    **{field: (name,) for field, name in _LINE_TEXTS.items()},
    "quantity": ("Quantity",),
    "unit_price": ("UnitAmount",),
    "discount_percent": ("DiscountRate",),
}

_BLANK: Json = {
    "Contacts": {
        **dict.fromkeys(_PARTY_TEXTS),
        **dict.fromkeys(_PHONES),
        "address": asdict(Address()),
        "payment_terms": None,
    },
    "Invoices": {
        **dict.fromkeys(_INVOICE_TEXTS),
        **dict.fromkeys(_DAYS),
        "party": None,
        "prices_include_tax": None,
        "status": None,
        "lines": [],
    },
}


def view(body: Json, resource: str) -> Json:
    """A record as a read of it shows it; a purchase order never comes back (X-10)."""
    if resource not in _BLANK:
        return {}
    return {**_BLANK[resource], **_said(body, resource)}


def written_view(item: Item, sent: Json, answer: Json, resource: str) -> Json:
    """A record after our own write: what was agreed, what was sent, what was answered.

    An answer to a write leaves some of a contact's fields out, payment terms among them.
    """
    if resource not in _BLANK:
        return {}
    before = (item.link and item.link.view) or _BLANK[resource]
    answered = {name: value for name, value in answer.items() if value not in (None, [])}
    return {**before, **_said({**sent, **answered}, resource)}


def _said(body: Json, resource: str) -> Json:
    return _contact(body) if resource == "Contacts" else _invoice(body)


def _contact(body: Json) -> Json:
    said: Json = {field: fields.text(body, name) for field, name in _in(body, _PARTY_TEXTS)}
    if "Phones" in body:
        phones = fields.phones(body)
        # A phone that is not named keeps its value at Xero, so it is not said to be gone.
        said |= {field: phones[kind] for field, kind in _PHONES.items() if kind in phones}
    if body.get("Addresses"):
        said["address"] = asdict(fields.address(body))
    if "PaymentTerms" in body:
        said["payment_terms"] = _terms(body)
    return said


def _in(body: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(field, name) for field, name in names.items() if name in body]


def _terms(body: Json) -> str | None:
    """The terms of the side on which the contact is in Klipboard; Xero keeps two.

    Our own number says it. Of a contact without one its role does, until both sides have terms.
    """
    number = str(body.get("ContactNumber") or "")
    if number.startswith(tuple(NUMBER_PREFIX.values())):
        ours = number.startswith(NUMBER_PREFIX[SUPPLIER])
        return fields.terms(body, "Bills" if ours else "Sales")
    only_supplier = body.get("IsSupplier") and not body.get("IsCustomer")
    sides = ("Bills", "Sales") if only_supplier else ("Sales", "Bills")
    return fields.terms(body, sides[0]) or fields.terms(body, sides[1])


def _invoice(body: Json) -> Json:
    said: Json = {field: fields.text(body, name) for field, name in _in(body, _INVOICE_TEXTS)}
    days = [(field, name) for field, name in _DAYS.items() if {name, f"{name}String"} & set(body)]
    said |= {field: _iso(body, name) for field, name in days}
    if body.get("Contact"):
        said["party"] = fields.text(fields.part(body, "Contact"), "ContactID")
    if body.get("LineAmountTypes"):
        said["prices_include_tax"] = _includes_tax(body)
    if body.get("Status"):
        said["status"] = status(fields.text(body, "Status") or "")
    if body.get(LINES):
        said["lines"] = [_line(line) for line in fields.parts(body, LINES)]
    return said


def _iso(body: Json, name: str) -> str | None:
    found = fields.day(body, name)
    return found.isoformat() if found else None


def _includes_tax(body: Json) -> bool | None:
    return {"Inclusive": True, "Exclusive": False}.get(str(body["LineAmountTypes"]))


def status(word: str) -> str:
    """An invoice's status as far as Klipboard tells them apart; what is paid, its money says."""
    return {"SUBMITTED": "DRAFT", "PAID": "AUTHORISED"}.get(word, word)


def _line(body: Json) -> Json:
    texts = {field: fields.text(body, name) for field, name in _LINE_TEXTS.items()}
    if texts["description"]:
        texts["description"] = texts["description"].replace("\r\n", "\n")
    quantity, price, discount = _amounts(body)
    return {
        "id": fields.text(body, "LineItemID"),
        **texts,
        "quantity": plain(fields.within("Quantity", quantity)),
        "unit_price": plain(fields.within("UnitAmount", price)),
        "discount_percent": plain(fields.within("DiscountRate", discount)),
    }


def _amounts(body: Json) -> tuple[Decimal, Decimal, Decimal]:
    """Quantity, unit price and discount in percent that come to the line's own amount.

    A line of text alone has no numbers. Of a discount in money Klipboard knows nothing: it becomes
    a rate where four places of one give the amount, else it is in the price.
    """
    quantity = fields.amount(body, "Quantity")
    quantity = Decimal(1) if quantity is None else quantity
    price = fields.amount(body, "UnitAmount") or Decimal(0)
    rate = fields.amount(body, "DiscountRate") or Decimal(0)
    off = fields.amount(body, "DiscountAmount")
    if rate or not off or not quantity * price:
        return quantity, price, rate
    due = fields.amount(body, "LineAmount")
    due = quantity * price - off if due is None else due
    rate = four_places(off * HUNDRED / (quantity * price))
    if line_amount(quantity, price, rate) == due:
        return quantity, price, rate
    net = four_places(due / quantity)
    if line_amount(quantity, net, Decimal(0)) == due:
        return quantity, net, Decimal(0)
    return Decimal(1), due, Decimal(0)


def shown(content: Json, ids: Ids) -> Json:
    """The view that Xero would give of a content of ours."""
    if "Name" in content:
        return _shown_contact(content)
    said = _invoice({name: value for name, value in content.items() if name != LINES})
    if "Contact" in content:
        mark = content["Contact"]
        said["party"] = ids.records.get(Ref(*mark[REFERENCE]), mark)
    if LINES in content:
        lines = content[LINES]
        said["lines"] = [{"line": str(line[LINE_MARK]), **_shown_line(line)} for line in lines]
    return said


def _shown_line(line: Json) -> Json:
    said = _line(line)
    del said["id"]
    return said


def _shown_contact(content: Json) -> Json:
    slots: Json = {**content}
    for name, kind in (("Phones", "PhoneType"), ("Addresses", "AddressType")):
        if name in content:
            slots[name] = [{kind: each, **parts} for each, parts in content[name].items()]
    return _contact(slots)


def is_gone(body: Json, resource: str) -> bool:
    """Whether a contact is not in use any more, or an invoice voided or deleted."""
    if resource == "Contacts":
        return str(body.get("ContactStatus") or "ACTIVE") != "ACTIVE"
    return body.get("Status") in VOID_STATUSES
