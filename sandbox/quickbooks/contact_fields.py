"""The fields that customers, vendors and employees share, and the addresses of all entities."""

from __future__ import annotations

import re

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.charts import CURRENCY_NAMES
from sandbox.quickbooks.company import ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import (
    Check,
    Fields,
    as_flag,
    as_number,
    as_reference,
    as_sent,
    part,
    text,
)
from sandbox.quickbooks.resource import Draft

STREET_LINES = ("Line1", "Line2", "Line3", "Line4", "Line5")
MAX_STREET = 2000
_PLACED = ("Id", "Lat", "Long")  # what the server adds to an address
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")

phone = part(FreeFormNumber=text(30))
email = part(Address=text(100))
website = part(URI=text(1000))

_address_parts = part(
    **{line: text(500) for line in STREET_LINES},
    City=text(255),
    Country=text(255),
    CountryCode=text(255),
    CountrySubDivisionCode=text(255),
    PostalCode=text(30),
    PostalCodeSuffix=text(30),
    Lat=as_sent,
    Long=as_sent,
    Note=as_sent,
)


def address(path: str, value: object) -> Body:
    """Return an address; its street lines may have 2000 characters together."""
    found: Body = _address_parts(path, value)
    street = sum(len(found.get(line, "")) for line in STREET_LINES)
    if street > MAX_STREET:
        raise answers.too_long(path, MAX_STREET, street)
    return {name: kept for name, kept in found.items() if name not in _PLACED}


NAME_FIELDS: dict[str, Check] = {
    "DisplayName": text(500),
    "Title": text(16),
    "GivenName": text(100),
    "MiddleName": text(100),
    "FamilyName": text(100),
    "Suffix": text(16),
    "PrintOnCheckName": text(110),
    "Active": as_flag,
}

PERSON_FIELDS: Fields = {
    **NAME_FIELDS,
    "PrimaryPhone": phone,
    "Mobile": phone,
    "PrimaryEmailAddr": email,
}

COMPANY_FIELDS: Fields = {
    **PERSON_FIELDS,
    "CompanyName": text(100),
    "AlternatePhone": phone,
    "Fax": phone,
    "WebAddr": website,
    "BillAddr": address,
    "CurrencyRef": as_reference,
    "OpenBalanceDate": as_sent,
    "OtherContactInfo": as_sent,
    "CustomField": as_sent,
    "Source": as_sent,
    "GSTIN": text(15),
    "GSTRegistrationType": text(15),
    "BusinessNumber": text(10),
    "TaxExemptionReasonId": as_number,
}


def check_email(desk: Desk, body: Body, field: str = "PrimaryEmailAddr") -> None:
    """Refuse an e-mail address that is none."""
    given = (body.get(field) or {}).get("Address", "")
    several = desk.switches.comma_separated_emails == "accept"
    found = [one.strip() for one in given.split(",")] if several else [given.strip()]
    if given and not all(_EMAIL.fullmatch(one) for one in found):
        raise answers.invalid_email(field)


def place_addresses(desk: Desk, draft: Draft, *names: str) -> None:
    """Give every new or changed address an id of its own."""
    for name in names:
        found = {key: kept for key, kept in draft.body.get(name, {}).items() if key not in _PLACED}
        old = draft.old(name, {})
        if found and found == {key: kept for key, kept in old.items() if key not in _PLACED}:
            draft.body[name] = old
        elif found:
            id_ = desk.company.next_id("Address")
            draft.body[name] = {"Id": id_, **found, "Lat": "INVALID", "Long": "INVALID"}


def settle_currency(desk: Desk, draft: Draft) -> None:
    """Set the currency of a new name; later it stays as it is."""
    company = desk.company
    wanted = ref_id(draft.body, "CurrencyRef") or company.currency
    if draft.before and draft.moves("CurrencyRef"):
        raise answers.business("The currency of a name cannot be changed once it is set.")
    if wanted != company.currency and not company.multicurrency:
        raise answers.business("Multicurrency is not turned on for this company.", "CurrencyRef")
    draft.body["CurrencyRef"] = {"value": wanted}


def currency_view(code: str) -> Body:
    """Return a currency as reads show it."""
    return {"value": code, "name": CURRENCY_NAMES.get(code, code)}
