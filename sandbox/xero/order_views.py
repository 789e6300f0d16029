"""How purchase orders look in answers: written, listed, single ones hardly differ."""

from __future__ import annotations

from typing import Any

from sandbox.xero.contact_views import nested_in_order
from sandbox.xero.desk import Desk
from sandbox.xero.formats import day_names, number, stamp
from sandbox.xero.line_views import line_view, refused_line, totals
from sandbox.xero.records import NO_ID, PurchaseOrder

Body = dict[str, Any]
UNIT_PLACES = 4


def order_view(desk: Desk, row: PurchaseOrder, *, written: bool) -> Body:
    """Return a purchase order; written, listed and single ones hardly differ."""
    contact = desk.org.contacts.get(row.contact_id)
    body: Body = {"PurchaseOrderID": row.document_id, "PurchaseOrderNumber": row.number}
    body |= _order_heading(row)
    body |= {"SentToContact": row.sent_to_contact, "Type": "PURCHASEORDER"}
    body |= {"CurrencyRate": number(row.currency_rate), "CurrencyCode": row.currency}
    body["Contact"] = nested_in_order(desk, contact, refused=False) if contact else {}
    body |= _order_delivery(row)
    body |= {"Status": row.status, "LineAmountTypes": row.line_amount_types}
    body["LineItems"] = [
        line_view(desk, line, marked=written, unit_places=UNIT_PLACES) for line in row.lines
    ]
    body |= totals(row)
    body |= {"UpdatedDateUTC": stamp(row.updated_ms), "HasAttachments": False}
    return body


def refused_order(
    desk: Desk, row: PurchaseOrder, before: PurchaseOrder | None, *, by_id: bool
) -> Body:
    """Return a refused element: the values that were asked for."""
    contact = desk.org.contacts.get(row.contact_id)
    known = {line.line_id for line in before.lines} if before else ()
    body: Body = {
        "PurchaseOrderID": before.document_id if before and by_id else NO_ID,
        "PurchaseOrderNumber": row.number,
    }
    body |= _order_heading(row, has_errors=True)
    body |= {"Type": "PURCHASEORDER", "CurrencyCode": row.currency}
    body["Contact"] = nested_in_order(desk, contact, refused=True) if contact else {}
    body |= {"Status": row.status, "LineAmountTypes": row.line_amount_types}
    body["LineItems"] = [
        refused_line(desk, line, known, with_account=True, unit_places=UNIT_PLACES)
        for line in row.lines
    ]
    return body | totals(row)


def _order_heading(row: PurchaseOrder, *, has_errors: bool = False) -> Body:
    body: Body = {"Reference": row.reference} if row.reference else {}
    body |= day_names("Date", row.date) | day_names("DeliveryDate", row.delivery_date)
    body |= day_names("ExpectedArrivalDate", row.expected_arrival_date)
    body["HasErrors"] = has_errors
    body["IsDiscounted"] = bool(row.total_discount)
    body["TotalDiscount"] = number(row.total_discount)
    return body


def _order_delivery(row: PurchaseOrder) -> Body:
    texts = {
        "DeliveryAddress": row.delivery_address,
        "AttentionTo": row.attention_to,
        "Telephone": row.telephone,
        "DeliveryInstructions": row.delivery_instructions,
        "BrandingThemeID": row.branding_theme_id or "",
    }
    return {key: value for key, value in texts.items() if value}
