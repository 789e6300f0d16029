"""The inbox: what Klipboard is still to be told, one row a record of a ledger.

The counterpart of the outbox. Reading a ledger fills it, in the transaction that moves the
watermark; merging empties it. What cannot be brought to Klipboard stays, with its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from ledger_sync.state.tables import inbox as table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from ledger_sync.model import Json

Key = tuple[str, str]
"""A record of the ledger: its resource and id."""


@dataclass(frozen=True)
class Letter:
    """One row: a record of the ledger, and what was being done with it when somebody died."""

    key: Key
    record: Json
    plan: Json | None
    received_at: datetime

    @property
    def is_newer_than_its_plan(self) -> bool:
        """Whether it was read once more after somebody died who had begun with it."""
        plan = self.plan
        return plan is not None and plan.get("received_at") != self.received_at.isoformat()


@dataclass(frozen=True)
class Box:
    """The rows of one ledger connection; a dry run has a box of its own."""

    connection_id: int
    dry_run: bool = False

    def holds(self) -> ColumnElement[bool]:
        """The condition that a row lies in it."""
        return and_(
            table.c.ledger_connection_id == self.connection_id,
            table.c.dry_run.is_(self.dry_run),
        )


def put(db: Connection, box: Box, run: int, records: Mapping[Key, Json]) -> None:
    """Write records down; a newer one replaces what lies there, and its cause is judged anew."""
    if not records:
        return
    query = insert(table)
    new = query.excluded
    db.execute(
        query.on_conflict_do_update(
            index_elements=["ledger_connection_id", "dry_run", "resource", "ledger_id"],
            set_={"record": new.record, "run": new.run, "received_at": func.now()},
        ),
        [
            {
                "ledger_connection_id": box.connection_id,
                "dry_run": box.dry_run,
                "resource": resource,
                "ledger_id": ledger_id,
                "run": run,
                "record": record,
            }
            for (resource, ledger_id), record in records.items()
        ],
    )


def known(db: Connection, box: Box, keys: Collection[Key]) -> set[Key]:
    """Which of these records lie there."""
    query = select(table.c.resource, table.c.ledger_id).where(box.holds(), _one_of(keys))
    return {(row.resource, row.ledger_id) for row in db.execute(query)}


def letters(db: Connection, box: Box, keys: Collection[Key] | None = None) -> list[Letter]:
    """What lies there, in the order in which it came; all of it, or these records."""
    query = select(table).where(box.holds())
    if keys is not None:
        query = query.where(_one_of(keys))
    rows = db.execute(query.order_by(table.c.received_at, table.c.resource, table.c.ledger_id))
    return [
        Letter((row.resource, row.ledger_id), row.record, row.plan, row.received_at) for row in rows
    ]


def causes(db: Connection, box: Box, keys: Collection[Key]) -> dict[Key, str]:
    """Why records could not be brought; those that were are missing."""
    query = select(table.c.resource, table.c.ledger_id, table.c.cause).where(
        box.holds(), _one_of(keys), table.c.cause.is_not(None)
    )
    return {(row.resource, row.ledger_id): row.cause for row in db.execute(query)}


def intend(db: Connection, box: Box, plans: Mapping[Key, Json | None]) -> None:
    """Write down what is about to be done; commit before it is."""
    if not plans:
        return
    query = update(table).where(
        box.holds(),
        table.c.resource == bindparam("its_resource"),
        table.c.ledger_id == bindparam("its_ledger_id"),
    )
    db.execute(
        query.values(plan=bindparam("its_plan", type_=table.c.plan.type)),
        [
            {"its_resource": resource, "its_ledger_id": ledger_id, "its_plan": plan}
            for (resource, ledger_id), plan in plans.items()
        ],
    )


def begin_anew(db: Connection, box: Box, keys: Collection[Key]) -> None:
    """They stay: what was begun with them is done, and they say more than it knew."""
    if keys:
        db.execute(update(table).where(box.holds(), _one_of(keys)).values(plan=None))


def hold(db: Connection, box: Box, key: Key, cause: str) -> None:
    """It stays, and this is why."""
    query = update(table).where(box.holds(), _one_of([key]))
    db.execute(query.values(plan=None, cause=cause))


def forget(db: Connection, box: Box, keys: Collection[Key]) -> None:
    """Klipboard has been told."""
    if not keys:
        return
    db.execute(delete(table).where(box.holds(), _one_of(keys)))


def clear(db: Connection, box: Box) -> None:
    """Empty it."""
    db.execute(delete(table).where(box.holds()))


def waiting(db: Connection, connection_ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """What could not be brought to Klipboard: connection, resource and cause."""
    query = select(table.c.ledger_connection_id, table.c.resource, table.c.cause).where(
        table.c.ledger_connection_id.in_(connection_ids),
        table.c.dry_run.is_(False),
        table.c.cause.is_not(None),
    )
    rows: list[Any] = list(db.execute(query.order_by(table.c.received_at)))
    return [(row.ledger_connection_id, row.resource, row.cause) for row in rows]


def _one_of(keys: Collection[Key]) -> ColumnElement[bool]:
    return tuple_(table.c.resource, table.c.ledger_id).in_(list(keys))
