"""Fixed windows of time in which calls are counted."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(slots=True)
class Window:
    """A fixed window that begins with the first call after the last one ended."""

    seconds: int
    started: float = float("-inf")
    used: int = 0

    def count(self, now: float) -> int:
        """Return the calls in the window that is open now."""
        if not self.started <= now < self.started + self.seconds:
            self.started, self.used = now, 0
        return self.used

    def left(self, now: float) -> int:
        """Return the whole seconds until the window ends."""
        return max(1, math.ceil(self.started + self.seconds - now))
