"""Single fields of what Xero says: its odd times, texts and numbers end here. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger_sync.errors import UnexpectedResponse
from ledger_sync.model import Address, Json

if TYPE_CHECKING:
    from collections.abc import Mapping

_MILLISECONDS = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")


def instant(text: str) -> datetime:
    """Xero's ``/Date(ms)/``, with or without an offset, as UTC."""
    match = _MILLISECONDS.fullmatch(text)
    if match is None:
        raise UnexpectedResponse(f"Xero sent a time that is not in its format: {text!r}")
    return datetime.fromtimestamp(int(match[1]) / 1000, tz=UTC)


def day(body: Mapping[str, Any], name: str) -> date | None:
    """A calendar day: ``DateString`` where there is one, else what ``Date`` says.

    What we send is a plain day; what Xero answers is the UTC midnight that begins it.
    """
    text = str(body.get(f"{name}String") or body.get(name) or "")
    if not text:
        return None
    return instant(text).date() if text.startswith("/") else date.fromisoformat(text[:10])


def amount(body: Mapping[str, Any], name: str) -> Decimal | None:
    """A number; None: Xero does not say it."""
    value = body.get(name)
    return None if value in (None, "") else Decimal(str(value))


def text(body: Mapping[str, Any], name: str) -> str | None:
    """A text without what surrounds it; an empty one is none."""
    value = body.get(name)
    return str(value).strip() or None if value is not None else None


def phone(body: Mapping[str, Any]) -> str | None:
    """Country, area and number stand apart at Xero; a person reads them as one."""
    parts = (text(body, f"Phone{part}") for part in ("CountryCode", "AreaCode", "Number"))
    return " ".join(part for part in parts if part) or None


def phones(body: Mapping[str, Any]) -> dict[str, str | None]:
    """The phones of a contact by type."""
    return {str(each.get("PhoneType")): phone(each) for each in body.get("Phones") or ()}


def address(body: Mapping[str, Any]) -> Address:
    """The POBOX address is the one that invoices carry; STREET stands in where it is empty."""
    slots = {each.get("AddressType"): each for each in body.get("Addresses") or ()}
    empty: Json = {}
    choices = (one_address(slots.get(kind, empty)) for kind in ("POBOX", "STREET"))
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
    found = (body.get("PaymentTerms") or {}).get(side) or {}
    if found.get("Day") is None or not found.get("Type"):
        return None
    return f"{found['Day']} {found['Type']}"
