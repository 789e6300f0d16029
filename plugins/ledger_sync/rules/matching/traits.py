"""What a party can be recognised by, made comparable. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.model import SUPPLIER
from ledger_sync.rules.identity import email_key, name_key, number_key, phone_key
from ledger_sync.rules.matching.names import Name, take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger_sync.model import Address, Party

TAX_NUMBER, NAME, EMAIL, PHONE, ADDRESS = "tax number", "name", "e-mail", "phone", "address"
MOBILE = "mobile"

_FREE_MAIL = frozenset(
    """
    aol.com att.net bigpond.com bigpond.net.au btinternet.com comcast.net cox.net gmail.com
    gmx.com googlemail.com hotmail.co.nz hotmail.co.uk hotmail.com icloud.com iinet.net.au
    live.co.uk live.com live.com.au mail.com me.com msn.com ntlworld.com optusnet.com.au
    outlook.co.nz outlook.com outlook.com.au proton.me protonmail.com sbcglobal.net sky.com
    talktalk.net tiscali.co.uk tpg.com.au verizon.net virginmedia.com xtra.co.nz yahoo.co.nz
    yahoo.co.uk yahoo.com yahoo.com.au ymail.com
    """.split()  # noqa: SIM905 - a list to be read
)
_COUNTRY_CODES = ("44", "61", "64", "1")
SHORTEST_NUMBER = 7
"""Digits without country code and leading zero; a shorter number is compared as it stands."""
SHORTEST_WITH_COUNTRY = 11


@dataclass(frozen=True, slots=True)
class Place:
    """Where a party is, as far as it can be compared."""

    postcode: str | None
    area: str | None
    """What postcodes of one region begin with: ``LS`` in Britain, two digits elsewhere."""
    town: frozenset[str]
    """Its words."""
    numbers: frozenset[str]
    """Of house, unit and flat."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a party can be recognised by."""

    names: tuple[Name, ...]
    """As the ledger shows it; for a location of ours also bare, and behind its client's."""
    is_supplier: bool
    tax_number: str | None
    email: str | None
    phones: Mapping[str, str]
    """All digits of each number, and whether it is the phone's or the mobile's."""
    national: frozenset[str]
    """The same numbers without country code and leading zero."""
    place: Place
    identities: frozenset[tuple[str, str]]
    """What links where it is unique: field and key, equal as uniqueness compares (C-09)."""

    @property
    def domain(self) -> str | None:
        """The firm's own part of the e-mail address."""
        domain = self.email.rpartition("@")[2] if self.email else None
        return domain if domain not in _FREE_MAIL else None


def traits(party: Party, shown_name: str) -> Traits:
    """What a party can be recognised by, under the name that the ledger shows."""
    names = [shown_name, party.name]
    if party.client_name:
        names.append(f"{party.client_name} {party.name}")
    email = email_key(party.email)
    email = email if email and "@" in email else None
    tax_number = number_key(party.tax_number)
    written = ((party.mobile, MOBILE), (party.phone, PHONE))
    phones = {key: kind for number, kind in written if (key := _phone(number))}
    keys = ((TAX_NUMBER, tax_number), (NAME, name_key(shown_name)), (EMAIL, email))
    known = {(field, key) for field, key in keys if key is not None}
    return Traits(
        names=tuple(take_apart(name) for name in dict.fromkeys(names)),
        is_supplier=party.entity == SUPPLIER,
        tax_number=tax_number,
        email=email,
        phones=phones,
        identities=frozenset(known | {(PHONE, number) for number in phones}),
        national=frozenset(filter(None, (_national(number) for number, _ in written))),
        place=_place(party.address),
    )


def _phone(number: str | None) -> str | None:
    """The key of a number; a row of one digit is a blank that somebody had to fill."""
    key = phone_key(number)
    return key if key and len(set(key)) > 1 else None


def _national(number: str | None) -> str | None:
    """A number as it is dialled in its country, without the leading zero.

    >>> _national("+44 (0)113 496 0007") == _national("0113 4960007") == "1134960007"
    True
    """
    digits = _phone(number) or ""
    abroad = (number or "").strip().startswith("+") or digits.startswith("00")
    plain = digits.lstrip("0")
    if abroad or (plain == digits and len(digits) >= SHORTEST_WITH_COUNTRY):
        code = next((code for code in _COUNTRY_CODES if plain.startswith(code)), "")
        plain = plain.removeprefix(code).lstrip("0")
    return plain if len(plain) >= SHORTEST_NUMBER else None


def _place(address: Address) -> Place:
    postcode = "".join(re.findall(r"\w", (address.postcode or "").casefold())) or None
    found = re.match(r"[^\W\d]+|\d{1,2}", postcode or "")
    lines = f"{address.line1 or ''} {address.line2 or ''}".casefold()
    return Place(
        postcode=postcode,
        area=found.group() if found else None,
        town=frozenset(take_apart(address.city or "").words),
        numbers=frozenset(re.findall(r"\d+[a-z]?\b", lines)),
    )
