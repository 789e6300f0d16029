"""One PostgreSQL and one sandbox for all tests of the pipeline; a database of its own for each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from ledger_sync import files
from ledger_sync.files import PROJECT
from ledger_sync.ledgers.xero import XERO
from ledger_sync.quality import suites
from ledger_sync.state.database import migrate, open_engine

from sandbox.process import SandboxProcess, running_sandbox
from stack import postgres
from tests.pipeline.world import World

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[sa.URL]:
    """A PostgreSQL with a database ``template``: an empty Klipboard and an empty schema sync."""
    # Not below pytest's own folder: the server runs as another user, who may not look in there.
    with (
        TemporaryDirectory(prefix="ledger-sync-tests-") as folder,
        postgres.lease(Path(folder) / "pg") as leased,
    ):
        address = sa.make_url(leased.uri("postgres"))
        _make_hasty(address)
        _make_database(address, "template", None)
        engine = open_engine(address.set(database="template"), name="template")
        with engine.begin() as db:
            schema = (PROJECT / "sql" / "klipboard" / "schema.sql").read_text(encoding="utf-8")
            db.exec_driver_sql(schema.replace("%", "%%"))
        migrate(engine)
        engine.dispose()
        yield address


def _make_hasty(address: sa.URL) -> None:
    """Nothing here need outlive a power cut, and waiting for the disk takes most of the time."""
    engine = open_engine(address, name="tests").execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            db.execute(sa.text(f"ALTER SYSTEM SET {name} = off"))
        db.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()


def _make_database(address: sa.URL, name: str, template: str | None) -> None:
    engine = open_engine(address, name="tests").execution_options(isolation_level="AUTOCOMMIT")
    suffix = f" TEMPLATE {template}" if template else ""
    with engine.connect() as db:
        db.execute(sa.text(f"CREATE DATABASE {name}{suffix}"))
    engine.dispose()


@pytest.fixture
def database(server: sa.URL) -> Iterator[sa.Engine]:
    """A database of the test's own."""
    name = f"test_{next(_numbers)}"
    _make_database(server, name, "template")
    engine = open_engine(server.set(database=name), name=name)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[SandboxProcess]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def world(database: sa.Engine, sandbox_process: SandboxProcess) -> World:
    """An empty world: no company, no organisation."""
    sandbox_process.reset()
    return World(database, sandbox_process)


@pytest.fixture
def project_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The tables and suites that people edit, as a copy that a test may edit."""
    shutil.copytree(PROJECT / "include", tmp_path / "include")
    (tmp_path / "sql").symlink_to(PROJECT / "sql")
    monkeypatch.setattr(files, "PROJECT", tmp_path)
    suites.suite_of.cache_clear()
    yield tmp_path
    suites.suite_of.cache_clear()


@pytest.fixture
def unchecked(project_copy: Path) -> None:
    """Empty suites, where the checks are not what is proved: they take most of a run's time."""
    for entity in XERO.entities:
        suite = {"entity": entity, "expectations": []}
        (project_copy / "include" / "expectations" / f"{entity}.json").write_text(json.dumps(suite))
