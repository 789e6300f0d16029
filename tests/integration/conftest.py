"""A database of each test's own, with what nearly every test of ``state`` needs in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
import sqlalchemy as sa
from ledger_sync.state import connections, runs
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.database import open_engine
from sqlalchemy import Connection, Engine

from tests.pipeline.conftest import database, server

__all__ = ["database", "server"]

_numbers = count(1)


@pytest.fixture
def empty_database(server: sa.URL) -> Iterator[Callable[[], Engine]]:
    """Makes databases with nothing in them."""
    made: list[Engine] = []
    admin = open_engine(server, name="tests").execution_options(isolation_level="AUTOCOMMIT")

    def make() -> Engine:
        name = f"empty_{next(_numbers)}"
        with admin.connect() as db:
            db.execute(sa.text(f"CREATE DATABASE {name}"))
        made.append(open_engine(server.set(database=name), name=name))
        return made[-1]

    yield make
    for engine in (*made, admin):
        engine.dispose()


@pytest.fixture(scope="session")
def shared(server: sa.URL) -> Iterator[Engine]:
    """A database that tests share: each has companies of its own, or takes back what it wrote."""
    admin = open_engine(server, name="tests").execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        db.execute(sa.text("CREATE DATABASE shared TEMPLATE template"))
    admin.dispose()
    engine = open_engine(server.set(database="shared"), name="shared")
    yield engine
    engine.dispose()


@pytest.fixture
def db(shared: Engine) -> Iterator[Connection]:
    """An open transaction that is taken back."""
    with shared.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def join(db: Connection, company_id: int = 1, tenant_id: str | None = None) -> LedgerConnection:
    """A connection of a company, with its gate still shut."""
    return connections.join(
        db,
        company_id=company_id,
        ledger="xero",
        tenant_id=tenant_id or f"tenant-{company_id}",
        tenant_name=f"Organisation {company_id}",
        stay_connected=True,
        session=None,
    )


@pytest.fixture
def joined(db: Connection) -> LedgerConnection:
    return join(db)


@pytest.fixture
def run(db: Connection) -> int:
    return runs.open_run(db, dag_id="dag", run_id="run", ledger="xero", params={}).id
