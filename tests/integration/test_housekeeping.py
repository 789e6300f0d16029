"""Housekeeping removes what is old and over; what is open or still explains a record stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_sync.quality.places import results_folder, review_file, run_key, site_folder
from ledger_sync.settings import Settings
from ledger_sync.state import connections, housekeeping, runs
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.steps.ports import Line, Ports
from ledger_sync.steps.tidy import tidy

OLD, OLDER = "100 days", "900 days"
KEEP, HISTORY = timedelta(days=90), timedelta(days=800)


@pytest.fixture
def connection(database: sa.Engine) -> LedgerConnection:
    with database.begin() as db:
        return connections.join(
            db,
            company_id=1,
            ledger="xero",
            tenant_id="T",
            tenant_name="Organisation",
            stay_connected=True,
            session=None,
        )


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


def an_audit_row(database: sa.Engine, connection: LedgerConnection, run: int, age: str) -> None:
    execute(
        database,
        f"""INSERT INTO sync.audit (at, run, ledger_connection_id, company_id, ledger, entity,
            source_id, direction, action)
        VALUES
            (now() - interval '{age}', :run, :id, 1, 'xero', 'client', 1, 'outbound', 'create')""",
        run=run,
        id=connection.id,
    )


def test_old_runs_go_with_their_figures_and_messages(database: sa.Engine) -> None:
    a_run(database, "old", OLD)
    young = a_run(database, "young", "1 day")

    removed = housekeeping.remove(database, KEEP, HISTORY)

    assert removed == {"run_counts": 1, "run_messages": 1, "runs": 1}
    with database.connect() as db:
        assert runs.get(db, young).run_id == "young"


def test_a_run_that_died_long_ago_is_over(database: sa.Engine) -> None:
    a_run(database, "dead", OLD, ended=False)
    a_run(database, "alive", "1 day", ended=False)

    housekeeping.remove(database, KEEP, HISTORY)

    assert count(database, "runs") == 1


def test_settled_batches_go_and_claimed_ones_stay_whatever_their_age(
    database: sa.Engine, connection: LedgerConnection
) -> None:
    run = a_run(database, "old", OLD)
    a_batch(database, connection, run, "settled")
    a_batch(database, connection, run, "claimed")

    removed = housekeeping.remove(database, KEEP, HISTORY)

    assert (removed["batch_items"], removed["batches"]) == (1, 1)
    assert (count(database, "batch_items"), count(database, "batches")) == (1, 1)


@pytest.mark.rule("B-03")
def test_the_audit_stays_longer_and_keeps_the_runs_that_it_names(
    database: sa.Engine, connection: LedgerConnection
) -> None:
    an_audit_row(database, connection, a_run(database, "named", OLD), OLD)
    an_audit_row(database, connection, a_run(database, "ancient", OLDER), OLDER)

    housekeeping.remove(database, KEEP, HISTORY)

    with database.connect() as db:
        left = db.execute(sa.text("SELECT run_id FROM sync.runs")).scalars().all()
    assert left == ["named"]
    assert count(database, "audit") == 1


def test_what_is_held_stays_and_what_was_released_long_ago_goes(
    database: sa.Engine, connection: LedgerConnection
) -> None:
    run = a_run(database, "old", OLD)
    for source_id, released in ((1, "NULL"), (2, f"now() - interval '{OLD}'")):
        execute(
            database,
            f"""INSERT INTO sync.quarantine (ledger_connection_id, company_id, ledger, entity,
                source_id, kind, rule, message, run, released_at)
            VALUES (:id, 1, 'xero', 'client', :source, 'refused', 'X-08', 'm', :run, {released})""",
            id=connection.id,
            source=source_id,
            run=run,
        )

    housekeeping.remove(database, KEEP, HISTORY)

    assert count(database, "quarantine") == 1
    assert count(database, "runs") == 1


def test_more_rows_than_go_at_once_all_go(
    database: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 2)
    for number in range(5):
        a_run(database, f"old {number}", OLD)

    removed = housekeeping.remove(database, KEEP, HISTORY)

    assert removed == {"run_counts": 5, "run_messages": 5, "runs": 5}


def no_line(connection: LedgerConnection) -> Line:
    raise AssertionError(f"no line to {connection.ledger} is needed")


def test_pages_of_old_runs_go_and_review_files_and_young_pages_stay(
    database: sa.Engine, tmp_path: Path
) -> None:
    a_run(database, "old", OLD)
    a_run(database, "young", "1 day")
    for name in ("old", "young", "unknown"):
        for folder in (site_folder, results_folder):
            folder(tmp_path, run_key("d", name)).mkdir(parents=True)
        (site_folder(tmp_path, run_key("d", name)) / "index.html").write_text("page")
    review = review_file(tmp_path, "xero", 1, "T")
    review.parent.mkdir()
    review.write_text("decisions")

    ports = Ports(database, database, Settings(), no_line, tmp_path)
    run = tidy(ports, "housekeeping", "run 1")

    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([run_key("d", "young"), "reviews"])
    assert review.read_text() == "decisions"
    with database.connect() as db:
        told = [each["message"] for each in runs.messages(db, run)]
    assert told == ["removed 1 run_counts, 1 run_messages, 1 runs, 2 pages of runs"]
