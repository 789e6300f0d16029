"""How many calls a ledger takes in a while. Pure; ``rest.limits`` holds callers to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Quota:
    """So many calls in so many seconds, for one organisation.

    Args:
        path: Only calls whose path begins so; empty: all.
        by_element: Whether each element of a batch counts as a call.
    """

    calls: int
    seconds: int
    path: str = ""
    by_element: bool = False

    def weight(self, path: str, elements: int) -> int:
        """What a call takes of the quota.

        >>> Quota(40, 60, path="/batch").weight("/batch", 30)
        1
        >>> Quota(500, 60, by_element=True).weight("/batch", 30)
        30
        >>> Quota(40, 60, path="/batch").weight("/query", 1)
        0
        """
        if not path.startswith(self.path):
            return 0
        # More than the whole quota could never go.
        return min(elements, self.calls) if self.by_element else 1


@dataclass(frozen=True)
class Call:
    """A call that was made, or would be."""

    at: float
    """Seconds, by whatever clock."""
    path: str = ""
    elements: int = 1

    def moved(self, seconds: float) -> Call:
        """The same by a clock that began so much earlier."""
        return replace(self, at=self.at + seconds)


def pause(quotas: Sequence[Quota], made: Sequence[Call], call: Call) -> float:
    """How long a call has to wait, so that no stretch of time holds more than a quota allows.

    >>> pause([Quota(2, 60)], [Call(0), Call(10)], Call(25))
    35
    >>> pause([Quota(2, 60)], [Call(0), Call(10)], Call(60))
    0.0
    """
    return max((_pause(quota, made, call) for quota in quotas), default=0.0)


def _pause(quota: Quota, made: Sequence[Call], call: Call) -> float:
    left = quota.calls - quota.weight(call.path, call.elements)
    if left == quota.calls:
        return 0.0
    for each in reversed(made):
        left -= quota.weight(each.path, each.elements)
        if left < 0:
            # It is the newest beside which there is no room: once it no longer counts, there is.
            return max(0.0, each.at + quota.seconds - call.at)
    return 0.0


def still_counting(quotas: Sequence[Quota], made: Sequence[Call], now: float) -> list[Call]:
    """The calls that some quota has not forgotten yet, oldest first."""
    longest = max((quota.seconds for quota in quotas), default=0)
    return [each for each in made if each.at + longest > now]
