"""Whether a call is tried again, and when: the short layer of two (the long one is Airflow's).

Both questions are pure functions; ``tenacity`` only carries them out.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_base

from ledger_sync.errors import AnswerLost, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_WAIT_SECONDS = 0.5
LONGEST_OWN_WAIT_SECONDS = 20.0


def should_retry(error: BaseException, *, longest_wait: float) -> bool:
    """Only what a later try may cure, and only if the wait is short enough to sleep through."""
    if not isinstance(error, TransientError) or isinstance(error, AnswerLost):
        return False
    return error.retry_after is None or error.retry_after <= longest_wait


def wait_seconds(error: BaseException, attempt: int, jitter: float) -> float:
    """The ledger's own word first, else twice as long each time; ``jitter`` lies in 0..1.

    A named wait is never shortened: a retry within it counts against the limit again.
    """
    named = error.retry_after if isinstance(error, TransientError) else None
    if named is not None:
        return named + jitter
    doubled = FIRST_WAIT_SECONDS * 2.0 ** (attempt - 1)
    return float(min(doubled, LONGEST_OWN_WAIT_SECONDS)) * (0.5 + jitter / 2)


class _Wait(wait_base):
    def __call__(self, retry_state: RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        # Jitter spreads the retries of many workers; nothing secret depends on it.
        jitter = random.random()  # noqa: S311 - see above
        return wait_seconds(error, retry_state.attempt_number, jitter) if error else 0.0


def retrying(attempts: int, longest_wait: float, sleep: Callable[[float], None]) -> Retrying:
    """The loop that ``rest.session`` runs each call in."""
    return Retrying(
        stop=stop_after_attempt(attempts),
        retry=retry_if_exception(lambda error: should_retry(error, longest_wait=longest_wait)),
        wait=_Wait(),
        sleep=sleep,
        reraise=True,
    )
