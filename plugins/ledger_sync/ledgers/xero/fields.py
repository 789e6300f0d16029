"""Single fields of what Xero says: its odd times, texts and numbers end here. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from ledger_sync.errors import UnexpectedResponse, shown
from ledger_sync.ledgers.reader import Reader
from ledger_sync.model import Address

if TYPE_CHECKING:
    from collections.abc import Mapping

_MILLISECONDS = re.compile(r"/Date\((-?[0-9]{1,15})(?:[+-][0-9]{4})?\)/")

_xero = Reader("Xero")
amount, text, record_id = _xero.amount, _xero.text, _xero.record_id
part, parts, within = _xero.part, _xero.parts, _xero.within


def instant(text: str) -> datetime:
    """Xero's ``/Date(ms)/``, with or without an offset, as UTC."""
    match = _MILLISECONDS.fullmatch(text)
    try:
        found = match and datetime.fromtimestamp(int(match[1]) / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):  # it lies beyond every calendar
        found = None
    if found is None:
        raise UnexpectedResponse(f"Xero sent a time that is not in its format: {shown(text)}")
    return found


def day(body: Mapping[str, Any], name: str) -> date | None:
    """A calendar day: ``DateString`` where there is one, else what ``Date`` says.

    What we send is a plain day; what Xero answers is the UTC midnight that begins it.
    """
    plain = f"{name}String" if body.get(f"{name}String") else name
    said = text(body, plain)
    return instant(said).date() if said and said.startswith("/") else _xero.day(body, plain)


def phone(body: Mapping[str, Any]) -> str | None:
    """Country, area and number stand apart at Xero; a person reads them as one."""
    said = (text(body, f"Phone{part}") for part in ("CountryCode", "AreaCode", "Number"))
    return " ".join(each for each in said if each) or None


def phones(body: Mapping[str, Any]) -> dict[str, str | None]:
    """The phones of a contact by type."""
    return {str(each.get("PhoneType")): phone(each) for each in parts(body, "Phones")}


def address(body: Mapping[str, Any]) -> Address:
    """The POBOX address is the one that invoices carry; STREET stands in where it is empty."""
    slots = {text(each, "AddressType"): each for each in parts(body, "Addresses")}
    choices = (one_address(slots.get(kind, {})) for kind in ("POBOX", "STREET"))
    return next((each for each in choices if each != Address()), Address())


def one_address(body: Mapping[str, Any]) -> Address:
    """One address; Klipboard has two lines, Xero four."""
    more = (text(body, f"AddressLine{line}") for line in (2, 3, 4))
    return Address(
        line1=text(body, "AddressLine1"),
        line2=", ".join(line for line in more if line) or None,
        city=text(body, "City"),
        region=text(body, "Region"),
        postcode=text(body, "PostalCode"),
        country=text(body, "Country"),
    )


def terms(body: Mapping[str, Any], side: str) -> str | None:
    """Payment terms of one side in the form of the mapping table's ledger codes."""
    found = part(part(body, "PaymentTerms"), side)
    day, kind = text(found, "Day"), text(found, "Type")
    return f"{day} {kind}" if day and kind else None
