"""What the bookkeeper does with credits: memos that settle invoices, alone or beside cash."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.bookkeeper_documents import (
    find_invoice,
    owner_of,
    run,
    settling,
    shared_out,
    version,
)
from sandbox.quickbooks.company import Row
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import as_number
from sandbox.quickbooks.lines import SALES, subtotal
from sandbox.quickbooks.money import ZERO, cents
from sandbox.quickbooks.operations import view
from sandbox.quickbooks.settlement import open_amount, targets
from sandbox.quickbooks.transactions import check_books_open

LINKING_NOTE = "Created by QB Online to link credits to charges."


def apply_credit(desk: Desk, invoice: str, amount: Any = None, date: str | None = None) -> Body:
    """Write a credit memo and settle an invoice with it: a payment of nought links the two."""
    row = find_invoice(desk, invoice)
    credit = open_amount(row) if amount is None else cents(as_number("amount", amount))
    memo = _credit_memo(desk, row, credit, date or desk.today().isoformat())
    body = {
        "TotalAmt": ZERO,
        "TxnDate": memo.body["TxnDate"],
        "CustomerRef": row.body["CustomerRef"],
        "CurrencyRef": row.body["CurrencyRef"],
        "PrivateNote": LINKING_NOTE,
        "Line": [settling(credit, row), settling(credit, memo)],
    }
    run(desk, "Payment", "create", body)
    return view(desk, desk.company.row("CreditMemo", memo.id) or memo)


def pay_with_credit(
    desk: Desk, invoices: list[str], amount: Any, credit: Any, changes: Body | None = None
) -> Body:
    """Record cash and a new credit memo in one payment of invoices, settled in their order."""
    rows = [find_invoice(desk, key) for key in invoices]
    owner = owner_of(rows)
    cash, given = (cents(as_number("amount", each)) for each in (amount, credit))
    memo = _credit_memo(desk, rows[0], given, desk.today().isoformat())
    body = {
        "TotalAmt": cash,
        "CustomerRef": {"value": owner},
        "CurrencyRef": rows[0].body["CurrencyRef"],
        "Line": [*shared_out(rows, cash + given), settling(given, memo)],
        **(changes or {}),
    }
    return run(desk, "Payment", "create", body)


def unapply_credit(desk: Desk, invoice: str) -> Body:
    """Take all credits off an invoice that payments of nought link with it: it is open again."""
    row = find_invoice(desk, invoice)
    linking = list(_linking_payments(desk, row))
    if not linking:
        raise answers.not_found()
    for payment in linking:
        run(desk, "Payment", "delete", version(payment))
    return view(desk, desk.company.row("Invoice", row.id) or row)


def _linking_payments(desk: Desk, invoice: Row) -> Iterator[Row]:
    for link in invoice.body["LinkedTxn"]:
        payment = desk.company.row("Payment", link["TxnId"])
        if payment is None or payment.body["TotalAmt"] != ZERO:
            continue
        settled = [target for line in payment.body["Line"] for target in targets(line)]
        if any(entity == "CreditMemo" for entity, _ in settled):
            yield payment


def _credit_memo(desk: Desk, invoice: Row, amount: Decimal, day: str) -> Row:
    line = {
        "Id": "1",
        "LineNum": 1,
        "Amount": amount,
        "DetailType": SALES,
        SALES: {"ItemRef": {"value": "1"}},
    }
    body = {
        "CustomerRef": invoice.body["CustomerRef"],
        "CurrencyRef": invoice.body["CurrencyRef"],
        "TxnDate": day,
        "Line": [line, subtotal([line])],
        "TxnTaxDetail": {"TotalTax": ZERO},
        "TotalAmt": amount,
        "RemainingCredit": amount,
        "LinkedTxn": [],
    }
    check_books_open(desk, body)
    return desk.company.insert("CreditMemo", body, desk.now)
