"""The bodies that travel: a content with QuickBooks' ids put in, as elements of a batch. Pure."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ledger_sync.ledgers.quickbooks import other_lines
from ledger_sync.ledgers.quickbooks.content import CODE, MARKS, RECORD, WARE
from ledger_sync.ledgers.quickbooks.invoices import INCLUSIVE
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    INVOICE,
    LINE_MARK,
    PARTIES,
    SUPPLIER,
    ItemKey,
    Json,
    Lookup,
    Ref,
)

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Item
    from ledger_sync.model import Link

RESOURCES = {
    CLIENT: "Customer",
    CLIENT_LOCATION: "Customer",
    SUPPLIER: "Vendor",
    INVOICE: "Invoice",
}
LONGEST_REQUEST_ID = 32
"""QuickBooks keeps the id of a request and that of its element in fifty characters together."""

_PLACE = ("Job", "ParentRef", "BillWithParent")
"""Where a sub-customer stands: said when Klipboard's client changes, and never otherwise (Q-06)."""
_NEVER_CHANGED = ("CurrencyRef",)
"""What QuickBooks fixes with the first version of a record."""
_BESIDE = {
    "Line": ("GlobalTaxCalculation",),
    "GlobalTaxCalculation": ("Line",),
    "ParentRef": ("Job",),
}
"""What must be said again when a field changes: it is read together with it."""


def resource_of(item: Item) -> str:
    """QuickBooks' own word for what an item is."""
    return RESOURCES[item.draft.ref.entity]


def request_id(key: str) -> str:
    """The id under which QuickBooks carries out a call once: short, and the same for one key."""
    return sha256(key.encode()).hexdigest()[:LONGEST_REQUEST_ID]


def entry(item: Item) -> Json:
    """An element of a batch."""
    operation = "create" if item.action == "create" else "update"
    # Beside an update, or QuickBooks would take the whole element for a change.
    options = {"optionsData": "void"} if item.action == "void" else {}
    return {"operation": operation, **options, resource_of(item): body(item)}


def body(item: Item) -> Json:
    """The record of one element.

    A change is sparse: it names only what differs from the content agreed last, so that whatever
    else the bookkeeper has entered stays. A void is sparse too: were it taken for a change, it
    would change nothing.
    """
    if item.action == "create":
        return _created(item)
    if item.link is None:
        raise ValueError(f"{item.draft.ref} cannot be {item.action}d: it has no link")
    version = (item.seen and item.seen.version) or item.link.version or "0"
    identity: Json = {"Id": item.link.ledger_id, "SyncToken": version, "sparse": True}
    if item.action == "archive":
        return {**identity, "Active": False}
    if item.action == "void":
        return identity
    return {**identity, **_changed(item, item.link)}


def _created(item: Item) -> Json:
    found = {name: _value(name, value, item) for name, value in item.draft.content.items()}
    filled = {
        name: _present(value) if _is_object(value) else value for name, value in found.items()
    }
    return _present(filled)


def _changed(item: Item, link: Link) -> Json:
    """What differs; of a record that comes back into use, everything."""
    result: Json = {}
    for name in _names_of_changes(item, link):
        value = _value(name, item.draft.content[name], item)
        if value is not None:
            # An object is one value: a part of it that is absent is emptied, not left as it was.
            result[name] = _blanked(value) if _is_object(value) else value
        elif link.content.get(name) is not None:
            result[name] = _emptied(link.content[name])
    if link.withdrawn and item.draft.ref.entity in PARTIES:
        result["Active"] = True
    return result


def _names_of_changes(item: Item, link: Link) -> list[str]:
    content = item.draft.content
    changed = [
        name
        for name, value in content.items()
        if name not in _NEVER_CHANGED
        and (value != link.content.get(name) or (link.withdrawn and name not in _PLACE))
    ]
    beside = (other for name in changed for other in _BESIDE.get(name, ()))
    return list(dict.fromkeys([*changed, *(name for name in beside if name in content)]))


def _value(name: str, value: Any, item: Item) -> Any:
    """A value with its ids; None for one that is absent, or that the record can do without."""
    if name == "Line":
        # A line that is not named goes: a discount of the bookkeeper's must not.
        kept = other_lines.again(item.link.view or {}) if item.link else []
        return [*(_line(line, item) for line in value), *kept]
    if not _is_mark(value):
        return value
    if CODE in value and Lookup(*value[CODE]) not in item.codes:
        return None
    return _reference(value, item)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_mark(value: Any) -> bool:
    return _is_object(value) and any(mark in value for mark in MARKS)


def _reference(mark: Json, item: Item) -> Json:
    """The id that stands for a mark; a reference without one has its id already."""
    if RECORD in mark:
        return {"value": item.ledger_ids[Ref(*mark[RECORD])]}
    if WARE in mark:
        return {"value": item.items[ItemKey(*mark[WARE])]}
    if CODE in mark:
        return {"value": item.codes[Lookup(*mark[CODE])]}
    return mark


def _present(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _blanked(values: Json) -> Json:
    return {name: "" if value is None else value for name, value in values.items()}


def _emptied(value: Any) -> Any:
    """How a value is taken away: by an empty text in its place."""
    if _is_mark(value):
        return {"value": ""}
    return dict.fromkeys(value, "") if _is_object(value) else ""


def _line(line: Json, item: Item) -> Json:
    known = {"Id": item.link.children.get(str(line[LINE_MARK]))} if item.link else {}
    if "ItemRef" not in line:
        words = {"Description": line["Description"], "DescriptionLineDetail": {}}
        return _present({**known, "DetailType": "DescriptionOnly", **words})
    sale = {
        **known,
        "Description": line["Description"],
        "Amount": Decimal(line["Amount"]),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": _detail(line, item),
    }
    return _present(sale)


def _detail(line: Json, item: Item) -> Json:
    inclusive = item.draft.content.get("GlobalTaxCalculation") == INCLUSIVE
    tax = line["TaxCodeRef"]
    detail = {
        "ItemRef": _reference(line["ItemRef"], item),
        "Qty": Decimal(line["Qty"]),
        "UnitPrice": Decimal(line["UnitPrice"]),
        "TaxCodeRef": _reference(tax, item) if tax else None,
        "TaxInclusiveAmt": Decimal(line["Amount"]) if inclusive else None,
    }
    return _present(detail)


def number_of(item: Item) -> str:
    """The natural key that an item has, or would get, at QuickBooks: its number or its name."""
    field = "DocNumber" if item.draft.ref.entity == INVOICE else "DisplayName"
    return str(item.draft.content.get(field) or "")


def line_ids(content: Json) -> list[str]:
    """Klipboard's ids of the lines of a content, in the order in which they are sent."""
    return [str(line[LINE_MARK]) for line in content.get("Line") or ()]


def status_of(content: Json) -> str | None:
    """What a content says of the invoice's e-mail, which is its status at QuickBooks."""
    return content.get("EmailStatus")
