"""The bodies that travel: a content with the ledger's ids put in. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ledger_sync.ledgers.xero.outbound import REFERENCE, VOID_STATUSES, contact_number
from ledger_sync.model import INVOICE, LINE_MARK, PURCHASE_ORDER, Json, Ref

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Item

IDS = {"Contacts": "ContactID", "Invoices": "InvoiceID", "PurchaseOrders": "PurchaseOrderID"}
NUMBERS = {
    "Contacts": "ContactNumber",
    "Invoices": "InvoiceNumber",
    "PurchaseOrders": "PurchaseOrderNumber",
}
_KEYED = {"Phones": "PhoneType", "Addresses": "AddressType"}
_AMOUNTS = ("Quantity", "UnitAmount", "DiscountRate")


def body(item: Item, resource: str) -> Json:
    """The body of one element of a batch.

    A create leaves out what is absent; an update sends an absent value as an empty text where the
    content agreed last had one, for Xero keeps what is not named.
    """
    if item.action == "create":
        return _create(item, resource)
    if item.link is None:
        raise ValueError(f"{item.draft.ref} cannot be {item.action}d: it has no link")
    identity = {IDS[resource]: item.link.ledger_id}
    if item.action == "archive":
        return {**identity, "ContactStatus": "ARCHIVED"}
    if item.action == "void":
        return {**identity, "Status": _void_status(item)}
    return {**identity, **_filled(item, item.link.content)}


def _create(item: Item, resource: str) -> Json:
    found = _filled(item, {})
    if resource == "Contacts":
        found["ContactNumber"] = contact_number(item.draft.ref)
    return found


def _void_status(item: Item) -> str:
    """Xero deletes drafts and voids what is approved; orders are only ever deleted (B-05)."""
    if item.draft.ref.entity == PURCHASE_ORDER:
        return "DELETED"
    agreed = item.link.content.get("Status") if item.link else None
    status = item.seen.status if item.seen else agreed
    return "DELETED" if status in ("DRAFT", "SUBMITTED") else "VOIDED"


def _filled(item: Item, base: Json) -> Json:
    result: Json = {}
    for name, value in item.draft.content.items():
        if name == "LineItems":
            result[name] = [_line(line, item) for line in value]
        elif name == "Contact":
            result[name] = {"ContactID": item.ledger_ids[Ref(*value[REFERENCE])]}
        elif name in _KEYED:
            slots = [
                {_KEYED[name]: kind, **_present(parts, _part(base, name, kind))}
                for kind, parts in value.items()
            ]
            if item.action == "create":
                result[name] = slots
            elif value != base.get(name):
                # A slot of which we never said anything is the bookkeeper's, and stays.
                result[name] = [slot for slot in slots if len(slot) > 1]
        else:
            result.update(_present({name: value}, base))
    return result


def _part(base: Json, name: str, kind: str) -> Json:
    part = (base.get(name) or {}).get(kind)
    return part if isinstance(part, dict) else {}


def _present(values: Json, base: Json) -> Json:
    """Values that are there, and an empty text for those that were there before."""
    result = {name: value for name, value in values.items() if value is not None}
    gone = (name for name, value in values.items() if value is None and base.get(name))
    return {**result, **{name: "" for name in gone if isinstance(base[name], str)}}


def _line(line: Json, item: Item) -> Json:
    result = {
        name: Decimal(value) if name in _AMOUNTS else value
        for name, value in line.items()
        if value is not None and name != LINE_MARK
    }
    line_id = item.link.children.get(str(line[LINE_MARK])) if item.link else None
    if line_id is not None and not _has_lost(line, item):
        result["LineItemID"] = line_id
    return result


def _has_lost(line: Json, item: Item) -> bool:
    """Whether a line lacks a value that it had: Xero would keep it on a line that it knows.

    Without its id the line is made anew and the old one goes, which takes the value away.
    """
    agreed = item.link.content.get("LineItems") or () if item.link else ()
    before: Json = next((each for each in agreed if each.get(LINE_MARK) == line[LINE_MARK]), {})
    return any(value is None and before.get(name) is not None for name, value in line.items())


def is_void(status: str) -> bool:
    """Whether a document of this status is gone for good."""
    return status in VOID_STATUSES


def number_of(item: Item) -> str:
    """The natural key that an item has, or would get, at Xero."""
    entity = item.draft.ref.entity
    if entity == INVOICE:
        return str(item.draft.content.get("InvoiceNumber") or "")
    if entity == PURCHASE_ORDER:
        return str(item.draft.content.get("PurchaseOrderNumber") or "")
    return contact_number(item.draft.ref)


def line_ids(content: Json) -> list[str]:
    """Klipboard's ids of the lines of a content, in the order in which they are sent."""
    return [str(line[LINE_MARK]) for line in content.get("LineItems") or ()]


def status_of(content: Json) -> str | None:
    """The status that a content gives a document at Xero."""
    return content.get("Status")
