"""The plan of a run, kept until it is carried out: what becomes of each record, field by field.

A dry run keeps it for people (``runs.planned``); another run takes off what is done, in the
transaction in which that is written down, so that a killed one goes on where it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, delete, insert, select, tuple_

from ledger_sync.model import Json, Ref
from ledger_sync.state.tables import planned_changes as table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Planned(NamedTuple):
    """What becomes of one record."""

    ref: Ref
    action: str
    content: Json


def replace(db: Connection, run: int, company_id: int, planned: Iterable[Planned]) -> None:
    """Keep the plan of a company; one that an earlier try of the same run made is dropped."""
    db.execute(delete(table).where(table.c.run == run, table.c.company_id == company_id))
    rows = [
        {
            "run": run,
            "company_id": company_id,
            "entity": each.ref.entity,
            "source_id": each.ref.source_id,
            "action": each.action,
            "changes": each.content,
        }
        for each in planned
    ]
    if rows:
        db.execute(insert(table), rows)


def first(db: Connection, run: int, company_id: int, limit: int) -> list[Planned]:
    """What is still to be done, in the order of the records."""
    query = select(table).where(table.c.run == run, table.c.company_id == company_id)
    rows = db.execute(query.order_by(table.c.entity, table.c.source_id).limit(limit))
    return [Planned(Ref(row.entity, row.source_id), row.action, row.changes) for row in rows]


def take_off(db: Connection, run: int, company_id: int, planned: Sequence[Planned]) -> None:
    """These are done."""
    mine = (table.c.run == run) & (table.c.company_id == company_id)
    done = [tuple(each.ref) for each in planned]
    db.execute(delete(table).where(mine, tuple_(table.c.entity, table.c.source_id).in_(done)))
