"""How a field of one of QuickBooks' bodies is read. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger_sync.model import Json

CUSTOMER, VENDOR, EMPLOYEE, INVOICE, PAYMENT = (
    "Customer",
    "Vendor",
    "Employee",
    "Invoice",
    "Payment",
)


def part(body: Json, name: str) -> Json:
    """An object in a body; an empty one where there is none."""
    value: Json = body.get(name) or {}
    return value


def text(body: Mapping[str, Any], name: str) -> str | None:
    """A text of a body; None for a blank one."""
    value = body.get(name)
    return str(value).strip() or None if value is not None else None


def amount(body: Mapping[str, Any], name: str) -> Decimal | None:
    """An amount of a body; numbers come as decimals."""
    value = body.get(name)
    return None if value is None else Decimal(str(value))


def reference(body: Json, name: str) -> str | None:
    """The id that a reference of a body has."""
    return text(part(body, name), "value")
