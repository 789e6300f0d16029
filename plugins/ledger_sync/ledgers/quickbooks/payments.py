"""What settles an invoice at QuickBooks: payments, and credits that no payment is made of. Pure.

A payment may pay several invoices, and use credits beside its cash: it says what each invoice got
and what all credits gave, not which credit went where. QuickBooks itself makes payments of nought
that only link a credit with an invoice (C-06).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ledger_sync.errors import UnexpectedResponse
from ledger_sync.ledgers.quickbooks.bodies import (
    INVOICE,
    PAYMENT,
    amount,
    day,
    parts,
    record_id,
    text,
)
from ledger_sync.ledgers.quickbooks.inbound import is_void
from ledger_sync.model import LedgerPayment, Money
from ledger_sync.rules.money import cents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ledger_sync.model import Json

NOTHING = Decimal(0)
_OTHER_CREDITS = ("CreditMemo", "JournalEntry", "Deposit")
"""What may be linked with an invoice without a payment between them."""

Payments = Mapping[str, "Json"]
"""Bodies of payments by their ids."""


class Share(NamedTuple):
    """What one invoice got of a payment."""

    cash: Decimal
    credit: Decimal


def payments_of(invoice: Json) -> list[str]:
    """The ids of the payments that an invoice is linked with."""
    linked = parts(invoice, "LinkedTxn")
    return [record_id(each, "TxnId") for each in linked if each.get("TxnType") == PAYMENT]


def invoices_of(payment: Json) -> list[str]:
    """The ids of the invoices that a payment settles."""
    return list(dict.fromkeys(invoice_id for invoice_id, _ in _settled(payment)))


def _settled(payment: Json) -> Iterator[tuple[str, Decimal]]:
    for line in parts(payment, "Line"):
        for link in parts(line, "LinkedTxn"):
            if link.get("TxnType") == INVOICE:
                yield record_id(link, "TxnId"), amount(line, "Amount") or NOTHING


def shares(payment: Json) -> dict[str, Share]:
    """What each invoice got of a payment; the cash comes to exactly what the payment has of it.

    Credits are spread over the invoices by their amounts, to the cent.
    """
    settled = list(_settled(payment))
    whole = sum((part for _, part in settled), NOTHING)
    cash = (amount(payment, "TotalAmt") or NOTHING) - (amount(payment, "UnappliedAmt") or NOTHING)
    credit = max(whole - cash, NOTHING)
    found: dict[str, Share] = {}
    so_far = given = NOTHING
    for invoice_id, part in settled:
        so_far += part
        of_credit = cents(credit * so_far / whole) - given if whole else NOTHING
        given += of_credit
        before = found.get(invoice_id, Share(NOTHING, NOTHING))
        found[invoice_id] = Share(before.cash + part - of_credit, before.credit + of_credit)
    return found


def money(invoice: Json, payments: Payments) -> Money:
    """What QuickBooks says of an invoice's money.

    Args:
        payments: At least those that it is linked with, as far as they are there.
    """
    if is_void(invoice):
        return Money(due=NOTHING)
    invoice_id = record_id(invoice, "Id")
    linked = [payments[each] for each in payments_of(invoice) if each in payments]
    given = [(payment, shares(payment).get(invoice_id)) for payment in linked]
    paid = tuple(_payment(payment, share.cash) for payment, share in given if share and share.cash)
    total = amount(invoice, "TotalAmt") or NOTHING
    due = amount(invoice, "Balance")
    due = total if due is None else due
    from_payments = sum((share.credit for _, share in given if share), NOTHING)
    rest = total - due - from_payments - sum((each.amount for each in paid), NOTHING)
    credited = from_payments + _without_payment(invoice, max(rest, NOTHING))
    settled = due == 0 and total > 0
    return Money(
        due=due,
        credited=credited,
        paid=total - due - credited,
        settled=settled,
        settled_on=max(map(_day, linked), default=None) if settled else None,
        payments=paid,
    )


def _without_payment(invoice: Json, rest: Decimal) -> Decimal:
    """What settled an invoice by itself: no body tells how much, so it is what is left."""
    linked = (each.get("TxnType") for each in parts(invoice, "LinkedTxn"))
    if any(kind in _OTHER_CREDITS for kind in linked):
        return rest
    return min(rest, amount(invoice, "Deposit") or NOTHING)


def _payment(payment: Json, cash: Decimal) -> LedgerPayment:
    return LedgerPayment(
        ledger_id=record_id(payment, "Id"),
        amount=cash,
        paid_on=_day(payment),
        reference=text(payment, "PaymentRefNum"),
    )


def _day(payment: Json) -> date:
    found = day(payment, "TxnDate")
    if found is None:
        raise UnexpectedResponse(f"QuickBooks sent payment {payment['Id']} without its date")
    return found
