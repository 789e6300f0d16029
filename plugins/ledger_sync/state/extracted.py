"""What a run took from Klipboard, until it is in the outbox or in quarantine.

Rows never travel between tasks by themselves: they lie here, so that any worker can go on.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    bindparam,
    delete,
    func,
    select,
    tuple_,
    update,
)

from ledger_sync.state.tables import extracted as table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

Row = dict[str, Any]


def parsed(text: str) -> Row:
    """A row from its JSON text; amounts stay exact."""
    row: Row = json.loads(text, parse_float=Decimal)
    return row


def clear(db: Connection, run: int) -> None:
    """Forget a run's rows."""
    db.execute(delete(table).where(table.c.run == run))


def write(
    db: Connection, run: int, entity: str, rows: Iterable[tuple[int, int, str]]
) -> dict[int, int]:
    """Copy rows (company id, source id, JSON text) in; counts by company."""
    counts: dict[int, int] = {}
    # COPY is some ten times faster than INSERT here, and psycopg streams it.
    raw = db.connection.driver_connection
    if raw is None:
        raise AssertionError("the connection is open")
    statement = "COPY sync.extracted (run, entity, company_id, source_id, row) FROM STDIN"
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for company_id, source_id, row in rows:
            copy.write_row((run, entity, company_id, source_id, row))
            counts[company_id] = counts.get(company_id, 0) + 1
    return counts


def batches(
    db: Connection, run: int, entity: str, size: int, *, with_held: bool
) -> Iterator[list[Row]]:
    """The rows of an entity in batches of ``size``, by company and id."""
    after = (-1, -1)
    while True:
        query = select(table.c.company_id, table.c.source_id, table.c.row).where(
            table.c.run == run,
            table.c.entity == entity,
            tuple_(table.c.company_id, table.c.source_id) > after,
        )
        if not with_held:
            query = query.where(table.c.held.is_(False))
        order = (table.c.company_id, table.c.source_id)
        found = db.execute(query.order_by(*order).limit(size)).all()
        if not found:
            return
        yield [row.row for row in found]
        after = (found[-1].company_id, found[-1].source_id)


def companies(db: Connection, run: int, entities: Collection[str]) -> list[int]:
    """The companies that have a row of these entities in the run."""
    query = select(table.c.company_id).distinct()
    query = query.where(table.c.run == run, table.c.entity.in_(entities))
    return sorted(db.execute(query).scalars())


def ids(db: Connection, run: int, entity: str, company_id: int) -> set[int]:
    """Source ids of a company's rows of an entity."""
    query = select(table.c.source_id).where(
        table.c.run == run, table.c.entity == entity, table.c.company_id == company_id
    )
    return set(db.execute(query).scalars())


def mark_held(
    db: Connection, run: int, entity: str, company_id: int, source_ids: Collection[int]
) -> None:
    """These rows failed a check: the transform passes them by."""
    wanted = bindparam("ids", list(source_ids), type_=ARRAY(BigInteger))
    query = update(table).where(
        table.c.run == run,
        table.c.entity == entity,
        table.c.company_id == company_id,
        table.c.source_id == func.any(wanted),
    )
    db.execute(query.values(held=True))


def unmark(db: Connection, run: int) -> None:
    """No row is held: the validation begins anew."""
    db.execute(update(table).where(table.c.run == run, table.c.held).values(held=False))
