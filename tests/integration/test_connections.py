"""Ledger connections: pending, connected, ended, parked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from ledger_sync.errors import (
    MissingConnection,
    SourceUnavailable,
)
from ledger_sync.state import connections, tokens
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


def test_a_database_that_cannot_be_reached_is_named_without_its_password() -> None:
    engine = open_engine("postgresql://me:hush@127.0.0.1:1/none", name="sync_db")

    with pytest.raises(
        SourceUnavailable, match=r"database sync_db at .* cannot be reached"
    ) as told:
        check_reachable(engine, name="sync_db")

    assert "hush" not in str(told.value)


def test_a_database_that_answers_is_reachable(shared: Engine) -> None:
    check_reachable(shared, name="shared")
