"""When two parties are one without asking anybody (X-01, Q-01). Pure.

The rule: something exact must say so, unique on both sides (or among those of one role), and
nothing may contradict it. Exact is

- the tax number, with names that are alike; whatever the names where nothing else differs, unless
  they are of sisters (a group of companies may share its number);
- the name as uniqueness compares it (C-09);
- the e-mail or a phone, with names of the same words, or with a slip of the pen in the name and a
  second of e-mail, phone and address.

It is contradicted by another tax number, legal form or title; by two others of e-mail, phone and
address; by an address in another town, unless e-mail and phone both agree: branches and namesakes
look like that. A link by mistake is worse than a question, so everything else is for a person.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ledger_sync.rules.matching.evidence import Degree
from ledger_sync.rules.matching.likeness import Grade
from ledger_sync.rules.matching.traits import ADDRESS, EMAIL, MOBILE, NAME, PHONE, TAX_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger_sync.rules.matching.evidence import Comparison
    from ledger_sync.rules.matching.traits import Traits

ENOUGH = 2
"""Others that contradict; or agreements that make up for a slip of the pen."""
_Key = tuple[str, str] | tuple[str, str, bool]


class Uniqueness:
    """Which identities only one party of each side has."""

    def __init__(self, theirs: Iterable[Traits], ours: Iterable[Traits]) -> None:
        self._sides = (_counted(theirs), _counted(ours))

    def of(self, field: str, key: str, role: bool | None) -> bool:
        """Whether one party of each side has it; of those in a role, where one is given."""
        counted: _Key = (field, key) if role is None else (field, key, role)
        return all(side[counted] == 1 for side in self._sides)


def _counted(side: Iterable[Traits]) -> Counter[_Key]:
    counts: Counter[_Key] = Counter()
    for each in side:
        for field, key in each.identities:
            counts[field, key] += 1
            counts[field, key, each.is_supplier] += 1
    return counts


def told_by(theirs: Traits, ours: Traits, compared: Comparison, unique: Uniqueness) -> str | None:
    """What makes it certain that two parties are one, in words; None: it is not certain."""
    if _is_contradicted(compared):
        return None
    if _suffices(compared, _unique_fields(compared, unique, None)):
        return _in_words(theirs, ours, compared)
    role = theirs.is_supplier if compared.same_role else None
    if role is not None and _suffices(compared, _unique_fields(compared, unique, role)):
        return _in_words(theirs, ours, compared, "role")
    return None


def _unique_fields(compared: Comparison, unique: Uniqueness, role: bool | None) -> set[str]:
    return {field for field, key in compared.shared if unique.of(field, key, role)}


def _suffices(compared: Comparison, fields: set[str]) -> bool:
    by_tax_number = TAX_NUMBER in fields and _tax_number_holds(compared)
    by_contact = bool(fields & {EMAIL, PHONE}) and _contact_holds(compared)
    return by_tax_number or NAME in fields or by_contact


def _tax_number_holds(compared: Comparison) -> bool:
    if compared.grade >= Grade.SLIP:
        return True
    differs = compared.fields(Degree.OTHER, Degree.FAR)
    return not differs and compared.grade is not Grade.SIBLINGS


def _contact_holds(compared: Comparison) -> bool:
    if compared.grade is not Grade.SLIP:
        return compared.grade >= Grade.WORDS
    agreeing = compared.fields(Degree.SAME) & {EMAIL, PHONE, ADDRESS}
    return len(agreeing) >= ENOUGH


def _is_contradicted(compared: Comparison) -> bool:
    if compared.at_odds or compared.degrees[TAX_NUMBER] is Degree.OTHER:
        return True
    same_number = compared.degrees[PHONE] in (Degree.SAME, Degree.ALIKE)
    reachable = same_number and compared.degrees[EMAIL] is Degree.SAME
    if compared.degrees[ADDRESS] is Degree.FAR and not reachable:
        return True
    return len(compared.fields(Degree.OTHER, Degree.FAR)) >= ENOUGH


def _in_words(theirs: Traits, ours: Traits, compared: Comparison, *also: str) -> str:
    found = {_word(theirs, ours, field, key) for field, key in compared.shared}
    if compared.grade is Grade.WORDS or compared.grade is Grade.SLIP:
        found.add(NAME)
    words = [each for each in (TAX_NUMBER, NAME, EMAIL, PHONE, MOBILE) if each in found]
    *first, last = (*words, *also)
    return f"{', '.join(first)} and {last}" if first else last


def _word(theirs: Traits, ours: Traits, field: str, key: str) -> str:
    both_mobile = field == PHONE and theirs.phones[key] == ours.phones[key] == MOBILE
    return MOBILE if both_mobile else field
