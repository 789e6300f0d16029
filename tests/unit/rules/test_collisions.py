"""Who is held of a group that shares a key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.model import PARTIES
from ledger_sync.rules.collisions import LISTED, Member, hold

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def a_member(
    source_id: int, *, days: int = 0, entity: str = "client", agreed: bool = False
) -> Member:
    return Member(
        entity=entity,
        source_id=source_id,
        name=f"Party {source_id}",
        value="Acme",
        created_at=MONDAY + timedelta(days=days),
        agreed=agreed,
    )


def ids(held):
    return [one.source_id for one in held]


@pytest.mark.rule("C-09")
def test_of_two_newcomers_the_older_goes():
    young, old = a_member(1, days=5), a_member(2, days=1)

    (held,) = hold("name", [young, old])

    assert held.source_id == 1
    assert held.colliding == (("client", 2, "Party 2"),)


@pytest.mark.rule("C-09")
def test_a_party_that_the_ledger_has_is_not_thrown_out_by_an_older_newcomer():
    linked, old = a_member(1, days=9, agreed=True), a_member(2)

    assert ids(hold("name", [old, linked])) == [2]


@pytest.mark.rule("C-09")
def test_two_parties_that_the_ledger_has_both_pass():
    group = [a_member(1, agreed=True), a_member(2, agreed=True), a_member(3)]

    assert ids(hold("name", group)) == [3]


@pytest.mark.rule("C-09")
@pytest.mark.parametrize(
    "first, second",
    [
        pytest.param(a_member(9), a_member(1, entity="client_location"), id="client first"),
        pytest.param(
            a_member(9, entity="client_location"),
            a_member(1, entity="supplier"),
            id="location before supplier",
        ),
        pytest.param(a_member(1), a_member(9), id="smaller id first"),
    ],
)
def test_a_tie_of_age_is_settled_by_entity_and_then_by_id(first, second):
    assert ids(hold("name", [second, first])) == [second.source_id]


def test_a_name_that_is_known_only_to_the_ledger_stands_in_the_way():
    employee = replace(a_member(7, entity="employee", agreed=True), created_at=None)

    (held,) = hold("name", [a_member(1), employee])

    assert held.colliding == (("employee", 7, "Party 7"),)


def test_a_held_one_names_those_that_go_first_and_not_itself():
    group = [a_member(3, days=3), a_member(2, days=2), a_member(1, days=1)]

    assert [[other[1] for other in one.colliding] for one in hold("name", group)] == [
        [1, 3],
        [1, 2],
    ]


def test_a_name_that_thousands_share_lists_a_few():
    held = hold("name", [a_member(number) for number in range(5000)])

    assert len(held) == 4999
    assert {len(one.colliding) for one in held} == {LISTED}


MEMBERS = st.lists(
    st.builds(
        a_member,
        st.integers(1, 40),
        days=st.integers(0, 3),
        entity=st.sampled_from(PARTIES),
        agreed=st.booleans(),
    ),
    unique_by=lambda member: (member.entity, member.source_id),
    min_size=1,
)


@pytest.mark.rule("C-09")
@given(st.data(), MEMBERS)
def test_the_order_in_which_rows_come_changes_nothing(data, group):
    shuffled = data.draw(st.permutations(group))

    assert hold("name", shuffled) == hold("name", group)


@pytest.mark.rule("C-09")
@given(MEMBERS)
def test_exactly_one_newcomer_goes_and_only_where_none_is_agreed(group):
    held = {(one.entity, one.source_id) for one in hold("name", group)}

    going = [one for one in group if (one.entity, one.source_id) not in held]
    assert all(one.agreed for one in going) or len(going) == 1
    assert not [one for one in group if one.agreed and one not in going]
