"""Ledger connections: their states, their lock, and tokens that one worker renews."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from ledger_sync.errors import (
    ConnectionBusy,
    ConnectionEnded,
    LedgerUnavailable,
    MissingConnection,
    SourceUnavailable,
)
from ledger_sync.state import connections, tokens
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.database import check_reachable, open_engine
from ledger_sync.state.secrets import Cipher
from ledger_sync.state.tables import ledger_connections
from sqlalchemy import Connection, Engine

from tests.integration.conftest import join

CIPHER = Cipher(Fernet.generate_key().decode())
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Tokens:
    access_token: str
    refresh_token: str
    expires_at: datetime


def some_tokens(number: int, lifetime: timedelta = HOUR) -> Tokens:
    return Tokens(f"access-{number}", f"refresh-{number}", datetime.now(tz=UTC) + lifetime)


# --- states -------------------------------------------------------------------------------------


@pytest.mark.rule("C-01")
def test_a_new_connection_is_pending_until_its_gate_is_opened(db: Connection) -> None:
    made = join(db)
    before = connections.list_open(db, "xero", [])
    connections.open_gate(db, made.id)

    (opened,) = connections.list_open(db, "xero", [])
    assert (made.state, made.gate_is_open, before) == ("pending", False, [])
    assert (opened.state, opened.gate_is_open) == ("connected", True)
    assert opened.label() == "1 Organisation 1"


def test_open_connections_are_those_of_the_companies_that_were_asked_for(db: Connection) -> None:
    for company in (3, 1, 2):
        connections.open_gate(db, join(db, company).id)

    everyone = [each.company_id for each in connections.list_open(db, "xero", [])]
    asked = [each.company_id for each in connections.list_open(db, "xero", [2, 9])]

    assert (everyone, asked) == ([1, 2, 3], [2])
    assert connections.list_open(db, "quickbooks", []) == []


def test_an_ended_connection_forgets_its_tokens_and_goes_on_where_it_was_when_joined_again(
    db: Connection,
) -> None:
    made = join(db)
    tokens.store(db, CIPHER, made.id, some_tokens(1))
    connections.open_gate(db, made.id)

    connections.end(db, made.id, "the user took it away")
    ended = connections.get(db, made.id)
    kept = db.execute(sa.select(ledger_connections.c.refresh_token)).scalar_one()
    again = join(db)

    assert (ended.state, ended.ended_reason, kept) == ("ended", "the user took it away", None)
    assert (again.id, again.state, again.ended_at) == (made.id, "connected", None)


def test_a_connection_that_is_missing_says_how_to_make_it(db: Connection) -> None:
    assert connections.find(db, 9, "xero") is None
    with pytest.raises(MissingConnection, match="make connect LEDGER=xero COMPANY=9"):
        connections.require(db, 9, "xero")


def test_one_organisation_belongs_to_one_company(db: Connection) -> None:
    made = join(db, 1, "tenant-x")

    assert connections.holder(db, "xero", "tenant-x") == made
    assert connections.holder(db, "xero", "tenant-y") is None
    with pytest.raises(sa.exc.IntegrityError, match="ledger_connections_ledger_tenant_id_key"):
        join(db, 2, "tenant-x")


def test_a_parked_connection_waits_for_its_limit_to_come_back(db: Connection) -> None:
    made = join(db)

    until = connections.park(db, made.id, 3600)

    assert connections.is_parked(db, made.id)
    assert timedelta(minutes=59) < until - datetime.now(tz=UTC) <= HOUR
    connections.park(db, made.id, -1)
    assert not connections.is_parked(db, made.id)


@pytest.mark.parametrize(
    ("session", "over"),
    [(None, False), (HOUR, False), (-HOUR, True)],
    ids=["stays connected", "lasts", "is over"],
)
def test_a_session_that_the_company_limited_comes_to_its_end(
    db: Connection, session: timedelta | None, over: bool
) -> None:
    made = connections.join(
        db,
        company_id=1,
        ledger="xero",
        tenant_id="t",
        tenant_name="T",
        stay_connected=session is None,
        session=session,
    )

    assert connections.session_is_over(db, made.id) is over


# --- the lock -----------------------------------------------------------------------------------


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
        assert taken.wait(5)
        with connections.locked(shared, 73, 10):
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

        with connections.locked(shared, 75, 5):
            pass


# --- tokens -------------------------------------------------------------------------------------


class Ledger:
    """Renews as a ledger does: every refresh token is good once."""

    def __init__(self, before: Tokens) -> None:
        self.current = before
        self.renewals: list[str] = []

    def renew(self, refresh_token: str) -> Tokens:
        self.renewals.append(refresh_token)
        if refresh_token != self.current.refresh_token:
            raise ConnectionEnded("invalid_grant")
        time.sleep(0.1)
        self.current = some_tokens(len(self.renewals) + 1)
        return self.current


Stored = Callable[[Tokens], tuple[LedgerConnection, Ledger]]


@pytest.fixture
def stored(database: Engine) -> Stored:
    def store(given: Tokens) -> tuple[LedgerConnection, Ledger]:
        with database.begin() as db:
            made = join(db)
            tokens.store(db, CIPHER, made.id, given)
        return made, Ledger(given)

    return store


def kept(engine: Engine, connection: LedgerConnection, ledger: Ledger) -> tokens.StoredTokens:
    return tokens.StoredTokens(engine, CIPHER, connection.id, ledger.renew)


def test_tokens_are_kept_encrypted(database: Engine, stored: Stored) -> None:
    stored(some_tokens(1))

    with database.connect() as db:
        (row,) = db.execute(sa.select(ledger_connections))

    assert "access-1" not in str(row)
    assert "refresh-1" not in str(row)


def test_a_good_token_is_used_as_it_is(database: Engine, stored: Stored) -> None:
    connection, ledger = stored(some_tokens(1))

    assert kept(database, connection, ledger).access() == "access-1"
    assert ledger.renewals == []


@pytest.mark.parametrize(
    "lifetime", [timedelta(0), timedelta(seconds=90)], ids=["ended", "about to end"]
)
def test_a_token_that_ends_is_renewed_before_it_is_used(
    database: Engine, stored: Stored, lifetime: timedelta
) -> None:
    connection, ledger = stored(some_tokens(1, lifetime))

    first = kept(database, connection, ledger)

    assert (first.access(), first.access()) == ("access-2", "access-2")
    assert kept(database, connection, ledger).access() == "access-2"
    assert ledger.renewals == ["refresh-1"]


@pytest.mark.rule("B-02")
@pytest.mark.parametrize("how", ["ended", "called expired"])
def test_two_workers_renew_a_token_once(database: Engine, stored: Stored, how: str) -> None:
    connection, ledger = stored(some_tokens(1, timedelta(0) if how == "ended" else HOUR))
    together = Barrier(2)

    def work(_number: int) -> str:
        mine = kept(database, connection, ledger)
        together.wait(5)
        return mine.access() if how == "ended" else mine.renew("access-1")

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(work, range(2)))

    assert found == ["access-2", "access-2"]
    assert ledger.renewals == ["refresh-1"]


def test_a_renewal_that_fails_loses_nothing(database: Engine, stored: Stored) -> None:
    connection, ledger = stored(some_tokens(1, timedelta(0)))

    def fail(_refresh_token: str) -> Tokens:
        raise LedgerUnavailable("503")

    with pytest.raises(LedgerUnavailable):
        tokens.StoredTokens(database, CIPHER, connection.id, fail).access()

    assert kept(database, connection, ledger).access() == "access-2"


@pytest.mark.parametrize("how", ["disconnected", "session over"])
def test_an_ended_connection_gives_no_token(database: Engine, stored: Stored, how: str) -> None:
    connection, ledger = stored(some_tokens(1))
    with database.begin() as db:
        if how == "disconnected":
            connections.end(db, connection.id, "by hand")
        else:
            over = sa.update(ledger_connections).values(session_ends_at=sa.func.now())
            db.execute(over)

    with pytest.raises(ConnectionEnded):
        kept(database, connection, ledger).access()
    assert ledger.renewals == []


# --- reaching a database ------------------------------------------------------------------------


def test_a_database_that_cannot_be_reached_is_named_without_its_password() -> None:
    engine = open_engine("postgresql://me:hush@127.0.0.1:1/none", name="sync_db")

    with pytest.raises(
        SourceUnavailable, match=r"database sync_db at .* cannot be reached"
    ) as told:
        check_reachable(engine, name="sync_db")

    assert "hush" not in str(told.value)


def test_a_database_that_answers_is_reachable(shared: Engine) -> None:
    check_reachable(shared, name="shared")
