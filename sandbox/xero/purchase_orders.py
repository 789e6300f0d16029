"""Purchase orders: create, upsert by id or number, status changes. They never make contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.xero.contacts import contact_for_order
from sandbox.xero.desk import Desk, UnknownId
from sandbox.xero.documents import (
    amount_types_after,
    currency_after,
    sent_day,
    sent_text,
    sum_up,
)
from sandbox.xero.formats import Element, parse_choice, parse_flag, text
from sandbox.xero.lines import NO_LINES, LineRules, lines_after
from sandbox.xero.organisation import folded
from sandbox.xero.records import PurchaseOrder

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "BILLED", "DELETED")
# Nobody publishes a table. DRAFT and SUBMITTED forward, AUTHORISED and BILLED to DELETED are
# recorded; an order that is not billed may be edited where it stands.
MOVES: dict[str, tuple[str, ...]] = {
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "BILLED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "AUTHORISED", "BILLED", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "BILLED", "DELETED"),
    "BILLED": ("DELETED",),
}
BAD_MOVE = "PurchaseOrder status change is invalid"
IS_DELETED = "Deleted PurchaseOrders cannot be updated"
NOT_UNIQUE = "Order number must be unique"
REMINDER = "Only AUTHORISED and BILLED purchase orders may have SentToContact updated."
UNIT_PLACES = 4
INSTRUCTIONS_LIMIT = 500


def write_order(
    desk: Desk, element: Element, *, create_only: bool, order_id: str | None
) -> PurchaseOrder:
    """Create or update one purchase order; errors end up on the desk."""
    before = None if create_only else find_for_update(desk, element, order_id)
    start = before or _blank(desk)
    after = _with_contact(desk, start, element, is_new=before is None)
    after = apply(desk, after, element, is_new=before is None)
    if before is not None:
        _check_move(desk, before, after)
    if before is None or folded(before.number) != folded(after.number):
        _check_number(desk, after)
    after = replace(after, updated_ms=desk.now_ms())
    if not desk.errors:
        desk.org.orders.put(after)
    return after


def find_for_update(desk: Desk, element: Element, wanted: str | None) -> PurchaseOrder | None:
    """Return the order that an upsert means: by id, else by number.

    Raises:
        UnknownId: An id was given that no order has.
    """
    key = text(wanted or element.get("PurchaseOrderID"))
    if key:
        order = find_order(desk, key)
        if order is None:
            raise UnknownId
        return order
    return _by_number(desk, text(element.get("PurchaseOrderNumber")))


def find_order(desk: Desk, key: str) -> PurchaseOrder | None:
    """Return the order with this id or this number."""
    return desk.org.orders.get(key.lower()) or _by_number(desk, key)


def _by_number(desk: Desk, number: str) -> PurchaseOrder | None:
    found = desk.org.orders.find("number", folded(number)) if number else []
    return found[0] if found else None


def _blank(desk: Desk) -> PurchaseOrder:
    return PurchaseOrder(
        document_id=desk.ids.new(),
        number="",
        contact_id="",
        status="DRAFT",
        date=desk.today(),
        currency=desk.org.base_currency,
        by_app=desk.by_app,
    )


def _with_contact(
    desk: Desk, order: PurchaseOrder, element: Element, *, is_new: bool
) -> PurchaseOrder:
    sent = element.get("Contact")
    if sent is None and not is_new:
        return order
    if isinstance(sent, dict) and sent.get("ContactID") == order.contact_id:
        return order
    contact = contact_for_order(desk, sent)
    return replace(order, contact_id=contact.contact_id) if contact else order


def apply(desk: Desk, order: PurchaseOrder, element: Element, *, is_new: bool) -> PurchaseOrder:
    """Return the order with what was sent; what was not sent keeps its value."""
    status = element.get("Status")
    values: dict[str, Any] = {
        "status": parse_choice(status, STATUSES, "PurchaseOrderStatus") if status else order.status,
        "line_amount_types": amount_types_after(element, order.line_amount_types),
        "branding_theme_id": element.get("BrandingThemeID") or order.branding_theme_id,
        "number": text(element.get("PurchaseOrderNumber")) or order.number,
        "date": sent_day(element, "Date", order.date),
        "delivery_date": sent_day(element, "DeliveryDate", order.delivery_date),
        "expected_arrival_date": sent_day(
            element, "ExpectedArrivalDate", order.expected_arrival_date
        ),
        "reference": sent_text(desk, element, "Reference", order.reference),
        "delivery_address": sent_text(
            desk, element, "DeliveryAddress", order.delivery_address, 4000
        ),
        "attention_to": sent_text(desk, element, "AttentionTo", order.attention_to),
        "telephone": sent_text(desk, element, "Telephone", order.telephone),
        "delivery_instructions": sent_text(
            desk,
            element,
            "DeliveryInstructions",
            order.delivery_instructions,
            INSTRUCTIONS_LIMIT,
        ),
        **currency_after(desk, element, None if is_new else order),
    }
    if is_new and not values["number"]:
        values["number"] = desk.org.next_number("PO-", desk.org.orders)
    keeps_tax = values["line_amount_types"] == order.line_amount_types
    order = replace(order, **values)
    order = _with_lines(desk, order, element, is_new=is_new, keeps_tax=keeps_tax)
    return _with_sent_flag(desk, order, element)


def _with_lines(
    desk: Desk, order: PurchaseOrder, element: Element, *, is_new: bool, keeps_tax: bool
) -> PurchaseOrder:
    sent = element.get("LineItems")
    if is_new and not sent:
        desk.refuse(NO_LINES)
        return order
    if order.status == "DELETED" and sent is None:
        return replace(order, lines=tuple(replace(line, sent=False) for line in order.lines))
    rules = LineRules(
        is_sale=False,
        amount_types=order.line_amount_types,
        needs_account=False,
        allows_discount=True,
        unit_places=UNIT_PLACES,
        keeps_tax=keeps_tax,
    )
    lines = lines_after(desk, order.lines, sent, rules)
    if any(line.quantity is not None and line.unit_amount is None for line in lines):
        desk.refuse("UnitAmount must be specified when Quantity is specified.")
    totals = sum_up(lines, order.line_amount_types)
    return replace(
        order,
        lines=lines,
        sub_total=totals.sub_total,
        total_tax=totals.total_tax,
        total=totals.total,
        total_discount=totals.total_discount,
    )


def _with_sent_flag(desk: Desk, order: PurchaseOrder, element: Element) -> PurchaseOrder:
    wanted = element.get("SentToContact")
    if wanted is None or parse_flag(wanted) == order.sent_to_contact:
        return order
    if order.status not in ("AUTHORISED", "BILLED"):
        desk.warn(REMINDER)
        return order
    return replace(order, sent_to_contact=parse_flag(wanted))


def _check_move(desk: Desk, before: PurchaseOrder, after: PurchaseOrder) -> None:
    if before.status == "DELETED":
        desk.refuse(BAD_MOVE)
        desk.refuse(IS_DELETED)
    elif desk.switches.purchase_order_moves == "lenient":
        return
    elif after.status not in MOVES[before.status]:
        desk.refuse(BAD_MOVE)


def _check_number(desk: Desk, order: PurchaseOrder) -> None:
    holder = _by_number(desk, order.number)
    if holder is not None and holder.document_id != order.document_id:
        desk.refuse(NOT_UNIQUE)
