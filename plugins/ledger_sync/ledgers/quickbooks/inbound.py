"""What QuickBooks says, in our form. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger_sync.errors import UnexpectedResponse, shown
from ledger_sync.ledgers.quickbooks import view
from ledger_sync.ledgers.quickbooks.bodies import (
    INVOICE,
    amount,
    day,
    part,
    parts,
    record_id,
    reference,
    text,
)
from ledger_sync.ledgers.quickbooks.names import restored
from ledger_sync.model import (
    Found,
    Json,
    LedgerCode,
    LedgerItem,
    LedgerProduct,
    Numbered,
    ProductKind,
    Written,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TAXED, NOT_TAXED = "TAX", "NON"
"""The tax codes of a line in the US."""

VOIDED, DELETED, INACTIVE, ACTIVE = "Voided", "Deleted", "Inactive", "Active"
GONE = (VOIDED, DELETED, INACTIVE)

_MONEY = ("Payment", "CreditMemo", "JournalEntry", "Deposit")
"""Linked transactions that settle an invoice; an estimate or a time sheet does not."""


def instant(text: str) -> datetime:
    """An instant with whatever offset it has, as UTC.

    Raises:
        UnexpectedResponse: it is in another form, or without an offset.
    """
    try:
        moment = datetime.fromisoformat(text)
        in_utc = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        in_utc = None
    if in_utc is None:
        raise UnexpectedResponse(f"QuickBooks sent a time that is not in its format: {shown(text)}")
    return in_utc


def written(body: Json, resource: str) -> Written:
    """The acknowledged element of a batch."""
    total = amount(body, "TotalAmt")
    tax = amount(part(body, "TxnTaxDetail"), "TotalTax") or Decimal(0)
    return Written(
        ledger_id=record_id(body, "Id"),
        number=_number(body, resource),
        children=_line_ids(body),
        total=total,
        subtotal=None if total is None else total - tax,
        version=text(body, "SyncToken"),
        view=view.of(body, resource),
    )


def found(body: Json, resource: str) -> Found:
    """A record as a read shows it."""
    customer = part(body, "CustomerRef")
    parent = part(body, "ParentRef")
    name = text(customer, "name") if resource == INVOICE else text(body, "DisplayName")
    return Found(
        ledger_id=record_id(body, "Id"),
        resource=resource,
        number=_number(body, resource),
        status=_status(body, resource),
        name=restored(name) if name else None,
        party_ledger_id=text(customer if resource == INVOICE else parent, "value"),
        children=_line_ids(body),
        total=amount(body, "TotalAmt"),
        day=day(body, "TxnDate"),
        paid=_has_money(body),
        version=text(body, "SyncToken"),
        view=view.of(body, resource),
    )


def _number(body: Json, resource: str) -> str | None:
    """What has no number is known by its name."""
    return text(body, "DocNumber" if resource == INVOICE else "DisplayName")


def _status(body: Json, resource: str) -> str:
    if body.get("status") == DELETED:
        return DELETED
    if resource != INVOICE:
        return ACTIVE if body.get("Active", True) else INACTIVE
    return VOIDED if is_void(body) else text(body, "EmailStatus") or ""


def is_void(invoice: Json) -> bool:
    """Whether an invoice is voided: said so, or without money and with a note that says so."""
    if invoice.get("status") == VOIDED:
        return True
    note = str(invoice.get("PrivateNote") or "")
    return amount(invoice, "TotalAmt") == 0 and note.startswith(VOIDED)


def _has_money(body: Json) -> bool:
    """Payments and credits lie on it: both forbid a void."""
    linked = (each.get("TxnType") for each in parts(body, "LinkedTxn"))
    total, balance = amount(body, "TotalAmt"), amount(body, "Balance")
    settled = total is not None and balance is not None and balance != total
    return settled or any(kind in _MONEY for kind in linked)


def _line_ids(body: Json) -> tuple[str, ...]:
    """Ids of the lines that were sent; the subtotal that QuickBooks adds has none."""
    return tuple(record_id(line, "Id") for line in parts(body, "Line") if line.get("Id"))


def numbered(invoice: Json) -> Numbered:
    """An invoice and its number."""
    changed = text(part(invoice, "MetaData"), "LastUpdatedTime")
    number = text(invoice, "DocNumber") or ""
    return Numbered(record_id(invoice, "Id"), number, instant(changed) if changed else None)


def codes(kind: str, bodies: Iterable[Json]) -> list[LedgerCode]:
    """The entries of a list by their names, accounts by their numbers too.

    Where two share a code the later one counts: what is in use, and a number before a name.
    """
    found = [_code(kind, body, code) for body in bodies for code in _codes(body)]
    return sorted(found, key=lambda each: (each.active, each.code != each.name))


def _codes(body: Json) -> Iterable[str]:
    found = (_full_name(body), text(body, "AcctNum"))
    return dict.fromkeys(code for code in found if code)


def _full_name(body: Json) -> str:
    """Accounts below different parents may share a name, but not the way to it."""
    return text(body, "FullyQualifiedName") or text(body, "Name") or ""


def _code(kind: str, body: Json, code: str) -> LedgerCode:
    return LedgerCode(
        kind=kind,
        code=code,
        name=_full_name(body),
        active=bool(body.get("Active", True)),
        ledger_id=record_id(body, "Id"),
    )


def item(body: Json) -> LedgerItem:
    """A product or service.

    A category and a bundle have names as items have, but cannot stand on a line: without an
    account they are never taken for one of ours.
    """
    kind = body.get("Type")
    sold = kind not in ("Category", "Group")
    return LedgerItem(
        ledger_id=record_id(body, "Id"),
        name=text(body, "Name") or "",
        account_id=reference(body, "IncomeAccountRef") if sold else None,
        stock=kind == "Inventory",
        active=bool(body.get("Active", True)),
    )


KINDS: Mapping[str, ProductKind] = {
    "Inventory": "stock",
    "NonInventory": "non_stock",
    "Service": "service",
}
NO_PRODUCTS = {"Category": "category", "Group": "bundle"}
"""Items that cannot stand on a line of ours."""


def product(body: Json, accounts: Mapping[str, str], tax_codes: Mapping[str, str]) -> LedgerProduct:
    """An item with the codes of what it names, as Klipboard's products need it (Q-14).

    Args:
        accounts: The code of each account by its id.
        tax_codes: The name of each tax code by its id.
    """
    kind = text(body, "Type") or ""
    return LedgerProduct(
        place=f"item {record_id(body, 'Id')}",
        name=restored(text(body, "Name") or ""),
        path=_full_name(body),
        kind=KINDS.get(kind, "non_stock"),
        left_out=None if kind in KINDS else NO_PRODUCTS.get(kind, kind or "item without a type"),
        ledger_id=record_id(body, "Id"),
        sku=text(body, "Sku"),
        description=text(body, "Description") or text(body, "PurchaseDesc"),
        unit_price=amount(body, "UnitPrice"),
        unit_cost=amount(body, "PurchaseCost"),
        account=accounts.get(reference(body, "IncomeAccountRef") or ""),
        purchase_account=accounts.get(reference(body, "ExpenseAccountRef") or ""),
        tax_code=tax_codes.get(reference(body, "SalesTaxCodeRef") or "") or _us_tax_code(body),
    )


def _us_tax_code(body: Json) -> str | None:
    """In the US an item only says whether it is taxed; so do the tax codes of its lines."""
    taxable = body.get("Taxable")
    return None if taxable is None else TAXED if taxable else NOT_TAXED


def shown_code(body: Json) -> str:
    """What people call an account or a tax code: its number, or else its full name."""
    return text(body, "AcctNum") or _full_name(body)
