"""Klipboard's products: read and written by the import of products (Q-14), by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from ledger_sync import files
from ledger_sync.model import PRODUCT, Product

if TYPE_CHECKING:
    from collections.abc import Sequence

Columns = Mapping[str, str | None]
"""Values by column, amounts as text; a column that is missing is not said."""

COLUMNS = (
    "name",
    "kind",
    "sku",
    "description",
    "unit_price",
    "unit_cost",
    "account_code",
    "purchase_account_code",
    "tax_rate",
)


def read(db: Connection, company_id: int) -> list[Product]:
    """All products of a company, archived ones too."""
    query = text(files.sql("extract", PRODUCT))
    return [Product(**row) for row in db.execute(query, {"company_id": company_id}).mappings()]


def insert(db: Connection, company_id: int, products: Mapping[int, Columns]) -> None:
    """Write products under ids that were reserved; one that is there already stays as it is."""
    _write(db, "product", company_id, products)


def update(db: Connection, company_id: int, products: Mapping[int, Columns]) -> None:
    """Change what is said of products; the rest stays."""
    _write(db, "product_changes", company_id, products)


def _write(db: Connection, name: str, company_id: int, products: Mapping[int, Columns]) -> None:
    rows: Sequence[dict[str, object]] = [
        {
            "source_id": source_id,
            "company_id": company_id,
            **{column: values.get(column) for column in COLUMNS},
        }
        for source_id, values in products.items()
    ]
    if rows:
        db.execute(text(files.sql("apply", name)), rows)
