"""Which product of Klipboard a ledger's one is, and what changes in it (Q-14)."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.model import LedgerProduct, Product
from ledger_sync.rules.products import Choice, changes, choose, values

pytestmark = pytest.mark.rule("Q-14")


def theirs(name: str, place: str = "line 2", path: str | None = None, **rest: Any) -> LedgerProduct:
    return LedgerProduct(place=place, name=name, path=path or name, **rest)


def ours(source_id: int, name: str, **rest: Any) -> Product:
    return Product(source_id=source_id, name=name, kind="stock", **rest)


def chosen(choices: list[Choice]) -> list[int | None]:
    return [each.ours.source_id if each.ours else None for each in choices]


def only(choices: list[Choice]) -> Choice:
    (choice,) = choices
    return choice


@pytest.mark.parametrize("name", ["Tap", "TAP ", "  tap"])
def test_a_product_is_known_by_its_name_whatever_its_case(name: str) -> None:
    assert chosen(choose([theirs(name)], [ours(1, "Tap"), ours(2, "Pipe")], {})) == [1]


def test_a_name_that_klipboard_has_not_is_new() -> None:
    choice = only(choose([theirs("Tap")], [ours(1, "Tape")], {}))

    assert (choice.ours, choice.refusal, choice.name) == (None, None, "Tap")


def test_a_link_wins_over_a_name() -> None:
    there = theirs("Tap", ledger_id="17")

    assert chosen(choose([there], [ours(1, "Valve"), ours(2, "Pipe")], {"17": 1})) == [1]


def test_two_that_swap_their_names_keep_their_links() -> None:
    there = [theirs("B", "item 1", ledger_id="1"), theirs("A", "item 2", ledger_id="2")]

    assert chosen(choose(there, [ours(1, "A"), ours(2, "B")], {"1": 1, "2": 2})) == [1, 2]


def test_a_link_to_a_product_that_is_gone_counts_for_nothing() -> None:
    there = theirs("Tap", ledger_id="17")

    assert chosen(choose([there], [ours(2, "Tap")], {"17": 1})) == [2]


def test_a_linked_one_that_takes_the_name_of_another_is_refused() -> None:
    there = theirs("Pipe", ledger_id="17")

    choice = only(choose([there], [ours(1, "Tap"), ours(2, "Pipe")], {"17": 1}))

    assert "as product 2 of Klipboard is" in str(choice.refusal)


def test_a_renamed_product_is_known_by_its_sku() -> None:
    assert chosen(choose([theirs("Tap, new", sku="t-1")], [ours(1, "Tap", sku="T-1")], {})) == [1]


def test_names_come_before_skus_for_all() -> None:
    there = [theirs("B", "line 2", sku="1"), theirs("A", "line 3", sku="2")]

    assert chosen(choose(there, [ours(1, "A", sku="1")], {})) == [None, 1]


def test_a_sku_that_two_have_says_nothing() -> None:
    two_of_theirs = [theirs("B", "line 2", sku="1"), theirs("C", "line 3", sku="1")]

    assert chosen(choose(two_of_theirs, [ours(1, "A", sku="1")], {})) == [None, None]
    two_of_ours = [ours(1, "A", sku="1"), ours(2, "D", sku="1")]
    assert chosen(choose([theirs("B", sku="1")], two_of_ours, {})) == [None]


def test_several_of_one_name_are_told_and_none_is_guessed() -> None:
    choice = only(choose([theirs("Tap")], [ours(3, "Tap"), ours(1, "tap")], {}))

    assert "several products called 'Tap' (ids 1, 3)" in str(choice.refusal)


def test_the_sku_tells_several_of_one_name_apart() -> None:
    here = [ours(1, "Tap", sku="A"), ours(2, "Tap", sku="B")]

    assert chosen(choose([theirs("Tap", sku="b")], here, {})) == [2]


def test_one_in_use_is_taken_rather_than_an_archived_one() -> None:
    here = [ours(1, "Tap", archived=True), ours(2, "Tap")]

    assert chosen(choose([theirs("Tap")], here, {})) == [2]
    assert chosen(choose([theirs("Tap")], here[:1], {})) == [1]


def test_a_name_that_is_there_twice_comes_in_once() -> None:
    first, second = choose([theirs("Tap", "line 2"), theirs("TAP", "line 7")], [], {})

    assert (first.refusal, str(second.refusal)) == (None, "'TAP' is there twice: see line 2")


def test_two_of_one_name_in_two_categories_come_in_with_their_categories() -> None:
    there = [
        theirs("Valve", "item 1", "Heating:Valve"),
        theirs("Valve", "item 2", "Water:Valve"),
        theirs("Tap", "item 3", "Water:Tap"),
    ]

    assert [each.name for each in choose(there, [], {})] == ["Heating:Valve", "Water:Valve", "Tap"]


@given(st.lists(st.sampled_from("abcde"), max_size=6), st.randoms(use_true_random=False))
def test_no_product_is_found_twice_and_the_order_does_not_matter(
    names: list[str], chance: random.Random
) -> None:
    here = [ours(number, name, sku=name) for number, name in enumerate("abc", start=1)]
    there = [
        theirs(f"{name}{number}" if number % 2 else name, f"line {number}", sku=name)
        for number, name in enumerate(dict.fromkeys(names), start=2)
    ]
    shuffled = chance.sample(there, len(there))

    found = {each.theirs.place: each.ours for each in choose(there, here, {})}

    ids = [each.source_id for each in found.values() if each]
    assert len(ids) == len(set(ids))
    assert {each.theirs.place: each.ours for each in choose(shuffled, here, {})} == found


def wanted(**rest: Any) -> dict[str, Any]:
    choice = Choice(theirs=theirs("Tap", **rest), name="Tap", ours=None, refusal=None)
    codes = {"account_code": "200", "purchase_account_code": None, "tax_rate": None}
    return dict(values(choice, **codes))


def test_of_a_new_product_everything_that_is_said_is_written() -> None:
    said = wanted(kind="service", unit_price=Decimal("12.50"))

    assert changes(None, said) == {
        "name": [None, "Tap"],
        "kind": [None, "service"],
        "unit_price": [None, "12.5"],
        "account_code": [None, "200"],
    }


def test_what_is_the_same_is_not_written_and_what_is_not_said_stays() -> None:
    here = ours(1, "TAP", unit_price=Decimal("12.5000"), sku="T-1", account_code="200")

    assert changes(here, wanted(kind="stock", unit_price=Decimal("12.5"))) == {}


def test_a_price_is_compared_as_klipboard_keeps_it() -> None:
    here = ours(1, "Tap", unit_price=Decimal("0.3333"), account_code="200")

    assert changes(here, wanted(kind="stock", unit_price=Decimal("0.33333333"))) == {}


def test_a_change_says_before_and_after() -> None:
    here = ours(1, "Tap", unit_cost=Decimal("3.0000"), account_code="260")

    assert changes(here, wanted(kind="service", unit_cost=Decimal(0))) == {
        "kind": ["stock", "service"],
        "unit_cost": ["3", "0"],
        "account_code": ["260", "200"],
    }
