"""Plans of first connections: values that are kept, shown, and applied (X-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update

from ledger_sync.state.tables import connection_plans as table

if TYPE_CHECKING:
    from ledger_sync.model import Json


def save(db: Connection, connection_id: int, run: int, plan: Json) -> None:
    """Keep the plan of a run."""
    db.execute(insert(table).values(ledger_connection_id=connection_id, run=run, plan=plan))


def of_run(db: Connection, run: int) -> Any | None:
    """The plan that a run made, with its connection; None if it made none."""
    query = select(table).where(table.c.run == run).order_by(table.c.id.desc()).limit(1)
    return db.execute(query).one_or_none()


def begin(db: Connection, plan_id: int) -> None:
    """From now on the plan itself changes the world that it was made of."""
    query = update(table).where(table.c.id == plan_id, table.c.begun_at.is_(None))
    db.execute(query.values(begun_at=func.now()))


def mark_applied(db: Connection, plan_id: int) -> None:
    """The plan has been carried out."""
    db.execute(update(table).where(table.c.id == plan_id).values(applied_at=func.now()))
