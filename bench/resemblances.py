"""Businesses that are written alike and are not one: the second half of the labelled pairs.

Each function makes the two businesses of one kind. What makes them two is always written down on
both sides (the town of a namesake, the mailbox of a sister firm): where nobody wrote it down,
nobody could tell.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from bench.parties import FAMILY, GIVEN, TOWNS, TRADES, WORDS, Business, Case, Maker

Two = tuple[Business, Business]

COUPLES = (
    ("Francis", "Frances"), ("Martin", "Martina"), ("Lesley", "Leslie"), ("Jon", "Joan"),
    ("Julian", "Julia"), ("Carol", "Karol"), ("Peter", "Petra"), ("Marina", "Martina"),
)  # fmt: skip
NEIGHBOURS = (
    ("Eastfield", "Westfield"), ("Northgate", "Southgate"), ("Marsh", "Marks"),
    ("Hansen", "Hanson"),
    ("Thomson", "Thompson"), ("Hartley", "Hartney"), ("Robertson", "Robinson"), ("Reid", "Read"),
)  # fmt: skip


class Kind(NamedTuple):
    """One way to resemble each other."""

    name: str
    make: Callable[[Maker], Two]
    sure: tuple[str, ...] = ()
    """Fields that both sides know."""


def _namesakes(maker: Maker) -> Two:
    one = maker.business()
    two = replace(maker.business(person=one.person), name=one.name, form=one.form)
    town = maker.random.choice([each for each in TOWNS if each != one.town])
    return one, maker.in_town(two, town)


def _father_and_son(maker: Maker) -> Two:
    """One house, often one phone."""
    father, son = maker.random.sample(GIVEN, 2)
    family = maker.random.choice(FAMILY)
    names = maker.random.choice(
        (
            (f"{father} {family}", f"{son} {family}"),
            (f"{father} {family} Snr", f"{father} {family} Jnr"),
            (f"{father} {family}", f"{father} {family} & Son"),
            (f"{father[0]} {family}", f"{son} {family}"),
            (f"Mr {father[0]} {family}", f"Mrs {father[0]} {family}"),
        )
    )
    return _at_one_address(maker, names, share_email=maker.random.random() < 0.3)


def _alike_given_names(maker: Maker) -> Two:
    """A couple whose given names differ by a letter or two; they share a phone and a mailbox."""
    one, two = maker.random.choice(COUPLES)
    family = maker.random.choice(FAMILY)
    return _at_one_address(maker, (f"{one} {family}", f"{two} {family}"), share_email=True)


def _branches(maker: Maker) -> Two:
    """Of one franchise: the town in the name or not, the head office's mailbox or their own."""
    one = maker.business(person=False)
    town = maker.random.choice([each for each in TOWNS if each != one.town])
    two = maker.in_town(replace(maker.business(person=False), form=one.form), town)
    head, domain = maker.random.random() < 0.5, one.email.partition("@")[2]
    two = replace(two, email=one.email if head else f"{town.city.lower()}@{domain}")
    if maker.random.random() < 0.3:
        return one, replace(two, name=one.name)
    first, second = (f"{one.name} {each.city}" for each in (one.town, town))
    return replace(one, name=first), replace(two, name=second)


def _shared_office(maker: Maker) -> Two:
    one = maker.business(person=False)
    return one, _under_one_roof(one, maker.another(one))


def _one_accountant(maker: Maker) -> Two:
    one = maker.business()
    return one, replace(maker.another(one), email=one.email)


def _sisters(maker: Maker) -> Two:
    """Of one group, one tax number and one head office, with a mailbox and a phone each."""
    one, two = maker.business(person=False), maker.business(person=False)
    brand = maker.random.choice(WORDS)
    first, second = maker.random.sample(TRADES, 2)
    second = maker.random.choice((second, f"{first} Group"))
    two = replace(_under_one_roof(one, two), phone=two.phone, tax_number=one.tax_number)
    return replace(one, name=f"{brand} {first}"), replace(two, name=f"{brand} {second}")


def _two_forms(maker: Maker) -> Two:
    """The company and the partnership of one firm: everything but the form is the same."""
    one = maker.business(person=False)
    return replace(one, form="Ltd"), replace(one, form="LLP")


def _place_of_client(maker: Maker) -> Two:
    """The client on one side, one of its places on the other; the office answers for both."""
    one = maker.business(person=False)
    place = maker.random.choice(("North Yard", "Unit 4", "Head Office", "Reception", "Stores"))
    return one, replace(one, name=f"{one.name} {one.form}".strip() + f" - {place}", form="")


def _numbered(maker: Maker) -> Two:
    """Blocks, flats and phases of one landlord: one agent's mailbox and phone."""
    one = maker.business(person=False)
    first, second = maker.random.sample(range(1, 30), 2)
    word = maker.random.choice(("Court", "Flat", "Phase", "Block"))
    return (
        replace(one, name=f"{one.name} {word} {first}"),
        replace(one, name=f"{one.name} {word} {second}"),
    )


def _near_words(maker: Maker) -> Two:
    """Names that differ by little, neighbours in the telephone book and nothing else."""
    first, second = maker.random.choice(NEIGHBOURS)
    trade = maker.random.choice(TRADES)
    one, two = maker.business(person=False), maker.business(person=False)
    return replace(one, name=f"{first} {trade}"), replace(two, name=f"{second} {trade}")


def _at_one_address(maker: Maker, names: tuple[str, str], *, share_email: bool) -> Two:
    one, two = maker.business(person=True), maker.business(person=True)
    two = _under_one_roof(one, replace(two, name=names[1]))
    two = replace(two, email=one.email if share_email else two.email)
    return replace(one, name=names[0]), two


def _under_one_roof(one: Business, two: Business) -> Business:
    """The second, with address and phone of the first."""
    phone, abroad = one.phone, one.phone_abroad
    moved = replace(two, town=one.town, street=one.street, postcode=one.postcode)
    return replace(moved, phone=phone, phone_abroad=abroad)


KINDS = (
    Kind("namesakes in two towns", _namesakes, ("address",)),
    Kind("father and son", _father_and_son),
    Kind("couple with alike names", _alike_given_names),
    Kind("branches", _branches, ("address",)),
    Kind("one office, one phone", _shared_office),
    Kind("one accountant's e-mail", _one_accountant),
    Kind("sisters in a tax group", _sisters, ("email", "tax")),
    Kind("company and partnership", _two_forms),
    Kind("client and its place", _place_of_client),
    Kind("blocks of one landlord", _numbered),
    Kind("names a letter apart", _near_words),
)


def different(maker: Maker) -> Iterator[Case]:
    """Go round the kinds without end; in every third case both sides have both businesses."""
    for place, kind in enumerate(itertools.cycle(KINDS)):
        one, two = kind.make(maker)
        sides = ((one, one), (two, two)) if place % 3 == 0 else ((one, two),)
        case = Case(kind.name)
        for theirs, ours in sides:
            written = (maker.party(each, sure=kind.sure) for each in (theirs, ours))
            maker.pair(case, *written, same=theirs is ours)
        yield case
