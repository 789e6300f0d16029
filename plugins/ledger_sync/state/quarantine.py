"""Quarantine: records held back, each with rule, field, value and the rows it collides with (C-09).

Kinds: *validation* (a suite), *mapping* (a code without a row), *refused* (the ledger's own words).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from ledger_sync.state.tables import quarantine as table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ledger_sync.model import Ref
    from ledger_sync.state.connections import LedgerConnection

Kind = Literal["validation", "mapping", "refused"]
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Held:
    """Why one record is held."""

    ref: Ref
    kind: Kind
    rule: str
    field: str | None
    value: str | None
    message: str
    colliding: Sequence[Mapping[str, Any]] = dataclasses.field(default=())
    fingerprint: str | None = None
    """What was refused: the same content is not tried again by the hourly run."""


def hold(db: Connection, connection: LedgerConnection, run: int, held: Held) -> None:
    """Hold a record for a reason, or renew the reason that holds it already."""
    value = held.value
    if value is not None and len(value) > LONGEST_VALUE:
        value = f"{value[:LONGEST_VALUE]}... ({len(value)} characters)"
    changing = {
        "kind": held.kind,
        "value": value,
        "message": held.message,
        "colliding": list(held.colliding),
        "fingerprint": held.fingerprint,
        "run": run,
    }
    query = insert(table).values(
        ledger_connection_id=connection.id,
        company_id=connection.company_id,
        ledger=connection.ledger,
        entity=held.ref.entity,
        source_id=held.ref.source_id,
        rule=held.rule,
        field=held.field,
        **changing,
    )
    db.execute(
        query.on_conflict_do_update(
            index_elements=[
                table.c.ledger_connection_id,
                table.c.entity,
                table.c.source_id,
                table.c.rule,
                text("coalesce(field, '')"),
            ],
            index_where=text("released_at IS NULL"),
            set_={**changing, "last_seen_at": func.now()},
        )
    )


def release(
    db: Connection,
    connection_id: int,
    entity: str,
    source_ids: Collection[int],
    kinds: Iterable[Kind],
    *,
    keep: Collection[tuple[int, str, str | None]] = (),
) -> None:
    """Let go of records whose reasons of these kinds are cured; ``keep`` are those that stand."""
    if not source_ids:
        return
    ids = bindparam("ids", list(source_ids), type_=ARRAY(BigInteger))
    query = select(table.c.id, table.c.source_id, table.c.rule, table.c.field).where(
        table.c.ledger_connection_id == connection_id,
        table.c.entity == entity,
        table.c.source_id == func.any(ids),
        table.c.kind.in_(list(kinds)),
        table.c.released_at.is_(None),
    )
    standing = set(keep)
    cured = [
        row.id for row in db.execute(query) if (row.source_id, row.rule, row.field) not in standing
    ]
    if cured:
        db.execute(update(table).where(table.c.id.in_(cured)).values(released_at=func.now()))


def held_ids(db: Connection, connection_ids: Sequence[int], entity: str) -> dict[int, set[int]]:
    """What lies in quarantine, by connection: every run examines it again."""
    query = select(table.c.ledger_connection_id, table.c.source_id).where(
        table.c.ledger_connection_id.in_(connection_ids),
        table.c.entity == entity,
        table.c.released_at.is_(None),
    )
    result: dict[int, set[int]] = {}
    for row in db.execute(query):
        result.setdefault(row.ledger_connection_id, set()).add(row.source_id)
    return result


def refused_contents(
    db: Connection, connection_ids: Sequence[int], entity: str
) -> dict[tuple[int, int], tuple[str, Kind]]:
    """Fingerprints of what was held after it was built, by connection and source id."""
    query = select(
        table.c.ledger_connection_id, table.c.source_id, table.c.fingerprint, table.c.kind
    ).where(
        table.c.ledger_connection_id.in_(connection_ids),
        table.c.entity == entity,
        table.c.released_at.is_(None),
        table.c.fingerprint.is_not(None),
    )
    return {
        (row.ledger_connection_id, row.source_id): (row.fingerprint, row.kind)
        for row in db.execute(query)
    }


def try_again(db: Connection, connection_id: int, refs: Collection[Ref]) -> None:
    """What the ledger refused of these goes once more: what is known of them there has changed."""
    if not refs:
        return
    query = update(table).where(
        table.c.ledger_connection_id == connection_id,
        tuple_(table.c.entity, table.c.source_id).in_([tuple(ref) for ref in refs]),
        table.c.kind == "refused",
        table.c.released_at.is_(None),
    )
    db.execute(query.values(fingerprint=None))


def list_held(db: Connection, connection_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Everything that is held now, oldest first."""
    query = select(table).where(
        table.c.ledger_connection_id.in_(connection_ids), table.c.released_at.is_(None)
    )
    return [dict(row._mapping) for row in db.execute(query.order_by(table.c.id))]


def count_held(db: Connection, connection_ids: Sequence[int], run: int) -> list[Row[Any]]:
    """Held records by company and entity, but for those refused in this very run."""
    refused_now = and_(table.c.kind == "refused", table.c.run == run)
    query = select(
        table.c.company_id,
        table.c.entity,
        func.count(table.c.source_id.distinct()).label("records"),
    ).where(
        table.c.ledger_connection_id.in_(connection_ids),
        table.c.released_at.is_(None),
        ~refused_now,
    )
    return list(db.execute(query.group_by(table.c.company_id, table.c.entity)))
