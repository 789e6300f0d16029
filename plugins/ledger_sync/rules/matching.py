"""Which of a ledger's parties is which of Klipboard's (X-01). Pure.

Only exact keys link: a link that exists, our own number, the tax number, then name, e-mail and
phones as the uniqueness rules compare them. A key counts only where it is unique on both sides (or
among those of the same role), so nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ledger_sync.model import SUPPLIER, Party, Ref
from ledger_sync.rules.identity import email_key, name_key, number_key, phone_key


@dataclass(frozen=True)
class Theirs:
    """A party of the ledger with everything it can be recognised by."""

    key: tuple[str, str]
    """The ledger's resource and id."""
    number: str | None
    party: Party


@dataclass(frozen=True)
class Ours:
    """A party of Klipboard, under the name that the ledger would show."""

    party: Party
    shown_name: str
    number: str


@dataclass(frozen=True)
class Match:
    """A party of the ledger and the one of Klipboard that it is; ``by`` says what told."""

    theirs: Theirs
    ref: Ref | None
    by: str


_Side = TypeVar("_Side")
Found = dict[tuple[str, str], tuple[Ref, str]]
_Key = Callable[[Party, str], Hashable | None]

_EVIDENCE: tuple[tuple[str, _Key], ...] = (
    ("tax number", lambda party, _name: number_key(party.tax_number)),
    ("name", lambda _party, name: name_key(name)),
    ("e-mail", lambda party, _name: email_key(party.email)),
    ("phone", lambda party, _name: phone_key(party.phone)),
    ("mobile", lambda party, _name: phone_key(party.mobile)),
)


def match(
    theirs: Sequence[Theirs],
    ours: Sequence[Ours],
    links: Mapping[tuple[str, str], Ref],
    may_be: Callable[[Theirs, Ours], bool] = lambda _theirs, _ours: True,
) -> list[Match]:
    """Find for each of the ledger's parties the one of ours; ``ref`` is None for a new one.

    Args:
        links: What is linked already, by the ledger's resource and id.
        may_be: Whether one can be the other at all, whatever the evidence says.
    """
    found: Found = {each.key: (links[each.key], "link") for each in theirs if each.key in links}
    by_number = {each.number: each.party.ref for each in ours}
    for each in theirs:
        if each.key not in found and each.number in by_number:
            found[each.key] = (by_number[each.number], "our number")
    for name, key in _EVIDENCE:
        _match_by(name, key, theirs, ours, found, may_be)
        # A client and a supplier may share a key; then the role tells which of them is meant.
        _match_by(f"{name} and role", _with_role(key), theirs, ours, found, may_be)
    return [Match(each, *found.get(each.key, (None, "nothing"))) for each in theirs]


def _with_role(key: _Key) -> _Key:
    def both(party: Party, name: str) -> Hashable | None:
        value = key(party, name)
        return None if value is None else (party.entity == SUPPLIER, value)

    return both


def _match_by(
    evidence: str,
    key: _Key,
    theirs: Sequence[Theirs],
    ours: Sequence[Ours],
    found: Found,
    may_be: Callable[[Theirs, Ours], bool],
) -> None:
    taken = {ref for ref, _ in found.values()}
    left = _unique((each for each in theirs), lambda each: key(each.party, each.party.name))
    right = _unique((each for each in ours), lambda each: key(each.party, each.shown_name))
    for value, each in left.items():
        mine = right.get(value)
        free = mine and each.key not in found and mine.party.ref not in taken
        if mine and free and may_be(each, mine):
            found[each.key] = (mine.party.ref, evidence)


def _unique(
    members: Iterable[_Side], key: Callable[[_Side], Hashable | None]
) -> dict[Hashable, _Side]:
    """Members by key, for keys that exactly one of them has."""
    groups: dict[Hashable, list[_Side]] = {}
    for member in members:
        value = key(member)
        if value is not None:
            groups.setdefault(value, []).append(member)
    return {value: group[0] for value, group in groups.items() if len(group) == 1}
