"""Which parties are worth a comparison: those that share a key, never all with all. Pure.

A key that more than ``LARGEST`` parties of a side share tells nobody apart and is no block:
*plumbing* is none, *smith plumbing* is one. A party is compared with at most ``LARGEST`` others a
key, and has at most some 45 keys (three for each of six words, one for each pair of those, and ten
for the rest): for 10,000 parties on either side at most 9 million comparisons instead of 100
million. In books of the usual kind it is about ten a party.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ledger_sync.rules.matching.traits import Traits

LARGEST = 20
WORDS = 6
"""Of a name, the longest ones; the others are no keys."""
SHORTEST_WORD = 3
SHORTEST_HALF = 6
"""From here on the two ends of a word are keys: a misprint leaves one of them whole."""
END = 4
DIGITS = 8

Key = tuple[str, ...]


def sharing(theirs: Sequence[Traits], ours: Sequence[Traits]) -> set[tuple[int, int]]:
    """Find the places of all parties that share a key, as (theirs, ours)."""
    left, right = _by_key(theirs), _by_key(ours)
    return {
        pair
        for key in left.keys() & right.keys()
        if len(left[key]) <= LARGEST and len(right[key]) <= LARGEST
        for pair in itertools.product(left[key], right[key])
    }


def _by_key(side: Iterable[Traits]) -> dict[Key, list[int]]:
    blocks: defaultdict[Key, list[int]] = defaultdict(list)
    for place, each in enumerate(side):
        for key in set(_keys(each)):
            blocks[key].append(place)
    return blocks


def _keys(party: Traits) -> Iterator[Key]:
    yield from party.identities
    for name in party.names:
        yield ("words", *name.same)
        yield from _word_keys(name.words)
    for number in party.national:
        yield ("digits", number[-DIGITS:])
    if party.domain:
        yield ("domain", party.domain)
    if party.place.postcode:
        yield ("postcode", party.place.postcode)


def _word_keys(words: Iterable[str]) -> Iterator[Key]:
    longest = sorted(set(words), key=lambda word: (-len(word), word))[:WORDS]
    for word in longest:
        if len(word) >= SHORTEST_WORD:
            yield ("word", word)
        if len(word) >= SHORTEST_HALF:
            yield ("start", word[:END])
            yield ("end", word[-END:])
    for pair in itertools.combinations(sorted(longest), 2):
        yield ("pair", *pair)
