"""What writing an invoice and writing a purchase order have in common: dates, money, totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.xero.charts import DAY_RATES
from sandbox.xero.desk import Desk
from sandbox.xero.formats import Element, long_day, parse_choice, parse_day, parse_number, text
from sandbox.xero.records import ZERO, Document, Line

AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
REFERENCE_LIMIT = 255
RATE_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a document."""

    sub_total: Decimal
    total_tax: Decimal
    total: Decimal
    total_discount: Decimal


def sum_up(lines: Sequence[Line], amount_types: str) -> Totals:
    """Add up lines. Xero rounds the tax of each line, then sums."""
    amount = sum((line.line_amount for line in lines), ZERO)
    tax = sum((line.tax_amount for line in lines), ZERO)
    discount = sum((_discount(line) for line in lines), ZERO)
    if amount_types == "Inclusive":
        return Totals(amount - tax, tax, amount, discount)
    return Totals(amount, tax, amount + tax, discount)


def _discount(line: Line) -> Decimal:
    if not (line.discount_rate or line.discount_amount) or line.unit_amount is None:
        return ZERO
    return (line.quantity or ZERO) * line.unit_amount - line.line_amount


def sent_day(element: Element, name: str, before: date | None) -> date | None:
    """Return the day that was sent, or the one that stands."""
    value = element.get(name)
    return before if value in (None, "") else parse_day(value, name)


def sent_text(desk: Desk, element: Element, name: str, before: str, limit: int = 255) -> str:
    """Return the text that was sent, or the one that stands."""
    value = element.get(name)
    if value is None or (value == "" and not desk.switches.empty_string_clears):
        return before
    if len(text(value)) > limit:
        desk.refuse(desk.switches.length_message.format(field=name, limit=limit))
    return text(value)


def amount_types_after(element: Element, before: str) -> str:
    """Return LineAmountTypes after the request."""
    value = element.get("LineAmountTypes")
    return parse_choice(value, AMOUNT_TYPES, "LineAmountType") if value else before


def currency_after(desk: Desk, element: Element, before: Document | None) -> dict[str, Any]:
    """Return currency and rate after the request."""
    base = desk.org.base_currency
    code = text(element.get("CurrencyCode")).upper() or (before.currency if before else base)
    if code not in desk.org.currencies:
        desk.refuse(f"Organisation is not subscribed to currency {code}")
    if code == base:
        return {"currency": code, "currency_rate": Decimal(1)}
    if element.get("CurrencyRate") is not None:
        rate = parse_number(element["CurrencyRate"], "CurrencyRate")
    elif before is not None and before.currency == code:
        rate = before.currency_rate
    else:
        one = Decimal(1)
        rate = DAY_RATES.get(base, one) / DAY_RATES.get(code, one)
    return {"currency": code, "currency_rate": rate.quantize(RATE_PLACES)}


def check_lock_dates(desk: Desk, *days: date | None) -> None:
    """Refuse a document that lies, or lay, in a locked period."""
    locks = (
        ("period lock date", desk.org.period_lock_date),
        ("end of year lock date", desk.org.year_end_lock_date),
    )
    for name, lock in locks:
        if lock is not None and any(day is not None and day <= lock for day in days):
            desk.refuse(
                f"The document date cannot be before the {name}, currently set at {long_day(lock)}"
            )
