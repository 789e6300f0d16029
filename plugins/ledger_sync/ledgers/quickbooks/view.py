"""QuickBooks' records as views: Klipboard's fields with QuickBooks' codes and ids (C-05). Pure.

A content is shown as QuickBooks would show it. What QuickBooks does by itself (addresses of its
transactions, sums, the subtotal, the mark of an inactive name) is in no view.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger_sync.ledgers.quickbooks import other_lines
from ledger_sync.ledgers.quickbooks.bodies import (
    INVOICE,
    VENDOR,
    amount,
    bare,
    day,
    part,
    parts,
    record_id,
    reference,
    text,
    within,
)
from ledger_sync.ledgers.quickbooks.content import CODE, RECORD, WARE
from ledger_sync.ledgers.quickbooks.invoices import (
    EXCLUSIVE,
    INCLUSIVE,
    ITEM_WITHOUT_A_NAME,
    NO_WORDS,
)
from ledger_sync.ledgers.quickbooks.names import restored
from ledger_sync.ledgers.quickbooks.other_lines import SALE
from ledger_sync.model import LINE_MARK, ItemKey, Lookup, Ref
from ledger_sync.rules.money import four_places, plain

if TYPE_CHECKING:
    from ledger_sync.ledgers.views import Ids
    from ledger_sync.model import Json

SENT, NOT_SENT = "EmailSent", "NotSet"
"""What QuickBooks knows of an invoice's status: whether it was sent."""

_INACTIVE = " (deleted)"
"""What QuickBooks puts after the name of a customer or vendor that is not in use."""
_TAX_MODES = {INCLUSIVE: True, EXCLUSIVE: False}
_OF_WORDS = {"quantity": "1", "unit_price": "0", "tax": None, "item": None, "item_name": None}
"""A line that only says something, as a line of Klipboard."""

LINES = "Line"
PARTS = {
    "name": ("DisplayName",),
    "account_number": ("AcctNum",),
    "contact_first_name": ("GivenName",),
    "contact_last_name": ("FamilyName",),
    "email": ("PrimaryEmailAddr",),
    "phone": ("PrimaryPhone",),
    "mobile": ("Mobile",),
    "address": ("BillAddr",),
    "payment_terms": ("SalesTermRef", "TermRef"),
    "number": ("DocNumber",),
    "party": ("CustomerRef",),
    "issue_date": ("TxnDate",),
    "due_date": ("DueDate",),
    "reference": ("CustomerMemo",),
    "currency": ("CurrencyRef",),
    "prices_include_tax": ("GlobalTaxCalculation",),
    "status": ("EmailStatus",),
}
"""By field of a view: what says it in a content."""
LINE_PARTS = {
    "description": ("Description",),
    "quantity": ("Qty", "Amount"),
    "unit_price": ("UnitPrice", "Amount"),
    "tax": ("TaxCodeRef",),
    "item": ("ItemRef",),
}


def of(body: Json, resource: str) -> Json:
    """The view of a record as QuickBooks answers it."""
    return _invoice(body) if resource == INVOICE else _party(body, resource == VENDOR)


def _party(body: Json, is_vendor: bool) -> Json:
    """A tax number is not read, QuickBooks shows only its last signs; nor is what never changes."""
    number = {"account_number": text(body, "AcctNum")} if is_vendor else {}
    return {
        "name": _name(body, "DisplayName"),
        **number,
        "contact_first_name": _name(body, "GivenName"),
        "contact_last_name": _name(body, "FamilyName"),
        "email": text(part(body, "PrimaryEmailAddr"), "Address"),
        "phone": text(part(body, "PrimaryPhone"), "FreeFormNumber"),
        "mobile": text(part(body, "Mobile"), "FreeFormNumber"),
        "address": address(body),
        "payment_terms": reference(body, "TermRef" if is_vendor else "SalesTermRef"),
    }


def _name(body: Json, field: str) -> str | None:
    shown = text(body, field)
    return restored(shown.removesuffix(_INACTIVE)) if shown else None


def address(body: Json) -> dict[str, str | None]:
    """Where a customer or vendor is; what stands in further lines goes behind the second."""
    place = part(body, "BillAddr")
    more = (text(place, f"Line{line}") for line in (2, 3, 4, 5))
    return {
        "line1": text(place, "Line1"),
        "line2": ", ".join(line for line in more if line) or None,
        "city": text(place, "City"),
        "region": text(place, "CountrySubDivisionCode"),
        "postcode": text(place, "PostalCode"),
        "country": text(place, "Country"),
    }


def _invoice(body: Json) -> Json:
    return {
        "number": text(body, "DocNumber"),
        "party": reference(body, "CustomerRef"),
        "issue_date": _day(body, "TxnDate"),
        "due_date": _day(body, "DueDate"),
        "reference": text(part(body, "CustomerMemo"), "value"),
        "currency": reference(body, "CurrencyRef"),
        "prices_include_tax": _TAX_MODES.get(text(body, "GlobalTaxCalculation") or ""),
        "status": SENT if bare(body.get("EmailStatus")) == bare(SENT) else NOT_SENT,
        "lines": [
            {"id": record_id(line, "Id"), **_line(line, inclusive=_is_inclusive(body))}
            for line in parts(body, LINES)
            if line.get("Id") and other_lines.is_shown(line)
        ],
        other_lines.NAME: other_lines.of(body),
    }


