"""What a ledger's money means for an invoice of Klipboard (C-06). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True)
class KeptPayment:
    """A payment as Klipboard keeps it; one that was removed in the ledger is reversed."""

    ledger: str
    ledger_payment_id: str
    amount: Decimal
    paid_on: date
    reference: str | None
    reversed: bool
