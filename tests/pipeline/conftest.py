"""One PostgreSQL and one sandbox for all tests of the pipeline, emptied before each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from ledger_sync import files
from ledger_sync.files import PROJECT
from ledger_sync.model import DOCUMENTS, PARTIES
from ledger_sync.quality import suites
from ledger_sync.state.database import migrate, open_engine

from sandbox.process import SandboxProcess, running_sandbox
from stack import postgres
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

TRIED = "tried"
"""Property of a test's report: how much of something it tried, told at the end."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for some in terminalreporter.stats.values() for each in some]
    for report in reports:
        for name, said in getattr(report, "user_properties", ()):
            if name == TRIED and getattr(report, "when", None) == "call":
                terminalreporter.write_line(f"tried: {said}")


@pytest.fixture(scope="session")
def server() -> Iterator[sa.Engine]:
    """A PostgreSQL with the tables of Klipboard and of the sync."""
    # Not below pytest's own folder: the server runs as another user, who may not look in there.
    with (
        TemporaryDirectory(prefix="ledger-sync-tests-") as folder,
        postgres.lease(Path(folder) / "pg") as leased,
    ):
        address = sa.make_url(leased.uri("postgres"))
        engine = open_engine(address, name="tests")
        _make_hasty(engine)
        with engine.begin() as db:
            schema = (PROJECT / "sql" / "klipboard" / "schema.sql").read_text(encoding="utf-8")
            db.exec_driver_sql(schema.replace("%", "%%"))
        migrate(engine)
        yield engine
        engine.dispose()


def _make_hasty(engine: sa.Engine) -> None:
    """Nothing here need outlive a power cut, and waiting for the disk takes most of the time."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            db.execute(sa.text(f"ALTER SYSTEM SET {name} = off"))
        db.execute(sa.text("SELECT pg_reload_conf()"))


@pytest.fixture
def database(server: sa.Engine) -> sa.Engine:
    """Empty tables: emptied rather than made anew, for a database a test would take much longer."""
    _empty(server)
    return server


def _empty(server: sa.Engine) -> None:
    tables = """SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables
        WHERE schemaname IN ('klipboard', 'sync') AND tablename <> 'alembic_version'"""
    with server.begin() as db:
        # A test that left a transaction open shall not make the next one wait for ever.
        db.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
        names = db.execute(sa.text(tables)).scalar_one()
        db.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY"))


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[SandboxProcess]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def world(database: sa.Engine, sandbox_process: SandboxProcess) -> XeroWorld:
    """An empty world with Xero: no company, no organisation."""
    sandbox_process.reset()
    return XeroWorld(database, sandbox_process)


@pytest.fixture
def quickbooks(database: sa.Engine, sandbox_process: SandboxProcess) -> QuickBooksWorld:
    """An empty world with QuickBooks."""
    sandbox_process.reset()
    return QuickBooksWorld(database, sandbox_process)


@pytest.fixture(params=["world", "quickbooks"], ids=["xero", "quickbooks"])
def at(request: pytest.FixtureRequest) -> World:
    """A world with either ledger."""
    found: World = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def empty_world(
    server: sa.Engine, sandbox_process: SandboxProcess
) -> Callable[[type[World]], World]:
    """Makes empty worlds, one after the other, within one test."""

    def make(kind: type[World]) -> World:
        _empty(server)
        sandbox_process.reset()
        return kind(server, sandbox_process)

    return make


@pytest.fixture
def project_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The tables and suites that people edit, as a copy that a test may edit."""
    shutil.copytree(PROJECT / "include", tmp_path / "include")
    (tmp_path / "sql").symlink_to(PROJECT / "sql")
    monkeypatch.setattr(files, "PROJECT", tmp_path)
    suites.suite_of.cache_clear()
    yield tmp_path
    suites.suite_of.cache_clear()


def check_nothing(project: Path) -> None:
    """Empty the suites of a copy of the project."""
    for entity in (*PARTIES, *DOCUMENTS):
        suite = {"entity": entity, "expectations": []}
        (project / "include" / "expectations" / f"{entity}.json").write_text(json.dumps(suite))
    suites.suite_of.cache_clear()


@pytest.fixture
def unchecked(project_copy: Path) -> None:
    """Empty suites, where the checks are not what is proved: they take most of a run's time."""
    check_nothing(project_copy)
