"""What Xero says, in our form: its odd dates and quirks end here. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger_sync.errors import UnexpectedResponse
from ledger_sync.ledgers.contract import LedgerParty
from ledger_sync.ledgers.xero.wire import IDS, NUMBERS
from ledger_sync.model import (
    CLIENT,
    SUPPLIER,
    Address,
    Found,
    Json,
    LedgerCode,
    Party,
    Written,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNT = "account"
NO_ID = "00000000-0000-0000-0000-000000000000"
UNSAVED_COMPANY = 0
"""A contact belongs to no company of Klipboard yet; the first connection says which."""

_MILLISECONDS = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")


def instant(text: str) -> datetime:
    """Xero's ``/Date(ms)/``, with or without an offset, as UTC."""
    match = _MILLISECONDS.fullmatch(text)
    if match is None:
        raise UnexpectedResponse(f"Xero sent a time that is not in its format: {text!r}")
    return datetime.fromtimestamp(int(match[1]) / 1000, tz=UTC)


def day(body: Mapping[str, Any], name: str) -> date | None:
    """A calendar day: ``DateString`` where there is one, else the UTC day of ``Date``."""
    text = body.get(f"{name}String")
    if text:
        return date.fromisoformat(str(text)[:10])
    return instant(str(body[name])).date() if body.get(name) else None


def written(body: Json, resource: str) -> Written:
    """The acknowledged element of a batch.

    Raises:
        UnexpectedResponse: an element that is not refused has no id.
    """
    ledger_id = str(body.get(IDS[resource]) or NO_ID)
    if ledger_id == NO_ID:
        raise UnexpectedResponse(f"Xero accepted an element of {resource} without giving it an id")
    return Written(
        ledger_id=ledger_id,
        number=body.get(NUMBERS[resource]),
        children=_line_ids(body),
        warnings=tuple(str(each.get("Message")) for each in body.get("Warnings") or ()),
        total=_amount(body, "Total"),
        subtotal=_amount(body, "SubTotal"),
    )


def found(body: Json, resource: str) -> Found:
    """A record as a read shows it."""
    contact = body.get("Contact") or {}
    return Found(
        ledger_id=str(body[IDS[resource]]),
        resource=resource,
        number=body.get(NUMBERS[resource]),
        status=str(body.get("Status") or body.get("ContactStatus") or ""),
        name=contact.get("Name") or body.get("Name"),
        party_ledger_id=contact.get("ContactID"),
        children=_line_ids(body),
        total=_amount(body, "Total"),
        day=day(body, "Date"),
        paid=_has_payment(body),
    )


def _line_ids(body: Json) -> tuple[str, ...]:
    return tuple(str(line.get("LineItemID") or "") for line in body.get("LineItems") or ())


def _amount(body: Json, name: str) -> Decimal | None:
    value = body.get(name)
    return None if value is None else Decimal(str(value))


def _has_payment(body: Json) -> bool:
    """Credits settle an invoice without a payment row; both forbid a void."""
    amounts = (_amount(body, name) for name in ("AmountPaid", "AmountCredited"))
    return body.get("Status") == "PAID" or any(amount for amount in amounts)


def account(body: Json) -> LedgerCode:
    """One account; an account without a code cannot be named on a line."""
    return LedgerCode(
        kind=ACCOUNT,
        code=str(body.get("Code") or ""),
        name=str(body.get("Name") or ""),
        active=body.get("Status", "ACTIVE") == "ACTIVE",
    )


def ledger_party(body: Json) -> LedgerParty:
    """A contact as a client or supplier would be kept in Klipboard (X-01)."""
    is_supplier = bool(body.get("IsSupplier"))
    is_customer = bool(body.get("IsCustomer"))
    phones = {each.get("PhoneType"): _phone(each) for each in body.get("Phones") or ()}
    only_supplier = is_supplier and not is_customer
    party = Party(
        entity=SUPPLIER if only_supplier else CLIENT,
        company_id=UNSAVED_COMPANY,
        source_id=0,
        name=str(body.get("Name") or ""),
        account_number=_text(body, "AccountNumber"),
        contact_first_name=_text(body, "FirstName"),
        contact_last_name=_text(body, "LastName"),
        email=_text(body, "EmailAddress"),
        phone=phones.get("DEFAULT"),
        mobile=phones.get("MOBILE"),
        address=_address(body),
        tax_number=_text(body, "TaxNumber"),
        payment_terms=_terms(body, "Bills" if only_supplier else "Sales"),
        currency=_text(body, "DefaultCurrency"),
    )
    return LedgerParty(
        ledger_id=str(body["ContactID"]),
        resource="Contacts",
        number=_text(body, "ContactNumber"),
        party=party,
        is_supplier=is_supplier,
        is_customer=is_customer,
        active=body.get("ContactStatus", "ACTIVE") == "ACTIVE",
    )


def _text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    return str(value).strip() or None if value is not None else None


def _phone(body: Mapping[str, Any]) -> str | None:
    """Country, area and number stand apart at Xero; a person reads them as one."""
    parts = (_text(body, f"Phone{part}") for part in ("CountryCode", "AreaCode", "Number"))
    return " ".join(part for part in parts if part) or None


def _address(body: Json) -> Address:
    """The POBOX address is the one that invoices carry; STREET stands in where it is empty."""
    slots = {each.get("AddressType"): each for each in body.get("Addresses") or ()}
    empty: Json = {}
    choices = (_one_address(slots.get(kind, empty)) for kind in ("POBOX", "STREET"))
    return next((address for address in choices if address != Address()), Address())


def _one_address(body: Mapping[str, Any]) -> Address:
    more = (_text(body, f"AddressLine{line}") for line in (2, 3, 4))
    return Address(
        line1=_text(body, "AddressLine1"),
        line2=", ".join(line for line in more if line) or None,
        city=_text(body, "City"),
        region=_text(body, "Region"),
        postcode=_text(body, "PostalCode"),
        country=_text(body, "Country"),
    )


def _terms(body: Json, side: str) -> str | None:
    """Payment terms in the form of the mapping table's ledger codes."""
    terms = (body.get("PaymentTerms") or {}).get(side) or {}
    if terms.get("Day") is None or not terms.get("Type"):
        return None
    return f"{terms['Day']} {terms['Type']}"
