"""One PostgreSQL for the pages' SQL: an empty Klipboard and an empty schema sync."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from ledger_sync.state.database import migrate, open_engine

from stack import postgres
from tests.docs.pages import ROOT, blocks

ROLES = ("ledger_sync", "ledger_sync_reader")


def execute(db: sa.Connection, statements: str) -> None:
    # Without parameters the driver takes several statements, and a percent sign as it is.
    db.exec_driver_sql(statements.replace("%", "%%"))


@pytest.fixture(scope="session")
def pages_server() -> Iterator[postgres.Server]:
    # Not below pytest's own folder: the server runs as another user, who may not look in there.
    with TemporaryDirectory(prefix="ledger-sync-tests-") as folder:
        data = Path(folder) / "pg"
        with postgres.lease(data) as leased:
            yield leased
        postgres.remove(data)


def make_source(server: postgres.Server, name: str) -> sa.Engine:
    engine = open_engine(postgres.recreate(server, name), name=name)
    schema = (ROOT / "sql" / "klipboard" / "schema.sql").read_text(encoding="utf-8")
    with engine.begin() as db:
        db.exec_driver_sql(schema.replace("%", "%%"))
    return engine


@pytest.fixture(scope="session")
def database(pages_server: postgres.Server) -> Iterator[sa.Engine]:
    """Both schemas, empty, for statements that are taken back."""
    engine = make_source(pages_server, "pages")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def source(pages_server: postgres.Server) -> Iterator[sa.Engine]:
    """A Klipboard without schema sync, as its owner sees it."""
    engine = make_source(pages_server, "pages_rights")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def roles(source: sa.Engine) -> Iterator[sa.Engine]:
    """A Klipboard with the rights of the page; roles belong to the server, so they go again."""
    grants, schema, *_ = blocks("sql", "docs/delivery.md")
    with source.begin() as db:
        execute(db, grants.text)
        execute(db, schema.text)
    yield source
    with source.begin() as db:
        for role in ROLES:
            if db.execute(sa.text("SELECT to_regrole(:role)"), {"role": role}).scalar():
                db.exec_driver_sql(f"DROP OWNED BY {role} CASCADE")
                db.exec_driver_sql(f"DROP ROLE {role}")


@pytest.fixture(scope="module")
def worker(roles: sa.Engine) -> Iterator[sa.Engine]:
    """The same database as the role that the sync works as."""
    engine = open_engine(roles.url.set(username="ledger_sync"), name="worker")
    yield engine
    engine.dispose()
