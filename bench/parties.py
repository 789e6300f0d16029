"""Businesses for ``matching``, and how they are written down on the two sides.

Made from tables of their own, seeded, without a look at the rules that are measured. ``habits``
says how people write one business twice, ``resemblances`` which two are written alike.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from random import Random
from typing import NamedTuple

from ledger_sync.model import CLIENT, SUPPLIER, Address, Party, Ref
from ledger_sync.rules.matching import Ours, Theirs

GIVEN = (
    "John", "Jon", "Francis", "Frances", "David", "Daniel", "Martin", "Martyn", "Marina", "Martina",
    "Lesley", "Leslie", "Zoë", "Inés", "Priya", "Ahmed", "Māia", "Jürgen", "Siobhán", "Michael",
    "Philip", "Stephen", "Robert", "Gillian", "Julian", "Carole", "Kwame", "Linh", "Peter", "Petra",
    "Harriet", "Harry", "Joan", "Jean", "Owen", "Tariq", "Wei", "Aroha", "Winifred", "Marian",
)  # fmt: skip
FAMILY = (
    "Smith", "Smythe", "Hall", "Thomson", "Thompson", "O'Connor", "Müller", "García", "Nguyễn",
    "Patel", "Hartley", "Hartney", "Ackroyd", "Boothroyd", "McKenzie", "D'Angelo", "Walker-Jones",
    "Wiśniewski", "Robertson", "Robinson", "Marsh", "Marks", "Lister", "Prentice", "Stansfield",
    "Okafor", "Singh", "Kowalski", "Greaves", "Womersley", "Parata", "Whitaker", "Farrar", "Sykes",
    "Stephens", "Stevens", "Hanson", "Hansen", "Reid", "Read", "Clark", "Clarke", "Lowe", "Vale",
)  # fmt: skip
WORDS = (
    "Brightwater", "Harlow", "Northgate", "Southgate", "Eastfield", "Westfield", "Riverside",
    "Calder", "Café Élan", "Foundry", "Old Mill", "Roundhay", "Kōwhai", "Wattle", "Ironbark",
    "Cedar Ridge", "Kingfisher", "Pennine", "Beacon", "St Mary's", "Crown Point", "Aire Valley",
    "Banksia", "Jacaranda", "Summit", "Apex", "Oakline", "Ferry Wharf", "Castle", "Orchard",
    "Bluebell", "Harbour", "Señorita", "Granite", "Meadow", "Lakeside", "Union", "Victoria",
)  # fmt: skip
TRADES = (
    "Plumbing", "Plumbing & Heating", "Electrical", "Lettings", "Property Management", "Joinery",
    "Roofing", "Dental Practice", "Builders", "Bakery", "Primary School", "Holdings", "Hotels",
    "Developments", "Farms", "Estates", "Veterinary Clinic", "Motors", "Landscapes", "Care Homes",
)  # fmt: skip
STREETS = ("High Street", "Canal Wharf", "Station Road", "Church Lane", "Kiln Lane", "Mill Yard")
FREE = ("gmail.com", "hotmail.co.uk", "outlook.com", "btinternet.com", "icloud.com", "bigpond.com")


class Town(NamedTuple):
    """A town, how its numbers begin, and how its companies end."""

    city: str
    postcode: str
    dial: str
    abroad: str
    forms: tuple[str, ...]


GB, AU, NZ, US = ("Ltd", "Limited"), ("Pty Ltd",), ("Ltd", "Limited"), ("Inc", "LLC", "Inc.")
TOWNS = (
    Town("Leeds", "LS{} {}AB", "0113 496 {:04}", "+44 113 496 {:04}", GB),
    Town("Otley", "LS{} {}QA", "01943 49{:04}", "+44 (0)1943 49{:04}", GB),
    Town("York", "YO{} {}DC", "01904 96{:04}", "0044 1904 96{:04}", GB),
    Town("Bradford", "BD{} {}HN", "01274 96{:04}", "+44 1274 96{:04}", GB),
    Town("Newcastle", "23{:02}", "(02) 5550 {:04}", "+61 2 5550 {:04}", AU),
    Town("Auckland", "10{:02}", "09 555 {:04}", "+64 9 555 {:04}", NZ),
    Town("Denver", "802{:02}", "(303) 555-{:04}", "+1 303 555 {:04}", US),
)


@dataclass(frozen=True)
class Business:
    """One business as it is, before anybody writes it down."""

    name: str
    form: str
    person: bool
    town: Town
    number: int
    email: str
    mobile: str
    tax_number: str
    supplier: bool
    street: str = ""
    postcode: str = ""
    phone: str = ""
    phone_abroad: str = ""
    """The same number as it is dialled from another country."""


@dataclass
class Case:
    """A few parties on both sides, and which of them are one."""

    kind: str
    theirs: list[Theirs] = field(default_factory=list)
    ours: list[Ours] = field(default_factory=list)
    same: dict[tuple[str, str], Ref] = field(default_factory=dict)


class Maker:
    """Makes businesses and writes them down; every choice comes from its seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - made-up businesses are no secret
        self._count = itertools.count(1)

    def business(self, *, person: bool | None = None) -> Business:
        """Make a business, or a person at home."""
        pick, number = self.random, next(self._count)
        town = pick.choice(TOWNS)
        person = pick.random() < 0.35 if person is None else person
        own = f"{pick.choice(WORDS)} {pick.choice(TRADES)}"
        named = f"{pick.choice(FAMILY)} {pick.choice(TRADES)}"
        name = (
            f"{pick.choice(GIVEN)} {pick.choice(FAMILY)}" if person else pick.choice((own, named))
        )
        form = "" if person or pick.random() < 0.4 else pick.choice(town.forms)
        made = Business(
            name=name,
            form=form,
            person=person,
            town=town,
            number=number,
            email=self.email(name, number, free=person or pick.random() < 0.3),
            mobile=f"07700 9{number:05}",
            tax_number=f"{town.city[:2].upper()}{900_000_000 + number}",
            supplier=pick.random() < 0.2,
        )
        return self.in_town(made, town)

    def another(self, one: Business) -> Business:
        """Make one of another name: by chance there would be two that nobody could tell apart."""
        made = (self.business() for _ in itertools.count())
        return next(each for each in made if each.name != one.name)

    def email(self, name: str, number: int, *, free: bool) -> str:
        """A mailbox at a free provider, or at a domain of their own."""
        plain = "".join(char for char in name.lower() if "a" <= char <= "z") or "post"
        box = self.random.choice(("info", "office", "accounts", "hello"))
        return (
            f"{plain}{number}@{self.random.choice(FREE)}"
            if free
            else f"{box}@{plain}{number}.example"
        )

    def in_town(self, what: Business, town: Town) -> Business:
        """Give it an address and a phone in a town."""
        phone, abroad = town.dial.format(what.number), town.abroad.format(what.number)
        return replace(self.moved(what, town), phone=phone, phone_abroad=abroad)

    def moved(self, what: Business, town: Town) -> Business:
        """Give it an address in a town; it takes its phone along."""
        pick = self.random
        return replace(
            what,
            town=town,
            street=f"{pick.randint(1, 250)} {pick.choice(STREETS)}",
            postcode=town.postcode.format(pick.randint(1, 29), pick.randint(1, 9)),
        )

    def party(self, what: Business, *, sure: tuple[str, ...] = ()) -> Party:
        """Write a business down; what is not sure is left out now and then."""
        known = {
            name: name in sure or self.random.random() < share
            for name, share in (
                ("email", 0.8), ("phone", 0.75), ("mobile", 0.4), ("address", 0.7), ("tax", 0.25),
            )
        }  # fmt: skip
        place = Address(line1=what.street, city=what.town.city, postcode=what.postcode)
        return Party(
            entity=SUPPLIER if what.supplier else CLIENT,
            company_id=1,
            source_id=next(self._count),
            name=f"{what.name} {what.form}".strip(),
            email=what.email if known["email"] else None,
            phone=what.phone if known["phone"] else None,
            mobile=what.mobile if known["mobile"] else None,
            tax_number=what.tax_number if known["tax"] else None,
            address=place if known["address"] else Address(),
        )

    def pair(self, case: Case, theirs: Party, ours: Party, *, same: bool) -> Case:
        """Put a party of each side into a case."""
        key = ("Contacts", f"L{next(self._count)}")
        case.theirs.append(Theirs(key, None, replace(theirs, source_id=0)))
        case.ours.append(Ours(ours, ours.name, f"KB-{ours.source_id}"))
        if same:
            case.same[key] = ours.ref
        return case
