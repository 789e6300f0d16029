"""Columns are found by their headings, whatever their order, case and signs."""

from __future__ import annotations

from ledger_sync.rules.headings import columns, titles

HEADINGS = {"name": ("Product/Service Name", "Name"), "price": ("Sales Price / Rate", "Price")}


def test_case_spaces_and_signs_do_not_count() -> None:
    assert columns(["sales price/rate*", " PRODUCT / SERVICE  NAME "], HEADINGS) == {
        "price": 0,
        "name": 1,
    }


def test_the_likelier_heading_wins_wherever_it_stands() -> None:
    assert columns(["Name", "Price", "Product/Service Name"], HEADINGS) == {"name": 2, "price": 1}


def test_of_two_columns_with_one_heading_the_first_counts() -> None:
    assert columns(["Name", "name"], HEADINGS) == {"name": 0}


def test_an_unknown_heading_and_an_empty_one_are_no_field() -> None:
    assert columns(["", "Colour"], HEADINGS) == {}


def test_a_person_is_told_the_usual_headings() -> None:
    assert titles(["name", "price"], HEADINGS) == "Product/Service Name, Sales Price / Rate"
