"""Who wins where both sides changed the same field: the table of conflicts (C-11). Pure.

It is closed as a mapping table is: every field that can come back stands in it exactly once.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.errors import LONGEST_VALUE, BadMappingTable, shown
from ledger_sync.model import INVOICE, PARTIES
from ledger_sync.rules.merge import KLIPBOARD, LEDGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ledger_sync.rules.merge import Side

COLUMNS = ("entity", "field", "winner", "note")

PARTY_FIELDS = (
    "name",
    "account_number",
    "contact_first_name",
    "contact_last_name",
    "email",
    "phone",
    "mobile",
    "address",
    "tax_number",
    "payment_terms",
    "currency",
)
INVOICE_FIELDS = (
    "number",
    "party",
    "issue_date",
    "due_date",
    "reference",
    "currency",
    "prices_include_tax",
    "status",
    "line.description",
    "line.quantity",
    "line.unit_price",
    "line.discount_percent",
    "line.account",
    "line.tax",
    "line.item",
    "line.removed",
    "lines.order",
)
SIDES: Mapping[str, Side] = {KLIPBOARD: KLIPBOARD, LEDGER: LEDGER}
FIELDS = {**dict.fromkeys(PARTIES, PARTY_FIELDS), INVOICE: INVOICE_FIELDS}
"""What can come back; ``line.removed`` is a line that one side removed and the other changed."""

Key = tuple[str, str]
"""Entity and field."""


@dataclass(frozen=True)
class Policy:
    """The table, ready to be asked."""

    winners: Mapping[Key, Side]

    def winner(self, entity: str, field: str) -> Side:
        """Whose value stays where both sides changed this field."""
        return self.winners[entity, field]


def parse(text: str, where: str) -> Policy:
    """Read the table of conflicts, refusing it unless every field stands in it exactly once.

    Raises:
        BadMappingTable: with file, line and reason.
    """
    reader = csv.DictReader(io.StringIO(text), strict=True)
    winners: dict[Key, Side] = {}
    try:
        _check_header(reader.fieldnames, where)
        for raw in reader:
            at = f"{where}, line {reader.line_num}"
            key, side = _row(raw, at)
            if key in winners:
                raise BadMappingTable(f"{at}: {' '.join(key)} stands in the table twice")
            winners[key] = side
    except csv.Error as error:
        # The reader within counts the line that broke; the outer one only those that it gave.
        raise BadMappingTable(f"{where}, line {reader.reader.line_num}: {error}") from error
    missing = [" ".join(key) for key in _keys() if key not in winners]
    if missing:
        raise BadMappingTable(
            f"{where}, line {reader.line_num + 1}: no row for {', '.join(missing)}"
        )
    return Policy(winners)


def _keys() -> Iterator[Key]:
    return ((entity, field) for entity, fields in FIELDS.items() for field in fields)


def _check_header(found: Iterable[str] | None, where: str) -> None:
    if tuple(found or ()) != COLUMNS:
        raise BadMappingTable(f"{where}, line 1: the columns must be {','.join(COLUMNS)}")


def _row(raw: dict[str | None, str | None], at: str) -> tuple[Key, Side]:
    if None in raw or None in raw.values():
        raise BadMappingTable(f"{at}: expected {len(COLUMNS)} values")
    values = {str(name): str(value) for name, value in raw.items()}
    for name, value in values.items():
        if not value.strip():
            raise BadMappingTable(f"{at}: {name} is blank; write '-' in note if there is none")
    entity, field, winner = (values[name] for name in COLUMNS[:3])
    if field not in FIELDS.get(entity, ()):
        what = f"{entity} {field}"[:LONGEST_VALUE]
        raise BadMappingTable(f"{at}: {what} is nothing that comes back from a ledger")
    if winner not in SIDES:
        raise BadMappingTable(f"{at}: winner {shown(winner)} must be {' or '.join(SIDES)}")
    return (entity, field), SIDES[winner]
