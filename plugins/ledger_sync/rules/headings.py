"""Which column of a table is which field, by its heading. Pure.

Programs name one column in many ways, and people rename it: case, spaces and signs do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Headings = Mapping[str, Sequence[str]]
"""The headings that each field is known by, the likelier first."""


def folded(heading: str) -> str:
    """How headings are compared: by their letters and digits.

    >>> folded(" Sales price/Rate * ") == folded("SALES PRICE / RATE")
    True
    """
    return "".join(char for char in heading.casefold() if char.isalnum())


def columns(cells: Sequence[str], headings: Headings) -> dict[str, int]:
    """The place of each field that a row of headings names.

    Where a field is named twice, the likelier heading counts, then the first column.

    >>> columns(["SKU", "Name", "Price"], {"name": ["Product", "name"], "cost": ["Cost"]})
    {'name': 1}
    """
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        places.setdefault(folded(cell), place)
    found: dict[str, int] = {}
    for field, names in headings.items():
        known = [places[folded(name)] for name in names if folded(name) in places]
        if known:
            found[field] = known[0]
    return found


def titles(fields: Sequence[str], headings: Headings) -> str:
    """The usual headings of these fields, for a person.

    >>> titles(["name"], {"name": ["Product", "name"]})
    'Product'
    """
    return ", ".join(headings[field][0] for field in fields)