def _day(body: Json, field: str) -> str | None:
    found = day(body, field)
    return found.isoformat() if found else None


def _is_inclusive(body: Json) -> bool:
    return text(body, "GlobalTaxCalculation") == INCLUSIVE


def _line(line: Json, *, inclusive: bool) -> Json:
    description = text(line, "Description")
    if SALE not in line:
        return {"description": description, **_OF_WORDS}
    detail = part(line, SALE)
    quantity, price = _quantity_and_price(line, detail, inclusive=inclusive)
    return {
        "description": description,
        "quantity": plain(within("Qty", quantity)),
        "unit_price": plain(within("UnitPrice", price)),
        "tax": reference(detail, "TaxCodeRef"),
        "item": reference(detail, "ItemRef"),
        "item_name": _item_name(text(part(detail, "ItemRef"), "name")),
    }


def _quantity_and_price(line: Json, detail: Json, *, inclusive: bool) -> tuple[Decimal, Decimal]:
    """QuickBooks needs neither: then the amount says all."""
    quantity, price = amount(detail, "Qty"), amount(detail, "UnitPrice")
    if quantity is not None and price is not None:
        return quantity, price
    with_tax = amount(detail, "TaxInclusiveAmt") if inclusive else None
    total = amount(line, "Amount") if with_tax is None else with_tax
    if not quantity:
        return Decimal(1), total or Decimal(0)
    return quantity, four_places((total or Decimal(0)) / quantity)


def codes_in(view: Json) -> set[tuple[str, str]]:
    """Terms and tax codes that a view speaks of by their numbers; a word stands for itself."""
    named = {("term", view.get("payment_terms"))}
    named |= {("tax_code", line.get("tax")) for line in view.get("lines") or ()}
    return {(kind, code) for kind, code in named if code and code.isdigit()}


def _item_name(name: str | None) -> str | None:
    return restored(name) if name and name != ITEM_WITHOUT_A_NAME else None


def shown(content: Json, ids: Ids) -> Json:
    """The view that QuickBooks would give of a content; none of a withdrawal."""
    if not content:
        return {}
    return _shown_invoice(content, ids) if LINES in content else _shown_party(content, ids)


def _shown_party(content: Json, ids: Ids) -> Json:
    is_vendor = "AcctNum" in content
    term = "TermRef" if is_vendor else "SalesTermRef"
    return {**_party(content, is_vendor), "payment_terms": _named(content.get(term), ids)}


def _shown_invoice(content: Json, ids: Ids) -> Json:
    return {
        **_invoice({**content, LINES: []}),
        "party": _named(content.get("CustomerRef"), ids),
        "lines": [_shown_line(line, ids) for line in content[LINES]],
    }


def _shown_line(line: Json, ids: Ids) -> Json:
    known = {"line": str(line[LINE_MARK])}
    if "ItemRef" not in line:
        return {**known, "description": text(line, "Description"), **_OF_WORDS}
    name, _ = line["ItemRef"][WARE]
    return {
        **known,
        "description": text(line, "Description"),
        "quantity": _number(line, "Qty"),
        "unit_price": _number(line, "UnitPrice"),
        "tax": _named(line.get("TaxCodeRef"), ids),
        "item": _named(line["ItemRef"], ids),
        "item_name": _item_name(name),
    }


def _number(line: Json, name: str) -> str | None:
    """None where nothing is agreed: after a conflict that Klipboard won."""
    value = line.get(name)
    return None if value is None else plain(Decimal(value))


def _named(mark: Json | None, ids: Ids) -> Any:
    """The id that stands for a mark; the mark itself where it is not known."""
    if mark is None:
        return None
    if RECORD in mark:
        return ids.records.get(Ref(*mark[RECORD]), mark)
    if CODE in mark:
        return ids.codes.get(Lookup(*mark[CODE]), mark)
    if WARE in mark:
        return ids.items.get(ItemKey(*mark[WARE]), mark)
    return mark["value"]


def line_text(
    shown_text: str | None, item_name: str | None, description: str | None
) -> tuple[str | None, str | None]:
    """Item name and description of a line of Klipboard, from what QuickBooks' line says.

    It says the description or, where Klipboard has none, the item's name; the item itself is told
    by its id.

    >>> line_text("Copper pipe", "Pipe", None), line_text("Pipe", "Pipe", "Copper pipe")
    (('Pipe', 'Copper pipe'), ('Pipe', None))
    """
    says = (shown_text or "").strip()
    ours = (description or "").strip() or (item_name or "").strip()
    if says == ours or (says == NO_WORDS and not ours):
        return item_name, description
    return item_name, says if says not in ("", item_name) else None
