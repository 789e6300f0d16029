"""Tokens: kept encrypted, renewed by one worker at a time, stored before they are used."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from ledger_sync.errors import (
    ConnectionEnded,
    LedgerUnavailable,
)
from ledger_sync.state import connections, tokens
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.secrets import Cipher
from ledger_sync.state.tables import ledger_connections
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from tests.integration.conftest import join
from tests.patience import PATIENCE_SECONDS

CIPHER = Cipher(Fernet.generate_key().decode())
HOUR = timedelta(hours=1)
HANG_UP = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@dataclass(frozen=True)
class Tokens:
    access_token: str
    refresh_token: str
    expires_at: datetime


def some_tokens(number: int, lifetime: timedelta = HOUR) -> Tokens:
    return Tokens(f"access-{number}", f"refresh-{number}", datetime.now(tz=UTC) + lifetime)


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
        together.wait(PATIENCE_SECONDS)
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


@pytest.mark.rule("B-02")
def test_who_was_overtaken_because_its_database_session_broke_does_not_call_the_consent_ended(
    database: Engine, stored: Stored
) -> None:
    connection, ledger = stored(some_tokens(1, timedelta(0)))

    def be_overtaken(refresh_token: str) -> Tokens:
        # The lock of the row goes with the session.
        with database.connect() as db:
            db.execute(sa.text(HANG_UP))
        assert kept(database, connection, ledger).access() == "access-2"
        return ledger.renew(refresh_token)

    with pytest.raises(OperationalError):
        tokens.StoredTokens(database, CIPHER, connection.id, be_overtaken).access()

    assert ledger.renewals == ["refresh-1", "refresh-1"]
    assert kept(database, connection, ledger).access() == "access-2"
