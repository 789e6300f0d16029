"""What holds for every two books, however alike the parties in them are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.model import CLIENT, SUPPLIER, Address, Ref
from ledger_sync.rules.matching import Match, Ours, Theirs, match
from ledger_sync.rules.matching.match import MOST_CANDIDATES, THRESHOLD

from tests.unit.rules.sides import ours, theirs

pytestmark = [pytest.mark.rule("X-01"), pytest.mark.rule("Q-01")]

# So few values that parties collide all the time.
values = st.fixed_dictionaries(
    {
        "entity": st.sampled_from([CLIENT, SUPPLIER]),
        "name": st.sampled_from(["Acme", "ACME", "Acme Ltd", "The Acme", "Acmes", "Bolt Acme"]),
        "email": st.sampled_from([None, "a@x.org", "b@x.org", "a@gmail.com"]),
        "phone": st.sampled_from([None, "0113 496 0007", "+44 113 496 0007", "01"]),
        "mobile": st.sampled_from([None, "01"]),
        "tax_number": st.sampled_from([None, None, "GB1", "GB2"]),
        "address": st.sampled_from([Address(), Address(postcode="LS1 1AA"), Address(city="York")]),
    }
)  # fmt: skip
books = st.lists(values, max_size=5)
Books = tuple[list[Theirs], list[Ours]]
Values = dict[str, Any]


def opened(their: list[Values], our: list[Values]) -> Books:
    left = [theirs(f"L{place}", **each) for place, each in enumerate(their)]
    return left, [ours(place, **each) for place, each in enumerate(our)]


def by_key(found: list[Match]) -> dict[tuple[str, str], Match]:
    return {each.theirs.key: each for each in found}


@given(books, books, st.randoms(use_true_random=False))
def test_the_order_of_the_parties_makes_no_difference(
    their: list[Values], our: list[Values], random: Any
) -> None:
    left, right = opened(their, our)
    expected = by_key(match(left, right, {}))

    random.shuffle(left)
    random.shuffle(right)

    assert by_key(match(left, right, {})) == expected


@given(books, books)
def test_no_party_of_ours_is_given_or_offered_to_two(
    their: list[Values], our: list[Values]
) -> None:
    left, right = opened(their, our)

    found = match(left, right, {})

    linked = [each.ref for each in found if each.ref]
    offered = {candidate.ref for each in found for candidate in each.candidates}
    assert len(set(linked)) == len(linked)
    assert offered.isdisjoint(linked)


@given(books, books)
def test_who_is_linked_waits_for_nobody_and_a_list_is_short(
    their: list[Values], our: list[Values]
) -> None:
    for each in match(*opened(their, our), {}):
        assert not (each.ref and each.candidates)
        assert len(each.candidates) <= MOST_CANDIDATES
        assert all(THRESHOLD <= candidate.score <= 100 for candidate in each.candidates)


@given(books, books)
def test_the_sides_could_be_changed_over(their: list[Values], our: list[Values]) -> None:
    left, right = opened(their, our)
    other_left, other_right = opened(our, their)

    there = {
        (each.theirs.key[1], each.ref.source_id) for each in match(left, right, {}) if each.ref
    }
    back = match(other_left, other_right, {})

    assert {
        (f"L{each.ref.source_id}", int(each.theirs.key[1][1:])) for each in back if each.ref
    } == there


@given(books, books)
def test_an_equal_twin_makes_every_link_a_question(their: list[Values], our: list[Values]) -> None:
    left, right = opened(their, our)
    twins = [ours(place + 100, **each) for place, each in enumerate(our)]

    assert all(each.ref is None for each in match(left, [*right, *twins], {}))


@given(books, books, st.data())
def test_a_decision_wins_and_all_others_are_told_apart_around_it(
    their: list[Values], our: list[Values], data: st.DataObject
) -> None:
    left, right = opened(their, our)
    chosen = data.draw(st.lists(st.sampled_from(left), unique_by=id) if left else st.just([]))
    refs: list[Ref] = data.draw(st.permutations([each.party.ref for each in right]))
    decisions = {
        each.key: refs[place] if place < len(refs) else None for place, each in enumerate(chosen)
    }

    found = by_key(match(left, right, {}, decisions=decisions))

    assert {key: found[key].ref for key in decisions} == decisions
    linked = [each.ref for each in found.values() if each.ref]
    assert len(set(linked)) == len(linked)


@given(books, books, st.data())
def test_a_link_wins_over_all(their: list[Values], our: list[Values], data: st.DataObject) -> None:
    left, right = opened(their, our)
    refs: list[Ref] = data.draw(st.permutations([each.party.ref for each in right]))
    links = {each.key: ref for each, ref in zip(left, refs, strict=False)}

    found = by_key(match(left, right, links, decisions=dict.fromkeys(links)))

    assert {key: (found[key].ref, found[key].by) for key in links} == {
        key: (ref, "link") for key, ref in links.items()
    }
