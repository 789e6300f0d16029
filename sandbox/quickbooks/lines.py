"""The lines of an invoice: what may stand in them, and what the server makes of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row, ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import (
    as_day,
    as_number,
    as_reference,
    as_sent,
    checked,
    choice,
    part,
    text,
)
from sandbox.quickbooks.money import cents
from sandbox.quickbooks.resource import Draft
from sandbox.quickbooks.views import named

SALES, SUBTOTAL, WORDS = "SalesItemLineDetail", "SubTotalLineDetail", "DescriptionOnly"
DISCOUNT = "DiscountLineDetail"
ITEM_PATH = "Line.SalesItemLineDetail.ItemRef"
TAX_PATH = "Line.SalesItemLineDetail.TaxCodeRef"

_DETAIL_FIELDS = {
    "ItemRef": as_reference,
    "Qty": as_number,
    "UnitPrice": as_number,
    "TaxCodeRef": as_reference,
    "TaxInclusiveAmt": as_number,
    "ServiceDate": as_day,
    "ClassRef": as_reference,
    "ItemAccountRef": as_reference,
    "PriceLevelRef": as_reference,
    "MarkupInfo": as_sent,
    "DiscountRate": as_number,
    "DiscountAmt": as_number,
}
_LINE_FIELDS = {
    "LineNum": as_number,
    "Description": text(4000),
    "Amount": as_number,
    "DetailType": choice(SALES, SUBTOTAL, WORDS, DISCOUNT),
    SALES: part(**_DETAIL_FIELDS),
    SUBTOTAL: as_sent,
    "DescriptionLineDetail": as_sent,
    DISCOUNT: part(
        PercentBased=as_sent, DiscountPercent=as_number, DiscountAccountRef=as_reference
    ),
    "LinkedTxn": as_sent,
    "CustomField": as_sent,
}


def as_lines(path: str, value: Any) -> list[Body]:
    """Return the lines of a request, each with its fields checked; subtotals are left out."""
    if not isinstance(value, list) or not all(isinstance(line, dict) for line in value):
        raise answers.unsupported_property(path)
    found = []
    for sent in value:
        line = checked(sent, _LINE_FIELDS, prefix=f"{path}.")
        if not line.get("DetailType"):
            raise answers.required(f"{path}.DetailType")
        if line["DetailType"] != SUBTOTAL:
            found.append({"Id": str(sent.get("Id") or ""), **line})
    return found


def settle_lines(desk: Desk, draft: Draft) -> list[Body]:
    """Return the lines of a draft with items, amounts, tax codes and ids; the subtotal is left."""
    lines = [line for line in draft.body.get("Line", []) if line["DetailType"] != SUBTOTAL]
    settled = [_settled(desk, draft, line) for line in lines]
    if not any(line["DetailType"] == SALES for line in lines):
        raise answers.required("Line")
    return _numbered(settled, draft.old("Line", []))


def _settled(desk: Desk, draft: Draft, line: Body) -> Body:
    if line["DetailType"] == SALES:
        return _sales_line(desk, draft, line)
    return line if line["DetailType"] == DISCOUNT else _words(line)


def _words(line: Body) -> Body:
    kept: Body = {name: line[name] for name in ("Id", "Description") if name in line}
    return {**kept, "DetailType": WORDS, "DescriptionLineDetail": {}}


def _sales_line(desk: Desk, draft: Draft, line: Body) -> Body:
    if SALES not in line:
        raise answers.required(f"Line.{SALES}")
    if "Amount" not in line:
        raise answers.required("Line.Amount")
    detail = dict(line[SALES])
    _check_amount(desk, line["Amount"], detail)
    if not ref_id(detail, "ItemRef"):
        if desk.switches.missing_item == "ignore_amount":
            return _words(line)
        detail["ItemRef"] = {"value": "1"}  # the default item of sales forms
    item = _item(desk, draft, detail)
    account = ref_id(item.body, "IncomeAccountRef")
    if account:
        detail["ItemAccountRef"] = {"value": account}
    _settle_tax_code(desk, detail)
    return {**line, "Amount": cents(line["Amount"]), SALES: detail}


def _check_amount(desk: Desk, amount: Decimal, detail: Body) -> None:
    if "Qty" not in detail or "UnitPrice" not in detail:
        return
    if "TaxInclusiveAmt" in detail and desk.switches.inclusive_amounts == "detail":
        return  # Amount is net then, and the price is not
    if cents(detail["Qty"] * detail["UnitPrice"]) != cents(amount):
        raise answers.wrong_amount(amount)


def _item(desk: Desk, draft: Draft, detail: Body) -> Row:
    wanted = ref_id(detail, "ItemRef")
    known = {ref_id(line.get(SALES, {}), "ItemRef") for line in draft.old("Line", [])}
    item = desk.company.row("Item", wanted) if wanted in known else None
    item = item or desk.referred("Item", detail, "ItemRef", ITEM_PATH)
    if item.body["Type"] == "Category":
        raise answers.business("A category cannot be used in a transaction.", ITEM_PATH)
    if draft.body["TxnDate"] < item.body.get("InvStartDate", ""):
        raise answers.before_inventory_start()
    return item


def _settle_tax_code(desk: Desk, detail: Body) -> None:
    code = ref_id(detail, "TaxCodeRef")
    if desk.company.country == "US":
        detail["TaxCodeRef"] = {"value": code or "NON"}
        if code not in ("", "TAX", "NON"):
            raise answers.wrong_line_tax(code)
    elif code:
        desk.referred("TaxCode", detail, "TaxCodeRef", TAX_PATH)


def _numbered(lines: list[Body], old: list[Body]) -> list[Body]:
    known = {line["Id"] for line in old if "Id" in line}
    last = max((int(id_) for id_ in known), default=0)
    numbered = []
    for number, line in enumerate(lines, start=1):
        if line.get("Id") not in known:
            last += 1
            line = {**line, "Id": str(last)}
        numbered.append({**line, "LineNum": number})
    return numbered


def discount(lines: list[Body]) -> Decimal:
    """Return what is taken off the whole invoice; set the amounts of those by percentage."""
    sales = sum((line["Amount"] for line in lines if SALES in line), Decimal("0.00"))
    for line in lines:
        if line["DetailType"] == DISCOUNT and line.get(DISCOUNT, {}).get("PercentBased"):
            line["Amount"] = cents(sales * line[DISCOUNT]["DiscountPercent"] / 100)
    taken = (line["Amount"] for line in lines if line["DetailType"] == DISCOUNT)
    return sum(taken, Decimal("0.00"))


def subtotal(lines: list[Body]) -> Body:
    """Return the line that the server adds at the end."""
    total = sum((line["Amount"] for line in lines if SALES in line), Decimal("0.00"))
    return {"Amount": total, "DetailType": SUBTOTAL, SUBTOTAL: {}}


def voided_lines(lines: list[Body]) -> list[Body]:
    """Return the lines of a voided invoice: amounts and quantities are zero."""
    zero = {"Amount": Decimal(0)}
    return [
        {**line, **zero, SALES: {**line[SALES], "Qty": Decimal(0)}}
        if SALES in line
        else {**line, **(zero if "Amount" in line else {})}
        for line in lines
        if line["DetailType"] != SUBTOTAL
    ]


def line_view(desk: Desk, line: Body) -> Body:
    """Return a line as a read shows it."""
    if SALES not in line:
        return line
    detail = dict(line[SALES])
    detail["ItemRef"] = named(desk, "Item", detail, "ItemRef")
    if "ItemAccountRef" in detail:
        detail["ItemAccountRef"] = named(desk, "Account", detail, "ItemAccountRef")
    return {**line, SALES: detail}
