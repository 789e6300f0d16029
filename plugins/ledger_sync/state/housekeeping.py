"""What nobody needs any more: removed after a set time, a few thousand rows at once.

What is open stays whatever its age: claimed batches, held records, letters of the inbox. A run
stays as long as anything that is kept says that it was done by it (B-03).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Engine, Table, and_, delete, exists, func, not_, or_, select

from ledger_sync.state import connections
from ledger_sync.state.tables import (
    audit,
    batch_items,
    batches,
    conflicts,
    connection_plans,
    extracted,
    inbox,
    ledger_connections,
    planned_changes,
    quarantine,
    reviews,
    run_counts,
    run_messages,
    runs,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from sqlalchemy import Connection

    from ledger_sync.state.connections import LedgerConnection

AT_ONCE = 5_000
"""Rows that are removed in one transaction, so that nobody waits long for a lock."""

_OF_RUNS = (extracted, planned_changes, run_counts, run_messages)
_BY_RUNS = (audit, batches, conflicts, connection_plans, inbox, quarantine)
"""Tables that say by which run something was done."""


def remove(state: Engine, keep: timedelta, keep_history: timedelta) -> dict[str, int]:
    """Remove what is older, by the database's clock; gives how many rows of which table.

    Args:
        keep: Of what only explains how a run went.
        keep_history: Of what explains a record: the audit and the conflicts.
    """
    old = func.now() - keep
    ended = runs.c.ended_at < old
    over = or_(ended, and_(runs.c.ended_at.is_(None), runs.c.started_at < old))
    done = and_(batches.c.state != "claimed", batches.c.settled_at < old)
    of_batches = batch_items.c.batch_id.in_(select(batches.c.id).where(done))
    history = func.now() - keep_history
    steps: list[tuple[Table, ColumnElement[bool]]] = [
        (audit, audit.c.at < history),
        (conflicts, conflicts.c.at < history),
        (batch_items, of_batches),
        # A batch is the last to go of what it was made of.
        (batches, and_(done, ~exists().where(batch_items.c.batch_id == batches.c.id))),
        (quarantine, quarantine.c.released_at < old),
        (reviews, reviews.c.decided_at < old),
        # One that waits for its approval belongs to a run that has not ended.
        (connection_plans, or_(connection_plans.c.applied_at < old, _of(connection_plans, ended))),
        *((table, _of(table, over)) for table in _OF_RUNS),
        (runs, and_(over, _is_named_nowhere())),
    ]
    removed = {table.name: _remove(state, table, condition) for table, condition in steps}
    return {name: count for name, count in removed.items() if count}


def _of(table: Table, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return table.c.run.in_(select(runs.c.id).where(which))


def _is_named_nowhere() -> ColumnElement[bool]:
    named = (exists().where(table.c.run == runs.c.id) for table in _BY_RUNS)
    return not_(or_(*named))


def _remove(state: Engine, table: Table, condition: ColumnElement[bool]) -> int:
    keys = [column.name for column in table.primary_key.columns]
    total = 0
    while True:
        with state.begin() as db:
            count = _remove_some(db, table, keys, condition)
        total += count
        if count < AT_ONCE:
            return total


def _remove_some(
    db: Connection, table: Table, keys: Sequence[str], condition: ColumnElement[bool]
) -> int:
    some = select(*(table.c[key] for key in keys)).where(condition).limit(AT_ONCE).subquery()
    same = and_(*(table.c[key] == some.c[key] for key in keys))
    return int(db.execute(delete(table).where(same)).rowcount)


def asking(db: Connection) -> list[LedgerConnection]:
    """The ledger connections whose review file may still be read.

    Their first connection is not done, or something is asked, or was decided not long ago.
    """
    connection = ledger_connections.c.id
    asked = exists().where(reviews.c.ledger_connection_id == connection)
    query = select(connection).where(or_(ledger_connections.c.gate_opened_at.is_(None), asked))
    return connections.get_all(db, list(db.execute(query).scalars()))


def of_young_runs(db: Connection, keep: timedelta, name: Callable[[str, str], str]) -> set[str]:
    """The names, by the function, of the runs that are not over for so long."""
    old = func.now() - keep
    young = select(runs.c.dag_id, runs.c.run_id).where(
        or_(runs.c.started_at >= old, runs.c.ended_at >= old)
    )
    return {name(row.dag_id, row.run_id) for row in db.execute(young)}
