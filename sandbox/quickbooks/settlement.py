"""What payments and credits settle: links, open balances, and the new versions that they cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Company, Row
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.money import ZERO

# The field that holds what is still open of a transaction.
OPEN_FIELDS = {"Invoice": "Balance", "CreditMemo": "RemainingCredit", "Payment": "UnappliedAmt"}

Target = tuple[str, str]  # entity and id of what a line of a payment settles


def open_amount(row: Row) -> Decimal:
    """Return what is still open of a transaction."""
    amount: Decimal = row.body[OPEN_FIELDS[row.entity]]
    return amount


def targets(line: Body) -> list[Target]:
    """Return what one line of a payment settles."""
    return [(str(one["TxnType"]), str(one["TxnId"])) for one in line.get("LinkedTxn", [])]


def applied(payment: Row, target: Target) -> Decimal:
    """Return how much of a payment goes to an invoice or comes from a credit memo."""
    lines: Iterable[Body] = () if payment.deleted else payment.body.get("Line", [])
    return sum((line["Amount"] for line in lines if target in targets(line)), ZERO)


def still_open(company: Company, target: Target, total: Decimal, links: list[Body]) -> Decimal:
    """Return what is open of a total, after the payments that it is linked with."""
    payments = (company.row("Payment", one["TxnId"]) for one in links)
    settled = sum((applied(one, target) for one in payments if one), ZERO)
    return max(total - settled, ZERO)


def carry_to_targets(desk: Desk, before: Row | None, payment: Row) -> None:
    """Bring a changed payment to all that it settles now or settled before."""
    versions = [row for row in (before, payment) if row is not None]
    touched = dict.fromkeys(
        target for row in versions for line in row.body.get("Line", []) for target in targets(line)
    )
    for target in touched:
        row = desk.company.row(*target)
        if row is not None:
            _settle(desk, row, payment)


def _settle(desk: Desk, row: Row, payment: Row) -> None:
    target = (row.entity, row.id)
    link = {"TxnId": payment.id, "TxnType": "Payment"}
    links = [one for one in row.body.get("LinkedTxn", []) if one != link]
    if applied(payment, target):
        links.append(link)
    left = still_open(desk.company, target, row.body["TotalAmt"], links)
    body = {**row.body, "LinkedTxn": links, OPEN_FIELDS[row.entity]: left}
    if body == row.body:
        return
    after = row.changed(body, desk.now)
    if not desk.switches.payment_moves_sync_token:
        after = replace(after, sync_token=row.sync_token)
    desk.company.put(after)
