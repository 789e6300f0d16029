"""Statements of QuickBooks' query language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.ledgers.quickbooks import queries
from ledger_sync.ledgers.quickbooks.queries import changed_since, one_of, page, quoted


def test_a_page_has_an_order_a_place_and_a_size() -> None:
    assert page("Vendor", 1001, "Active = true") == (
        "SELECT * FROM Vendor WHERE Active = true ORDERBY Id STARTPOSITION 1001 MAXRESULTS 1000"
    )


def test_columns_may_be_chosen_and_conditions_left_away() -> None:
    assert page("Invoice", 1, columns="Id, DocNumber") == (
        "SELECT Id, DocNumber FROM Invoice ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000"
    )


def test_one_statement_asks_for_several_values_each_once() -> None:
    (statement,) = one_of("Customer", "DisplayName", ["A", "B", "A"], queries.ACTIVE_OR_NOT)

    assert statement == (
        "SELECT * FROM Customer WHERE DisplayName IN ('A', 'B') AND Active IN (true, false) "
        "MAXRESULTS 1000"
    )


def test_without_values_nothing_is_asked() -> None:
    assert list(one_of("Item", "Name", [])) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Peet's", r"'Peet\'s'", id="quotation mark"),
        pytest.param("A\\B", r"'A\\B'", id="backslash"),
        pytest.param("100%", "'100%'", id="percent"),
        pytest.param("42", "'42'", id="number"),
    ],
)
def test_a_value_stands_in_single_quotation_marks(text: str, expected: str) -> None:
    assert quoted(text) == expected


def test_long_values_are_asked_for_in_several_statements() -> None:
    names = [letter * 500 for letter in "ABCDEFGHIJ"]

    statements = list(one_of("Customer", "DisplayName", names))

    assert [each.count("'") // 2 for each in statements] == [7, 3]


@given(st.lists(st.text(max_size=500), max_size=60))
def test_no_statement_is_too_long_for_an_address_and_none_forgets_a_value(
    values: list[str],
) -> None:
    statements = list(one_of("Item", "Name", values))

    frame = quote_plus("SELECT * FROM Item WHERE Name IN () MAXRESULTS 1000")
    longest = max((len(quote_plus(f"{quoted(value)}, ")) for value in values), default=0)
    for statement in statements:
        assert len(quote_plus(statement)) <= len(frame) + max(queries.LONGEST_LIST, longest)
    assert all(any(quoted(value) in each for each in statements) for value in values)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 10, 1, 12, 30, 15, 999, UTC),
        datetime(2026, 10, 1, 5, 30, 15, tzinfo=timezone(timedelta(hours=-7))),
    ],
    ids=["UTC", "Pacific"],
)
def test_an_instant_is_asked_for_with_its_offset(moment: datetime) -> None:
    condition = changed_since(moment)

    name, sign, value = condition.split()
    assert (name, sign) == ("MetaData.LastUpdatedTime", ">=")
    assert datetime.fromisoformat(value.strip("'")) == moment.replace(microsecond=0)
