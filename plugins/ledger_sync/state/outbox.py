"""The outbox: what each ledger shall hold and does not hold yet, one row a record.

A row is a *desired state*, not a command: whether it means create, update or void is decided from
the link at the moment it is claimed. So a row that was written twice, late, or by two runs at once
still leads to one document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    cast,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from ledger_sync.model import Action, Draft, Intent, ItemKey, Json, Lookup, Ref
from ledger_sync.state.tables import links
from ledger_sync.state.tables import outbox as table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """One row of the outbox."""

    connection_id: int
    draft: Draft
    fingerprint: str
    revision: int = 1
    in_doubt: bool = False
    """It was claimed before and its outcome is not known for certain."""
    source_updated_at: datetime | None = None
    id: int = field(default=0, compare=False)
    """Its place in the outbox."""


def put(db: Connection, entries: Sequence[Entry]) -> None:
    """Write what the ledgers shall hold; a newer version replaces a pending one, never an older."""
    if not entries:
        return
    query = insert(table)
    new = query.excluded
    newer = or_(
        table.c.source_updated_at.is_(None), new.source_updated_at >= table.c.source_updated_at
    )
    db.execute(
        query.on_conflict_do_update(
            index_elements=["ledger_connection_id", "entity", "source_id"],
            set_={
                **{name: new[name] for name in _CONTENT},
                "revision": table.c.revision + 1,
                "cause": None,
                "updated_at": func.now(),
            },
            where=and_(table.c.fingerprint != new.fingerprint, newer),
        ),
        [_values(entry) for entry in entries],
    )


_CONTENT = (
    "intent",
    "content",
    "requires",
    "lookups",
    "items",
    "fingerprint",
    "source_updated_at",
)


def _values(entry: Entry) -> dict[str, Any]:
    draft = entry.draft
    return {
        "ledger_connection_id": entry.connection_id,
        "entity": draft.ref.entity,
        "source_id": draft.ref.source_id,
        "intent": draft.intent,
        "content": draft.content,
        "requires": [list(ref) for ref in draft.requires],
        "lookups": [list(lookup) for lookup in draft.lookups],
        "items": [list(key) for key in draft.items],
        "fingerprint": entry.fingerprint,
        "source_updated_at": entry.source_updated_at,
    }


def pending_ids(
    db: Connection, connection_ids: Sequence[int], entity: str, source_ids: Sequence[int]
) -> set[tuple[int, int]]:
    """Which of these records have a row, by connection and source id."""
    query = select(table.c.ledger_connection_id, table.c.source_id).where(
        table.c.ledger_connection_id.in_(connection_ids),
        table.c.entity == entity,
        table.c.source_id.in_(source_ids),
    )
    return {(row.ledger_connection_id, row.source_id) for row in db.execute(query)}


def contents(
    db: Connection, connection_ids: Sequence[int], entities: Sequence[str]
) -> list[tuple[Ref, Json]]:
    """The contents that wait to be sent."""
    query = select(table.c.entity, table.c.source_id, table.c.content).where(
        table.c.ledger_connection_id.in_(connection_ids),
        table.c.entity.in_(entities),
        table.c.intent == "upsert",
    )
    return [(Ref(row.entity, row.source_id), row.content) for row in db.execute(query)]


def withdraw(db: Connection, connection_id: int, entity: str, source_ids: Collection[int]) -> None:
    """Take back what is not claimed: its record changed into something that must not be sent."""
    query = delete(table).where(
        table.c.ledger_connection_id == connection_id,
        table.c.entity == entity,
        table.c.source_id.in_(source_ids),
        table.c.batch_id.is_(None),
    )
    db.execute(query)


def connections_with_work(db: Connection, connection_ids: Sequence[int]) -> list[int]:
    """Connections that have anything in the outbox; who has least comes first."""
    mine = table.c.ledger_connection_id
    query = select(mine).where(mine.in_(connection_ids)).group_by(mine)
    return list(db.execute(query.order_by(func.count(), mine)).scalars())


def waiting(db: Connection, connection_ids: Sequence[int]) -> list[tuple[int, str, str, int]]:
    """What is still to be told: connection, entity, cause and how many."""
    cause = func.coalesce(table.c.cause, "")
    query = select(table.c.ledger_connection_id, table.c.entity, cause, func.count())
    query = query.where(table.c.ledger_connection_id.in_(connection_ids))
    return [tuple(row) for row in db.execute(query.group_by(*query.selected_columns[:3]))]


def claimable(
    db: Connection,
    connection_id: int,
    entities: Sequence[str],
    action: Action,
    limit: int,
    after: int = 0,
) -> list[Entry]:
    """Up to ``limit`` rows that can go now by this action: all they require is in the ledger.

    Args:
        after: Only rows whose place is behind this one.
    """
    query = (
        select(table)
        .select_from(table.outerjoin(links, _LINKED))
        .where(table.c.id > after, *_can_go(connection_id, entities, action))
        .order_by(table.c.id)
        .limit(limit)
    )
    return [_entry(row) for row in db.execute(query)]


def _can_go(
    connection_id: int, entities: Sequence[str], action: Action
) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.ledger_connection_id == connection_id,
        table.c.entity.in_(entities),
        table.c.batch_id.is_(None),
        _BY_ACTION[action],
        ~_MISSING_REQUIREMENT,
    )


def drop_moot(db: Connection, connection_id: int) -> list[tuple[str, int]]:
    """Forget rows that the ledger holds already, or that void what it never had."""
    moot = or_(
        and_(table.c.intent == "upsert", links.c.fingerprint == table.c.fingerprint),
        and_(table.c.intent != "upsert", or_(links.c.id.is_(None), links.c.withdrawn)),
    )
    keys = select(table.c.id).select_from(table.outerjoin(links, _LINKED))
    keys = keys.where(
        table.c.ledger_connection_id == connection_id, table.c.batch_id.is_(None), moot
    )
    query = delete(table).where(table.c.id.in_(keys))
    rows = db.execute(query.returning(table.c.entity, table.c.source_id))
    return [(row.entity, row.source_id) for row in rows]


def explain_waiting(db: Connection, connection_id: int) -> None:
    """Write beside each row that cannot go which record it waits for, and why that one is held."""
    db.execute(_EXPLAIN, {"connection": connection_id})


def with_lookups(db: Connection, connection_id: int) -> list[Entry]:
    """Rows with codes that only the ledger's own chart can know."""
    query = select(table).where(
        table.c.ledger_connection_id == connection_id,
        table.c.batch_id.is_(None),
        func.jsonb_array_length(table.c.lookups) > 0,
    )
    return [_entry(row) for row in db.execute(query.order_by(table.c.id))]


