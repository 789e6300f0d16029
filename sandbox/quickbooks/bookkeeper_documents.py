"""What the bookkeeper does to transactions: invoices, payments, credits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row, folded, ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import as_number
from sandbox.quickbooks.lines import SALES, subtotal
from sandbox.quickbooks.money import ZERO, cents
from sandbox.quickbooks.operations import carry_out, view
from sandbox.quickbooks.payments import DEPOSITED
from sandbox.quickbooks.settlement import open_amount
from sandbox.quickbooks.transactions import check_books_open

LINKING_NOTE = "Created by QB Online to link credits to charges."


def find_invoice(desk: Desk, key: str) -> Row:
    """Return the invoice with this number (the newest one) or this id.

    Raises:
        Refusal: There is none.
    """
    numbered = desk.company.find("Invoice", "number", key)
    found = numbered[-1] if numbered else desk.company.row("Invoice", key)
    if found is None:
        raise answers.not_found()
    return found


def _payment(desk: Desk, payment_id: str) -> Row:
    found = desk.company.row("Payment", payment_id)
    if found is None:
        raise answers.not_found()
    return found


def _version(row: Row) -> Body:
    return {"Id": row.id, "SyncToken": row.sync_token}


def _run(desk: Desk, entity: str, operation: str, body: Body) -> Body:
    made: Body = carry_out(desk, entity, operation, body, {})[entity]
    return made


def _list_id(desk: Desk, entity: str, key: str) -> str:
    named = desk.company.named(entity, folded(key))
    return named.id if named else key


def _line(desk: Desk, line: Body) -> Body:
    """Return a line in QuickBooks' form; one that has it already passes unchanged."""
    if "DetailType" in line:
        return line
    detail: Body = {"ItemRef": {"value": _list_id(desk, "Item", str(line.get("item", "1")))}}
    quantity = as_number("quantity", line.get("quantity", 1))
    price = as_number("price", line.get("price", line.get("amount", 0)))
    detail |= {"Qty": quantity, "UnitPrice": price}
    if line.get("tax_code"):
        detail["TaxCodeRef"] = {"value": _list_id(desk, "TaxCode", str(line["tax_code"]))}
    return {
        "Description": line.get("description"),
        "Amount": cents(quantity * price),
        "DetailType": SALES,
        SALES: detail,
    }


def _with_lines(desk: Desk, changes: Body | None) -> Body:
    body = dict(changes or {})
    if body.get("Line"):
        body["Line"] = [_line(desk, line) for line in body["Line"]]
    return body


def create_invoice(desk: Desk, customer: str, changes: Body | None = None) -> Body:
    """Write an invoice of his own; outside the US its amounts are without tax unless he says so."""
    owner = desk.company.row("Customer", _list_id(desk, "Customer", customer))
    if owner is None:
        raise answers.invalid_reference("CustomerRef")
    body = {
        "CustomerRef": {"value": owner.id},
        "CurrencyRef": owner.body["CurrencyRef"],
        "GlobalTaxCalculation": "TaxExcluded",
        **_with_lines(desk, changes),
    }
    return _run(desk, "Invoice", "create", body)


def edit_invoice(desk: Desk, invoice: str, changes: Body) -> Body:
    """Change fields of an invoice; lines replace all that there were."""
    row = find_invoice(desk, invoice)
    body = {**_with_lines(desk, changes), **_version(row), "sparse": True}
    return _run(desk, "Invoice", "update", body)


def void_invoice(desk: Desk, invoice: str) -> Body:
    """Void an invoice."""
    return _void(desk, find_invoice(desk, invoice))


def _void(desk: Desk, row: Row) -> Body:
    _run(desk, row.entity, "void", _version(row))
    after = desk.company.row(row.entity, row.id)
    if after is None:
        raise answers.not_found()
    if desk.switches.bookkeeper_void_status:
        after = desk.company.put(replace(after, body={**after.body, "status": "Voided"}))
    return view(desk, after)


def delete_invoice(desk: Desk, invoice: str) -> Body:
    """Delete an invoice for good."""
    return _run(desk, "Invoice", "delete", _version(find_invoice(desk, invoice)))


def record_payment(
    desk: Desk,
    invoices: list[str],
    amount: Any = None,
    customer: str | None = None,
    changes: Body | None = None,
) -> Body:
    """Record money that came in for invoices, in their order; what is over stays unapplied."""
    rows = [find_invoice(desk, key) for key in invoices]
    opened = sum((open_amount(row) for row in rows), ZERO)
    total = opened if amount is None else cents(as_number("amount", amount))
    payer = _list_id(desk, "Customer", customer) if customer else _owner(rows)
    body = {
        "TotalAmt": total,
        "CustomerRef": {"value": payer},
        "Line": _shared_out(rows, total),
        **(changes or {}),
    }
    if rows:
        body.setdefault("CurrencyRef", rows[0].body["CurrencyRef"])
    return _run(desk, "Payment", "create", body)


def _owner(rows: list[Row]) -> str:
    if not rows:
        raise answers.required("CustomerRef")
    return ref_id(rows[0].body, "CustomerRef")


def _shared_out(rows: list[Row], total: Decimal) -> list[Body]:
    lines = []
    for row in rows:
        amount = min(open_amount(row), total)
        total -= amount
        if amount > 0:
            lines.append(_settling(amount, row))
    return lines


def _settling(amount: Decimal, row: Row) -> Body:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": row.id, "TxnType": row.entity}]}


def edit_payment(desk: Desk, payment_id: str, changes: Body) -> Body:
    """Change fields of a payment; lines replace all that there were."""
    body = {**changes, **_version(_payment(desk, payment_id)), "sparse": True}
    return _run(desk, "Payment", "update", body)


def void_payment(desk: Desk, payment_id: str) -> Body:
    """Void a payment: it stays with nothing in it, and its invoices are open again."""
    return _void(desk, _payment(desk, payment_id))


def remove_payment(desk: Desk, payment_id: str) -> Body:
    """Delete a payment: its invoices are open again."""
    return _run(desk, "Payment", "delete", _version(_payment(desk, payment_id)))


def deposit_payment(desk: Desk, payment_id: str) -> Body:
    """Put a payment on a bank deposit: it cannot be changed any more."""
    row = _payment(desk, payment_id)
    body = {**row.body, DEPOSITED: True}
    return view(desk, desk.company.put(replace(row, body=body, updated=desk.now)))


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
        "Line": [_settling(credit, row), _settling(credit, memo)],
    }
    _run(desk, "Payment", "create", body)
    return view(desk, desk.company.row("CreditMemo", memo.id) or memo)


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
