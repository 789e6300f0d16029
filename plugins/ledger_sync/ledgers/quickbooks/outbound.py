"""Klipboard's parties as QuickBooks shall hold them, and the door to its invoices. Pure.

A value or a ``RecordError``. A content is the body in QuickBooks' words, with marks (``content``)
where an id is not known yet; an absent value is ``None``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.errors import InvalidRecord, shown
from ledger_sync.ledgers.quickbooks import tables
from ledger_sync.ledgers.quickbooks.content import name, part, text, to_code, to_record, to_value
from ledger_sync.ledgers.quickbooks.invoices import invoice
from ledger_sync.ledgers.quickbooks.names import clean
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    SUPPLIER,
    Address,
    Company,
    Draft,
    Json,
    Lookup,
    Party,
    Record,
    Ref,
)

if TYPE_CHECKING:
    from ledger_sync.rules.mapping import Tables

LONGEST_ACCOUNT_NUMBER = 15


def draft(record: Record, company: Company, codes: Tables) -> Draft:
    """What QuickBooks shall hold for a record.

    Raises:
        UnmappedCode: a code has no row in its mapping table (C-12).
        InvalidRecord: the record has a value that QuickBooks cannot hold.
    """
    if isinstance(record, Party):
        return _party(record, company, codes)
    return invoice(record, company, codes)


def shown_name(entity: str, name: str, client_name: str | None) -> str:
    """The name of a customer, sub-customer or vendor: its own, in the one name space (Q-07)."""
    del entity, client_name  # The hierarchy says whose location it is; the name need not.
    return clean(name)


def _party(party: Party, company: Company, codes: Tables) -> Draft:
    if party.archived:
        return Draft(ref=party.ref, intent="archive", content={})
    term = _term(party, codes)
    own = _vendor(party, term) if party.entity == SUPPLIER else _customer(party, term)
    return Draft(
        ref=party.ref,
        intent="upsert",
        content={**contact(party), **own, "CurrencyRef": _currency(party, company)},
        requires=(_client_of(party),) if party.entity == CLIENT_LOCATION else (),
        lookups=(term,) if term else (),
    )


def contact(party: Party) -> Json:
    """What customers and vendors have in common."""
    return {
        "DisplayName": clean(party.name),
        "GivenName": name(party.contact_first_name),
        "FamilyName": name(party.contact_last_name),
        "PrimaryEmailAddr": part("Address", party.email),
        "PrimaryPhone": part("FreeFormNumber", party.phone),
        "Mobile": part("FreeFormNumber", party.mobile),
        "BillAddr": _address(party.address),
    }


def _address(address: Address) -> Json | None:
    """An address is one value: none at all where every part of it is blank."""
    parts = {
        "Line1": text(address.line1),
        "Line2": text(address.line2),
        "City": text(address.city),
        "CountrySubDivisionCode": text(address.region),
        "PostalCode": text(address.postcode),
        "Country": text(address.country),
    }
    return parts if any(parts.values()) else None


def _customer(party: Party, term: Lookup | None) -> Json:
    terms = {"SalesTermRef": to_code(term) if term else None}
    if party.entity == CLIENT:
        return terms
    # The location is billed itself: its invoices are its own.
    place = {"Job": True, "ParentRef": to_record(_client_of(party)), "BillWithParent": False}
    return {**place, **terms}


def _client_of(location: Party) -> Ref:
    if location.client_id is None:
        raise InvalidRecord(
            f"the location {shown(location.name)} belongs to no client",
            rule="Q-04",
            field="client_id",
        )
    return Ref(CLIENT, location.client_id)


def _vendor(party: Party, term: Lookup | None) -> Json:
    return {
        "AcctNum": _account_number(party),
        "TaxIdentifier": text(party.tax_number),
        "TermRef": to_code(term) if term else None,
    }


def _account_number(party: Party) -> str | None:
    number = text(party.account_number)
    if number is not None and len(number) > LONGEST_ACCOUNT_NUMBER:
        raise InvalidRecord(
            f"the account number {shown(number)} is longer than the "
            f"{LONGEST_ACCOUNT_NUMBER} characters that QuickBooks takes: shorten it",
            rule="C-09",
            field="account_number",
            value=number,
        )
    return number


def _term(party: Party, codes: Tables) -> Lookup | None:
    term = text(party.payment_terms)
    if term is None:
        return None
    code = codes[tables.PAYMENT_TERMS.name].ledger_code(
        party.company_id, term, field="payment_terms"
    )
    return Lookup("term", code)


def _currency(party: Party, company: Company) -> Json | None:
    """Only another one than the company's: where QuickBooks keeps one, it must not be named."""
    currency = text(party.currency)
    return to_value(currency) if currency and currency != company.base_currency else None
