"""Holding our content against what Xero has. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger_sync.ledgers.xero.wire import is_void as _is_void
from ledger_sync.rules.identity import email_key, name_key, number_key, phone_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger_sync.ledgers.views import LedgerParty
    from ledger_sync.model import Found, Json


def agreed_keys(content: Json) -> dict[str, str | None]:
    """What a contact's content says of the fields that must be unique (X-08)."""
    phones: Mapping[str, Any] = content.get("Phones") or {}
    return {
        "name": name_key(content.get("Name")),
        "phone": phone_key((phones.get("DEFAULT") or {}).get("PhoneNumber")),
        "mobile": phone_key((phones.get("MOBILE") or {}).get("PhoneNumber")),
        "email": email_key(content.get("EmailAddress")),
        "account_number": number_key(content.get("AccountNumber")),
    }


def holds(content: Json, theirs: LedgerParty) -> bool:
    """Whether a contact has everything that a content says: then nothing need be sent."""
    party = theirs.party
    phones = content.get("Phones") or {}
    address = (content.get("Addresses") or {}).get("POBOX") or {}
    pairs = (
        (content.get("Name"), party.name),
        (content.get("AccountNumber"), party.account_number),
        (content.get("FirstName"), party.contact_first_name),
        (content.get("LastName"), party.contact_last_name),
        (content.get("EmailAddress"), party.email),
        (content.get("TaxNumber"), party.tax_number),
        ((phones.get("DEFAULT") or {}).get("PhoneNumber"), party.phone),
        ((phones.get("MOBILE") or {}).get("PhoneNumber"), party.mobile),
        (address.get("AddressLine1"), party.address.line1),
        (address.get("AddressLine2"), party.address.line2),
        (address.get("City"), party.address.city),
        (address.get("Region"), party.address.region),
        (address.get("PostalCode"), party.address.postcode),
        (address.get("Country"), party.address.country),
    )
    same = all((ours or None) == (theirs or None) for ours, theirs in pairs)
    return same and _terms_hold(content, theirs) and _currency_holds(content, theirs)


def _terms_hold(content: Json, theirs: LedgerParty) -> bool:
    terms = content.get("PaymentTerms")
    if not terms:
        return True
    side = next(iter(terms.values()))
    return theirs.party.payment_terms == f"{side['Day']} {side['Type']}"


def _currency_holds(content: Json, theirs: LedgerParty) -> bool:
    return content.get("DefaultCurrency") in (None, theirs.party.currency)


def is_void(found: Found) -> bool:
    """Whether what Xero has is voided, deleted or archived."""
    return _is_void(found.status) or found.status == "ARCHIVED"


def is_open(found: Found) -> bool:
    """Whether what Xero has can still be changed or voided: no money lies on it."""
    return not is_void(found) and not found.paid
