"""What the bookkeeper does to transactions: invoices, payments, credits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row, folded, ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import as_number
from sandbox.quickbooks.lines import SALES, WORDS
from sandbox.quickbooks.money import ZERO, cents
from sandbox.quickbooks.operations import carry_out, view
from sandbox.quickbooks.payments import DEPOSITED
from sandbox.quickbooks.settlement import open_amount


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


def version(row: Row) -> Body:
    """Return what a change must name of an object."""
    return {"Id": row.id, "SyncToken": row.sync_token}


def run(desk: Desk, entity: str, operation: str, body: Body) -> Body:
    """Carry out a write as the API does."""
    made: Body = carry_out(desk, entity, operation, body, {})[entity]
    return made


def _list_id(desk: Desk, entity: str, key: str) -> str:
    named = desk.company.named(entity, folded(key))
    return named.id if named else key


def _line(desk: Desk, line: Body, old: Mapping[str, Body]) -> Body:
    """Return a line in QuickBooks' form; one that has it already passes unchanged.

    One with the Id of a line of the invoice keeps what it does not say; a text alone is a line that
    only says something.
    """
    if "DetailType" in line:
        return line
    before = old.get(str(line.get("Id")), {})
    known = {"Id": str(line["Id"])} if "Id" in line else {}
    if "text" in line or before.get("DetailType") == WORDS:
        says = line.get("text", line.get("description", before.get("Description")))
        return {**known, "Description": says, "DetailType": WORDS, "DescriptionLineDetail": {}}
    return {**known, **_sale(desk, line, before)}


def _sale(desk: Desk, line: Body, before: Body) -> Body:
    was = before.get(SALES, {})
    detail: Body = {"ItemRef": was.get("ItemRef", {"value": "1"})}
    if "item" in line:
        detail["ItemRef"] = {"value": _list_id(desk, "Item", str(line["item"]))}
    price = line.get("price", line.get("amount", was.get("UnitPrice", 0)))
    quantity = as_number("quantity", line.get("quantity", was.get("Qty", 1)))
    price = as_number("price", price)
    detail |= {"Qty": quantity, "UnitPrice": price}
    if line.get("tax_code"):
        detail["TaxCodeRef"] = {"value": _list_id(desk, "TaxCode", str(line["tax_code"]))}
    elif "TaxCodeRef" in was:
        detail["TaxCodeRef"] = was["TaxCodeRef"]
    return {
        "Description": line.get("description", before.get("Description")),
        "Amount": cents(quantity * price),
        "DetailType": SALES,
        SALES: detail,
    }


def _with_lines(desk: Desk, changes: Body | None, before: Row | None = None) -> Body:
    body = dict(changes or {})
    there = before.body["Line"] if before else []
    old = {line["Id"]: line for line in there if "Id" in line}
    if body.get("Line"):
        body["Line"] = [_line(desk, line, old) for line in body["Line"]]
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
    return run(desk, "Invoice", "create", body)


def edit_invoice(desk: Desk, invoice: str, changes: Body) -> Body:
    """Change fields of an invoice; lines replace all that there were, those with an Id stay."""
    row = find_invoice(desk, invoice)
    body = {**_with_lines(desk, changes, row), **version(row), "sparse": True}
    return run(desk, "Invoice", "update", body)


def void_invoice(desk: Desk, invoice: str) -> Body:
    """Void an invoice."""
    return _void(desk, find_invoice(desk, invoice))


def _void(desk: Desk, row: Row) -> Body:
    run(desk, row.entity, "void", version(row))
    after = desk.company.row(row.entity, row.id)
    if after is None:
        raise answers.not_found()
    if desk.switches.bookkeeper_void_status:
        after = desk.company.put(replace(after, body={**after.body, "status": "Voided"}))
    return view(desk, after)


def delete_invoice(desk: Desk, invoice: str) -> Body:
    """Delete an invoice for good."""
    return run(desk, "Invoice", "delete", version(find_invoice(desk, invoice)))


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
    payer = _list_id(desk, "Customer", customer) if customer else owner_of(rows)
    body = {
        "TotalAmt": total,
        "CustomerRef": {"value": payer},
        "Line": shared_out(rows, total),
        **(changes or {}),
    }
    if rows:
        body.setdefault("CurrencyRef", rows[0].body["CurrencyRef"])
    return run(desk, "Payment", "create", body)


def owner_of(rows: list[Row]) -> str:
    """Return the id of the customer whose invoices these are."""
    if not rows:
        raise answers.required("CustomerRef")
    return ref_id(rows[0].body, "CustomerRef")


def shared_out(rows: list[Row], total: Decimal) -> list[Body]:
    """Return the lines of a payment that settles invoices in their order."""
    lines = []
    for row in rows:
        amount = min(open_amount(row), total)
        total -= amount
        if amount > 0:
            lines.append(settling(amount, row))
    return lines


def settling(amount: Decimal, row: Row) -> Body:
    """Return the line of a payment that settles one transaction."""
    return {"Amount": amount, "LinkedTxn": [{"TxnId": row.id, "TxnType": row.entity}]}


def edit_payment(desk: Desk, payment_id: str, changes: Body) -> Body:
    """Change fields of a payment; lines replace all that there were."""
    body = {**changes, **version(_payment(desk, payment_id)), "sparse": True}
    return run(desk, "Payment", "update", body)


def void_payment(desk: Desk, payment_id: str) -> Body:
    """Void a payment: it stays with nothing in it, and its invoices are open again."""
    return _void(desk, _payment(desk, payment_id))


def remove_payment(desk: Desk, payment_id: str) -> Body:
    """Delete a payment: its invoices are open again."""
    return run(desk, "Payment", "delete", version(_payment(desk, payment_id)))


def deposit_payment(desk: Desk, payment_id: str) -> Body:
    """Put a payment on a bank deposit: it cannot be changed any more."""
    row = _payment(desk, payment_id)
    body = {**row.body, DEPOSITED: True}
    return view(desk, desk.company.put(replace(row, body=body, updated=desk.now)))
