"""Pace of one ledger connection: its quotas, corrected by the ledger's headers.

One task works on a ledger connection at a time. What the tasks before it used of the quotas comes
from ``state.recent_calls``, whichever worker they ran on; what others use, such as another app of
the company's, shows in the header, and the pace waits for the window to turn.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from ledger_sync.rules.quotas import Call, pause, still_counting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ledger_sync.rules.quotas import Quota

WINDOW_SECONDS = 60.0


class Pace:
    """Makes callers wait so that a 429 is the exception.

    Args:
        quotas: What the ledger allows one organisation.
        before: Calls that were made before, ``at`` in seconds from now: negative.
        clock, sleep: Passed in, so that tests need not wait.
    """

    def __init__(
        self,
        quotas: Sequence[Quota],
        *,
        before: Sequence[Call] = (),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._quotas = quotas
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        now = clock()
        self._made = [each.moved(now) for each in before]
        self._window_seen = now
        self._remaining: int | None = None
        self._resume_at = 0.0

    def wait(self, path: str = "", elements: int = 1) -> None:
        """Return when a call may go.

        Args:
            path: Where it goes to; a quota may be for some paths only.
            elements: How many elements its batch has.
        """
        while (seconds := self._take(path, elements)) > 0:
            self._sleep(seconds)

    def _take(self, path: str, elements: int) -> float:
        """Note a call that may go; gives how long one that may not has to wait."""
        with self._lock:
            call = Call(self._clock(), path, elements)
            seconds = max(self._resume_at - call.at, pause(self._quotas, self._made, call))
            if seconds <= 0:
                self._made = [*still_counting(self._quotas, self._made, call.at), call]
            return seconds

    def recent(self) -> list[Call]:
        """The calls that still count, ``at`` in seconds from now."""
        with self._lock:
            now = self._clock()
            return [each.moved(-now) for each in still_counting(self._quotas, self._made, now)]

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