def items_needed(
    db: Connection, connection_id: int, entities: Sequence[str], action: Action
) -> list[ItemKey]:
    """The items that the rows need which can go now by this action, each once."""
    needed = func.jsonb_array_elements(table.c["items"]).label("needed")
    query = (
        select(needed)
        .distinct()
        .select_from(table.outerjoin(links, _LINKED))
        .where(*_can_go(connection_id, entities, action))
    )
    return sorted((ItemKey(*pair) for pair in db.execute(query).scalars()), key=str)


def all_items(db: Connection, connection_id: int) -> list[ItemKey]:
    """The items that any row needs, whenever it goes."""
    needed = func.jsonb_array_elements(table.c["items"]).label("needed")
    query = select(needed).distinct().where(table.c.ledger_connection_id == connection_id)
    return [ItemKey(*pair) for pair in db.execute(query).scalars()]


def needing(db: Connection, connection_id: int, key: ItemKey) -> list[Entry]:
    """The rows that need an item."""
    query = select(table).where(
        table.c.ledger_connection_id == connection_id,
        table.c.batch_id.is_(None),
        table.c["items"].op("@>")(cast([list(key)], JSONB)),
    )
    return [_entry(row) for row in db.execute(query.order_by(table.c.id))]


def forget(db: Connection, entry: Entry) -> None:
    """Delete a row unless a newer version has replaced it; a newer one may go from now on."""
    mine = _mine(entry)
    gone = db.execute(delete(table).where(mine, table.c.revision == entry.revision))
    if gone.rowcount == 0:
        db.execute(update(table).where(mine).values(batch_id=None, in_doubt=False))


