"""Conflicts: both sides changed the same field, and which value was taken (C-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from ledger_sync.state.tables import conflicts as table

if TYPE_CHECKING:
    from ledger_sync.model import Json, Ref
    from ledger_sync.state.connections import LedgerConnection


def record(
    db: Connection,
    connection: LedgerConnection,
    run: int,
    ref: Ref,
    *,
    field: str,
    base: Any,
    ours: Any,
    theirs: Any,
    winner: str,
) -> None:
    """Write one down, in the transaction that settles it."""
    db.execute(
        insert(table).values(
            run=run,
            ledger_connection_id=connection.id,
            company_id=connection.company_id,
            ledger=connection.ledger,
            entity=ref.entity,
            source_id=ref.source_id,
            field=field,
            base=base,
            ours=ours,
            theirs=theirs,
            winner=winner,
        )
    )


def of_run(db: Connection, run: int) -> list[Json]:
    """The conflicts that a run met."""
    names = ("company_id", "entity", "source_id", "field", "base", "ours", "theirs", "winner")
    query = select(*(table.c[name] for name in names)).where(table.c.run == run)
    return [dict(row) for row in db.execute(query.order_by(table.c.id)).mappings()]
