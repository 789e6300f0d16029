"""Quantity, price and discount of a line on the way back (C-05). Pure.

A ledger without discounts was told the net price, or the whole amount in one piece (``money``).
What comes back must give the ledger's amount to the cent in Klipboard's four places.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger_sync.rules.money import four_places, line_amount, net_price, without_discount

if TYPE_CHECKING:
    from ledger_sync.model import Json, Line

NUMBERS = ("quantity", "unit_price", "discount_percent")
NONE = Decimal(0)
_BLANK = {"quantity": Decimal(1), "unit_price": NONE, "discount_percent": NONE}
"""What a ledger means that says nothing: one piece, free of charge."""


class Numbers(NamedTuple):
    """What is written of a line's numbers."""

    columns: Json
    pieces: Decimal | None = None
    """How many it were, where the numbers do not say it any more: the text must."""


def is_in_one_piece(line: Line, view_line: Json) -> bool:
    """Whether the ledger was told one piece of the whole amount, because it has no discounts."""
    no_discounts = "discount_percent" not in view_line
    return no_discounts and without_discount(*_of(line)).in_one_piece


def new_numbers(view_line: Json) -> Numbers:
    """The numbers of a line that Klipboard does not have yet.

    >>> new_numbers({"quantity": "3", "unit_price": "33.3333333"}).columns["unit_price"]
    Decimal('33.3333')
    >>> new_numbers({"quantity": "300", "unit_price": "3.3333333"})
    Numbers(columns={'quantity': Decimal('1'), 'unit_price': Decimal('1000.00'), \
'discount_percent': Decimal('0')}, pieces=Decimal('300'))
    """
    quantity, price, discount = (_number(name, view_line.get(name)) for name in NUMBERS)
    return _fitting(quantity, price, discount)


def changed_numbers(ours: Line, taken: Json, view_line: Json) -> Numbers:
    """The numbers of a line that were changed in the ledger.

    Where it has no discounts, our price and discount stay if they still give its price; else its
    price counts, without a discount. Of a line that went in one piece its numbers count as they
    are.
    """
    theirs = {name: _number(name, taken[name]) for name in NUMBERS if name in taken}
    if not theirs:
        return Numbers({})
    if "discount_percent" in view_line:
        return Numbers({name: four_places(value) for name, value in theirs.items()})
    if is_in_one_piece(ours, view_line):
        whole = new_numbers(view_line)
        return Numbers(whole.columns, None if "description" in taken else ours.quantity)
    shown = _number("unit_price", view_line.get("unit_price"))
    if shown == net_price(ours.unit_price, ours.discount_percent):
        # Nobody changed the price: but with another quantity it may come to another amount.
        theirs.setdefault("unit_price", shown)
    return _net(ours, theirs)


def _net(ours: Line, theirs: dict[str, Decimal]) -> Numbers:
    quantity, price = theirs.get("quantity", ours.quantity), theirs.get("unit_price")
    if ours.discount_percent and (price is None or _gives(ours, quantity, price)):
        return Numbers({"quantity": four_places(quantity)})
    found = _fitting(quantity, ours.unit_price if price is None else price, NONE)
    before = dict(zip(NUMBERS, _of(ours), strict=True))
    columns = {name: value for name, value in found.columns.items() if value != before[name]}
    return Numbers(columns, found.pieces)


def _gives(ours: Line, quantity: Decimal, price: Decimal) -> bool:
    """Whether our price less our discount is still the ledger's price."""
    net = without_discount(quantity, ours.unit_price, ours.discount_percent)
    return not net.in_one_piece and net.unit_price == price


def _fitting(quantity: Decimal, price: Decimal, discount: Decimal) -> Numbers:
    """Numbers of four places that come to the same amount; in one piece where there are none."""
    rounded = [four_places(each) for each in (quantity, price, discount)]
    amount = line_amount(quantity, price, discount)
    if line_amount(*rounded) == amount:
        return Numbers(dict(zip(NUMBERS, rounded, strict=True)))
    return Numbers(dict(zip(NUMBERS, (Decimal(1), amount, NONE), strict=True)), quantity)


def _of(line: Line) -> tuple[Decimal, Decimal, Decimal]:
    return line.quantity, line.unit_price, line.discount_percent


def _number(name: str, value: Any) -> Decimal:
    return _BLANK[name] if value is None else Decimal(str(value))
