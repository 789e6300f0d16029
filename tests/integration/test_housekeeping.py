"""Housekeeping removes what is old and over; what is open or still explains a record stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_sync.quality.places import results_folder, review_file, run_key, site_folder
from ledger_sync.settings import Settings
from ledger_sync.state import connections, housekeeping, runs
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.steps.ports import Line, Ports
from ledger_sync.steps.tidy import tidy

from tests.integration.conftest import join
from tests.integration.old_rows import HISTORY, KEEP, OLD, OLDER, a_batch, a_run, count, execute


@pytest.fixture
def connection(database: sa.Engine) -> LedgerConnection:
    with database.begin() as db:
        return join(db, tenant_id="T")


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


def no_line(connection: LedgerConnection, *_: object) -> Line:
    raise AssertionError(f"no line to {connection.ledger} is needed")


def ports_of(database: sa.Engine, reports: Path) -> Ports:
    return Ports(database, database, Settings(), no_line, reports)


def test_pages_of_old_runs_go_and_young_pages_stay(database: sa.Engine, tmp_path: Path) -> None:
    a_run(database, "old", OLD)
    a_run(database, "young", "1 day")
    for name in ("old", "young", "unknown"):
        for folder in (site_folder, results_folder):
            folder(tmp_path, run_key("d", name)).mkdir(parents=True)
        (site_folder(tmp_path, run_key("d", name)) / "index.html").write_text("page")
    (tmp_path / "somebody's own").mkdir()

    run = tidy(ports_of(database, tmp_path), "housekeeping", "run 1")

    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([run_key("d", "young"), "somebody's own"])
    with database.connect() as db:
        told = [each["message"] for each in runs.messages(db, run)]
    assert told == ["removed 1 run_counts, 1 run_messages, 1 runs, 2 pages of runs"]


@pytest.mark.parametrize(
    ("decided", "gate", "stays"),
    [
        pytest.param(None, True, True, id="a party waits for a person"),
        pytest.param("1 day", True, True, id="decided not long ago"),
        pytest.param(OLD, True, False, id="decided long ago"),
        pytest.param(OLD, False, True, id="first connection not done"),
    ],
)
def test_a_review_file_goes_when_all_was_decided_long_ago(
    database: sa.Engine,
    connection: LedgerConnection,
    tmp_path: Path,
    decided: str | None,
    *,
    gate: bool,
    stays: bool,
) -> None:
    file, former = (review_file(tmp_path, "xero", 1, tenant) for tenant in ("T", "former"))
    file.parent.mkdir()
    for each in (file, former):
        each.write_text("decisions")
    a_review(database, connection, decided)
    if gate:
        with database.begin() as db:
            connections.open_gate(db, connection.id)

    run = tidy(ports_of(database, tmp_path), "housekeeping", "run 1")

    assert file.exists() == stays
    # The company has another organisation now: nobody reads that file.
    assert not former.exists()
    with database.connect() as db:
        (told,) = runs.messages(db, run)
    assert f"{1 if stays else 2} review files" in told["message"]


def a_review(database: sa.Engine, connection: LedgerConnection, decided: str | None) -> None:
    moment = f"now() - interval '{decided}'" if decided else "NULL"
    execute(
        database,
        f"""INSERT INTO sync.reviews
            (ledger_connection_id, resource, ledger_id, theirs, asked_at, decided_at)
        VALUES (:id, 'Contacts', 'C', '{{}}', now() - interval '{OLDER}', {moment})""",
        id=connection.id,
    )


def a_plan(database: sa.Engine, connection: LedgerConnection, run: int) -> None:
    execute(
        database,
        f"""INSERT INTO sync.connection_plans (ledger_connection_id, run, plan, made_at)
        VALUES (:id, :run, '{{}}', now() - interval '{OLD}')""",
        id=connection.id,
        run=run,
    )


def test_a_plan_that_was_dropped_goes_and_one_that_waits_for_its_approval_stays(
    database: sa.Engine, connection: LedgerConnection
) -> None:
    dropped, waits = a_run(database, "dropped", OLD), a_run(database, "waits", OLD, ended=False)
    for run in (dropped, waits):
        a_plan(database, connection, run)

    housekeeping.remove(database, KEEP, HISTORY)

    with database.connect() as db:
        assert db.execute(sa.text("SELECT run FROM sync.connection_plans")).scalars().all() == [
            waits
        ]
        assert runs.get(db, waits).run_id == "waits"
