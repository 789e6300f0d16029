"""What ends by a person's word: one wrong link, or everything of a former organisation.

History stays: the audit, which says what ended and why, runs, batches that were sent, plans that
were carried out, and what had left the quarantine before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from ledger_sync.errors import ConnectionBusy
from ledger_sync.state import connections
from ledger_sync.state.tables import (
    audit,
    batches,
    connection_plans,
    extracted,
    ledger_connections,
    links,
    metadata,
    quarantine,
    runs,
)

if TYPE_CHECKING:
    from ledger_sync.model import Ref
    from ledger_sync.state.connections import LedgerConnection

OF_A_CONNECTION = "ledger_connection_id"
HISTORY = (audit, batches, connection_plans, quarantine)
"""Tables of a connection of which only what is still open ends."""


def end_link(db: Connection, connection: LedgerConnection, ref: Ref, because: str) -> None:
    """One record is linked no more; the audit keeps with what it was, and why it ended."""
    mine = (links.c.entity == ref.entity, links.c.source_id == ref.source_id)
    _end_links(db, connection, because, *mine)


def _end_links(
    db: Connection, connection: LedgerConnection, because: str, *which: ColumnElement[bool]
) -> None:
    mine = (links.c.ledger_connection_id == connection.id, *which)
    told: dict[str, ColumnElement[Any]] = {
        OF_A_CONNECTION: literal(connection.id),
        "company_id": literal(connection.company_id),
        "ledger": literal(connection.ledger),
        "entity": links.c.entity,
        "source_id": links.c.source_id,
        "ledger_id": links.c.ledger_id,
        "direction": literal("inbound"),
        "action": literal("unlink"),
        "changes": cast({"reason": because}, JSONB),
    }
    ended = select(*told.values()).where(*mine).order_by(links.c.id)
    db.execute(insert(audit).from_select(list(told), ended))
    db.execute(delete(links).where(*mine))


def check_idle(db: Connection, connection: LedgerConnection) -> None:
    """No run may be on its way that has read this company's rows for the former organisation.

    What it wrote afterwards, its watermarks above all, would be taken for the new one's. Loading is
    no such danger: it works under the connection's lock. A run that broke off is taken for alive
    until its DAG has run once more for the company.

    Raises:
        ConnectionBusy: there is one.
    """
    latest = select(func.max(runs.c.id)).where(_works_for(connection.id)).group_by(runs.c.dag_id)
    query = select(runs.c.dag_id, runs.c.run_id).where(
        runs.c.id.in_(latest), runs.c.state == "running", runs.c.stage != "transformed"
    )
    for row in db.execute(query.order_by(runs.c.id)):
        raise ConnectionBusy(
            f"run {row.run_id} of {row.dag_id} is under way for company {connection.company_id}: "
            "wait for its end, or decline it if it waits for an approval, and call again; "
            "nothing was changed"
        )


def _works_for(connection_id: int) -> ColumnElement[bool]:
    return runs.c.connections.op("@>", is_comparison=True)(cast([connection_id], JSONB))


def start_over(db: Connection, connection_id: int, because: str) -> None:
    """End all that the connection remembers of its organisation, and shut its gate (C-01).

    Whatever table belongs to a ledger connection, also one that is yet to come, is emptied of it
    unless it is named as history here.
    """
    connection = connections.get(db, connection_id)
    _end_links(db, connection, because)
    for table in reversed(metadata.sorted_tables):
        if OF_A_CONNECTION in table.c and table not in HISTORY:
            db.execute(delete(table).where(table.c[OF_A_CONNECTION] == connection_id))
    _end_what_is_open(db, connection_id)
    _leave_unfinished_runs(db, connection)
    values = {"state": "pending", "gate_opened_at": None, "parked_until": None}
    mine = ledger_connections.c.id == connection_id
    db.execute(update(ledger_connections).where(mine).values(**values))


def _end_what_is_open(db: Connection, connection_id: int) -> None:
    claimed = (batches.c.ledger_connection_id == connection_id) & (batches.c.state == "claimed")
    ended = {"state": "released", "settled_at": func.now()}
    db.execute(update(batches).where(claimed).values(**ended))
    held = (quarantine.c.ledger_connection_id == connection_id) & quarantine.c.released_at.is_(None)
    db.execute(update(quarantine).where(held).values(released_at=func.now()))
    table = connection_plans
    waiting = (table.c.ledger_connection_id == connection_id) & table.c.applied_at.is_(None)
    db.execute(delete(table).where(waiting))


def _leave_unfinished_runs(db: Connection, connection: LedgerConnection) -> None:
    """A broken run that is cleared and goes on later works for the other companies only."""
    broken = (runs.c.stage == "extracted") & _works_for(connection.id)
    of_them = extracted.c.run.in_(select(runs.c.id).where(broken))
    mine = extracted.c.company_id == connection.company_id
    db.execute(delete(extracted).where(mine, of_them))
    others = func.jsonb_path_query_array(
        runs.c.connections,
        cast("$[*] ? (@ != $mine)", JSONPATH),
        func.jsonb_build_object("mine", connection.id),
    )
    db.execute(update(runs).where(broken).values(connections=others))
