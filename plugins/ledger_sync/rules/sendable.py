"""What a document must have before a ledger's content can be made of it at all. Pure.

The checks of ``include/expectations`` say more, and say it earlier; but a team may turn one of them
into a warning, and none of them sees that a discount is NaN, which PostgreSQL's numbers can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.errors import InvalidRecord, shown
from ledger_sync.rules.money import LARGEST, discounted, plain

if TYPE_CHECKING:
    from decimal import Decimal

    from ledger_sync.model import Document, Line

RULE = "C-09"
_NUMBERS = ("quantity", "unit_price", "discount_percent")


def check(document: Document) -> None:
    """Refuse a document that nothing can be reckoned of.

    Raises:
        InvalidRecord: it has no day of issue, or a line's numbers are none or are beyond all books.
    """
    # A day such as PostgreSQL's "infinity" is none by now (``source.rows``), whatever types say.
    if not document.issue_date:
        raise _invalid(document, "issue_date", "has no day of issue that a calendar knows: set one")
    for place, line in enumerate(document.lines, start=1):
        _check_line(document, line, f"line {place}")


def _check_line(document: Document, line: Line, place: str) -> None:
    for name in _NUMBERS:
        number: Decimal = getattr(line, name)
        if not number.is_finite():
            what = f"{place}: {name} is {number}, which is no number: correct it"
            raise _invalid(document, name, what, str(number))
    amount = discounted(line.quantity * line.unit_price, line.discount_percent)
    if abs(amount) >= LARGEST:
        what = f"{place} comes to {plain(amount)}, more than any ledger takes: correct it"
        raise _invalid(document, "amount", what, plain(amount))


def _invalid(document: Document, field: str, what: str, value: str | None = None) -> InvalidRecord:
    return InvalidRecord(f"{shown(document.number)} {what}", rule=RULE, field=field, value=value)
