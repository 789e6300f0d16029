"""Klipboard's invoices as QuickBooks shall hold them. Pure: a value or a ``RecordError``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ledger_sync.errors import InvalidRecord, shown
from ledger_sync.ledgers.quickbooks import tables
from ledger_sync.ledgers.quickbooks.content import (
    part,
    text,
    to_code,
    to_item,
    to_record,
    to_value,
)
from ledger_sync.ledgers.quickbooks.names import LONGEST_ITEM_NAME, clean
from ledger_sync.model import LINE_MARK, Document, Draft, ItemKey, Lookup
from ledger_sync.rules import sendable
from ledger_sync.rules.mapping import code_key
from ledger_sync.rules.money import plain, without_discount

if TYPE_CHECKING:
    from datetime import date

    from ledger_sync.model import Company, Json, Line, Written
    from ledger_sync.rules.mapping import Tables

DRAFT = "draft"
VOIDED = "Voided"
INCLUSIVE, EXCLUSIVE, UNTAXED = "TaxInclusive", "TaxExcluded", "NotApplicable"
TAXED_IN_THE_US = "TAX"
"""In the US a line only says whether it is taxed; how high is QuickBooks' business."""
ITEM_WITHOUT_A_NAME = "General"
"""The item of lines that have money and no item: QuickBooks books by items."""
NO_WORDS = "-"
"""What a line of text says where Klipboard's says nothing."""


def invoice(document: Document, company: Company, codes: Tables) -> Draft:
    """What QuickBooks shall hold for an invoice.

    Raises:
        UnmappedCode: its status or a tax rate has no row in the mapping table (C-12).
        InvalidRecord: it has a value that QuickBooks cannot hold.
    """
    status = codes[tables.INVOICE_STATUS.name].ledger_code(
        document.company_id, document.status, field="status"
    )
    if status == VOIDED:
        return _void(document)
    sendable.check(document)
    items = [_item(document, line, codes) for line in document.lines]
    # A line that only says something is not taxed, whatever rate it was given.
    taxes = [
        _tax_code(document, line, company, codes) if item else None
        for line, item in zip(document.lines, items, strict=True)
    ]
    _check_us_prices(document, company, taxes)
    content: Json = {
        "DocNumber": document.number,
        "CustomerRef": to_record(document.party),
        "TxnDate": document.issue_date.isoformat(),
        "DueDate": _due(document),
        "EmailStatus": status,
        "CustomerMemo": part("value", document.reference),
        "CurrencyRef": to_value(document.currency),
        "GlobalTaxCalculation": _tax_mode(document, company, taxes),
        "Line": [
            _line(line, item, tax, company)
            for line, item, tax in zip(document.lines, items, taxes, strict=True)
        ],
    }
    return Draft(
        ref=document.ref,
        intent="upsert",
        content=content,
        requires=(document.party,),
        lookups=_lookups(taxes, company),
        items=tuple(dict.fromkeys(item for item in items if item)),
    )


def _void(document: Document) -> Draft:
    """A cancelled invoice; with payments a person must look first (B-05)."""
    if document.amount_paid > 0:
        raise InvalidRecord(
            f"{document.number} is cancelled in Klipboard but has payments of "
            f"{plain(document.amount_paid)}: remove the payment in QuickBooks or reopen the "
            "invoice",
            rule="B-05",
            field="status",
            value=document.status,
        )
    return Draft(ref=document.ref, intent="void", content={})


def _due(document: Document) -> str | None:
    """A draft is due on the day on which it was created: QuickBooks shows *Due today* (Q-09)."""
    due: date | None = document.due_date
    if code_key(document.status) == DRAFT:
        due = document.created_on
        if due is None:
            raise InvalidRecord(
                f"{document.number} is a draft and it is not known on which day it was created, "
                "which QuickBooks shows as its due date: check the company's time zone",
                rule="Q-09",
                field="created_at",
            )
    return due.isoformat() if due else None


