"""Payments of customers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row, ref_id
from sandbox.quickbooks.contact_fields import currency_view
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import as_day, as_flag, as_number, as_reference, as_sent, text
from sandbox.quickbooks.hierarchy import ancestors
from sandbox.quickbooks.money import ZERO, cents
from sandbox.quickbooks.resource import Draft, Resource
from sandbox.quickbooks.settlement import applied, carry_to_targets, open_amount
from sandbox.quickbooks.transactions import check_books_open, settle_frame, voided_note
from sandbox.quickbooks.views import named

DEPOSITED = "_Deposited"
LINKABLE = ("Invoice", "CreditMemo")
MONEY_ACCOUNTS = ("Bank", "Other Current Asset")


def as_payment_lines(path: str, value: Any) -> list[Body]:
    """Return the lines of a payment: an amount and the one thing that it settles."""
    if not isinstance(value, list) or not all(isinstance(line, dict) for line in value):
        raise answers.unsupported_property(path)
    found = []
    for line in value:
        if line.get("Amount") is None:
            raise answers.required(f"{path}.Amount")
        links = [_link(f"{path}.LinkedTxn", one) for one in line.get("LinkedTxn") or []]
        if links:
            amount = cents(as_number(f"{path}.Amount", line["Amount"]))
            found.append({"Amount": amount, "LinkedTxn": links[:1]})
    return found


def _link(path: str, value: Any) -> Body:
    if not isinstance(value, dict) or not value.get("TxnId"):
        raise answers.required(f"{path}.TxnId")
    kind = str(value.get("TxnType") or "")
    if kind not in LINKABLE:
        raise answers.invalid_enumeration(f"{path}.TxnType", kind)
    return {"TxnId": str(value["TxnId"]), "TxnType": kind}


def _settle(desk: Desk, draft: Draft) -> None:
    body = draft.body
    check_not_deposited(draft.before)
    if "TotalAmt" not in body:
        raise answers.business("You must set a transaction amount.")
    body["TotalAmt"] = cents(body["TotalAmt"])
    settle_frame(desk, draft)
    _settle_account(desk, draft)
    lines = [line for line in body.get("Line", []) if _check_link(desk, draft, line)]
    body["Line"] = lines
    body["UnappliedAmt"] = body["TotalAmt"] + _sum(lines, "CreditMemo") - _sum(lines, "Invoice")
    if body["UnappliedAmt"] < 0:
        raise answers.business("The amount applied is more than the amount of the payment.")
    body.setdefault("ProcessPayment", False)


def check_not_deposited(row: Row | None) -> None:
    """Refuse to change a payment that stands on a bank deposit."""
    if row is not None and row.body.get(DEPOSITED):
        raise answers.deposited()


def _sum(lines: list[Body], kind: str) -> Decimal:
    found = (line["Amount"] for line in lines if line["LinkedTxn"][0]["TxnType"] == kind)
    return sum(found, ZERO)


def _settle_account(desk: Desk, draft: Draft) -> None:
    body = draft.body
    if "DepositToAccountRef" not in body:
        usual = desk.company.named("Account", "Undeposited Funds")
        body["DepositToAccountRef"] = {"value": usual.id if usual else ""}
    elif draft.moves("DepositToAccountRef"):
        account = desk.referred("Account", body, "DepositToAccountRef")
        if account.body["AccountType"] not in MONEY_ACCOUNTS:
            raise answers.wrong_account("DepositToAccountRef")


def _check_link(desk: Desk, draft: Draft, line: Body) -> bool:
    """Tell whether a line can settle what it names: something of another customer stays open."""
    link = line["LinkedTxn"][0]
    target = (link["TxnType"], link["TxnId"])
    row = desk.company.row(*target)
    if row is None:
        raise answers.invalid_reference("Line.LinkedTxn.TxnId")
    if not _may_settle(desk, ref_id(draft.body, "CustomerRef"), ref_id(row.body, "CustomerRef")):
        return False
    own = applied(draft.before, target) if draft.before else ZERO
    if line["Amount"] > open_amount(row) + own:
        raise answers.business("The amount applied is more than what is open.", "Line.Amount")
    return True


def _may_settle(desk: Desk, payer: str, owner: str) -> bool:
    if payer == owner:
        return True
    customer = desk.company.row("Customer", owner)
    above = ancestors(desk.company, customer) if customer else []
    return desk.switches.parent_pays_for_jobs and payer in [row.id for row in above]


def _check_removable(desk: Desk, row: Row) -> None:
    check_books_open(desk, row.body)
    check_not_deposited(row)


def _voided(body: Body) -> Body:
    zero = {"TotalAmt": Decimal(0), "UnappliedAmt": Decimal(0), "Line": []}
    return {**body, **zero, "PrivateNote": voided_note(body)}


def _shown(desk: Desk, row: Row) -> Body:
    return {
        "CustomerRef": named(desk, "Customer", row.body, "CustomerRef"),
        "CurrencyRef": currency_view(ref_id(row.body, "CurrencyRef")),
    }


PAYMENTS = Resource(
    entity="Payment",
    fields={
        "CustomerRef": as_reference,
        "TotalAmt": as_number,
        "Line": as_payment_lines,
        "TxnDate": as_day,
        "DepositToAccountRef": as_reference,
        "PaymentMethodRef": as_reference,
        "PaymentRefNum": text(21),
        "PrivateNote": text(4000),
        "CurrencyRef": as_reference,
        "ExchangeRate": as_number,
        "ProcessPayment": as_flag,
        "ARAccountRef": as_reference,
        "CreditCardPayment": as_sent,
        "TxnSource": as_sent,
        "TransactionLocationType": as_sent,
    },
    read_only=frozenset({"UnappliedAmt", "LinkedTxn", "DocNumber", "TxnTaxDetail"}),
    kept=frozenset({"CurrencyRef"}),
    settle=_settle,
    after=carry_to_targets,
    shown=_shown,
    check_removable=_check_removable,
    voided=_voided,
    operations=frozenset({"create", "update", "delete", "void"}),
)
