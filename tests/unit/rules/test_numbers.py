"""The start number follows the ledger's last one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.rules.numbers import LONGEST, start_number


@pytest.mark.rule("C-08")
@pytest.mark.rule("X-11")
@pytest.mark.parametrize(
    ("numbers", "start"),
    [
        pytest.param(["INV-0041", "INV-0042"], 43, id="a prefix is looked past"),
        pytest.param(["42", "7"], 43, id="the order does not matter"),
        pytest.param(["INV-9", "QUO-100"], 101, id="prefixes share a row"),
        pytest.param(["2026-0007"], 8, id="the last group of digits counts"),
        pytest.param(["INV-12-B"], 13, id="a suffix is looked past"),
        pytest.param(["OLD", ""], None, id="no digits anywhere"),
        pytest.param([], None, id="no documents"),
        pytest.param(["5012345678900123", "12"], 13, id="a barcode is no running number"),
        pytest.param(["INV-0099"], 100, id="more digits than before"),
        pytest.param(["0"], 1, id="zero"),
    ],
)
def test_the_start_number(numbers: list[str], start: int | None) -> None:
    assert start_number(numbers) == start


@given(st.lists(st.integers(0, 10**LONGEST - 1), min_size=1))
def test_the_start_number_is_above_every_number_in_use(used: list[int]) -> None:
    start = start_number(f"INV-{number:04}" for number in used)

    assert start == max(used) + 1


@given(st.lists(st.text()))
def test_any_text_can_be_a_number(numbers: list[str]) -> None:
    start = start_number(numbers)

    assert start is None or start > 0
