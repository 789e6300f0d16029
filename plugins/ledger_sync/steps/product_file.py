"""Reads a file of products that was exported from the ledger: bad rows are told, the others go."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from ledger_sync.errors import BadImportFile, InvalidRecord
from ledger_sync.rules.headings import columns, titles
from ledger_sync.sheets.reading import sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ledger_sync.ledgers.contract import ProductFile
    from ledger_sync.model import LedgerProduct
    from ledger_sync.rules.headings import Headings
    from ledger_sync.sheets.rows import Row

HEADING_WITHIN = 20
"""Rows among which the headings are looked for: reports begin with a title."""


@dataclass
class Offer:
    """What there is to import, and what cannot be: by place, with the reason."""

    products: list[LedgerProduct] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def read_products(form: ProductFile, name: str, content: bytes) -> Offer:
    """The products of a file.

    Raises:
        BadImportFile: it cannot be read, or has no row of headings with the columns needed.
    """
    likeliest: list[str] = []
    for sheet in sheets(name, content):
        rows = iter(sheet)
        for row in islice(rows, HEADING_WITHIN):
            places = columns(row.cells, form.headings)
            if all(each in places for each in form.needed):
                return _products(form, _Table(form.headings, places, len(row.cells)), rows)
            likeliest = max(likeliest, [cell for cell in row.cells if cell], key=len)
    raise BadImportFile(
        f"{name} has no row of headings with the columns needed: "
        f"{titles(form.needed, form.headings)}; found: {', '.join(likeliest)[:500] or 'nothing'}"
    )


@dataclass(frozen=True)
class _Table:
    headings: Headings
    places: Mapping[str, int]
    width: int

    def texts(self, row: Row) -> Iterator[tuple[str, str]]:
        """The texts of a row by their fields; a row may end before its last columns."""
        for name, place in self.places.items():
            yield name, row.cells[place] if place < len(row.cells) else ""

    def fault(self, row: Row) -> str | None:
        """Why its values may stand in the wrong columns."""
        for name, place in self.places.items():
            if place in row.faults:
                return f"{titles([name], self.headings)} {row.faults[place]}"
        if not any(row.cells[self.width :]):
            return None
        return (
            f"has {len(row.cells)} values under {self.width} headings: a value that contains the "
            "separator must stand in quotation marks"
        )


def _products(form: ProductFile, table: _Table, rows: Iterable[Row]) -> Offer:
    offer = Offer()
    for row in rows:
        place = f"line {row.line}"
        fault = table.fault(row)
        if fault is not None:
            offer.refused[place] = fault
            continue
        try:
            offer.products.append(form.read_row(place, dict(table.texts(row))))
        except InvalidRecord as error:
            offer.refused[place] = error.message
    return offer
