"""Watermarks: up to when the changes of an entity were handled, for each ledger connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from ledger_sync.state.tables import watermarks as table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime


def read(db: Connection, connection_ids: Sequence[int]) -> Mapping[tuple[int, str], datetime]:
    """The watermarks by connection and entity; none for what was never read."""
    query = select(table).where(table.c.ledger_connection_id.in_(connection_ids))
    return {(row.ledger_connection_id, row.entity): row.high for row in db.execute(query)}


def move(db: Connection, connection_ids: Iterable[int], entity: str, high: datetime) -> None:
    """Move forward, never back: in the transaction that wrote what the window held."""
    rows = [
        {"ledger_connection_id": each, "entity": entity, "high": high} for each in connection_ids
    ]
    if not rows:
        return
    query = insert(table)
    db.execute(
        query.on_conflict_do_update(
            index_elements=["ledger_connection_id", "entity"],
            set_={"high": func.greatest(table.c.high, query.excluded.high)},
        ),
        rows,
    )
