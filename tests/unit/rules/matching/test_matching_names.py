"""What two names have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.rules.matching.likeness import Grade, grade, likeness, odds, rarity
from ledger_sync.rules.matching.names import take_apart

PIECES = [*"abcdJS mith&'.12éø", "Ltd ", " - ", " t/a ", "Mr ", "phil", "phill"]
NAMES = st.lists(st.sampled_from(PIECES), max_size=15).map("".join)


def even(_word: str) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("ACME  ltd", "Acme Ltd", Grade.EQUAL, id="case"),
        pytest.param("Acme Ltd", "Acme", Grade.WORDS, id="no legal form"),
        pytest.param("Acme Pty Ltd", "Acme P/L", Grade.WORDS, id="Australian form"),
        pytest.param("Acme L.L.C.", "Acme LLC", Grade.WORDS, id="dotted form"),
        pytest.param("Acme Public Limited Company", "Acme plc", Grade.WORDS, id="long form"),
        pytest.param("Müller & Søn", "Sön and Muller", Grade.WORDS, id="accents and order"),
        pytest.param("The O'Connor Bros.", "OConnor Brothers", Grade.WORDS, id="apostrophe"),
        pytest.param("A.B.C. Roofing", "ABC Roofing", Grade.WORDS, id="initials"),
        pytest.param("J & K Hall", "JK Hall", Grade.WORDS, id="joined letters"),
        pytest.param("Jo Hall Jnr", "Jo Hall Junior", Grade.WORDS, id="junior"),
        pytest.param("The Company Ltd", "The Company Limited", Grade.SIBLINGS, id="nothing left"),
        pytest.param("Bright Water", "Brightwater", Grade.SLIP, id="space"),
        pytest.param("Phillip Hall", "Philip Hall", Grade.SLIP, id="doubled letter"),
        pytest.param("Micheal Hall", "Michael Hall", Grade.SLIP, id="swapped letters"),
        pytest.param("Brightt Hall", "Bright Hall", Grade.SLIP, id="doubled last letter"),
        pytest.param("Marina Hall", "Martina Hall", Grade.SIBLINGS, id="a letter more"),
        pytest.param("Francis Hall", "Frances Hall", Grade.SIBLINGS, id="another letter"),
        pytest.param("Jno Hall", "Jon Hall", Grade.SIBLINGS, id="short word"),
        pytest.param("Flat 1 12", "Flat 11 2", Grade.SIBLINGS, id="spaces between digits"),
        pytest.param("Acme Heating", "Acme", Grade.PART, id="part"),
        pytest.param("Jo Hall t/a Rapid", "Rapid Ltd", Grade.PART, id="trading name"),
        pytest.param("Jo Hall trading as Rapid", "A Reid t/a Rapid", Grade.PART, id="both trade"),
        pytest.param("Acme Farms", "Acme Hotels", Grade.SIBLINGS, id="siblings"),
        pytest.param("Acme", "Bolt", Grade.UNLIKE, id="unlike"),
        pytest.param("", "", Grade.UNLIKE, id="blank"),
    ],
)
def test_two_names_are_graded(one: str, other: str, expected: Grade) -> None:
    assert grade(take_apart(one), take_apart(other)) is expected


@given(NAMES, NAMES)
def test_the_side_makes_no_difference(first: str, second: str) -> None:
    one, other = take_apart(first), take_apart(second)

    assert grade(one, other) is grade(other, one)
    assert odds(one, other) == odds(other, one)
    assert likeness(one, other, even) == pytest.approx(likeness(other, one, even))


@given(NAMES)
def test_a_name_is_wholly_like_itself(text: str) -> None:
    name = take_apart(text)

    assert likeness(name, name, even) == 1.0
    assert grade(name, name) is (Grade.EQUAL if name.same else Grade.UNLIKE)
    assert odds(name, name) is None


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        pytest.param("Brightwater Lettings", "Brightwatr Lettings", 0.9, 0.99, id="misprint"),
        pytest.param("Bright Water", "Brightwater Ltd", 0.95, 0.95, id="space"),
        pytest.param("J Smith", "John Smith", 0.8, 0.8, id="initial"),
        pytest.param("Hall Prop Mgmt", "Hall Property Mgmt", 0.9, 0.99, id="abbreviation"),
        pytest.param("Acme Acme", "Acme", 0.6, 0.7, id="each word once"),
        pytest.param("Unit 4", "Unit 5", 0.5, 0.5, id="numbers"),
        pytest.param("Eastfield", "Westfield", 0.8, 0.9, id="near words"),
        pytest.param("Acme", "Bolt", 0.0, 0.0, id="unlike"),
    ],
)
def test_names_are_alike_to_a_degree(one: str, other: str, low: float, high: float) -> None:
    assert low <= likeness(take_apart(one), take_apart(other), even) <= high


def test_a_rare_word_weighs_more_than_one_that_many_have() -> None:
    assert rarity(1) == rarity(2) > rarity(4) > rarity(5_000) > 0
