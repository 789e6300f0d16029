"""Lines of a document: which lines a request leaves, their codes, amounts and taxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sandbox.xero.desk import Desk
from sandbox.xero.formats import Element, cents, parse_number, places, text
from sandbox.xero.organisation import folded
from sandbox.xero.records import ZERO, Item, Line

LINE_AMOUNT_LIMIT = Decimal("9999999999.99")
QUANTITY_CHARACTERS = 13
DESCRIPTION_LIMIT = 4000
TRACKING_LIMIT = 2
NO_LINES = "One or more line items must be specified"
HUNDRED = Decimal(100)
TEXTS = (("Description", "description"), ("ItemCode", "item_code"))
NUMBERS = (
    ("Quantity", "quantity"),
    ("DiscountRate", "discount_rate"),
    ("DiscountAmount", "discount_amount"),
)


@dataclass(frozen=True, slots=True)
class LineRules:
    """What the kind and state of the document demand of its lines."""

    is_sale: bool
    amount_types: str
    needs_account: bool
    allows_discount: bool
    unit_places: int
    keeps_tax: bool = True
    default_quantity: Decimal | None = Decimal(1)


def lines_after(
    desk: Desk, before: Sequence[Line], sent: object, rules: LineRules
) -> tuple[Line, ...]:
    """Return the lines that the document has after the request.

    A line with a known id is updated, one without is created, one that was not sent is deleted;
    without the element the lines stay as they are.
    """
    if sent is None:
        return tuple(settle(desk, replace(line, sent=False), {}, rules) for line in before)
    if not isinstance(sent, list):
        raise TypeError("LineItems is not a list")
    if not sent and before:
        return _lines_for_empty_list(desk, before)
    known = {line.line_id: line for line in before}
    return tuple(_one_line(desk, known, element, rules) for element in sent)


def _lines_for_empty_list(desk: Desk, before: Sequence[Line]) -> tuple[Line, ...]:
    choice = desk.switches.empty_line_items
    if choice == "refuse":
        desk.refuse(NO_LINES)
    return () if choice == "delete" else tuple(before)


def _one_line(desk: Desk, known: dict[str, Line], element: Element, rules: LineRules) -> Line:
    wanted = text(element.get("LineItemID")).lower()
    line = known.get(wanted)
    if line is None:
        if wanted and desk.switches.unknown_line_id == "refuse":
            desk.refuse(f"The LineItemID {wanted} does not belong to this document.")
        line = Line(line_id=desk.ids.new())
    return settle(desk, _filled(desk, line, element, rules), element, rules)


def _filled(desk: Desk, line: Line, element: Element, rules: LineRules) -> Line:
    values: dict[str, Any] = _item_defaults(desk, element, rules)
    values |= {name: text(element[key]) for key, name in TEXTS if element.get(key) is not None}
    if element.get("AccountCode") or element.get("AccountID"):
        values["account_code"] = _account_code(desk, element)
    if element.get("TaxType"):
        values["tax_type"] = text(element["TaxType"]).upper()
    values |= {
        name: parse_number(element[key], f"LineItems.{key}")
        for key, name in NUMBERS
        if element.get(key) is not None
    }
    if element.get("UnitAmount") is not None:
        unit = parse_number(element["UnitAmount"], "LineItems.UnitAmount")
        values["unit_amount"] = places(unit, rules.unit_places)
    if element.get("Tracking") is not None:
        values["tracking"] = tuple(element["Tracking"])
    _check_sizes(desk, element)
    return replace(line, **values, sent=True)


def _account_code(desk: Desk, element: Element) -> str:
    if element.get("AccountCode"):
        return text(element["AccountCode"])
    account = desk.org.accounts.get(text(element["AccountID"]).lower())
    return account.code if account else text(element["AccountID"])


def _item_defaults(desk: Desk, element: Element, rules: LineRules) -> dict[str, Any]:
    code = element.get("ItemCode")
    found = desk.org.items.find("code", folded(text(code))) if code else []
    if code and not found:
        desk.refuse(f"Item code '{code}' is not valid")
    return _from_item(found[0], rules) if found else {}


def _from_item(item: Item, rules: LineRules) -> dict[str, Any]:
    details = item.sales if rules.is_sale else item.purchases
    values = {
        "description": item.description if rules.is_sale else item.purchase_description,
        "unit_amount": details.get("UnitPrice"),
        "account_code": details.get("AccountCode"),
        "tax_type": details.get("TaxType"),
    }
    return {key: value for key, value in values.items() if value}


def _check_sizes(desk: Desk, element: Element) -> None:
    if len(text(element.get("Description"))) > DESCRIPTION_LIMIT:
        desk.refuse(
            desk.switches.length_message.format(field="Description", limit=DESCRIPTION_LIMIT)
        )
    if len(text(element.get("Quantity"))) > QUANTITY_CHARACTERS:
        desk.refuse(
            desk.switches.length_message.format(field="Quantity", limit=QUANTITY_CHARACTERS)
        )
    if len(element.get("Tracking") or ()) > TRACKING_LIMIT:
        desk.refuse("A line item may have no more than 2 tracking categories.")


def settle(desk: Desk, line: Line, element: Element, rules: LineRules) -> Line:
    """Return the line with its codes checked and its amounts computed."""
    line = _with_codes(desk, line, rules)
    amount = _line_amount(desk, line, element, rules)
    if abs(amount) > LINE_AMOUNT_LIMIT:
        desk.refuse("The line amount must not be greater than 9,999,999,999.99.")
    if line.unit_amount is None and element.get("LineAmount") is not None:
        quantity = line.quantity or Decimal(1)
        line = replace(
            line, quantity=quantity, unit_amount=places(amount / quantity, rules.unit_places)
        )
    elif line.unit_amount is not None and line.quantity is None:
        line = replace(line, quantity=rules.default_quantity)
    tax = _tax_amount(desk, line, amount, element, rules)
    return replace(line, line_amount=amount, tax_amount=tax)


def _with_codes(desk: Desk, line: Line, rules: LineRules) -> Line:
    account = desk.org.account(line.account_code) if line.account_code else None
    if line.account_code and (account is None or account.system or account.type == "BANK"):
        desk.refuse(f"Account code '{line.account_code}' is not a valid code for this document.")
    if not line.account_code and rules.needs_account and line.unit_amount is not None:
        desk.refuse("Account code must be specified")
    if rules.needs_account and not line.description and not line.item_code:
        desk.refuse("Description must be specified")
    if rules.amount_types == "NoTax":
        return replace(line, tax_type="NONE")
    if line.tax_type is None:
        return replace(line, tax_type=account.tax_type if account else None)
    _check_tax(desk, line.tax_type, line.account_code, account.account_class if account else "")
    return line


def _check_tax(desk: Desk, tax_type: str, code: str | None, account_class: str) -> None:
    rate = desk.org.tax_rates.get(tax_type)
    if rate is None:
        desk.refuse(
            f"The TaxType code {tax_type} does not exist or cannot be used for this type of "
            "transaction."
        )
    elif account_class and not rate.fits(account_class):
        desk.refuse(f"The TaxType code '{tax_type}' cannot be used with account code '{code}'.")


def _line_amount(desk: Desk, line: Line, element: Element, rules: LineRules) -> Decimal:
    if (line.discount_rate or line.discount_amount) and not rules.allows_discount:
        desk.refuse("Discounts can only be used on sales invoices and quotes.")
    given = element.get("LineAmount")
    stated = None if given is None else parse_number(given, "LineItems.LineAmount")
    if line.unit_amount is None:
        return cents(stated or ZERO, desk.switches.half_cent)
    quantity = rules.default_quantity if line.quantity is None else line.quantity
    gross = (quantity or ZERO) * line.unit_amount
    if line.discount_rate:
        gross = gross * (HUNDRED - line.discount_rate) / HUNDRED
    elif line.discount_amount:
        gross -= line.discount_amount
    amount = cents(gross, desk.switches.half_cent)
    if stated is not None and cents(stated, desk.switches.half_cent) != amount:
        desk.refuse(f"The line total {stated:.2f} does not match the expected line total {amount}")
    return amount


def _tax_amount(
    desk: Desk, line: Line, amount: Decimal, element: Element, rules: LineRules
) -> Decimal:
    if rules.amount_types == "NoTax":
        return ZERO
    if element.get("TaxAmount") is not None:
        given = parse_number(element["TaxAmount"], "LineItems.TaxAmount")
        return cents(given, desk.switches.half_cent)
    if not element and rules.keeps_tax and line.line_amount == amount:
        return line.tax_amount
    rate = desk.org.tax_rates.get(line.tax_type or "")
    if rate is None:
        return ZERO
    base = HUNDRED + rate.rate if rules.amount_types == "Inclusive" else HUNDRED
    return cents(amount * rate.rate / base, desk.switches.half_cent)
