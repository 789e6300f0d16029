"""How well parties are matched at a first connection, on labelled pairs (X-01, Q-01).

Each pair is judged twice: alone in its books, where nothing but its own values tells, and among all
others in one large book. A certain link that is wrong breaks the promise; what the rest costs a
person is told.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ledger_sync.rules.matching import Match, match

from bench.habits import written_twice
from bench.parties import Case, Maker
from bench.resemblances import KINDS, different

if TYPE_CHECKING:
    from ledger_sync.model import Ref

SEEDS = (1, 2, 3, 4, 5)
ALIKE = {kind.name for kind in KINDS}
SAME, DIFFERENT = 600, 440
"""Cases of one business written twice, and of two written alike; for each seed."""


@dataclass(frozen=True)
class MatchFigures:
    """One way to judge one half of the labelled pairs."""

    books: str
    what: str
    parties: int
    """Of the ledger."""
    same: int
    """Of those, which are in Klipboard too."""
    right: int
    wrong: int
    """Certain links."""
    listed: int
    """Parties that a person is asked about."""
    candidates: int
    """Pairs that are shown for them."""
    listed_right: int
    """Parties among them whose other half is shown."""

    @property
    def kept(self) -> bool:
        """Whether no certain link was wrong."""
        return self.wrong == 0

    @property
    def precision(self) -> float:
        """Of the certain links, how many are right."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of the pairs that are one business, how many are linked."""
        return self.right / self.same

    @property
    def recall_with_review(self) -> float:
        """The same with those that a person is shown."""
        return (self.right + self.listed_right) / self.same


class _Judged(NamedTuple):
    found: Match
    truth: Ref | None
    alike: bool
    """Of the half that is there to confuse."""


def measure() -> list[MatchFigures]:
    """Judge the pairs of all seeds."""
    by_seed = [cases(seed) for seed in SEEDS]
    alone = [[case] for several in by_seed for case in several]
    return [*_judged("alone", alone), *_judged("together", by_seed)]


def cases(seed: int) -> list[Case]:
    """The labelled pairs of one seed.

    A name belongs to one case: by chance there would be namesakes that nobody labelled.
    """
    maker = Maker(seed)
    twice = (written_twice(maker) for _ in itertools.count())
    seen: set[str] = set()
    return [*_fresh(twice, SAME, seen), *_fresh(different(maker), DIFFERENT, seen)]


def _fresh(made: Iterator[Case], count: int, seen: set[str]) -> Iterator[Case]:
    while count:
        case = next(made)
        written = [each.party for each in case.theirs] + [each.party for each in case.ours]
        names = {party.name.casefold() for party in written}
        if seen.isdisjoint(names):
            seen |= names
            count -= 1
            yield case


def _judged(books: str, cases: Sequence[Sequence[Case]]) -> list[MatchFigures]:
    judged = [each for book in cases for each in _matched(book)]
    return [
        _figures(books, what, [each for each in judged if each.alike is alike])
        for what, alike in (("one written twice", False), ("two written alike", True))
    ]


def _figures(books: str, what: str, judged: Sequence[_Judged]) -> MatchFigures:
    linked = [each for each in judged if each.found.ref]
    listed = [each for each in judged if each.found.candidates]
    shown = [{candidate.ref for candidate in each.found.candidates} for each in listed]
    return MatchFigures(
        books=books,
        what=what,
        parties=len(judged),
        same=sum(each.truth is not None for each in judged),
        right=sum(each.found.ref == each.truth for each in linked),
        wrong=sum(each.found.ref != each.truth for each in linked),
        listed=len(listed),
        candidates=sum(map(len, shown)),
        listed_right=sum(each.truth in refs for each, refs in zip(listed, shown, strict=True)),
    )


def _matched(book: Sequence[Case]) -> list[_Judged]:
    """What the rules say of each party of the ledger, and what is true."""
    of_key = {each.key: case for case in book for each in case.theirs}
    theirs = [each for case in book for each in case.theirs]
    ours = [each for case in book for each in case.ours]
    return [
        _Judged(found, case.same.get(found.theirs.key), case.kind in ALIKE)
        for found in match(theirs, ours, {})
        for case in [of_key[found.theirs.key]]
    ]
