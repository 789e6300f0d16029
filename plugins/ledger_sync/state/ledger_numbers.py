"""Numbers of documents that a ledger has, where it does not keep them unique itself (C-08)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from ledger_sync.state.tables import ledger_numbers as table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from ledger_sync.model import Numbered

OVERLAP = timedelta(minutes=5)
"""How far reading reaches back: a document may show later than its time says."""


def read_since(db: Connection, connection_id: int, entity: str) -> datetime | None:
    """From when, by the ledger's clock, numbers are still to be read; None: from the beginning."""
    query = select(func.max(table.c.changed_at)).where(
        table.c.ledger_connection_id == connection_id, table.c.entity == entity
    )
    last = db.execute(query).scalar()
    return None if last is None else last - OVERLAP


def save(db: Connection, connection_id: int, entity: str, numbers: Sequence[Numbered]) -> None:
    """Keep what was read."""
    if not numbers:
        return
    query = insert(table)
    columns = ("number", "changed_at")
    db.execute(
        query.on_conflict_do_update(
            index_elements=["ledger_connection_id", "entity", "ledger_id"],
            set_={name: query.excluded[name] for name in columns},
        ),
        [
            {"ledger_connection_id": connection_id, "entity": entity, **each._asdict()}
            for each in numbers
        ],
    )


def holders(
    db: Connection, connection_id: int, entity: str, numbers: Collection[str]
) -> dict[str, set[str]]:
    """The ids of the ledger's documents that have one of these numbers, by number."""
    query = select(table.c.number, table.c.ledger_id).where(
        table.c.ledger_connection_id == connection_id,
        table.c.entity == entity,
        table.c.number.in_(numbers),
    )
    found: dict[str, set[str]] = {}
    for row in db.execute(query):
        found.setdefault(row.number, set()).add(row.ledger_id)
    return found


def forget(db: Connection, connection_id: int, entity: str, ledger_ids: Collection[str]) -> None:
    """These documents are not in the ledger any more."""
    query = delete(table).where(
        table.c.ledger_connection_id == connection_id,
        table.c.entity == entity,
        table.c.ledger_id.in_(ledger_ids),
    )
    db.execute(query)
