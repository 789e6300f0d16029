"""How a content speaks of what only QuickBooks can name, before its ids are known. Pure.

``outbound`` and ``invoices`` write these marks, ``wire`` puts the ids in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.ledgers.quickbooks.names import clean

if TYPE_CHECKING:
    from ledger_sync.model import ItemKey, Json, Lookup, Ref

RECORD = "$ref"
"""A record of Klipboard: entity and id."""
CODE = "$code"
"""An entry of one of QuickBooks' own lists: kind and code."""
WARE = "$item"
"""A product or service: its name and its account's code."""
MARKS = (RECORD, CODE, WARE)


def to_record(ref: Ref) -> Json:
    """A reference to what another record became."""
    return {RECORD: list(ref)}


def to_code(lookup: Lookup) -> Json:
    """A reference to an entry of a list."""
    return {CODE: list(lookup)}


def to_item(key: ItemKey) -> Json:
    """A reference to an item."""
    return {WARE: list(key)}


def to_value(value: str) -> Json:
    """A reference whose id is known: QuickBooks' own word."""
    return {"value": value}


def text(value: str | None) -> str | None:
    """A text without the spaces around it; None for a blank one."""
    return value.strip() or None if value is not None else None


def name(value: str | None) -> str | None:
    """A name as QuickBooks takes it; None for a blank one."""
    return clean(value) or None if value is not None else None


def part(field: str, value: str | None) -> Json | None:
    """An object with one field, which is how QuickBooks keeps phones and addresses of e-mail."""
    found = text(value)
    return None if found is None else {field: found}
