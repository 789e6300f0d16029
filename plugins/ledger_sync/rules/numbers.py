"""Start numbers of documents (C-08, X-11). Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LAST_DIGITS = re.compile(r"(\d+)\D*$")
LONGEST = 15
"""More digits than this are no running number (a barcode, a date with a time)."""


def start_number(numbers: Iterable[str]) -> int | None:
    """One more than the ledger's last number; a prefix is looked past. None without any number.

    >>> start_number(["INV-0041", "INV-0042", "OLD"])
    43
    >>> start_number(["OLD"]) is None
    True
    """
    found = (_LAST_DIGITS.search(number) for number in numbers)
    values = [int(match[1]) for match in found if match and len(match[1]) <= LONGEST]
    return max(values) + 1 if values else None
