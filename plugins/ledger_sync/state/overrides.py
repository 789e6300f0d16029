"""A company's own rows of the mapping tables; they win over the files (C-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from ledger_sync.rules.mapping import ANY, Row, TableSpec
from ledger_sync.state.tables import mapping_overrides as table

if TYPE_CHECKING:
    from collections.abc import Collection


def read(db: Connection, ledger: str, spec: TableSpec, companies: Collection[int]) -> list[Row]:
    """The own rows of these companies; a key column that is null stands for every value."""
    query = select(table).where(
        table.c.ledger == ledger,
        table.c.table_name == spec.name,
        table.c.company_id.in_(companies),
    )
    return [
        Row(
            source_code=row.source_code,
            keys=tuple(getattr(row, name) or ANY for name in spec.key_names),
            ledger_code=row.ledger_code.strip(),
            company_id=row.company_id,
        )
        for row in db.execute(query.order_by(table.c.id))
    ]
