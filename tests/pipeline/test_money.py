"""Xero's sums and ours agree to the cent, whatever the quantities, prices, discounts and taxes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.pipeline.klipboard import Row
from tests.pipeline.world import counts, told
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("C-02"), pytest.mark.usefixtures("unchecked")]

SEEDS = (1, 2, 3)
DOCUMENTS = 25
MISMATCH = "its lines come to"

# Prices and discounts at which a line comes to half a cent, and a line that takes money off.
HALF_CENTS: tuple[Row, ...] = (
    {"quantity": Decimal(1), "unit_price": Decimal("1.005")},
    {"quantity": Decimal("0.5"), "unit_price": Decimal("2.01")},
    {
        "quantity": Decimal(3),
        "unit_price": Decimal("0.335"),
        "discount_percent": Decimal(50),
    },
    {"quantity": Decimal(1), "unit_price": Decimal("-0.125")},
    {"quantity": Decimal("1.5"), "unit_price": Decimal("0.03")},
)


def our_sum(lines: Sequence[Row]) -> Decimal:
    """Each line by itself, rounded half away from zero, then summed: no code of ours is asked."""
    return Decimal(sum(_cents(line) for line in lines)) / 100


def _cents(line: Row) -> int:
    left = 100 - Fraction(line.get("discount_percent", 0))
    exact = Fraction(line["quantity"]) * Fraction(line["unit_price"]) * left
    whole = int(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def some_lines(dice: random.Random) -> list[Row]:
    """Lines with up to four decimals; the first one large, so that no document is below zero."""
    lines = [_a_line(dice) for _ in range(dice.randint(1, 5))]
    return [{"quantity": Decimal(10), "unit_price": Decimal("9999.9999")}, *lines]


def _a_line(dice: random.Random) -> Row:
    if dice.random() < 0.2:
        return dict(dice.choice(HALF_CENTS))
    return {
        "quantity": _number(dice, 999, dice.choice((0, 1, 4))),
        "unit_price": _number(dice, 200, dice.choice((2, 3, 4))),
        "discount_percent": dice.choice(
            (Decimal(0), Decimal(10), Decimal("12.5"), Decimal("33.33"), Decimal(100))
        ),
        "tax_rate": dice.choice(("20% VAT", "5% VAT", "0% VAT", "No VAT")),
    }


def _number(dice: random.Random, most: int, places: int) -> Decimal:
    return Decimal(dice.randint(1, most * 10**places)).scaleb(-places)


def money(value: Any) -> Decimal:
    return Decimal(str(value))


def their_sum(document: Row, *, inclusive: bool) -> Decimal:
    """What Xero says the lines come to, in the same terms as the prices."""
    return money(document["Total" if inclusive else "SubTotal"])


@pytest.mark.parametrize("seed", SEEDS, ids=[f"seed {seed}" for seed in SEEDS])
@pytest.mark.parametrize("inclusive", [True, False], ids=["inclusive", "exclusive"])
def test_sums_of_random_documents_agree_with_xero_to_the_cent(
    world: XeroWorld, seed: int, inclusive: bool
) -> None:
    dice = random.Random(seed)
    company = world.a_company()
    client, supplier = world.a_client(company), world.a_supplier(company)
    lines = {f"{number}": some_lines(dice) for number in range(DOCUMENTS)}
    for number, each in lines.items():
        values: Row = {"number": number, "prices_include_tax": inclusive, "lines": each}
        world.an_invoice(company, client, **values)
        world.a_purchase_order(company, supplier, **values)

    summary = world.run()

    expected = {number: our_sum(each) for number, each in lines.items()}
    for documents in (world.invoices(company), world.purchase_orders(company)):
        theirs = {
            number: their_sum(each, inclusive=inclusive) for number, each in documents.items()
        }
        assert theirs == expected
        for one in documents.values():
            assert money(one["SubTotal"]) + money(one["TotalTax"]) == money(one["Total"])
    assert MISMATCH not in told(summary, company)
    assert world.held(company) == []


@pytest.mark.rule("X-09")
def test_discounts_of_a_purchase_order_arrive_as_net_prices_or_as_the_net_amount(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    supplier = world.a_supplier(company)
    discounted = {
        "item_name": None,
        "unit_price": Decimal("19.99"),
        "discount_percent": Decimal("12.5"),
    }
    world.a_purchase_order(
        company,
        supplier,
        number="PO-1",
        lines=[
            {"description": "Tap", "quantity": Decimal(10), **discounted},
            {"description": "Pipe", "quantity": Decimal(1000), **discounted},
            {"description": "Gift", "item_name": None, "discount_percent": Decimal(100)},
        ],
    )

    summary = world.run()

    order = world.purchase_orders(company)["PO-1"]
    assert [
        (line["Description"], money(line["Quantity"]), money(line["UnitAmount"]))
        for line in order["LineItems"]
    ] == [
        ("Tap", Decimal(10), Decimal("17.4913")),
        # Four decimals of a net price are too few for a thousand: the amount goes as one piece.
        ("1000 x Pipe", Decimal(1), Decimal("17491.25")),
        ("Gift", Decimal(1), Decimal(0)),
    ]
    assert money(order["SubTotal"]) == Decimal("174.91") + Decimal("17491.25")
    assert MISMATCH not in told(summary, company)


def test_a_sum_that_xero_rounds_otherwise_is_told_and_nothing_is_held(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    world.sandbox.xero.set_switches(half_cent="even")
    world.an_invoice(company, client, number="INV-1", lines=[dict(HALF_CENTS[0])])

    summary = world.run()

    assert money(world.invoices(company)["INV-1"]["SubTotal"]) == Decimal("1.00")
    assert counts(summary, company, "invoice")["created"] == 1
    assert f"invoice INV-1: {MISMATCH} -0.01 more in Xero" in told(summary, company)
    assert world.held(company) == []
