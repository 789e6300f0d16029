"""Merging by field: nothing is lost but what the policy says, and both sides come to agree."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.model import Json
from ledger_sync.rules.merge import KLIPBOARD, LEDGER, Conflict, Merged, Side, changes, merge

AGREED: Json = {"due_date": "2026-10-31", "reference": "Job 7", "party": "c-1"}

values = st.sampled_from([None, "", "a", "b", "A"])
views = st.fixed_dictionaries(dict.fromkeys("pqrst", values))
policies = st.fixed_dictionaries(dict.fromkeys("pqrst", st.sampled_from([KLIPBOARD, LEDGER])))
Policy = dict[str, Side]


@dataclass(frozen=True)
class World:
    """One record on both sides, and how both were when they agreed."""

    base_theirs: Json
    theirs: Json
    base_ours: Json
    ours: Json

    def merged(self, policy: Policy) -> Merged:
        return merge(self.base_theirs, self.theirs, self.base_ours, self.ours, policy.__getitem__)

    def read(self, policy: Policy) -> World:
        """A run of the way back: what is pending has its agreement still before it."""
        merged = self.merged(policy)
        ours = self.ours | merged.take
        agreed = {
            field: self.base_ours[field] if field in merged.pending else value
            for field, value in ours.items()
        }
        return World(self.theirs, self.theirs, agreed, ours)

    def send(self, policy: Policy) -> World:
        """An hourly run, which looks at the ledger's record before it changes it."""
        pending = self.merged(policy).pending
        seen = self.read(policy)
        theirs = seen.theirs | {field: seen.ours[field] for field in pending}
        return World(theirs, theirs, seen.ours, seen.ours)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    base = draw(views)
    return World(base, draw(views), base, draw(views))


@st.composite
def rewritten_worlds(draw: st.DrawFn) -> World:
    """The ledger shows what we sent in its own way, as it does with addresses."""
    return World(draw(views), draw(views), draw(views), draw(views))


@pytest.mark.rule("C-11")
def test_one_sides_change_is_taken_and_the_others_goes_out() -> None:
    theirs = {**AGREED, "due_date": "2026-11-15"}
    ours = {**AGREED, "reference": "Job 8"}

    merged = merge(AGREED, theirs, AGREED, ours, lambda _: LEDGER)

    assert merged == Merged({"due_date": "2026-11-15"}, frozenset({"reference"}), ())


@pytest.mark.rule("C-11")
@pytest.mark.parametrize(
    ("winner", "take", "pending"),
    [
        pytest.param(LEDGER, {"reference": "Job 9"}, frozenset(), id="ledger"),
        pytest.param(KLIPBOARD, {}, frozenset({"reference"}), id="klipboard"),
    ],
)
def test_a_conflict_is_decided_by_the_policy_and_told_with_both_values(
    winner: Side, take: Json, pending: frozenset[str]
) -> None:
    theirs, ours = {**AGREED, "reference": "Job 9"}, {**AGREED, "reference": "Job 8"}

    merged = merge(AGREED, theirs, AGREED, ours, lambda _: winner)

    conflict = Conflict("reference", "Job 7", ours="Job 8", theirs="Job 9", winner=winner)
    assert merged == Merged(take, pending, (conflict,))


@pytest.mark.rule("C-10")
def test_what_the_ledger_made_of_our_own_words_is_no_edit_of_anybody() -> None:
    as_sent, as_shown = {"address": "1, High Street"}, {"address": "1 HIGH STREET"}

    assert merge(as_shown, as_shown, as_sent, as_sent, lambda _: LEDGER) == Merged(
        {}, frozenset(), ()
    )


def test_a_field_that_a_side_cannot_say_is_no_change_of_it() -> None:
    assert changes({"currency": "GBP"}, {}) == {}
    assert changes({}, {"currency": None}) == {}
    assert changes({}, {"currency": "GBP"}) == {"currency": "GBP"}


@pytest.mark.rule("C-10")
@given(views, views, policies)
def test_merging_nothing_changes_nothing(theirs: Json, ours: Json, policy: Policy) -> None:
    assert World(theirs, theirs, ours, ours).merged(policy) == Merged({}, frozenset(), ())


@pytest.mark.rule("C-11")
@given(rewritten_worlds(), policies)
def test_taking_one_sides_change_loses_none_of_the_others(world: World, policy: Policy) -> None:
    here = changes(world.base_ours, world.ours)
    there = changes(world.base_theirs, world.theirs)

    after = world.send(policy)

    for field in here.keys() ^ there.keys():
        assert after.ours[field] == after.theirs[field] == (here | there)[field]


@pytest.mark.rule("C-11")
@given(worlds(), policies)
def test_both_sides_agree_after_both_have_been_told(world: World, policy: Policy) -> None:
    after = world.send(policy)

    assert after.ours == after.theirs
    assert after.merged(policy) == Merged({}, frozenset(), ())


@pytest.mark.rule("C-11")
@given(rewritten_worlds(), policies)
def test_the_result_does_not_depend_on_which_run_came_first(world: World, policy: Policy) -> None:
    assert world.read(policy).send(policy) == world.send(policy).read(policy)


@given(rewritten_worlds(), policies)
def test_merging_twice_equals_once(world: World, policy: Policy) -> None:
    once = world.read(policy)

    assert once.read(policy) == once
    assert once.merged(policy) == replace(world.merged(policy), take={}, conflicts=())


@pytest.mark.rule("C-11")
@given(rewritten_worlds(), policies)
def test_a_conflict_is_told_exactly_when_both_changed_a_field_to_different_values(
    world: World, policy: Policy
) -> None:
    here = changes(world.base_ours, world.ours)
    there = changes(world.base_theirs, world.theirs)

    expected = {
        Conflict(field, world.base_theirs[field], here[field], there[field], policy[field])
        for field in here.keys() & there.keys()
        if here[field] != there[field]
    }

    assert set(world.merged(policy).conflicts) == expected


@pytest.mark.rule("C-11")
@given(worlds(), policies)
def test_the_winner_of_a_conflict_is_what_both_sides_have_at_the_end(
    world: World, policy: Policy
) -> None:
    after = world.send(policy)

    for conflict in world.merged(policy).conflicts:
        won = conflict.theirs if conflict.winner == LEDGER else conflict.ours
        assert after.ours[conflict.field] == after.theirs[conflict.field] == won
