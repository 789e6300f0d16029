"""Claims: a batch is written down before it is sent, and settled after it is answered.

A batch that is still *claimed* when a task takes the connection's lock is in doubt: its worker was
killed, or the answer was lost. It is cleared up before anything else is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, func, insert, select, tuple_, update

from ledger_sync.model import Action, Draft, ItemKey, Lookup, Ref
from ledger_sync.rules.fingerprint import idempotency_key
from ledger_sync.state.outbox import Entry
from ledger_sync.state.tables import batch_items, batches, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True)
class Batch:
    """Records that travel together in one call."""

    id: int
    connection_id: int
    action: Action
    key: str
    claimed_at: datetime
    entries: tuple[Entry, ...]


def claim(
    db: Connection, connection_id: int, run: int, action: Action, entries: Sequence[Entry]
) -> Batch:
    """Write down what is about to be sent; commit before sending it."""
    row = db.execute(
        insert(batches)
        .values(
            ledger_connection_id=connection_id,
            run=run,
            action=action,
            state="claimed",
            idempotency_key="",
        )
        .returning(batches.c.id, batches.c.claimed_at)
    ).one()
    prints = [entry.fingerprint for entry in entries]
    key = idempotency_key(connection_id, row.id, row.claimed_at.isoformat(), prints)
    db.execute(update(batches).where(batches.c.id == row.id).values(idempotency_key=key))
    db.execute(insert(batch_items), [_item(row.id, *pair) for pair in enumerate(entries)])
    db.execute(
        update(outbox).where(_of(connection_id, entries)).values(batch_id=row.id, in_doubt=True)
    )
    return Batch(row.id, connection_id, action, key, row.claimed_at, tuple(entries))


def _item(batch_id: int, position: int, entry: Entry) -> dict[str, object]:
    return {
        "batch_id": batch_id,
        "position": position,
        "entity": entry.draft.ref.entity,
        "source_id": entry.draft.ref.source_id,
        "revision": entry.revision,
        "intent": entry.draft.intent,
        "content": entry.draft.content,
        "requires": [list(ref) for ref in entry.draft.requires],
        "lookups": [list(lookup) for lookup in entry.draft.lookups],
        "items": [list(key) for key in entry.draft.items],
        "fingerprint": entry.fingerprint,
        "source_updated_at": entry.source_updated_at,
    }


def _of(connection_id: int, entries: Sequence[Entry]) -> ColumnElement[bool]:
    keys = [tuple(entry.draft.ref) for entry in entries]
    mine = outbox.c.ledger_connection_id == connection_id
    return mine & tuple_(outbox.c.entity, outbox.c.source_id).in_(keys)


def in_doubt(db: Connection, connection_id: int) -> list[Batch]:
    """Batches of which nobody knows whether the ledger took them."""
    query = select(batches).where(
        batches.c.ledger_connection_id == connection_id, batches.c.state == "claimed"
    )
    return [
        Batch(
            id=row.id,
            connection_id=connection_id,
            action=row.action,
            key=row.idempotency_key,
            claimed_at=row.claimed_at,
            entries=_entries(db, connection_id, row.id),
        )
        for row in db.execute(query.order_by(batches.c.id)).all()
    ]


def _entries(db: Connection, connection_id: int, batch_id: int) -> tuple[Entry, ...]:
    query = select(batch_items).where(batch_items.c.batch_id == batch_id)
    return tuple(
        Entry(
            connection_id=connection_id,
            draft=Draft(
                ref=Ref(row.entity, row.source_id),
                intent=row.intent,
                content=row.content,
                requires=tuple(Ref(*pair) for pair in row.requires),
                lookups=tuple(Lookup(*pair) for pair in row.lookups),
                items=tuple(ItemKey(*pair) for pair in row.items),
            ),
            fingerprint=row.fingerprint,
            revision=row.revision,
            in_doubt=True,
            source_updated_at=row.source_updated_at,
        )
        for row in db.execute(query.order_by(batch_items.c.position))
    )


def leave_in_doubt(
    db: Connection, connection_id: int, run: int, action: Action, entries: Sequence[Entry]
) -> None:
    """Keep elements claimed that the ledger could not take just now: the next one clears them up.

    What it said does not always mean that it did nothing.
    """
    left = claim(db, connection_id, run, action, entries)
    be_sure_from(db, left.id, 0)


def be_sure_from(db: Connection, batch_id: int, seconds: float) -> bool:
    """Note when the ledger is done with a batch that nobody sends any more; an earlier note stays.

    Returns:
        Whether it is: what it does not show by now, it will not have.
    """
    until = func.now() + timedelta(seconds=seconds)
    query = (
        update(batches)
        .where(batches.c.id == batch_id)
        .values(sure_from=func.coalesce(batches.c.sure_from, until))
        .returning(batches.c.sure_from <= func.now())
    )
    return bool(db.execute(query).scalar_one())


def settle(db: Connection, batch_id: int) -> None:
    """Every element of the batch has found its end."""
    values = {"state": "settled", "settled_at": func.now()}
    db.execute(update(batches).where(batches.c.id == batch_id).values(**values))


def release(db: Connection, batch_id: int, *, certain: bool) -> None:
    """Give the rows back to be claimed anew.

    Args:
        certain: Whether it is known that the ledger took nothing of it.
    """
    values: dict[str, object] = {"batch_id": None}
    if certain:
        values["in_doubt"] = False
    db.execute(update(outbox).where(outbox.c.batch_id == batch_id).values(**values))
    done = {"state": "released", "settled_at": func.now()}
    db.execute(update(batches).where(batches.c.id == batch_id).values(**done))
