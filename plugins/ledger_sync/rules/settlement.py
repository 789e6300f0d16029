"""What a ledger's payments make of an invoice in Klipboard (C-06). Pure.

Only a ledger marks an invoice as paid. Each of its payments is one row of Klipboard; a payment that
is gone keeps its row and is reversed. An invoice that the ledger shows as settled is paid, also
where a credit note settled it and there is no payment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger_sync.rules.mapping import code_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ledger_sync.model import LedgerPayment, Money

PAID = "Paid"
CANCELLED = "Cancelled"
REOPENED = "Sent"
"""What an invoice becomes whose payment is gone, where nobody knows what it was before."""


def is_status(status: str | None, other: str) -> bool:
    """Whether an invoice has a status: as typed in Klipboard, so compared as codes are.

    >>> is_status("cancelled ", CANCELLED), is_status(None, PAID)
    (True, False)
    """
    return code_key(status or "") == code_key(other)


@dataclass(frozen=True)
class KeptPayment:
    """A payment of an invoice as Klipboard has it."""

    ledger: str
    ledger_payment_id: str
    amount: Decimal
    paid_on: date
    reference: str | None
    reversed: bool


@dataclass(frozen=True)
class Settlement:
    """What has to be written so that Klipboard says of the money what the ledger says."""

    write: tuple[LedgerPayment, ...]
    """New payments, changed ones, and those that are back again."""
    created: int
    """How many of them are new."""
    updated: int
    """How many of them Klipboard had."""
    reverse: tuple[str, ...]
    """Ids of the payments that the ledger does not have any more."""
    amount_paid: Decimal
    """The greater of the ledgers' sums: an invoice in both ledgers is paid once."""
    status: str | None
    """None: it stays what it is."""
    paid_on: date | None
    """When it was paid in full; None: not by this ledger."""
    clears_paid: bool
    """It is not paid any more."""
    gap: Decimal
    """What the ledger calls paid, less its payments; zero as it should be."""


def settle(
    ours_status: str,
    status_before: str | None,
    kept: Sequence[KeptPayment],
    ledger: str,
    money: Money,
    settled_elsewhere: bool,
) -> Settlement:
    """Compare what Klipboard has of an invoice's payments with what the ledger has.

    Args:
        ours_status: The invoice's status in Klipboard.
        status_before: Which one it had before it was paid, if that is known.
        kept: All of its payments in Klipboard, those of the other ledger too.
        settled_elsewhere: The other ledger shows it as settled.
    """
    there = _by_id(money.payments)
    here = {each.ledger_payment_id: each for each in kept if each.ledger == ledger}
    write = tuple(
        payment for payment in there.values() if not _is_kept(payment, here.get(payment.ledger_id))
    )
    updated = sum(payment.ledger_id in here for payment in write)
    paid = sum((payment.amount for payment in there.values()), Decimal(0))
    is_settled = money.settled or settled_elsewhere
    status = _status(ours_status, status_before, is_settled=is_settled)
    return Settlement(
        write=write,
        created=len(write) - updated,
        updated=updated,
        reverse=tuple(
            each.ledger_payment_id
            for each in here.values()
            if not each.reversed and each.ledger_payment_id not in there
        ),
        amount_paid=max(paid, *_sums_elsewhere(kept, ledger), Decimal(0)),
        status=status,
        paid_on=None if is_status(ours_status, CANCELLED) else _paid_on(money),
        clears_paid=status not in (None, PAID)
        or (is_status(ours_status, CANCELLED) and not is_settled),
        gap=money.paid - paid,
    )


def _by_id(payments: Iterable[LedgerPayment]) -> dict[str, LedgerPayment]:
    """Each payment once: one that was set against an invoice twice counts with both shares."""
    result: dict[str, LedgerPayment] = {}
    for payment in payments:
        first = result.get(payment.ledger_id)
        amount = payment.amount + (first.amount if first else Decimal(0))
        result[payment.ledger_id] = replace(payment, amount=amount)
    return result


def _is_kept(payment: LedgerPayment, kept: KeptPayment | None) -> bool:
    return (
        kept is not None
        and not kept.reversed
        and (kept.amount, kept.paid_on, kept.reference)
        == (payment.amount, payment.paid_on, payment.reference)
    )


def _sums_elsewhere(kept: Iterable[KeptPayment], ledger: str) -> Iterable[Decimal]:
    """What other ledgers were paid, one sum a ledger."""
    sums: dict[str, Decimal] = {}
    for each in kept:
        if each.ledger != ledger and not each.reversed:
            sums[each.ledger] = sums.get(each.ledger, Decimal(0)) + each.amount
    return sums.values()


def _status(ours: str, before: str | None, *, is_settled: bool) -> str | None:
    """``Paid`` where a ledger settled it; what it was before where none does any more.

    A cancelled invoice stays cancelled, whatever is paid: a person has to look at it (B-05).
    """
    if is_status(ours, CANCELLED) or is_status(ours, PAID) == is_settled:
        return None
    if is_settled:
        return PAID
    known = before is not None and not is_status(before, PAID) and not is_status(before, CANCELLED)
    return before if known else REOPENED


def _paid_on(money: Money) -> date | None:
    """The ledger's own day, or that of the last payment."""
    if not money.settled:
        return None
    return money.settled_on or max((each.paid_on for each in money.payments), default=None)
