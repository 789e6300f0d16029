"""The file to which people export QuickBooks' list of products and services (Q-14). Pure.

The columns depend on the country, on the plan, and on whether the list or a report was exported;
files made for QuickBooks' own import have much the same ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.errors import InvalidRecord, shown
from ledger_sync.ledgers.contract import ProductFile
from ledger_sync.ledgers.quickbooks.inbound import NOT_TAXED, TAXED
from ledger_sync.ledgers.quickbooks.names import restored
from ledger_sync.model import LedgerProduct
from ledger_sync.rules.amounts import read_amount
from ledger_sync.rules.headings import folded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ledger_sync.model import ProductKind

RULE = "Q-14"
HEADINGS = {
    "name": ("Product/Service Name", "Product/Service full name", "Product/Service",
             "Product name", "Item name", "Name", "Item"),
    "kind": ("Type", "Item type", "Product/Service type", "Product type"),
    "category": ("Category", "Product category"),
    "sku": ("SKU", "Product code", "Item code"),
    "active": ("Active status", "Active", "Status"),
    "description": ("Sales Description", "Description on sales forms", "Description"),
    "unit_price": ("Sales Price / Rate", "Sales Price", "Price/Rate", "Unit price", "Price",
                   "Rate"),
    "account": ("Income Account", "Sales account", "Account"),
    "purchase_description": ("Purchase Description", "Description on purchase forms"),
    "unit_cost": ("Purchase Cost", "Purchase price", "Unit cost", "Cost"),
    "purchase_account": ("Expense Account", "Purchase account", "COGS account",
                         "Cost of goods sold account"),
    "tax_code": ("Sales tax code", "Tax code", "VAT code", "GST code", "VAT", "GST", "Taxable",
                 "Is taxable", "Tax on sales"),
}  # fmt: skip
"""The usual headings of each field, the likelier first. What is not named here is not imported."""
NEEDED = ("name", "kind")
LONGEST = {"name": 100, "sku": 100, "description": 4000, "purchase_description": 1000}
LONGEST_OF_OTHERS = 500
"""Characters that QuickBooks takes: what is longer has slipped into the wrong column."""
LARGEST = 10**11

KINDS: dict[str, ProductKind] = {
    "inventory": "stock",
    "inventoryitem": "stock",
    "inventorypart": "stock",
    "stock": "stock",
    "noninventory": "non_stock",
    "noninventoryitem": "non_stock",
    "noninventorypart": "non_stock",
    "nonstock": "non_stock",
    "service": "service",
}
NO_PRODUCTS = {"category": "category", "bundle": "bundle", "group": "bundle"}
INACTIVE = ("inactive", "notactive", "no", "false", "n", "0")
TAX_WORDS = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "taxable"), TAXED),
    **dict.fromkeys(("no", "n", "false", "f", "0", "nontaxable", "nottaxable"), NOT_TAXED),
}


def product(place: str, texts: Mapping[str, str]) -> LedgerProduct:
    """The product that a row says.

    Raises:
        InvalidRecord: the row cannot be one; the others can.
    """
    _check_lengths(texts)
    path = _path(texts)
    kind = folded(_needed(texts, "kind"))
    left_out = NO_PRODUCTS.get(kind)
    if left_out is None and kind not in KINDS:
        allowed = "Inventory, Non-Inventory, Service"
        raise _invalid("kind", texts["kind"], f"is none of {allowed}")
    if folded(texts.get("active", "")) in INACTIVE:
        left_out = "inactive"
    return LedgerProduct(
        place=place,
        name=restored(path.rpartition(":")[2]),
        path=path,
        kind=KINDS.get(kind, "non_stock"),
        left_out=left_out,
        sku=texts.get("sku") or None,
        description=texts.get("description") or texts.get("purchase_description") or None,
        unit_price=_amount(texts, "unit_price"),
        unit_cost=_amount(texts, "unit_cost"),
        account=texts.get("account") or None,
        purchase_account=texts.get("purchase_account") or None,
        tax_code=_tax_code(texts.get("tax_code", "")),
    )


def _path(texts: Mapping[str, str]) -> str:
    """Categories and name, joined by colons, which no name has."""
    name, category = _needed(texts, "name"), texts.get("category", "")
    way = name if ":" in name or not category else f"{category}:{name}"
    parts = [part.strip() for part in way.split(":")]
    if not parts[-1]:
        raise _invalid("name", name, "ends with a colon: the name itself is missing")
    if len(parts[-1]) > LONGEST["name"]:
        raise _too_long("name", parts[-1], LONGEST["name"])
    return ":".join(part for part in parts if part)


def _needed(texts: Mapping[str, str], field: str) -> str:
    text = texts.get(field, "")
    if not text:
        raise InvalidRecord(f"has no {HEADINGS[field][0]}", rule=RULE, field=field)
    return text


def _check_lengths(texts: Mapping[str, str]) -> None:
    for field, text in texts.items():
        longest = LONGEST_OF_OTHERS if field == "name" else LONGEST.get(field, LONGEST_OF_OTHERS)
        if len(text) > longest:
            raise _too_long(field, text, longest)


def _amount(texts: Mapping[str, str], field: str) -> Decimal | None:
    """QuickBooks allows a price below zero: it is how a discount is kept as an item."""
    text = texts.get(field, "")
    if not text:
        return None
    amount = read_amount(text)
    if amount is None:
        raise _invalid(field, text, "is no amount")
    if abs(amount) >= LARGEST:
        raise _invalid(field, text, "is larger than QuickBooks allows")
    return amount


def _tax_code(text: str) -> str | None:
    return TAX_WORDS.get(folded(text), text or None)


def _invalid(field: str, value: str, what: str) -> InvalidRecord:
    message = f"{HEADINGS[field][0]} {shown(value)} {what}"
    return InvalidRecord(message, rule=RULE, field=field, value=value)


def _too_long(field: str, text: str, longest: int) -> InvalidRecord:
    message = f"{HEADINGS[field][0]} has {len(text):,} characters; QuickBooks takes {longest:,}"
    return InvalidRecord(message, rule=RULE, field=field)


PRODUCTS = ProductFile(headings=HEADINGS, needed=NEEDED, read_row=product)
