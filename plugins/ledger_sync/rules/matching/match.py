"""Which of a ledger's parties is which of Klipboard's (X-01, Q-01). Pure.

In this order: a link that exists, what a person decided, our own number, evidence that is exact and
uncontradicted (``certainty``). What is only alike is never linked: it is listed with score and
reasons, and waits for a person. The order of the parties makes no difference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.errors import BadReview
from ledger_sync.rules.matching import pairs
from ledger_sync.rules.matching.traits import traits

if TYPE_CHECKING:
    from ledger_sync.model import Party, Ref

THRESHOLD = 45
"""Points from which on a person is asked: one strong agreement, or a name that is nearly equal."""
MOST_CANDIDATES = 3
CERTAIN = 100
DECISION = "a person's decision"

Key = tuple[str, str]
"""A party of the ledger: its resource and id."""


@dataclass(frozen=True)
class Theirs:
    """A party of the ledger with everything it can be recognised by."""

    key: Key
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
class Candidate:
    """One of ours that a party of the ledger may be."""

    ref: Ref
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A party of the ledger and the one of Klipboard that it is; ``by`` says what told.

    Without ``ref`` it is new, or uncertain if it has candidates: the best first.
    """

    theirs: Theirs
    ref: Ref | None
    by: str
    score: int = 0
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()


MayBe = Callable[[Theirs, Ours], bool]
Decisions = Mapping[Key, "Ref | None"]


def match(
    theirs: Sequence[Theirs],
    ours: Sequence[Ours],
    links: Mapping[Key, Ref],
    may_be: MayBe = lambda _theirs, _ours: True,
    decisions: Decisions | None = None,
) -> list[Match]:
    """Find for each of the ledger's parties the one of ours.

    Args:
        links: What is linked already, by the ledger's resource and id.
        may_be: Whether one can be the other at all, whatever the evidence says.
        decisions: What a person said of a party of the ledger: which of ours it is; None: none.

    Raises:
        BadReview: a decision that cannot be carried out.
    """
    settled = _linked(theirs, links)
    settled |= _decided(theirs, ours, links, may_be, decisions or {})
    settled |= _numbered(theirs, ours, links, settled, may_be)
    told = {**_told(theirs, ours, _open(theirs, ours, links, settled, may_be)), **settled}
    return [told.get(each.key) or Match(each, None, "nothing") for each in theirs]


def _linked(theirs: Iterable[Theirs], links: Mapping[Key, Ref]) -> dict[Key, Match]:
    return {
        each.key: Match(each, links[each.key], "link", CERTAIN)
        for each in theirs
        if each.key in links
    }


def _decided(
    theirs: Sequence[Theirs],
    ours: Sequence[Ours],
    links: Mapping[Key, Ref],
    may_be: MayBe,
    decisions: Decisions,
) -> dict[Key, Match]:
    """What a person said, of parties that are not linked yet."""
    known = {each.key: each for each in theirs}
    by_ref = {each.party.ref: each for each in ours}
    claimed: dict[Ref, Key] = {ref: key for key, ref in links.items()}
    result: dict[Key, Match] = {}
    for key, ref in sorted(decisions.items(), key=lambda decision: decision[0]):
        if key in links:
            continue
        if key not in known:
            raise _refused(key, "the ledger has no such party")
        if ref is not None:
            _check(known[key], ref, by_ref.get(ref), claimed.setdefault(ref, key), may_be)
        result[key] = Match(known[key], ref, DECISION, CERTAIN if ref else 0)
    return result


def _check(their: Theirs, ref: Ref, our: Ours | None, claimed_by: Key, may_be: MayBe) -> None:
    named = f"{ref.entity} {ref.source_id}"
    if our is None:
        raise _refused(their.key, f"Klipboard has no {named}")
    if claimed_by != their.key:
        raise _refused(their.key, f"{named} is taken by {_row(claimed_by)}")
    if not may_be(their, our):
        raise _refused(their.key, f"it cannot be {named}: it is of another kind")


def _refused(key: Key, why: str) -> BadReview:
    return BadReview(f"the decision for {_row(key)} cannot be carried out: {why}")


def _row(key: Key) -> str:
    return " ".join(key)


def _numbered(
    theirs: Iterable[Theirs],
    ours: Iterable[Ours],
    links: Mapping[Key, Ref],
    settled: Mapping[Key, Match],
    may_be: MayBe,
) -> dict[Key, Match]:
    """Our own number in the ledger, where one party alone has it."""
    taken = {found.ref for found in settled.values()} | set(links.values())
    by_number = {each.number: each for each in ours if each.party.ref not in taken}
    bearers = [each for each in theirs if each.key not in settled and each.number in by_number]
    counts = Counter(each.number for each in bearers)
    return {
        each.key: Match(each, mine.party.ref, "our number", CERTAIN)
        for each in bearers
        if counts[each.number] == 1 and may_be(each, mine := by_number[each.number or ""])
    }


def _open(
    theirs: Sequence[Theirs],
    ours: Sequence[Ours],
    links: Mapping[Key, Ref],
    settled: Mapping[Key, Match],
    may_be: MayBe,
) -> Callable[[int, int], bool]:
    """Whether two parties, by their places, can still be told to be one."""
    taken = {found.ref for found in settled.values()} | set(links.values())

    def is_open(left: int, right: int) -> bool:
        their, our = theirs[left], ours[right]
        free = their.key not in settled and our.party.ref not in taken
        return free and may_be(their, our)

    return is_open


def _told(
    theirs: Sequence[Theirs], ours: Sequence[Ours], is_open: Callable[[int, int], bool]
) -> dict[Key, Match]:
    """What the evidence says: certain links, and candidates for those that are uncertain."""
    left = [traits(each.party, each.party.name) for each in theirs]
    right = [traits(each.party, each.shown_name) for each in ours]
    found = pairs.compared(left, right, is_open, THRESHOLD)
    certain = {pair.theirs: pair for pair in pairs.certain(found)}
    result = {
        theirs[place].key: Match(
            theirs[place], ours[pair.ours].party.ref, str(pair.by), pair.score, pair.reasons
        )
        for place, pair in certain.items()
    }
    taken = {pair.ours for pair in certain.values()}
    waiting = (pair for pair in found if pair.theirs not in certain and pair.ours not in taken)
    for place, candidates in _candidates(waiting, ours).items():
        each = theirs[place]
        result[each.key] = Match(each, None, "nothing", candidates=tuple(candidates))
    return result


def _candidates(waiting: Iterable[pairs.Pair], ours: Sequence[Ours]) -> dict[int, list[Candidate]]:
    """The best of ours for each party of the ledger, by its place."""
    result: defaultdict[int, list[Candidate]] = defaultdict(list)
    refs = [each.party.ref for each in ours]
    for pair in sorted(waiting, key=lambda each: (-each.points, refs[each.ours])):
        if pair.score >= THRESHOLD and len(result[pair.theirs]) < MOST_CANDIDATES:
            result[pair.theirs].append(Candidate(refs[pair.ours], pair.score, pair.reasons))
    return result
