"""When two values count as the same: the keys that uniqueness checks and matching compare. Pure.

The rule (C-09, X-08): names are compared without case, accents kept, surrounding and repeated
spaces ignored; phones by their digits; e-mails without case. A blank value has no key: it collides
with nothing.
"""

from __future__ import annotations

import unicodedata


def name_key(name: str | None) -> str | None:
    r"""The key of a name.

    An accent makes another name; how the accent is encoded does not, so the text is composed first.

    >>> name_key("  ACME   Plumbing ")
    'acme plumbing'
    >>> name_key("Café") == name_key("Cafe\u0301")
    True
    >>> name_key("Café") == name_key("Cafe")
    False
    >>> name_key("Straße") == name_key("STRASSE")
    True
    >>> name_key("   ") is None
    True
    """
    # Case folding may take a composed character apart, hence composing again afterwards.
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name or "").casefold())
    return " ".join(folded.split()) or None


def phone_key(phone: str | None) -> str | None:
    """The key of a telephone number: its digits, all of them, and nothing else.

    A plus sign and leading zeros are not interpreted: ``+44 20`` and ``020`` stay two numbers,
    because the rule says digits and a country code would have to be guessed.

    >>> phone_key("+44 (0)20 7946-0018")
    '4402079460018'
    >>> phone_key("020 7946 0018") == phone_key("02079460018")
    True
    >>> phone_key("020 7946") == phone_key("20 7946")
    False
    >>> phone_key("ask Dave") is None
    True
    """
    digits = (unicodedata.decimal(char, None) for char in phone or "")
    return "".join(str(digit) for digit in digits if digit is not None) or None


def email_key(email: str | None) -> str | None:
    """The key of an e-mail address.

    >>> email_key(" Jo@Example.COM ")
    'jo@example.com'
    >>> email_key("") is None
    True
    """
    return (email or "").strip().casefold() or None


def number_key(number: str | None) -> str | None:
    """The key of an account number or a document's number: without case and outer spaces.

    >>> number_key(" inv-0042 ")
    'inv-0042'
    >>> number_key("0042") == number_key("42")
    False
    >>> number_key(None) is None
    True
    """
    return (number or "").strip().casefold() or None
