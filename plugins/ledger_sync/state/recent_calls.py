"""The calls that a task made last at a ledger connection: what the next task's pace begins with.

Kept at the end of a task, so that a quota holds over all runs and workers. A worker that was killed
has kept nothing: the ledger's own 429 is left to its successor then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from ledger_sync.rules.quotas import Call
from ledger_sync.state.tables import recent_calls as table

if TYPE_CHECKING:
    from collections.abc import Sequence


def keep(db: Connection, connection_id: int, calls: Sequence[Call]) -> None:
    """Keep what was made up to now, ``at`` in seconds from now; it replaces what was kept before.

    By the time of the database: no two workers' clocks have to agree.
    """
    values = {
        "calls": [[each.at, each.path, each.elements] for each in calls],
        "kept_at": func.clock_timestamp(),
    }
    query = insert(table).values(ledger_connection_id=connection_id, **values)
    db.execute(query.on_conflict_do_update(index_elements=["ledger_connection_id"], set_=values))


def read(db: Connection, connection_id: int) -> list[Call]:
    """What was made before, ``at`` in seconds from now."""
    age = func.extract("epoch", func.clock_timestamp() - table.c.kept_at)
    query = select(table.c.calls, age.label("age")).where(
        table.c.ledger_connection_id == connection_id
    )
    row = db.execute(query).one_or_none()
    if row is None:
        return []
    return [
        Call(float(at) - float(row.age), path, int(elements)) for at, path, elements in row.calls
    ]
