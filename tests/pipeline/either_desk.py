"""The bookkeeper at either ledger, in Klipboard's words: what he edits, and what is shown there."""

from __future__ import annotations

from typing import Any

from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

Body = dict[str, Any]

TERMS = {"30 days": ("Net 30", 30), "14 days": ("Net 14", 14), "9 days": ("Net 9", 9)}
"""Klipboard's payment terms: their name in QuickBooks, and their days."""
_XERO_TEXTS = {
    "name": "Name",
    "account_number": "AccountNumber",
    "contact_first_name": "FirstName",
    "contact_last_name": "LastName",
    "email": "EmailAddress",
    "tax_number": "TaxNumber",
    "currency": "DefaultCurrency",
}
_QUICKBOOKS_TEXTS = {
    "name": "DisplayName",
    "account_number": "AcctNum",
    "contact_first_name": "GivenName",
    "contact_last_name": "FamilyName",
}
_PARTS = {
    "email": ("PrimaryEmailAddr", "Address"),
    "phone": ("PrimaryPhone", "FreeFormNumber"),
    "mobile": ("Mobile", "FreeFormNumber"),
}
_PHONES = {"phone": "DEFAULT", "mobile": "MOBILE"}
_XERO_PLACE = {
    "address_line1": "AddressLine1",
    "address_line2": "AddressLine2",
    "city": "City",
    "region": "Region",
    "postcode": "PostalCode",
    "country": "Country",
}
_QUICKBOOKS_PLACE = {
    "address_line1": "Line1",
    "address_line2": "Line2",
    "city": "City",
    "region": "CountrySubDivisionCode",
    "postcode": "PostalCode",
    "country": "Country",
}


def kind_of(entity: str) -> str:
    """QuickBooks' word for a party."""
    return "Vendor" if entity == "supplier" else "Customer"


def id_there(at: World, company: Company, entity: str, source_id: int) -> str:
    """The ledger's id of a party or an invoice of ours."""
    query = """SELECT each.ledger_id FROM sync.links AS each
        JOIN sync.ledger_connections AS its ON its.id = each.ledger_connection_id
        WHERE its.company_id = :company AND its.ledger = :ledger
        AND each.entity = :entity AND each.source_id = :id"""
    values = {"company": company.id, "ledger": at.ledger_name, "entity": entity, "id": source_id}
    (row,) = at.sql(query, **values)
    return str(row["ledger_id"])


def edit_party(at: World, company: Company, entity: str, source_id: int, **columns: Any) -> None:
    """The bookkeeper changes a party that we are linked with; columns are Klipboard's."""
    there = id_there(at, company, entity, source_id)
    desk = at.bookkeeper(company)
    if isinstance(at, XeroWorld):
        desk.edit_contact(there, **_xero(entity, columns))
    elif entity == "supplier":
        desk.edit_vendor(there, **_quickbooks(at, company, entity, columns))
    else:
        desk.edit_customer(there, **_quickbooks(at, company, entity, columns))


def _xero(entity: str, columns: Body) -> Body:
    body: Body = {}
    for name, value in columns.items():
        if name in _XERO_TEXTS:
            body[_XERO_TEXTS[name]] = value or ""
        elif name in _PHONES:
            one = {"PhoneType": _PHONES[name], "PhoneNumber": value or ""}
            one |= {"PhoneAreaCode": "", "PhoneCountryCode": ""}
            body.setdefault("Phones", []).append(one)
        elif name == "payment_terms":
            side = "Bills" if entity == "supplier" else "Sales"
            body["PaymentTerms"] = {side: {"Day": TERMS[value][1], "Type": "DAYSAFTERBILLDATE"}}
    place = {key: columns[name] or "" for name, key in _XERO_PLACE.items() if name in columns}
    if place:
        body["Addresses"] = [{"AddressType": "POBOX", **place}]
    return body


def _quickbooks(at: World, company: Company, entity: str, columns: Body) -> Body:
    body: Body = {}
    for name, value in columns.items():
        if name in _QUICKBOOKS_TEXTS:
            body[_QUICKBOOKS_TEXTS[name]] = value or ""
        elif name in _PARTS:
            field, part = _PARTS[name]
            body[field] = {part: value or ""}
        elif name == "payment_terms":
            field = "TermRef" if entity == "supplier" else "SalesTermRef"
            body[field] = {"value": term(at, company, value)}
    place = {key: columns[name] or "" for name, key in _QUICKBOOKS_PLACE.items() if name in columns}
    if place:
        body["BillAddr"] = place
    return body


def term(at: World, company: Company, terms: str) -> str:
    """QuickBooks' id of payment terms; made if the company has none of that name."""
    name, days = TERMS[terms]
    found = at.there.documents(company.organisation.tenant_id, "Term")
    known = next((each["Id"] for each in found if each["Name"] == name), None)
    return str(known or at.bookkeeper(company).add_term(name, days)["Id"])


def put_away(at: World, company: Company, entity: str, source_id: int) -> None:
    """The bookkeeper archives a contact, or makes a customer or vendor inactive."""
    there = id_there(at, company, entity, source_id)
    desk = at.bookkeeper(company)
    if at.ledger_name == "xero":
        desk.archive_contact(there)
    else:
        desk.inactivate(there, kind_of(entity))


def take_up(at: World, company: Company, entity: str, source_id: int) -> None:
    """The bookkeeper brings it back into use."""
    there = id_there(at, company, entity, source_id)
    desk = at.bookkeeper(company)
    if at.ledger_name == "xero":
        desk.restore_contact(there)
    else:
        desk.reactivate(there, kind_of(entity))


def party_there(at: World, company: Company, entity: str, source_id: int) -> Body:
    """A party as the ledger shows it now, in some of Klipboard's columns."""
    there = id_there(at, company, entity, source_id)
    if isinstance(at, XeroWorld):
        found = next(each for each in at.contacts(company).values() if each["ContactID"] == there)
        phones = {each["PhoneType"]: each.get("PhoneNumber") for each in found["Phones"]}
        said = {name: found.get(key) for name, key in _XERO_TEXTS.items()}
        said |= {name: phones.get(kind) for name, kind in _PHONES.items()}
    else:
        assert isinstance(at, QuickBooksWorld)
        rows = at.records(company, kind_of(entity))
        found = next(each for each in rows if each["Id"] == there)
        said = {name: found.get(key) for name, key in _QUICKBOOKS_TEXTS.items()}
        said |= {name: found.get(field, {}).get(part) for name, (field, part) in _PARTS.items()}
    return {name: value or None for name, value in said.items()}
