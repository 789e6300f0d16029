"""The pace of one ledger connection, with a clock that tests turn."""

from __future__ import annotations

import pytest
from ledger_sync.rest.limits import Pace
from ledger_sync.rules.quotas import Quota


class Clock:
    """Time that passes only when somebody sleeps or says so."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace([Quota(10_000, 60)], clock=clock, sleep=clock.sleep)


def test_while_calls_are_left_nobody_waits(pace: Pace, clock: Clock) -> None:
    for remaining in (59, 58, 1):
        pace.wait()
        pace.observe(remaining)

    pace.wait()

    assert clock.slept == []


def test_when_none_is_left_the_window_is_waited_out(pace: Pace, clock: Clock) -> None:
    pace.observe(2)
    clock.now += 20
    pace.observe(0)

    pace.wait()

    assert clock.slept == [40]


@pytest.mark.parametrize(
    ("named", "slept"),
    [
        pytest.param(26, 26, id="as long as the ledger says"),
        pytest.param(0, 0, id="not at all"),
        pytest.param(60_000, 60, id="never for the limit of a day"),
    ],
)
def test_a_wait_that_the_ledger_names_is_the_wait(
    pace: Pace, clock: Clock, named: float, slept: float
) -> None:
    pace.observe(0, named)

    pace.wait()

    assert sum(clock.slept) == slept


def test_a_named_wait_that_was_slept_already_is_not_slept_again(pace: Pace, clock: Clock) -> None:
    pace.observe(0, 26)
    clock.now += 26

    pace.wait()

    assert clock.slept == []


def test_after_the_wait_calls_go_on(pace: Pace, clock: Clock) -> None:
    pace.observe(0)
    pace.wait()

    pace.wait()

    assert clock.slept == [60]


def test_a_new_window_shows_in_more_calls_left_than_before(pace: Pace, clock: Clock) -> None:
    pace.observe(1)
    clock.now += 30
    pace.observe(59)
    clock.now += 10
    pace.observe(0)

    pace.wait()

    assert clock.slept == [50]


@pytest.mark.parametrize("remaining", [None, 5], ids=["no header", "calls left"])
def test_an_answer_that_says_nothing_of_it_changes_nothing(
    pace: Pace, clock: Clock, remaining: int | None
) -> None:
    pace.observe(remaining)

    pace.wait()

    assert clock.slept == []


def test_no_stretch_of_time_holds_more_calls_than_the_ledger_allows(clock: Clock) -> None:
    pace = Pace([Quota(3, 60)], clock=clock, sleep=clock.sleep)
    left = []

    for _ in range(7):
        pace.wait()
        left.append(clock.now - 1000)
        clock.now += 10

    assert left == [0, 10, 20, 60, 70, 80, 120]


def test_a_batch_takes_of_each_quota_what_counts_there(clock: Clock) -> None:
    quotas = [Quota(2, 60, path="/batch"), Quota(50, 60, by_element=True)]
    pace = Pace(quotas, clock=clock, sleep=clock.sleep)

    for path, elements in (("/batch", 30), ("/query", 1), ("/batch", 19)):
        pace.wait(path, elements)
    assert clock.slept == []
    pace.wait("/query")

    assert clock.slept == [60]


def test_what_a_task_before_used_is_not_used_again(clock: Clock) -> None:
    first = Pace([Quota(3, 60)], clock=clock, sleep=clock.sleep)
    for _ in range(2):
        first.wait()
    clock.now += 10
    kept = first.recent()
    # The next worker's clock began at another time.
    other = Clock()
    other.now = 5.0

    second = Pace([Quota(3, 60)], before=kept, clock=other, sleep=other.sleep)
    for _ in range(2):
        second.wait()

    assert [each.at for each in kept] == [-10, -10]
    assert other.slept == [50]


def test_a_call_that_no_quota_counts_any_more_is_forgotten(clock: Clock) -> None:
    pace = Pace([Quota(3, 60), Quota(1, 1)], clock=clock, sleep=clock.sleep)
    pace.wait("/a")
    clock.now += 60

    assert pace.recent() == []
