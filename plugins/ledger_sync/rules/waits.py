"""How long an answer asks us to wait: its ``Retry-After``, in seconds or as a date. Pure."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LONGEST_SECONDS = 86_400.0
"""No limit of a ledger lasts longer than a day: more than that is a slip."""
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


def named_wait(headers: Mapping[str, str]) -> float | None:
    """The wait in seconds; None where none is named, or what is named cannot be read.

    A date is one of the ledger's clock, so it is compared with the date of the answer itself.

    Args:
        headers: Of the answer, their names in lower case.
    """
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), LONGEST_SECONDS)
    until, now = _date(text), _date(headers.get("date", ""))
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), LONGEST_SECONDS)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
