"""The sandbox's clock: real time plus an offset, so that expiry can be tested without waiting."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Tell the time that every limit, token and timestamp of the sandbox goes by."""

    def __init__(self) -> None:
        self._offset = 0.0

    def seconds(self) -> float:
        """Return seconds since the epoch."""
        return time.time() + self._offset

    def ms(self) -> int:
        """Return milliseconds since the epoch."""
        return int(self.seconds() * 1000)

    def now(self) -> datetime:
        """Return the current instant, in UTC."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def advance(self, seconds: float) -> None:
        """Move the clock forward (a negative number moves it back)."""
        self._offset += seconds

    def set(self, moment: datetime) -> None:
        """Let the clock go on from the given moment."""
        self._offset = moment.timestamp() - time.time()

    def reset(self) -> None:
        """Return to real time."""
        self._offset = 0.0
