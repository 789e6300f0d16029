"""Parties of a ledger that may be one of ours: a person decides, and both wait until then (X-01).

What is kept is the ledger's party as the plan has it, with its candidates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from ledger_sync.errors import shown
from ledger_sync.model import Json, Ref
from ledger_sync.state.tables import reviews as table

if TYPE_CHECKING:
    from collections.abc import Sequence

Key = tuple[str, str]
"""A party of the ledger: its resource and id."""


def ask(db: Connection, connection_id: int, review: Sequence[Json]) -> None:
    """Keep what a person is asked; one who has been asked already is asked anew."""
    for theirs in review:
        query = insert(table).values(
            ledger_connection_id=connection_id,
            resource=theirs["resource"],
            ledger_id=theirs["ledger_id"],
            theirs=theirs,
        )
        db.execute(
            query.on_conflict_do_update(
                index_elements=["ledger_connection_id", "resource", "ledger_id"],
                set_={"theirs": query.excluded.theirs, "decided_at": None},
            )
        )


def undecided(db: Connection, connection_id: int) -> dict[Key, Json]:
    """The parties that still wait for a person."""
    return {(row.resource, row.ledger_id): row.theirs for row in _open(db, connection_id)}


def waiting_refs(db: Connection, connection_id: int) -> dict[Ref, str]:
    """Parties of ours that may be one of the ledger's, each with what it may be."""
    return {
        Ref(each["entity"], each["source_id"]): _named(row.theirs, row.ledger_id)
        for row in _open(db, connection_id)
        for each in row.theirs["candidates"]
    }


def _named(theirs: Json, ledger_id: str) -> str:
    return f"{shown(theirs['party']['name'])} ({ledger_id})"


def _open(db: Connection, connection_id: int) -> Sequence[Any]:
    mine = table.c.ledger_connection_id == connection_id
    query = select(table).where(mine, table.c.decided_at.is_(None))
    return db.execute(query.order_by(table.c.resource, table.c.ledger_id)).all()


def decide(db: Connection, connection_id: int, keys: Sequence[Key]) -> None:
    """These are decided, and what was decided is carried out."""
    for resource, ledger_id in keys:
        mine = (
            (table.c.ledger_connection_id == connection_id)
            & (table.c.resource == resource)
            & (table.c.ledger_id == ledger_id)
        )
        db.execute(update(table).where(mine).values(decided_at=func.now()))
