"""How a field of one of QuickBooks' bodies is read. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.ledgers.reader import Reader

if TYPE_CHECKING:
    from ledger_sync.model import Json

CUSTOMER, VENDOR, EMPLOYEE, INVOICE, PAYMENT = (
    "Customer",
    "Vendor",
    "Employee",
    "Invoice",
    "Payment",
)

_quickbooks = Reader("QuickBooks")
text, amount, day, record_id = (
    _quickbooks.text,
    _quickbooks.amount,
    _quickbooks.day,
    _quickbooks.record_id,
)
part, parts, within = _quickbooks.part, _quickbooks.parts, _quickbooks.within


def reference(body: Json, name: str) -> str | None:
    """The id that a reference of a body has."""
    return text(part(body, name), "value")


def bare(word: object) -> str:
    """An enumeration, to be compared: QuickBooks answers some calls with ``EMAIL_SENT``."""
    return str(word or "").replace("_", "").casefold()