def give_back(db: Connection, entry: Entry) -> None:
    """The ledger took nothing of it: the row may be claimed anew."""
    db.execute(update(table).where(_mine(entry)).values(batch_id=None, in_doubt=False))


def _mine(entry: Entry) -> ColumnElement[bool]:
    return and_(
        table.c.ledger_connection_id == entry.connection_id,
        table.c.entity == entry.draft.ref.entity,
        table.c.source_id == entry.draft.ref.source_id,
    )


def _entry(row: Any) -> Entry:
    intent: Intent = row.intent
    return Entry(
        connection_id=row.ledger_connection_id,
        draft=Draft(
            ref=Ref(row.entity, row.source_id),
            intent=intent,
            content=row.content,
            requires=tuple(Ref(*pair) for pair in row.requires),
            lookups=tuple(Lookup(*pair) for pair in row.lookups),
            items=tuple(ItemKey(*pair) for pair in row.items),
        ),
        fingerprint=row.fingerprint,
        revision=row.revision,
        in_doubt=row.in_doubt,
        source_updated_at=row.source_updated_at,
        id=row.id,
    )


_LINKED = and_(
    links.c.ledger_connection_id == table.c.ledger_connection_id,
    links.c.entity == table.c.entity,
    links.c.source_id == table.c.source_id,
)

_other = table.alias("other")
_REQUIRED_BY_ANOTHER = exists().where(
    _other.c.ledger_connection_id == table.c.ledger_connection_id,
    _other.c.requires.op("@>")(
        func.jsonb_build_array(func.jsonb_build_array(table.c.entity, table.c.source_id))
    ),
)

_BY_ACTION: dict[Action, ColumnElement[bool]] = {
    "create": and_(table.c.intent == "upsert", links.c.id.is_(None)),
    "update": and_(
        table.c.intent == "upsert",
        links.c.id.is_not(None),
        links.c.fingerprint.is_distinct_from(table.c.fingerprint),
    ),
    "void": and_(table.c.intent == "void", links.c.id.is_not(None), links.c.withdrawn.is_(False)),
    "archive": and_(
        table.c.intent == "archive",
        links.c.id.is_not(None),
        links.c.withdrawn.is_(False),
        ~_REQUIRED_BY_ANOTHER,
    ),
}

_MISSING_REQUIREMENT: ColumnElement[bool] = literal_column(
    """EXISTS (
        SELECT 1 FROM jsonb_array_elements(sync.outbox.requires) AS needed
        WHERE NOT EXISTS (
            SELECT 1 FROM sync.links AS have
            WHERE have.ledger_connection_id = sync.outbox.ledger_connection_id
              AND have.entity = needed ->> 0
              AND have.source_id = (needed ->> 1)::bigint
        )
    )"""
)

_EXPLAIN = text(
    """
    UPDATE sync.outbox AS waits
    SET cause = (
        SELECT string_agg(
            'waits for ' || (needed ->> 0) || ' ' || (needed ->> 1)
            || coalesce(' (held: ' || held.rule || ')', ''), '; ')
        FROM jsonb_array_elements(waits.requires) AS needed
        LEFT JOIN LATERAL (
            SELECT string_agg(DISTINCT q.rule, ', ') AS rule FROM sync.quarantine AS q
            WHERE q.ledger_connection_id = waits.ledger_connection_id
              AND q.entity = needed ->> 0
              AND q.source_id = (needed ->> 1)::bigint
              AND q.released_at IS NULL
        ) AS held ON true
        WHERE NOT EXISTS (
            SELECT 1 FROM sync.links AS have
            WHERE have.ledger_connection_id = waits.ledger_connection_id
              AND have.entity = needed ->> 0
              AND have.source_id = (needed ->> 1)::bigint
        )
    )
    WHERE waits.ledger_connection_id = :connection AND waits.batch_id IS NULL
    """
)


def refs_of(entries: Iterable[Entry]) -> set[Ref]:
    """All records that these rows require."""
    return {ref for entry in entries for ref in entry.draft.requires}
