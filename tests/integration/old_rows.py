"""Rows of schema sync that are as old as a test says. No test in here."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from ledger_sync.state import runs
from ledger_sync.state.connections import LedgerConnection

OLD, OLDER = "100 days", "900 days"
KEEP, HISTORY = timedelta(days=90), timedelta(days=800)


def a_run(database: sa.Engine, name: str, age: str, *, ended: bool = True) -> int:
    with database.begin() as db:
        run = runs.open_run(db, dag_id="d", run_id=name, ledger="xero", params={}).id
        runs.add_counts(db, run, 1, "client", {"read": 1})
        runs.tell(db, run, 1, "topic", "message")
        moment = f"now() - interval '{age}'"
        over = moment if ended else "NULL"
        db.execute(
            sa.text(
                f"UPDATE sync.runs SET started_at = {moment}, ended_at = {over} WHERE id = :id"
            ),
            {"id": run},
        )
    return run


def execute(database: sa.Engine, statement: str, **values: object) -> None:
    with database.begin() as db:
        db.execute(sa.text(statement), values)


def count(database: sa.Engine, table: str) -> int:
    with database.connect() as db:
        return int(db.execute(sa.text(f"SELECT count(*) FROM sync.{table}")).scalar_one())


def a_batch(database: sa.Engine, connection: LedgerConnection, run: int, state: str) -> None:
    execute(
        database,
        f"""WITH made AS (INSERT INTO sync.batches
            (ledger_connection_id, run, action, idempotency_key, state, settled_at)
            VALUES (:connection, :run, 'create', 'key', :state, now() - interval '{OLD}')
            RETURNING id)
        INSERT INTO sync.batch_items
            (batch_id, position, entity, source_id, revision, intent, fingerprint)
        SELECT id, 0, 'client', 1, 1, 'upsert', 'print' FROM made""",
        connection=connection.id,
        run=run,
        state=state,
    )
