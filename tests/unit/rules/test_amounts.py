"""Amounts as people and their programs write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.rules.amounts import LONGEST, read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        pytest.param("1234.5", "1234.5", id="plain"),
        pytest.param("1,234,567.89", "1234567.89", id="thousands"),
        pytest.param("1,234", "1234", id="a thousand, as in English"),
        pytest.param("1.234", "1.234", id="a point is a point"),
        pytest.param("£1,234.50", "1234.50", id="pound"),
        pytest.param("$ 12", "12", id="dollar and space"),
        pytest.param("NZ$12.30", "12.30", id="whose dollar"),
        pytest.param("12.30 GBP", "12.30", id="code behind"),
        pytest.param("USD 12.30", "12.30", id="code before"),
        pytest.param("1\N{NO-BREAK SPACE}234,50 €", "1234.50", id="as in French"),
        pytest.param("1\N{NARROW NO-BREAK SPACE}234,50", "1234.50", id="narrow space"),
        pytest.param("1.234,50", "1234.50", id="as in German"),
        pytest.param("1.234.567", "1234567", id="points that can only be thousands"),
        pytest.param("1'234.50", "1234.50", id="as in Swiss"),
        pytest.param("0,5", "0.5", id="decimal comma"),
        pytest.param(".5", "0.5", id="no digit before the point"),
        pytest.param("5.", "5", id="no digit behind the point"),
        pytest.param("-5.00", "-5.00", id="below zero"),
        pytest.param("\N{MINUS SIGN}5.00", "-5.00", id="typographic minus"),
        pytest.param("5.00-", "-5.00", id="minus behind"),
        pytest.param("-£5.00", "-5.00", id="minus before the sign"),
        pytest.param("£-5.00", "-5.00", id="minus behind the sign"),
        pytest.param("(1,234.50)", "-1234.50", id="accountants' brackets"),
        pytest.param("  7  ", "7", id="spaces around"),
    ],
)
def test_an_amount_is_read(text: str, amount: str) -> None:
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "NaN", "inf", "-Infinity", "1e5", "0x10", "10%", "1,23,4", "0,123", "1,2345.6",
     "1.2.3", "12 34", "--5", "(-5)", "£", "£$5", "5 apples", "=1+1", "1_000",
     "\N{FULLWIDTH DIGIT ONE}",
     "1" * (LONGEST + 1)],
)  # fmt: skip
def test_what_cannot_be_read_for_certain_is_no_amount(text: str) -> None:
    assert read_amount(text) is None


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9
    )
)
def test_what_is_written_with_separators_is_read_as_what_it_was(amount: Decimal) -> None:
    assert read_amount(f"{amount:,}") == amount
    assert read_amount(f"£{amount}") == amount


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    amount = read_amount(text)

    assert amount is None or amount.is_finite()
