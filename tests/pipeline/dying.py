"""Workers that die, or are overtaken, at the worst moment: clients around the ledger's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from ledger_sync.ledgers.contract import Item, LedgerClient, Outcome


class Killed(BaseException):
    """The worker's process is gone: nothing of ours may handle it."""


class Disturbed:
    """A client during whose writes something happens.

    Args:
        before, after: Called with the number of the write, from 1, before and after it reached the
            ledger; what they raise is what the worker dies of.
    """

    def __init__(
        self,
        client: LedgerClient,
        *,
        before: Callable[[int], None] = lambda _: None,
        after: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._before = before
        self._after = after
        self._numbers = count(1)

    def write(self, items: Sequence[Item], key: str) -> list[Outcome]:
        number = next(self._numbers)
        self._before(number)
        outcomes = self._client.write(items, key)
        self._after(number)
        return outcomes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def die_at(write: int) -> Callable[[int], None]:
    """Die at one of the writes."""

    def die(number: int) -> None:
        if number == write:
            raise Killed

    return die
