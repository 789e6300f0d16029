"""How many calls a ledger takes in a while. Pure; ``rest.limits`` holds callers to it."""

from __future__ import annotations

from dataclasses import dataclass


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
