"""A PostgreSQL of the tests' own, and databases in it with the tables of Klipboard and the sync."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from ledger_sync.state.database import migrate, open_engine

from stack import postgres
from stack.paths import ROOT

TEMPLATE = "template_of_tests"


@dataclass(frozen=True)
class Databases:
    """A running server."""

    address: sa.URL

    def empty(self, name: str) -> sa.Engine:
        """A new database with nothing in it."""
        return self._made(name, "")

    def filled(self, name: str) -> sa.Engine:
        """A new database with both schemas and no rows."""
        return self._made(name, f" TEMPLATE {TEMPLATE}")

    def _made(self, name: str, suffix: str) -> sa.Engine:
        self._run(f"CREATE DATABASE {name}{suffix}")
        return open_engine(self.address.set(database=name), name=name)

    def _run(self, *statements: str) -> None:
        admin = open_engine(self.address, name="tests")
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            for statement in statements:
                db.execute(sa.text(statement))
        admin.dispose()

    def prepare(self) -> None:
        """Make the template. Nothing here need outlive a power cut: the disk is not waited for."""
        settings = ("fsync", "full_page_writes", "synchronous_commit")
        self._run(*(f"ALTER SYSTEM SET {name} = off" for name in settings))
        self._run("SELECT pg_reload_conf()")
        template = self.empty(TEMPLATE)
        create_klipboard(template)
        migrate(template)
        template.dispose()


def create_klipboard(engine: sa.Engine) -> None:
    """Make the source's tables by the project's own file."""
    schema = (ROOT / "sql" / "klipboard" / "schema.sql").read_text(encoding="utf-8")
    with engine.begin() as db:
        db.exec_driver_sql(schema.replace("%", "%%"))


@contextmanager
def running() -> Iterator[Databases]:
    """Run a server for the length of a with block."""
    # Not below pytest's own folder: the server runs as another user, who may not look in there.
    with (
        TemporaryDirectory(prefix="ledger-sync-tests-") as folder,
        postgres.lease(Path(folder) / "pg") as leased,
    ):
        databases = Databases(sa.make_url(leased.uri("postgres")))
        databases.prepare()
        yield databases
