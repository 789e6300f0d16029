"""Pairs of parties, compared, and which of them are certain among all others. Pure.

A side is a sequence of traits; a pair names its two parties by their places in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.rules.matching import blocks
from ledger_sync.rules.matching.certainty import Uniqueness, told_by
from ledger_sync.rules.matching.evidence import compare
from ledger_sync.rules.matching.likeness import rarity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ledger_sync.rules.matching.traits import Traits


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties that may be one."""

    theirs: int
    ours: int
    points: int
    score: int
    reasons: tuple[str, ...]
    by: str | None
    """What makes it certain, if this pair is looked at alone."""


def compared(
    theirs: Sequence[Traits],
    ours: Sequence[Traits],
    may_be: Callable[[int, int], bool],
    threshold: int,
) -> list[Pair]:
    """Compare what is worth it; keep what is certain by itself or reaches the threshold.

    Args:
        may_be: Whether one can be the other at all. Parties that cannot are compared with nobody,
            and yet a key that they have is not unique.
    """
    unique = Uniqueness(theirs, ours)
    weight = _weights([*theirs, *ours])
    result: list[Pair] = []
    for left, right in blocks.sharing(theirs, ours):
        if not may_be(left, right):
            continue
        found = compare(theirs[left], ours[right], weight)
        by = told_by(theirs[left], ours[right], found, unique)
        if by or found.score >= threshold:
            result.append(Pair(left, right, found.points, found.score, found.reasons, by))
    return result


def certain(pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs that are certain by themselves, without a rival on either side.

    A rival is another certain pair of one of the two, or one with as many points.
    """
    beside: defaultdict[tuple[str, int], list[Pair]] = defaultdict(list)
    for pair in pairs:
        for party in _parties(pair):
            beside[party].append(pair)

    def has_rival(pair: Pair) -> bool:
        others = (each for party in _parties(pair) for each in beside[party] if each is not pair)
        return any(each.by or each.points >= pair.points for each in others)

    return [pair for pair in pairs if pair.by and not has_rival(pair)]


def _parties(pair: Pair) -> tuple[tuple[str, int], ...]:
    return ("theirs", pair.theirs), ("ours", pair.ours)


def _weights(parties: Iterable[Traits]) -> Callable[[str], float]:
    """Words by how few parties have them in their names."""
    counts = Counter(word for each in parties for word in set(each.names[0].words))
    return lambda word: rarity(counts[word])
