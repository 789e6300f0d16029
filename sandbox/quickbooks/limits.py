"""QuickBooks' call limits: fixed windows per company, counted before a call is read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sandbox.quickbooks.switches import Limits
from sandbox.windows import Window

MINUTE_SECONDS = 60


@dataclass(slots=True)
class Meter:
    """The windows of one company."""

    second: Window = field(default_factory=lambda: Window(1))
    minute: Window = field(default_factory=lambda: Window(MINUTE_SECONDS))
    batches: Window = field(default_factory=lambda: Window(MINUTE_SECONDS))


class Meters:
    """Count calls and refuse those above the limits."""

    def __init__(self) -> None:
        self._meters: dict[str, Meter] = defaultdict(Meter)

    def spend(self, realm_id: str, limits: Limits, now: float, *, calls: int, batch: bool) -> int:
        """Count a call; if it is one too many, return how many seconds the limit still holds.

        Args:
            realm_id: The company.
            limits: What the company may do.
            now: The time of the sandbox's clock.
            calls: How many calls of the minute it counts for.
            batch: It is a batch.
        """
        meter = self._meters[realm_id]
        costs = [(meter.second, limits.second, 1), (meter.minute, limits.minute, calls)]
        if batch:
            costs.append((meter.batches, limits.batches, 1))
        for window, limit, cost in costs:
            if window.count(now) + cost > limit:
                return window.left(now)
        for window, _, cost in costs:
            window.used += cost
        return 0

    def clear(self) -> None:
        """Start all windows anew."""
        self._meters.clear()
