"""Whether a call is tried again, and when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.errors import (
    AnswerLost,
    AuthenticationFailed,
    LedgerUnavailable,
    QuotaExhausted,
    RateLimited,
    Refused,
    RequestRefused,
    UnexpectedResponse,
)
from ledger_sync.rest.retry import retrying, should_retry, wait_seconds


@pytest.mark.parametrize(
    ("error", "again"),
    [
        pytest.param(LedgerUnavailable("503"), True, id="unavailable"),
        pytest.param(AnswerLost("no answer"), False, id="lost answer of what is made once"),
        pytest.param(RateLimited("429", retry_after=26), True, id="short wait"),
        pytest.param(RateLimited("429", retry_after=60), True, id="longest wait"),
        pytest.param(RateLimited("429", retry_after=61), False, id="longer than we sleep"),
        pytest.param(QuotaExhausted("429", retry_after=1), False, id="quota of the day"),
        pytest.param(AuthenticationFailed("401"), False, id="authentication"),
        pytest.param(RequestRefused("400"), False, id="refused call"),
        pytest.param(UnexpectedResponse("200"), False, id="unexpected answer"),
        pytest.param(Refused("no", rule="refused"), False, id="refused record"),
        pytest.param(ValueError("bug"), False, id="fault of ours"),
    ],
)
def test_only_what_a_short_wait_may_cure_is_tried_again(error: Exception, again: bool) -> None:
    assert should_retry(error, longest_wait=60) is again


@pytest.mark.parametrize(
    ("error", "attempt", "jitter", "seconds"),
    [
        pytest.param(RateLimited("", retry_after=26), 1, 0.0, 26, id="the ledger's word"),
        pytest.param(RateLimited("", retry_after=26), 1, 0.5, 26.5, id="never shorter than that"),
        pytest.param(RateLimited("", retry_after=26), 3, 0.0, 26, id="the same at every attempt"),
        pytest.param(LedgerUnavailable(""), 1, 1.0, 0.5, id="first"),
        pytest.param(LedgerUnavailable(""), 2, 1.0, 1, id="second: twice as long"),
        pytest.param(LedgerUnavailable(""), 3, 1.0, 2, id="third: twice again"),
        pytest.param(LedgerUnavailable(""), 3, 0.0, 1, id="jitter takes at most half"),
        pytest.param(LedgerUnavailable(""), 50, 1.0, 20, id="never longer than this"),
        pytest.param(ValueError(), 1, 1.0, 0.5, id="error without a word"),
    ],
)
def test_the_wait_before_the_next_attempt(
    error: Exception, attempt: int, jitter: float, seconds: float
) -> None:
    assert wait_seconds(error, attempt, jitter) == seconds


@given(st.integers(1, 100), st.floats(0, 1))
def test_our_own_waits_are_bounded(attempt: int, jitter: float) -> None:
    assert 0.25 <= wait_seconds(LedgerUnavailable(""), attempt, jitter) <= 20


@given(st.floats(0, 1e5), st.integers(1, 10), st.floats(0, 1))
def test_a_named_wait_is_never_shortened(named: float, attempt: int, jitter: float) -> None:
    assert wait_seconds(RateLimited("", retry_after=named), attempt, jitter) >= named


def tried(*errors: Exception | None, attempts: int = 3) -> tuple[list[float], list[Exception]]:
    """Run a call that fails like this; gives the waits, and what was raised in the end."""
    waits: list[float] = []
    left = list(errors)

    def call() -> None:
        error = left.pop(0)
        if error is not None:
            raise error

    try:
        retrying(attempts, 60, waits.append)(call)
    except Exception as error:  # noqa: BLE001 - what came is what is judged
        return waits, [error]
    return waits, []


def test_a_call_that_succeeds_at_last_raises_nothing() -> None:
    waits, raised = tried(LedgerUnavailable("1"), LedgerUnavailable("2"), None)

    assert (len(waits), raised) == (2, [])


def test_the_last_error_is_raised_as_it_is_when_the_attempts_are_spent() -> None:
    last = LedgerUnavailable("3")

    waits, raised = tried(LedgerUnavailable("1"), LedgerUnavailable("2"), last)

    assert (len(waits), raised) == (2, [last])


def test_a_fatal_error_ends_the_attempts() -> None:
    fatal = RequestRefused("400")

    assert tried(LedgerUnavailable("1"), fatal)[1] == [fatal]


def test_one_attempt_means_no_wait() -> None:
    assert tried(LedgerUnavailable("1"), attempts=1)[0] == []
