"""A name taken apart into what counts when it is compared with another. Pure.

Case, accents, punctuation, the order of words, ``&`` or *and*, *the*, titles and legal forms do not
count. Uniqueness (C-09) is stricter and stays with ``identity``: what is alike may be one party,
what has an equal key must be told apart.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.rules.identity import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

Words = tuple[str, ...]

_LEGAL_FORMS = {
    "ltd": "ltd", "limited": "ltd", "plc": "plc", "llp": "llp", "lp": "lp", "cic": "cic",
    "inc": "inc", "incorporated": "inc", "corp": "inc", "corporation": "inc",
    "llc": "llc", "pllc": "llc",
}  # fmt: skip
_LONG_FORMS = {
    "public limited company": "plc",
    "limited liability company": "llc",
    "limited liability partnership": "llp",
    "community interest company": "cic",
    "p/l": "pty ltd",
}
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir"})
_FILLERS = frozenset({"the", "and", "co", "company", "pty", "proprietary"})
_ONE_WORD_FOR = {
    "jr": "junior", "jnr": "junior", "sr": "senior", "snr": "senior", "bros": "brothers",
}  # fmt: skip
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "&": " and ", "+": " and "}
    | dict.fromkeys("'’‘`´", "")
)
_LONG_FORM = re.compile(rf"\b(?:{'|'.join(_LONG_FORMS)})\b")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_TRADING = re.compile(r"\bt/a\b|\btrading as\b|\bd/?b/?a\b")
_PLACE = re.compile(r"\s[-–—]\s|:")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart."""

    key: str | None
    words: Words
    """As they stand, without what does not count."""
    same: Words
    """Sorted, with lone letters joined: names with the same ones have the same words."""
    parts: tuple[Words, ...]
    """What stands before and behind *trading as*, as ``same``."""
    head: Words
    """What stands before a separator, as ``same``: a location's client, by custom."""
    forms: frozenset[str]
    titles: frozenset[str]


def take_apart(text: str) -> Name:
    """Take a name apart.

    >>> take_apart("The Müller & Söhne Co. Ltd").words
    ('muller', 'sohne')
    >>> take_apart("A.B.C. Plumbing Pty Ltd").same
    ('abc', 'plumbing')
    """
    folded = _folded(text)
    all_words = _words(folded)
    sections = _TRADING.split(folded)
    heads = _PLACE.split(folded)
    words = _counting(_words(" ".join(sections)))
    return Name(
        key=name_key(text),
        words=words,
        same=_same(words),
        parts=tuple(map(_section, sections)) if len(sections) > 1 else (),
        head=_section(heads[0]) if len(heads) > 1 else (),
        forms=frozenset(_LEGAL_FORMS[word] for word in all_words if word in _LEGAL_FORMS),
        titles=_TITLES.intersection(all_words),
    )


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    short = _LONG_FORM.sub(lambda found: _LONG_FORMS[found.group()], plain)
    return _DOTTED.sub(_undotted, short)


def _undotted(found: re.Match[str]) -> str:
    """Dots go from a legal form (L.L.C.); elsewhere they part initials."""
    letters = found.group().replace(".", "")
    return f"{letters} " if letters in _LEGAL_FORMS else found.group()


def _words(folded: str) -> list[str]:
    return [_ONE_WORD_FOR.get(word, word) for word in _WORD.findall(folded)]


def _counting(words: Iterable[str]) -> Words:
    """The words that count; all of them, where none would be left."""
    every = tuple(words)
    left = (word for word in every if word not in _FILLERS | _TITLES and word not in _LEGAL_FORMS)
    return tuple(left) or every


def _section(folded: str) -> Words:
    return _same(_counting(_words(folded)))


def _same(words: Words) -> Words:
    """Sorted; lone letters beside each other are one word: ``J & K`` is ``JK``."""
    groups = itertools.groupby(words, key=lambda word: len(word) == 1)
    joined = (["".join(group)] if alone else list(group) for alone, group in groups)
    return tuple(sorted(itertools.chain.from_iterable(joined)))
