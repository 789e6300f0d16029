"""A small fleet has a task for each company; a large one a bounded number of tasks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.steps.shards import pack

from tests.unit.builders import a_connection


def test_a_small_fleet_is_shown_company_by_company() -> None:
    packed = pack([a_connection(1), a_connection(2)], most=2)

    assert packed == [
        {"name": "1 Organisation 1", "connections": [1]},
        {"name": "2 Organisation 2", "connections": [2]},
    ]


def test_a_large_fleet_is_packed() -> None:
    packed = pack([a_connection(number) for number in range(1, 6)], most=2)

    assert packed == [
        {"name": "shard 1 of 2: 3 companies", "connections": [1, 3, 5]},
        {"name": "shard 2 of 2: 2 companies", "connections": [2, 4]},
    ]


@pytest.mark.parametrize("most", [1, 32])
def test_nobody_to_work_for_means_no_task(most: int) -> None:
    assert pack([], most) == []


@given(st.integers(0, 200), st.integers(1, 40))
def test_every_connection_is_in_one_shard_and_the_shards_are_even(count: int, most: int) -> None:
    packed = pack([a_connection(number) for number in range(1, count + 1)], most)

    sizes = [len(shard["connections"]) for shard in packed]
    assert sorted(each for shard in packed for each in shard["connections"]) == list(
        range(1, count + 1)
    )
    assert len(packed) == min(count, most)
    assert max(sizes, default=0) - min(sizes, default=0) <= 1
