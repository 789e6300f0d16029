"""How alike two names are to a person who reads them side by side. Pure."""

from __future__ import annotations

import itertools
from difflib import SequenceMatcher
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger_sync.rules.matching.names import Name

SHORTEST_PREFIX = 3
"""From here on the beginning of a word is taken for its abbreviation."""
SHORTEST_SLIP = 6
"""In a shorter word one other letter soon makes another word: Jon and John, Marks and Marsh."""
CLOSE = 0.75
"""Below it two words have nothing to do with each other."""
FEWEST = 2
"""Parties that a word stands for at least: one of each side."""


class Grade(IntEnum):
    """What two names have in common, in words; the greater the more."""

    UNLIKE = 0
    SIBLINGS = 1
    """They share a word, and each has one that the other lacks: sister firms, branches, sons."""
    PART = 2
    """One has all words of the other, or is its trading name."""
    SLIP = 3
    """The same but for a space, for two letters swapped, or for one doubled, in a long word."""
    WORDS = 4
    """The same words."""
    EQUAL = 5
    """Equal by the rule of uniqueness."""


def grade(one: Name, other: Name) -> Grade:
    """Say what two names have in common.

    >>> from ledger_sync.rules.matching.names import take_apart
    >>> grade(take_apart("Smith & Sons Limited"), take_apart("SONS AND SMITH"))
    <Grade.WORDS: 4>
    >>> grade(take_apart("Harlow Farms"), take_apart("Harlow Hotels"))
    <Grade.SIBLINGS: 1>
    """
    if not one.same or not other.same:
        return Grade.UNLIKE
    if one.key == other.key:
        return Grade.EQUAL
    if one.same == other.same:
        return Grade.WORDS
    if _is_slip(one, other):
        return Grade.SLIP
    left, right = set(one.same), set(other.same)
    if left <= right or right <= left or _is_trading_name(one, other):
        return Grade.PART
    return Grade.SIBLINGS if left & right else Grade.UNLIKE


def odds(one: Name, other: Name) -> str | None:
    """What in two names speaks against one party, however alike the rest is; None: nothing."""
    if one.forms and other.forms and one.forms != other.forms:
        return "other legal form"
    if one.titles and other.titles and one.titles != other.titles:
        return "other title"
    if one.same != other.same and (one.head == other.same or other.head == one.same):
        return "one is a place of the other"
    return None


def likeness(one: Name, other: Name, weight: Callable[[str], float]) -> float:
    """How much of two names is alike, from 0 to 1, each word by its weight.

    >>> from ledger_sync.rules.matching.names import take_apart
    >>> even = lambda word: 1.0
    >>> likeness(take_apart("J Smith"), take_apart("John Smith"), even)
    0.8
    >>> likeness(take_apart("Bright Water"), take_apart("Brightwater Ltd"), even)
    0.95
    """
    if one.same == other.same:
        return 1.0
    if _is_spaced(one, other):
        return 0.95
    if _is_trading_name(one, other):
        return 0.9
    whole = sum(map(weight, one.words)) + sum(map(weight, other.words))
    shared = sum(
        close * (weight(mine) + weight(theirs)) for close, mine, theirs in _pairs(one, other)
    )
    return round(shared / whole, 2) if whole else 0.0


def rarity(parties: int) -> float:
    """The weight of a word that so many parties have in their names: the rarer the more."""
    return 1 / max(FEWEST, parties).bit_length()


def _pairs(one: Name, other: Name) -> Iterator[tuple[float, str, str]]:
    """Words that belong together, the closest first; each word once."""
    close = sorted(
        (-value, mine, theirs)
        for mine, theirs in itertools.product(set(one.words), set(other.words))
        if (value := _close(mine, theirs))
    )
    left, right = list(one.words), list(other.words)
    for value, mine, theirs in close:
        if mine in left and theirs in right:
            left.remove(mine)
            right.remove(theirs)
            yield -value, mine, theirs


def _close(one: str, other: str) -> float:
    """How alike two words are; numbers are equal or nothing."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=lambda word: (len(word), word))
    if any(map(str.isdigit, one + other)):
        return 0.0
    if len(short) == 1:
        return 0.6 if long.startswith(short) else 0.0
    if len(short) >= SHORTEST_PREFIX and long.startswith(short):
        return 0.85
    ends = short[0] == long[0] or short[-1] == long[-1]
    if not ends or 2 * len(short) / (len(short) + len(long)) < CLOSE:
        return 0.0
    value = SequenceMatcher(None, short, long, autojunk=False).ratio()
    return value if value >= CLOSE else 0.0


def _is_slip(one: Name, other: Name) -> bool:
    if _is_spaced(one, other):
        return True
    left = [word for word in one.same if word not in other.same]
    right = [word for word in other.same if word not in one.same]
    if len(one.same) != len(other.same) or len(left) != 1 or len(right) != 1:
        return False
    return _slipped(*sorted((left[0], right[0]), key=len))


def _is_spaced(one: Name, other: Name) -> bool:
    """Written in one word and in two; beside a digit a space makes another number."""
    joined = "".join(one.words)
    return joined.isalpha() and joined == "".join(other.words)


def _slipped(short: str, long: str) -> bool:
    """A letter swapped with its neighbour, or doubled, but neither the first nor the last.

    A letter more or another one soon makes another name: Marina and Martina, Francis and Frances.
    """
    if len(short) < SHORTEST_SLIP or not (short + long).isalpha():
        return False
    if (short[0], short[-1]) != (long[0], long[-1]):
        return False
    differing = (place for place, letter in enumerate(short) if letter != long[place])
    place = next(differing, len(short))
    if len(short) == len(long):
        swapped = short[place + 1] + short[place]
        return short[:place] + swapped + short[place + 2 :] == long
    return long[place] == long[place - 1] and short[place:] == long[place + 1 :]


def _is_trading_name(one: Name, other: Name) -> bool:
    left, right = {one.same, *one.parts}, {other.same, *other.parts}
    return bool(left & right - {()})
