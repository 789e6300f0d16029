"""A history of both sides: people change records in Klipboard and in the ledger, and runs go.

Each thing that happens is a step: what, which record, which detail. Steps that cannot be (a line
of an invoice without lines, what the ledger refuses) do nothing, so that any steps are a history.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.pipeline.our_people import OurPeople
from tests.pipeline.perils import mortal
from tests.pipeline.their_people import TheirPeople

Step = tuple[str, int, int]


class History(OurPeople, TheirPeople):
    """Klipboard and a ledger, the people at both, and the runs between them."""

    def do(self, step: Step) -> None:
        """Let a step happen, so long after the last one that no reading reaches back to it."""
        self.at.later(minutes=1)
        what, which, how = step
        getattr(self, what)(which, how)

    def forward(self, which: int, how: int) -> None:
        self.memory.ran()
        self.at.attempt()

    def reverse(self, which: int, how: int) -> None:
        self.memory.ran()
        self.at.attempt_to_bring_back()

    def forward_dies(self, which: int, how: int) -> None:
        self._dies(self.at.attempt, which, how)

    def reverse_dies(self, which: int, how: int) -> None:
        self._dies(self.at.attempt_to_bring_back, which, how)

    def _dies(self, run: Callable[..., Any], which: int, how: int) -> None:
        """Dies at a boundary; Airflow may try the same run again at once."""
        self.memory.ran()
        options = {"run_id": f"mortal run {next(self.fresh)}"}
        with mortal(self.at, 1 + how):
            run(**options)
        if which % 2:
            self.memory.ran()
            run(**options)


BY_US = sorted(name for name in dir(History) if name.startswith("we_"))
BY_THEM = sorted(name for name in dir(History) if name.startswith("they_"))
