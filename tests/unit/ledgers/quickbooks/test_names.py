"""Names as QuickBooks can hold them, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.ledgers.quickbooks.names import (
    LONGEST_ITEM_NAME,
    clean,
    item_name,
    other_item_name,
    restored,
)
from ledger_sync.model import ItemKey


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        pytest.param("Acme: Leeds", "Acme\u2236 Leeds", id="colon"),
        pytest.param("Acme\tLeeds", "Acme\u21e5Leeds", id="tab"),
        pytest.param("Acme\r\nLeeds", "Acme\u240d\u21b5Leeds", id="line break"),
        pytest.param("  Acme \n", "Acme", id="spaces around it"),
        pytest.param("Acme  Ltd", "Acme  Ltd", id="spaces within it"),
        pytest.param("Café Ünder", "Café Ünder", id="accents"),
    ],
)
def test_what_quickbooks_refuses_in_a_name_is_replaced(typed: str, sent: str) -> None:
    assert clean(typed) == sent


@given(st.text())
def test_a_cleaned_name_has_nothing_that_quickbooks_refuses(typed: str) -> None:
    assert not set(clean(typed)) & set(":\t\n\r")


@given(st.text(alphabet="aZ é:\t\n\r'-&"))
def test_the_way_back_gives_what_was_typed(typed: str) -> None:
    assert restored(clean(typed)) == typed.strip()


@pytest.mark.parametrize(
    ("key", "first", "other"),
    [
        pytest.param(ItemKey("Tap", "200"), "Tap", "Tap (200)", id="number"),
        pytest.param(
            ItemKey("Tap", "Sales:Labour"), "Tap", "Tap (Sales\u2236Labour)", id="full name"
        ),
        pytest.param(ItemKey("Tap", None), "Tap", "Tap", id="no account"),
    ],
)
def test_the_second_name_of_an_item_tells_its_account(key: ItemKey, first: str, other: str) -> None:
    assert (item_name(key), other_item_name(key)) == (first, other)


@pytest.mark.parametrize("account", ["200", "Sales:" + "L" * 120], ids=["short", "long"])
def test_the_second_name_of_an_item_is_never_too_long(account: str) -> None:
    assert len(other_item_name(ItemKey("x" * 100, account))) == LONGEST_ITEM_NAME
