"""Money: the one place where amounts are rounded. Pure.

Xero and QuickBooks compute a line's amount as quantity times price less discount, rounded half up
to the cent, line by line; sums are taken over rounded lines. (Xero's "Rounding in Xero".)
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")
FOUR_PLACES = Decimal("0.0001")
HUNDRED = Decimal(100)
LARGEST = 10**14
"""Klipboard's own columns of money end below it, and so do both ledgers'."""
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
"""Enough for product and quotient of any two amounts that a ledger or Klipboard can hold."""


def cents(amount: Decimal) -> Decimal:
    """Round half up (away from zero) to the cent.

    >>> cents(Decimal("1.575")), cents(Decimal("-1.575"))
    (Decimal('1.58'), Decimal('-1.58'))
    """
    return amount.quantize(CENT, context=_EXACT)


def line_amount(quantity: Decimal, unit_price: Decimal, discount_percent: Decimal) -> Decimal:
    """What a line comes to, in cents.

    >>> line_amount(Decimal("3"), Decimal("10.3333"), Decimal("10"))
    Decimal('27.90')
    """
    return cents(discounted(_EXACT.multiply(quantity, unit_price), discount_percent))


def discounted(amount: Decimal, discount_percent: Decimal) -> Decimal:
    """An amount less its discount, not rounded."""
    return _EXACT.divide(_EXACT.multiply(amount, HUNDRED - discount_percent), HUNDRED)


def net_price(unit_price: Decimal, discount_percent: Decimal) -> Decimal:
    """A unit price with its discount taken off, to four places.

    >>> net_price(Decimal("19.99"), Decimal("12.5"))
    Decimal('17.4913')
    """
    return four_places(discounted(unit_price, discount_percent))


def four_places(amount: Decimal) -> Decimal:
    """A price as Klipboard keeps it: four places, rounded half up.

    >>> four_places(Decimal("0.33335"))
    Decimal('0.3334')
    """
    return amount.quantize(FOUR_PLACES, context=_EXACT)


class NetLine(NamedTuple):
    """A line whose price has its discount in it."""

    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    in_one_piece: bool
    """Its quantity is one and its price the whole amount: the text must say how many it were."""


def without_discount(quantity: Decimal, unit_price: Decimal, discount_percent: Decimal) -> NetLine:
    """A line for a ledger that takes no discount on it; it comes to the same amount, to the cent.

    Where four places of a net price cannot give the amount, it goes in one piece.

    >>> without_discount(Decimal("4"), Decimal("19.99"), Decimal("12.5")).unit_price
    Decimal('17.4913')
    >>> without_discount(Decimal("3000"), Decimal("0.3333"), Decimal("33.33"))[:3]
    (Decimal('1'), Decimal('666.63'), Decimal('666.63'))
    """
    amount = line_amount(quantity, unit_price, discount_percent)
    net = net_price(unit_price, discount_percent)
    if line_amount(quantity, net, Decimal(0)) == amount:
        return NetLine(quantity, net, amount, in_one_piece=False)
    return NetLine(Decimal(1), amount, amount, in_one_piece=True)


def plain(amount: Decimal) -> str:
    """The shortest decimal text of an amount, the same for equal amounts.

    >>> plain(Decimal("10.5000")), plain(Decimal("100")), plain(Decimal("0.00"))
    ('10.5', '100', '0')
    """
    if amount == 0:
        return "0"
    return format(amount.normalize(_EXACT), "f")
