"""Pace of one ledger connection: its quotas as buckets, corrected by the ledger's headers.

One task works on a ledger connection at a time, so a bucket in this process is enough; what other
runs used in the same minute shows in the header, and the pace waits for the window to turn.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from pyrate_limiter import Duration, Limiter, Rate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ledger_sync.rules.quotas import Quota

WINDOW_SECONDS = 60.0

# It tells of each bucket that is made.
logging.getLogger("pyrate_limiter").setLevel(logging.WARNING)


class Pace:
    """Makes callers wait so that a 429 is the exception.

    Args:
        quotas: What the ledger allows one organisation.
        clock, sleep: Passed in, so that tests need not wait.
    """

    def __init__(
        self,
        quotas: Sequence[Quota],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._buckets = [
            (quota, Limiter(Rate(quota.calls, quota.seconds * Duration.SECOND))) for quota in quotas
        ]
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._window_seen = clock()
        self._remaining: int | None = None
        self._resume_at = 0.0

    def wait(self, path: str = "", elements: int = 1) -> None:
        """Return when a call may go.

        Args:
            path: Where it goes to; a quota may be for some paths only.
            elements: How many elements its batch has.
        """
        for quota, bucket in self._buckets:
            if weight := quota.weight(path, elements):
                bucket.try_acquire("call", weight=weight, blocking=True)
        with self._lock:
            pause = self._resume_at - self._clock()
        if pause > 0:
            self._sleep(pause)

    def observe(self, remaining: int | None, named_wait: float | None = None) -> None:
        """Take note of how many calls the ledger says are left in its window.

        Args:
            named_wait: Seconds after which the ledger itself says that calls may go on.
        """
        if remaining is None:
            return
        with self._lock:
            now = self._clock()
            if self._remaining is None or remaining > self._remaining:
                self._window_seen = now
            self._remaining = remaining
            if remaining > 0:
                return
            if named_wait is None:
                # The window began before we first saw it, so it ends before this.
                self._resume_at = self._window_seen + WINDOW_SECONDS
            else:
                # A longer one is of another limit, which is not waited for here.
                self._resume_at = now + min(named_wait, WINDOW_SECONDS)
