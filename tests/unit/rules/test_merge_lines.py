"""Lines of a document that both sides edit: by their ids, until both have the same ones again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_sync.model import Json
from ledger_sync.rules.merge import KLIPBOARD, LEDGER, Side, changes
from ledger_sync.rules.merge_lines import WHOLE, MergedLines

from tests.unit.rules.documents import (
    Policy,
    World,
    a_world,
    edited,
    is_same,
    known_as,
    policies,
    worlds,
)

LEDGER_WINS = dict.fromkeys(("line.text", "line.price", "line.removed", "lines.order"), LEDGER)
KLIPBOARD_WINS = dict.fromkeys(LEDGER_WINS, KLIPBOARD)
THREE = a_world(("Tap", "10"), ("Pipe", "20"), ("Labour", "30"))


def by_id(lines: list[Json], key: str) -> dict[str, Json]:
    return {line[key]: line for line in lines}


def without(lines: list[Json], place: int) -> list[Json]:
    return [*lines[:place], *lines[place + 1 :]]


def priced(lines: list[Json], place: int, price: str) -> list[Json]:
    return [*lines[:place], lines[place] | {"price": price}, *lines[place + 1 :]]


@pytest.mark.rule("C-05")
def test_a_price_that_changed_in_the_ledger_comes_back_to_its_line() -> None:
    merged = replace(THREE, theirs=priced(THREE.theirs, 1, "25")).merged(LEDGER_WINS)

    assert merged == MergedLines({"k1": {"price": "25"}}, (), (), ("k0", "k1", "k2"), {}, ())


@pytest.mark.rule("C-05")
def test_a_line_that_was_added_in_the_ledger_comes_back_at_its_place() -> None:
    new = {"id": "t9", "text": "Van", "price": "5"}

    merged = replace(THREE, theirs=[THREE.theirs[0], new, *THREE.theirs[1:]]).merged(LEDGER_WINS)

    assert merged == MergedLines({}, (new,), (), ("k0", "+t9", "k1", "k2"), {}, ())


@pytest.mark.rule("C-05")
def test_a_line_that_was_removed_in_the_ledger_leaves_klipboard() -> None:
    merged = replace(THREE, theirs=without(THREE.theirs, 1)).merged(KLIPBOARD_WINS)

    assert merged == MergedLines({}, (), ("k1",), ("k0", "k2"), {}, ())


@pytest.mark.rule("C-05")
def test_lines_that_were_moved_in_the_ledger_are_moved_and_nothing_else() -> None:
    merged = replace(THREE, theirs=THREE.theirs[::-1]).merged(KLIPBOARD_WINS)

    assert merged == MergedLines({}, (), (), ("k2", "k1", "k0"), {}, ())


@pytest.mark.rule("C-05")
def test_the_one_of_two_equal_lines_is_changed_that_was_meant() -> None:
    twins = a_world(("Tap", "10"), ("Tap", "10"))

    merged = replace(twins, theirs=priced(twins.theirs[::-1], 0, "12")).merged(LEDGER_WINS)

    assert merged.take == {"k1": {"price": "12"}}
    assert merged.order == ("k1", "k0")


@pytest.mark.rule("C-11")
def test_a_price_that_both_changed_is_told_under_its_lines_name() -> None:
    world = replace(THREE, theirs=priced(THREE.theirs, 1, "25"), ours=priced(THREE.ours, 1, "22"))

    merged = world.merged(KLIPBOARD_WINS)

    assert [
        (each.field, each.base, each.ours, each.theirs, each.winner) for each in merged.conflicts
    ] == [("line k1 price", "20", "22", "25", KLIPBOARD)]
    assert (merged.take, merged.pending) == ({}, {"k1": frozenset({"price"})})


@pytest.mark.rule("C-11")
@pytest.mark.parametrize("winner", [KLIPBOARD, LEDGER])
def test_a_line_removed_there_and_changed_here_follows_the_policy(winner: Side) -> None:
    world = replace(THREE, theirs=without(THREE.theirs, 1), ours=priced(THREE.ours, 1, "22"))

    merged = world.merged(LEDGER_WINS | {"line.removed": winner})

    assert [(each.field, each.theirs, each.winner) for each in merged.conflicts] == [
        ("line k1", None, winner)
    ]
    stays = winner == KLIPBOARD
    assert merged.remove == (() if stays else ("k1",))
    assert merged.pending == ({"k1": WHOLE} if stays else {})


@pytest.mark.rule("C-11")
@pytest.mark.parametrize("winner", [KLIPBOARD, LEDGER])
def test_a_line_removed_here_and_changed_there_follows_the_policy(winner: Side) -> None:
    world = replace(THREE, theirs=priced(THREE.theirs, 1, "25"), ours=without(THREE.ours, 1))

    merged = world.merged(LEDGER_WINS | {"line.removed": winner})

    assert [(each.field, each.ours, each.winner) for each in merged.conflicts] == [
        ("line k1", None, winner)
    ]
    comes_back = winner == LEDGER
    assert [line["id"] for line in merged.add] == (["t1"] if comes_back else [])
    assert merged.pending == ({} if comes_back else {"k1": WHOLE})


@pytest.mark.rule("C-11")
@pytest.mark.parametrize(
    ("winner", "order"),
    [
        pytest.param(KLIPBOARD, ("k1", "k0", "k2"), id="klipboard"),
        pytest.param(LEDGER, ("k2", "k0", "k1"), id="ledger"),
    ],
)
def test_lines_that_both_moved_are_a_conflict_of_the_order(
    winner: Side, order: tuple[str, ...]
) -> None:
    one, two, three = THREE.theirs
    ours = [THREE.ours[1], THREE.ours[0], THREE.ours[2]]

    merged = replace(THREE, theirs=[three, one, two], ours=ours).merged(
        LEDGER_WINS | {"lines.order": winner}
    )

    assert [each.field for each in merged.conflicts] == ["order of lines"]
    assert (merged.order, merged.reorder) == (order, winner == KLIPBOARD)


def test_a_renamed_item_is_no_edit_of_a_line() -> None:
    renamed = [line | {"item_name": "Tap (old)"} for line in THREE.theirs]

    assert replace(THREE, theirs=renamed).has_come_to_rest(LEDGER_WINS)


def test_a_line_that_the_ledger_showed_when_both_agreed_and_we_never_had_is_its_own() -> None:
    theirs = [*THREE.theirs, {"id": "t9", "text": "Rounding", "price": "0"}]

    assert replace(THREE, base_theirs=theirs, theirs=theirs).has_come_to_rest(LEDGER_WINS)


@pytest.mark.rule("C-10")
@given(worlds(), policies)
def test_merging_nothing_changes_nothing(world: World, policy: Policy) -> None:
    assert world.send(policy).has_come_to_rest(policy)


@pytest.mark.rule("C-11")
@settings(max_examples=300)
@given(worlds(), policies)
def test_both_sides_have_the_same_lines_at_the_end(world: World, policy: Policy) -> None:
    assert is_same(world.send(policy))


@pytest.mark.rule("C-11")
@settings(max_examples=200)
@given(worlds(), policies)
def test_the_result_does_not_depend_on_which_run_came_first(world: World, policy: Policy) -> None:
    assert world.read(policy).send(policy) == world.send(policy).read(policy)


@settings(max_examples=200)
@given(worlds(), policies)
def test_merging_twice_equals_once(world: World, policy: Policy) -> None:
    once = world.read(policy)

    assert once.read(policy) == once
    assert once.merged(policy).conflicts == ()


@pytest.mark.rule("C-11")
@settings(max_examples=200)
@given(worlds(), policies)
def test_nothing_is_lost_that_no_conflict_names(world: World, policy: Policy) -> None:
    told = {each.field for each in world.merged(policy).conflicts}
    then, ours = by_id(world.base_ours, "line"), by_id(world.ours, "line")
    theirs = by_id(world.theirs, "id")

    end = by_id(world.send(policy).ours, "line")

    for line, there in world.children.items():
        if line in ours and there in theirs:
            edits = changes(then[line], known_as(line, theirs[there], "line"))
            edits |= changes(then[line], ours[line])
            kept = {name for name in edits if f"line {line} {name}" not in told}
            assert {name: end[line][name] for name in kept} == {name: edits[name] for name in kept}
        elif f"line {line}" not in told:
            assert line not in end
    assert {line for line in ours if line not in world.children} <= end.keys()
    new = {there for there in theirs if there not in world.children.values()}
    assert {f"k-{there}" for there in new} <= end.keys()


@settings(max_examples=100)
@given(worlds(), policies, st.data())
def test_a_history_of_edits_and_runs_in_any_order_comes_to_rest(
    world: World, policy: Policy, data: st.DataObject
) -> None:
    for turn in range(3):
        world = world.read(policy) if data.draw(st.booleans()) else world.send(policy)
        world = replace(
            world,
            ours=data.draw(edited(world.ours, "line", f"k{turn}")),
            theirs=data.draw(edited(world.theirs, "id", f"t{turn}")),
        )

    end = world.send(policy)

    assert is_same(end)
    assert end.has_come_to_rest(policy)
