"""What two parties have in common and what speaks against it, as points and in words. Pure.

The points order the list that a person looks at; whether a link is certain is decided by
``certainty`` alone. A field that one of the two lacks says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ledger_sync.rules.matching.likeness import Grade, grade, likeness, odds
from ledger_sync.rules.matching.traits import ADDRESS, EMAIL, PHONE, TAX_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ledger_sync.rules.matching.traits import Place, Traits

NAME_POINTS = {Grade.EQUAL: 65, Grade.WORDS: 60}
LIKENESS_POINTS = 55
"""For a name that is wholly alike and yet has other words."""
LEAST_LIKENESS = 0.5
OTHER_ROLE_POINTS = -10
AT_ODDS_POINTS = -10


class Degree(Enum):
    """How one field of two parties compares."""

    UNKNOWN = "unknown"
    SAME = "same"
    ALIKE = "alike"
    OTHER = "other"
    FAR = "far"


_SAID: Mapping[tuple[str, Degree], tuple[int, str]] = {
    (TAX_NUMBER, Degree.SAME): (60, "same tax number"),
    (TAX_NUMBER, Degree.OTHER): (-20, "other tax number"),
    (EMAIL, Degree.SAME): (50, "same e-mail"),
    (EMAIL, Degree.ALIKE): (20, "e-mail of the same domain"),
    (EMAIL, Degree.OTHER): (-5, "other e-mail"),
    (PHONE, Degree.SAME): (50, "same phone"),
    (PHONE, Degree.ALIKE): (45, "same phone, written with and without its country"),
    (PHONE, Degree.OTHER): (-5, "other phone"),
    (ADDRESS, Degree.SAME): (20, "same address"),
    (ADDRESS, Degree.ALIKE): (10, "same postcode"),
    (ADDRESS, Degree.OTHER): (-5, "other address"),
    (ADDRESS, Degree.FAR): (-10, "address in another town"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two parties side by side."""

    grade: Grade
    likeness: float
    at_odds: str | None
    """What in the names speaks against one party."""
    same_role: bool
    degrees: Mapping[str, Degree]
    shared: frozenset[tuple[str, str]]
    """Identities that both have."""

    def fields(self, *degrees: Degree) -> set[str]:
        """The fields that compare so."""
        return {field for field, degree in self.degrees.items() if degree in degrees}

    @property
    def points(self) -> int:
        """How much speaks for one party, without an upper end: which of two pairs is better."""
        points = sum(_SAID[each][0] for each in self.degrees.items() if each in _SAID)
        points += 0 if self.same_role else OTHER_ROLE_POINTS
        points += AT_ODDS_POINTS if self.at_odds else 0
        return points + self._name_points()

    @property
    def score(self) -> int:
        """The same from 0 to 100, for people."""
        return max(0, min(100, self.points))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What the score was made from, in words; the name first."""
        said = (_SAID[each][1] for each in self.degrees.items() if each in _SAID)
        role = () if self.same_role else ("other role",)
        odd = (self.at_odds,) if self.at_odds else ()
        return (self._name_reason(), *said, *role, *odd)

    def _name_points(self) -> int:
        alike = self.likeness if self.likeness >= LEAST_LIKENESS else 0.0
        return NAME_POINTS.get(self.grade, round(LIKENESS_POINTS * alike))

    def _name_reason(self) -> str:
        if self.grade >= Grade.WORDS:
            return "same name" if self.grade is Grade.EQUAL else "name of the same words"
        alike = self.likeness >= LEAST_LIKENESS
        return f"name alike ({self.likeness:.2f})" if alike else "other name"


def compare(theirs: Traits, ours: Traits, weight: Callable[[str], float]) -> Comparison:
    """Hold two parties side by side; the best of our names counts."""
    name = theirs.names[0]
    graded = ((grade(name, each), likeness(name, each, weight), each) for each in ours.names)
    best, alike, mine = max(graded, key=lambda found: found[:2])
    return Comparison(
        grade=best,
        likeness=alike,
        at_odds=odds(name, mine) or odds(name, ours.names[0]),
        same_role=theirs.is_supplier == ours.is_supplier,
        degrees={
            TAX_NUMBER: _equal(theirs.tax_number, ours.tax_number),
            EMAIL: _emails(theirs, ours),
            PHONE: _phones(theirs, ours),
            ADDRESS: _places(theirs.place, ours.place),
        },
        shared=theirs.identities & ours.identities,
    )


def _equal(one: str | None, other: str | None) -> Degree:
    if one is None or other is None:
        return Degree.UNKNOWN
    return Degree.SAME if one == other else Degree.OTHER


def _emails(one: Traits, other: Traits) -> Degree:
    degree = _equal(one.email, other.email)
    same_firm = one.domain is not None and one.domain == other.domain
    return Degree.ALIKE if degree is Degree.OTHER and same_firm else degree


def _phones(one: Traits, other: Traits) -> Degree:
    if not one.phones or not other.phones:
        return Degree.UNKNOWN
    if one.phones.keys() & other.phones.keys():
        return Degree.SAME
    return Degree.ALIKE if one.national & other.national else Degree.OTHER


def _places(one: Place, other: Place) -> Degree:
    if one.postcode is not None and one.postcode == other.postcode:
        return _doors(one, other)
    if one.town and other.town and not one.town & other.town:
        return Degree.FAR
    if one.postcode is None or other.postcode is None:
        return Degree.UNKNOWN
    return Degree.OTHER if one.area == other.area else Degree.FAR


def _doors(one: Place, other: Place) -> Degree:
    """Within one postcode: the same numbers, or those of the one among those of the other."""
    if not one.numbers or not other.numbers:
        return Degree.ALIKE
    within = one.numbers <= other.numbers or other.numbers <= one.numbers
    return Degree.SAME if within else Degree.OTHER
