"""Amounts are rounded half up to the cent, line by line, in one place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.rules.money import cents, line_amount, net_price, plain


def amounts(low: str = "-1000000", high: str = "1000000", places: int = 4) -> st.SearchStrategy:
    return st.decimals(low, high, places=places)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        pytest.param("1.005", "1.01", id="half a cent goes up"),
        pytest.param("-1.005", "-1.01", id="away from zero below it"),
        pytest.param("1.0049", "1.00", id="less than half goes down"),
        pytest.param("2.675", "2.68", id="what a float gets wrong"),
        pytest.param("1", "1.00", id="whole"),
    ],
)
def test_amounts_are_rounded_to_the_cent(amount: str, rounded: str) -> None:
    assert str(cents(Decimal(amount))) == rounded


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "amount"),
    [
        pytest.param("3", "10.3333", "0", "31.00", id="four decimals"),
        pytest.param("3", "10.3333", "10", "27.90", id="with a discount"),
        pytest.param("0.5", "0.01", "0", "0.01", id="half a cent"),
        pytest.param("2", "45.5", "100", "0.00", id="all of it off"),
        pytest.param("1", "-12.345", "0", "-12.35", id="credit"),
        pytest.param("0", "99", "0", "0.00", id="nothing"),
        pytest.param("999999999.9999", "9.9999", "0", "9999900000.00", id="as large as it gets"),
    ],
)
def test_a_line_comes_to(quantity: str, price: str, discount: str, amount: str) -> None:
    assert line_amount(Decimal(quantity), Decimal(price), Decimal(discount)) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        pytest.param("10.5000", "10.5", id="zeros at the end"),
        pytest.param("100", "100", id="zeros before the point"),
        pytest.param("1E+3", "1000", id="written with an exponent"),
        pytest.param("0.0000", "0", id="zero"),
        pytest.param("-0.0", "0", id="negative zero"),
        pytest.param("0.00001", "0.00001", id="small"),
        pytest.param(
            "12345678901234567.8900", "12345678901234567.89", id="more than a float holds"
        ),
    ],
)
def test_the_plain_text_of_an_amount(amount: str, text: str) -> None:
    assert plain(Decimal(amount)) == text


@given(amounts())
def test_rounding_twice_equals_rounding_once(amount: Decimal) -> None:
    assert cents(cents(amount)) == cents(amount)
    assert abs(cents(amount) - amount) <= Decimal("0.005")


@given(amounts())
def test_rounding_keeps_the_sign_symmetric(amount: Decimal) -> None:
    assert cents(-amount) == -cents(amount)


@given(st.lists(st.tuples(amounts("0", "10000"), amounts("-10000", "10000")), max_size=20))
def test_a_total_is_the_sum_of_its_rounded_lines(lines: list[tuple[Decimal, Decimal]]) -> None:
    rounded = [line_amount(quantity, price, Decimal(0)) for quantity, price in lines]
    exact = sum((quantity * price for quantity, price in lines), Decimal(0))

    total = sum(rounded, Decimal(0))

    assert total == cents(total)
    assert abs(total - exact) <= Decimal("0.005") * len(lines)


@given(amounts("0", "10000"), amounts("0", "100"))
def test_a_net_price_lies_between_nothing_and_the_price(price: Decimal, discount: Decimal) -> None:
    net = net_price(price, discount)

    assert 0 <= net <= price
    assert net == net.quantize(Decimal("0.0001"))


@given(amounts())
def test_the_plain_text_means_the_same_amount_and_is_the_same_for_equal_ones(
    amount: Decimal,
) -> None:
    assert Decimal(plain(amount)) == amount
    assert plain(amount) == plain(amount.normalize()) == plain(amount * 1)
