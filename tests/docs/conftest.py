"""One PostgreSQL for the pages' SQL: an empty Klipboard and an empty schema sync."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from ledger_sync.state.database import migrate, open_engine

from stack import postgres
from tests.docs.pages import ROOT


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


@pytest.fixture
def source(pages_server: postgres.Server) -> Iterator[sa.Engine]:
    """A Klipboard without schema sync, of the test's own, as its owner sees it."""
    engine = make_source(pages_server, "pages_rights")
    yield engine
    engine.dispose()
