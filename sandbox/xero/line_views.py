"""How a line looks inside a document, and the sums below the lines."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sandbox.xero.desk import Desk
from sandbox.xero.formats import number, places
from sandbox.xero.records import Document, Line

Body = dict[str, Any]


def line_view(
    desk: Desk, line: Line, *, marked: bool = False, unit_places: int | None = None
) -> Body:
    """Return a line; `marked` adds the empty list of errors that answers to writes have."""
    account = desk.org.account(line.account_code) if line.account_code else None
    unit_amount, quantity = line.unit_amount, line.quantity
    if unit_amount is not None:
        unit_amount = places(unit_amount, unit_places or desk.unit_places)
    body: Body = {
        "ItemCode": line.item_code or None,
        "Description": line.description,
        "UnitAmount": unit_amount,
        "TaxType": line.tax_type,
        "TaxAmount": line.tax_amount,
        "LineAmount": line.line_amount,
        "DiscountRate": line.discount_rate,
        "DiscountAmount": line.discount_amount,
        "AccountCode": line.account_code,
        "Tracking": list(line.tracking),
        "Quantity": None if quantity is None else places(quantity, 4),
        "LineItemID": line.line_id,
        "AccountID": account.account_id if account else None,
        "ValidationErrors": [] if marked and line.sent else None,
    }
    return {key: value for key, value in body.items() if value is not None}


def refused_line(
    desk: Desk,
    line: Line,
    known: Collection[str],
    *,
    with_account: bool,
    unit_places: int | None = None,
) -> Body:
    """Return a line of a refused document: without an id if it is not stored."""
    body = line_view(desk, line, marked=True, unit_places=unit_places)
    if line.line_id not in known:
        del body["LineItemID"]
    if not with_account:
        body.pop("AccountID", None)
    return body


def totals(row: Document) -> Body:
    """Return the sums of a document."""
    return {
        "SubTotal": number(row.sub_total),
        "TotalTax": number(row.total_tax),
        "Total": number(row.total),
    }
