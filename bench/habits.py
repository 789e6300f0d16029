"""One business written down twice: what people do to names, numbers and addresses.

Tables of their own: nothing here is shared with the rules that are measured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bench.parties import FREE, TOWNS, TRADES, WORDS, Business, Case, Maker

Habit = Callable[[Maker, Business], Business]


def written_twice(maker: Maker) -> Case:
    """One business, written down twice: up to three things differ."""
    what = maker.business()
    habits = maker.random.sample(HABITS, maker.random.choice((0, 1, 1, 2, 2, 3)))
    other = what
    for _, habit in habits:
        other = habit(maker, other)
    kind = " + ".join(sorted(name for name, _ in habits)) or "as it is"
    return maker.pair(Case(kind), maker.party(other), maker.party(what), same=True)


def _other_form(maker: Maker, what: Business) -> Business:
    ways = {
        "Ltd": ("Limited", "", "LTD."),
        "Limited": ("Ltd", "Ltd.", ""),
        "Pty Ltd": ("P/L", "Pty Limited", ""),
        "Inc": ("Incorporated", "", "Inc."),
        "LLC": ("L.L.C.", ""),
    }
    return replace(what, form=maker.random.choice(ways.get(what.form, ("",))))


def _other_case(maker: Maker, what: Business) -> Business:
    change: Callable[[str], str] = maker.random.choice((str.upper, str.lower, str.title))
    return replace(what, name=change(what.name))


def _plain_letters(_maker: Maker, what: Business) -> Business:
    plain = str.maketrans("ëéüíāáśńęōÉễ", "eeuiaasneoEe")
    return replace(what, name=what.name.translate(plain).replace("'", "").replace("-", " "))


def _and(maker: Maker, what: Business) -> Business:
    return replace(what, name=what.name.replace("&", maker.random.choice(("and", "+", "And"))))


def _the(_maker: Maker, what: Business) -> Business:
    return what if what.person else replace(what, name=f"The {what.name}")


def _misprint(maker: Maker, what: Business) -> Business:
    """Two letters swapped, one lost, one doubled, or its neighbour on the keyboard."""
    place = maker.random.randrange(1, len(what.name) - 1)
    before, letter, after = what.name[:place], what.name[place], what.name[place + 1 :]
    wrong = {
        "swapped": before + after[0] + letter + after[1:],
        "lost": before + after,
        "doubled": before + letter * 2 + after,
        "beside": before + {"e": "r", "a": "s", "i": "o", "n": "m"}.get(letter, "x") + after,
    }
    return replace(what, name=wrong[maker.random.choice(sorted(wrong))])


def _turned(maker: Maker, what: Business) -> Business:
    *first, last = what.name.split()
    comma = "," if what.person and maker.random.random() < 0.5 else ""
    return replace(what, name=f"{last}{comma} {' '.join(first)}")


def _initial(_maker: Maker, what: Business) -> Business:
    first, _, rest = what.name.partition(" ")
    return replace(what, name=f"{first[0]} {rest}") if what.person and rest else what


def _titled(maker: Maker, what: Business) -> Business:
    title = maker.random.choice(("Mr", "Mrs", "Ms", "Dr"))
    return replace(what, name=f"{title} {what.name}") if what.person else what


def _shortened(_maker: Maker, what: Business) -> Business:
    name = (
        what.name.replace("Management", "Mgmt").replace("Property", "Prop").replace("School", "Sch")
    )
    return replace(what, name=name.replace("Developments", "Devs"))


def _abroad(_maker: Maker, what: Business) -> Business:
    return replace(what, phone=what.phone_abroad, mobile=f"+44 {what.mobile[1:]}")


def _other_email(maker: Maker, what: Business) -> Business:
    box, _, domain = what.email.partition("@")
    own = domain not in FREE and maker.random.random() < 0.5
    name = "billing" if own else f"{box}.new"
    return replace(what, email=f"{name}@{domain if own else maker.random.choice(FREE)}")


def _moved(maker: Maker, what: Business) -> Business:
    return maker.moved(
        what, maker.random.choice((what.town, what.town, maker.random.choice(TOWNS)))
    )


def _trading_as(maker: Maker, what: Business) -> Business:
    trade = f"{maker.random.choice(WORDS)} {maker.random.choice(TRADES)}"
    both = f"{what.name} {maker.random.choice(('t/a', 'trading as'))} {trade}"
    return replace(what, name=maker.random.choice((both, both, trade)), form="")


def _one_number(_maker: Maker, what: Business) -> Business:
    return replace(what, phone=what.mobile, phone_abroad=what.mobile)


HABITS: tuple[tuple[str, Habit], ...] = (
    ("legal form", _other_form),
    ("case", _other_case),
    ("accents", _plain_letters),
    ("and", _and),
    ("the", _the),
    ("misprint", _misprint),
    ("order", _turned),
    ("initial", _initial),
    ("title", _titled),
    ("abbreviation", _shortened),
    ("+44", _abroad),
    ("new e-mail", _other_email),
    ("moved", _moved),
    ("trading name", _trading_as),
    ("mobile as phone", _one_number),
)
