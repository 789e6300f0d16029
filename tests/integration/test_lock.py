"""The lock that keeps one task at a time on a ledger connection."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import sqlalchemy as sa
from ledger_sync.errors import (
    ConnectionBusy,
    LedgerUnavailable,
)
from ledger_sync.state import connections
from sqlalchemy import Engine

from stack.paths import ROOT
from tests.integration.conftest import join
from tests.patience import PATIENCE_SECONDS


def test_only_one_task_works_on_a_connection(shared: Engine) -> None:
    message = "connection 71 is worked by another task"
    first, neighbour, second = (connections.locked(shared, each, 0) for each in (71, 72, 71))

    with first, neighbour, pytest.raises(ConnectionBusy, match=message), second:
        pass

    with connections.locked(shared, 71, 0):
        pass


def test_a_second_task_waits_for_the_first(shared: Engine) -> None:
    order: list[str] = []
    taken = Event()

    def first() -> None:
        with connections.locked(shared, 73, 0):
            taken.set()
            time.sleep(0.3)
            order.append("first")

    with ThreadPoolExecutor() as pool:
        working = pool.submit(first)
        assert taken.wait(PATIENCE_SECONDS)
        with connections.locked(shared, 73, PATIENCE_SECONDS):
            order.append("second")
        working.result()

    assert order == ["first", "second"]


def test_a_failing_task_lets_go(shared: Engine) -> None:
    with pytest.raises(LedgerUnavailable), connections.locked(shared, 74, 0):
        raise LedgerUnavailable("broken")

    with connections.locked(shared, 74, 0):
        pass


@pytest.mark.rule("B-02")
def test_a_killed_worker_lets_go_by_itself(shared: Engine) -> None:
    with shared.connect() as killed, shared.connect() as other:
        key = {"space": connections.LOCK_SPACE, "id": 75}
        killed.execute(sa.text("SELECT pg_advisory_lock(:space, :id)"), key)
        process = killed.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        other.execute(sa.text("SELECT pg_terminate_backend(:process)"), {"process": process})
        killed.invalidate()

        with connections.locked(shared, 75, PATIENCE_SECONDS):
            pass


def ended(engine: Engine, connection_id: int) -> None:
    """The database ends the session that holds a lock."""
    query = """SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND classid = :space AND objid = :id"""
    with engine.connect() as db:
        key = {"space": connections.LOCK_SPACE, "id": connection_id}
        assert db.execute(sa.text(query), key).scalars().all() == [True]


@pytest.mark.rule("B-02")
def test_who_lost_the_lock_hears_it_each_time_and_another_may_take_it(shared: Engine) -> None:
    message = "the lock of ledger connection 77 was lost with its database session"
    with connections.locked(shared, 77, 0) as lock:
        lock.check()
        ended(shared, 77)

        with connections.locked(shared, 77, PATIENCE_SECONDS) as other:
            for _ in range(2):
                with pytest.raises(ConnectionBusy, match=message):
                    lock.check()
            other.check()


@pytest.mark.rule("B-02")
def test_the_lock_may_be_asked_for_by_several_threads(shared: Engine) -> None:
    with connections.locked(shared, 78, 0) as lock, ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: lock.check(), range(40))) == [None] * 40


@pytest.mark.rule("B-02")
def test_the_server_asks_after_machines_that_are_gone(shared: Engine) -> None:
    # Over a Unix socket it says so and asks nothing: that machine is its own.
    query = sa.text("SELECT source FROM pg_settings WHERE name LIKE 'tcp_keepalives_%'")

    with shared.connect() as db:
        sources = db.execute(query).scalars().all()

    assert sources == ["session"] * 3


def test_the_runbook_asks_for_the_locks_by_their_number(shared: Engine) -> None:
    page = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    query = next(each for each in page.split("```") if "pg_locks" in each).removeprefix("sql")
    with shared.begin() as db:
        joined = join(db, company_id=76)

    with connections.locked(shared, joined.id, 0), shared.connect() as db:
        (row,) = db.execute(sa.text(query.replace("::", r"\:\:"))).mappings().all()

    assert (row["company_id"], row["ledger"]) == (76, "xero")
    assert row["application_name"].startswith("ledger_sync")
