"""Conflicts: both sides changed the same field, and which value was taken (C-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from ledger_sync.state.tables import conflicts as table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.model import Json, Ref
    from ledger_sync.state.connections import LedgerConnection


def record(
    db: Connection, connection: LedgerConnection, run: int, met: Sequence[tuple[Ref, Json]]
) -> None:
    """Write conflicts down, in the transaction that settles them.

    Args:
        met: Of which record each is, and its field, base, ours, theirs and winner.
    """
    values = [
        {
            "run": run,
            "ledger_connection_id": connection.id,
            "company_id": connection.company_id,
            "ledger": connection.ledger,
            "entity": ref.entity,
            "source_id": ref.source_id,
            **conflict,
        }
        for ref, conflict in met
    ]
    if values:
        db.execute(insert(table), values)


def of_run(db: Connection, run: int) -> list[Json]:
    """The conflicts that a run met."""
    names = ("company_id", "entity", "source_id", "field", "base", "ours", "theirs", "winner")
    query = select(*(table.c[name] for name in names)).where(table.c.run == run)
    return [dict(row) for row in db.execute(query.order_by(table.c.id)).mappings()]
