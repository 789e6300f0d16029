"""Turns rows as extract delivers them into the frames that suites are written against.

Every column is of dtype ``object``: ids stay ``int`` beside a null, money stays ``Decimal``. Text
is examined without outer spaces, as it is sent, and a text of nothing but spaces counts as missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger_sync.model import CLIENT, PARTIES, SUPPLIER
from ledger_sync.quality.columns import (
    DIRECTORY_COLUMNS,
    KEYED,
    LINE_COLUMNS,
    ROW_COLUMNS,
)
from ledger_sync.rules.identity import email_key, name_key, number_key, phone_key
from ledger_sync.rules.wording import line_text

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

_KEY_OF = {
    "name": name_key,
    "phone": phone_key,
    "mobile": phone_key,
    "email": email_key,
    "account_number": number_key,
}
_HUNDRED = Decimal(100)


def row_frame(entity: str, rows: Iterable[Row]) -> pd.DataFrame:
    """The rows of one entity.

    Parties come with ``ledger_name``, the name under which the ledger will show them; documents get
    their ``line_count``.
    """
    cleaned = (_clean(row) for row in rows)
    counted = cleaned if entity in PARTIES else map(_with_line_count, cleaned)
    return _frame(counted, ROW_COLUMNS[entity])


def line_frame(documents: Iterable[Row]) -> pd.DataFrame:
    """The lines of documents, each with its document's company, id and status."""
    lines = (
        _derive_line(document, _clean(line))
        for document in documents
        for line in document.get("lines") or ()
    )
    return _frame(lines, LINE_COLUMNS)


def directory_frame(parties: Iterable[Row]) -> pd.DataFrame:
    """The live parties of whole companies, with the key of each field that must be unique.

    ``name`` is the name as the ledger will show it. Archived parties are outside the directory.
    """
    rows = [_derive_keys(_clean(row)) for row in parties if not row.get("archived")]
    kinds: dict[tuple[int, str | None], set[str]] = {}
    for row in rows:
        if row["entity"] in (CLIENT, SUPPLIER):
            kinds.setdefault((row["company_id"], row["name_key"]), set()).add(row["entity"])
    for row in rows:
        if row["entity"] in (CLIENT, SUPPLIER) and row["name_key"]:
            row["kinds_of_name"] = len(kinds[row["company_id"], row["name_key"]])
    return _frame(rows, DIRECTORY_COLUMNS)


def _frame(rows: Iterable[Row], columns: Iterable[str]) -> pd.DataFrame:
    import pandas as pd  # two seconds, see the package's docstring

    listed = list(rows)
    return pd.DataFrame(
        {
            name: pd.Series([row.get(name) for row in listed], dtype=object)
            for name in sorted(columns)
        }
    )


def _clean(row: Row) -> dict[str, Any]:
    return {key: _text(value) if isinstance(value, str) else value for key, value in row.items()}


def _text(value: str) -> str | None:
    return value.strip() or None


def _with_line_count(row: dict[str, Any]) -> dict[str, Any]:
    row["line_count"] = len(row.get("lines") or ())
    return row


def _derive_line(document: Row, line: dict[str, Any]) -> dict[str, Any]:
    line |= {name: document.get(name) for name in ("company_id", "source_id", "status")}
    line["text"] = line_text(line.get("item_name"), line.get("description"))
    quantity, price = _number(line.get("quantity")), _number(line.get("unit_price"))
    if quantity is not None:
        line["quantity_digits"] = f"{quantity.normalize():f}"
    if quantity is not None and price is not None:
        discount = _number(line.get("discount_percent")) or Decimal(0)
        line["amount"] = quantity * price * (_HUNDRED - discount) / _HUNDRED
    return line


def _number(value: Any) -> Decimal | None:
    """A number that can be reckoned with: PostgreSQL's numeric has NaN, which no ledger takes."""
    if value is None:
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def _derive_keys(row: dict[str, Any]) -> dict[str, Any]:
    for field in KEYED:
        row[f"{field}_key"] = _KEY_OF[field](row.get(field))
    return row
