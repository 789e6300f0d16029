"""Databases: one that tests share, and others for those that need one of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from ledger_sync.state import connections, runs
from ledger_sync.state.connections import LedgerConnection
from sqlalchemy import Connection, Engine

from tests.databases import Databases, running
from tests.integration.changing import Invoice
from tests.integration.source import Source

_numbers = count(1)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with running() as server:
        yield server


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[Callable[[], Engine]]:
    """Makes databases with nothing in them."""
    made: list[Engine] = []

    def make() -> Engine:
        made.append(databases.empty(f"empty_{next(_numbers)}"))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


@pytest.fixture
def database(databases: Databases) -> Iterator[Engine]:
    """A database of the test's own, with both schemas."""
    engine = databases.filled(f"filled_{next(_numbers)}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def shared(databases: Databases) -> Iterator[Engine]:
    """A database that tests share: each has companies of its own, or takes back what it wrote."""
    engine = databases.filled("shared")
    yield engine
    engine.dispose()


@pytest.fixture
def source(shared: Engine) -> Source:
    """Companies of the test's own in Klipboard."""
    return Source(shared)


@pytest.fixture
def invoice(source: Source) -> Invoice:
    return Invoice.of(source)


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