def _item(document: Document, line: Line, codes: Tables) -> ItemKey | None:
    """The item of a line; none for a line that only says something."""
    name = clean(line.item_name or "")
    if not name and not _amount(line):
        return None
    if len(name) > LONGEST_ITEM_NAME:
        raise InvalidRecord(
            f"the item name {shown(name)} is longer than the {LONGEST_ITEM_NAME} characters that "
            "QuickBooks takes: shorten it",
            rule="Q-12",
            field="item_name",
            value=name,
        )
    code = text(line.account_code)
    known = codes[tables.ACCOUNTS.name]
    account = known.find(document.company_id, code, document="sales") if code else None
    return ItemKey(name or ITEM_WITHOUT_A_NAME, account or code)


def _amount(line: Line) -> Decimal:
    return without_discount(line.quantity, line.unit_price, line.discount_percent).amount


def _tax_code(document: Document, line: Line, company: Company, codes: Tables) -> str | None:
    rate = text(line.tax_rate)
    if rate is None:
        return None
    return codes[tables.TAX_RATES.name].ledger_code(
        document.company_id, rate, field="tax_rate", country=company.country, document="sales"
    )


def _is_us(company: Company) -> bool:
    return company.country == "US"


def _check_us_prices(document: Document, company: Company, taxes: list[str | None]) -> None:
    if _is_us(company) and document.prices_include_tax and TAXED_IN_THE_US in taxes:
        raise InvalidRecord(
            f"the prices of {document.number} include tax, which QuickBooks does not take in the "
            "US: enter them without tax",
            rule="C-12",
            field="prices_include_tax",
        )


def _tax_mode(document: Document, company: Company, taxes: list[str | None]) -> str | None:
    """QuickBooks asks for it everywhere but in the US."""
    if _is_us(company):
        return None
    if not any(taxes):
        return UNTAXED
    return INCLUSIVE if document.prices_include_tax else EXCLUSIVE


def _lookups(taxes: list[str | None], company: Company) -> tuple[Lookup, ...]:
    """The US' two codes are QuickBooks' own; any other is the company's and must be there."""
    if _is_us(company):
        return ()
    return tuple(Lookup("tax_code", code) for code in dict.fromkeys(taxes) if code)


def _line(line: Line, item: ItemKey | None, tax: str | None, company: Company) -> Json:
    """A sale, or a line that only says something.

    QuickBooks wants amount, quantity and price to agree, and has no discount of one line: the price
    is net, or the line goes in one piece and says how many it were.
    """
    description = text(line.description) or text(line.item_name)
    if item is None:
        return {LINE_MARK: line.line_id, "Description": description or NO_WORDS}
    net = without_discount(line.quantity, line.unit_price, line.discount_percent)
    if net.in_one_piece:
        description = f"{plain(line.quantity)} x {description or item.name}"
    return {
        LINE_MARK: line.line_id,
        "Description": description,
        "ItemRef": to_item(item),
        "Qty": plain(net.quantity),
        "UnitPrice": plain(net.unit_price),
        "Amount": plain(net.amount),
        "TaxCodeRef": _tax_reference(tax, company),
    }


def _tax_reference(tax: str | None, company: Company) -> Json | None:
    if tax is None:
        return None
    return to_value(tax) if _is_us(company) else to_code(Lookup("tax_code", tax))


def difference(content: Json, written: Written) -> Decimal:
    """QuickBooks' sum less ours: lines rounded, then summed, with tax or before it as the prices.

    Tax itself is QuickBooks' to compute, from its own rate of the tax code.
    """
    inclusive = content.get("GlobalTaxCalculation") == INCLUSIVE
    theirs = written.total if inclusive else written.subtotal
    if theirs is None or "Line" not in content:
        return Decimal(0)
    return theirs - sum((Decimal(line.get("Amount", 0)) for line in content["Line"]), Decimal(0))
