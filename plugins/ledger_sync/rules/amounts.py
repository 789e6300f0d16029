"""Amounts as people and their programs write them in a file. Pure.

Currency signs, thousands separators, a minus on either side and the brackets of accountants are
understood; what can be read in two ways is read as in English (``1,234`` is a thousand), and what
cannot be read for certain is no amount.
"""

from __future__ import annotations

import re
from decimal import Decimal

_MINUS = "-\N{MINUS SIGN}\N{EN DASH}"
_CURRENCY = r"(?:[A-Z]{3}|[A-Z]{0,2}[$£€¥₹])"
_SIGNED = re.compile(
    rf"(?P<before>[{_MINUS}]?)\s*(?:{_CURRENCY}\s*)?(?P<inner>[{_MINUS}]?)"
    rf"(?P<number>[0-9.,'’\s]*[0-9.])(?:\s*{_CURRENCY})?\s*(?P<after>[{_MINUS}]?)"
)
_POINT = re.compile(
    r"(?:[1-9][0-9]{0,2}([,\s'’])[0-9]{3}(?:\1[0-9]{3})*|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
)
_COMMA = re.compile(r"[1-9][0-9]{0,2}([.\s'’])[0-9]{3}(?:\1[0-9]{3})*,[0-9]+|[0-9]+,[0-9]{1,2}")
_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
"""Points that can only be thousands separators."""
_GROUPS = re.compile(r"[\s'’]")

LONGEST = 40
"""Characters of an amount: nobody writes more, and nothing longer is looked at."""


def read_amount(text: str) -> Decimal | None:
    """The amount that a text says; None where it says none, or not for certain.

    >>> read_amount("£1,234.50"), read_amount("(1 234,5)"), read_amount("5.00-")
    (Decimal('1234.50'), Decimal('-1234.5'), Decimal('-5.00'))
    >>> read_amount("1,234"), read_amount("12,34"), read_amount("1.234")
    (Decimal('1234'), Decimal('12.34'), Decimal('1.234'))
    >>> read_amount("1,23,4"), read_amount("nan"), read_amount("1e5"), read_amount("10%")
    (None, None, None, None)
    """
    short = text.strip()
    if len(short) > LONGEST:
        return None
    in_brackets = short.startswith("(") and short.endswith(")")
    found = _SIGNED.fullmatch(short[1:-1].strip() if in_brackets else short)
    if found is None:
        return None
    minuses = in_brackets + sum(bool(found[name]) for name in ("before", "inner", "after"))
    size = _size(found["number"].strip())
    if size is None or minuses > 1:
        return None
    return -size if minuses else size


def _size(number: str) -> Decimal | None:
    if _POINT.fullmatch(number):
        return Decimal(_GROUPS.sub("", number).replace(",", ""))
    if _COMMA.fullmatch(number):
        return Decimal(_GROUPS.sub("", number).replace(".", "").replace(",", "."))
    if _POINTS.fullmatch(number):
        return Decimal(number.replace(".", ""))
    return None
