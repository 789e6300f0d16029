"""Migrations make the tables that ``state.tables`` describes, once, whoever calls them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from ledger_sync.state.database import migrate
from ledger_sync.state.tables import SCHEMA, metadata
from sqlalchemy import Engine

from stack.paths import ROOT
from tests.databases import create_klipboard
from tests.patience import PATIENCE_SECONDS

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default, identity_generation
    FROM information_schema.columns WHERE table_schema = :schema AND table_name <> 'alembic_version'
    ORDER BY table_name, column_name
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = CAST(:schema AS regnamespace)
    AND conrelid::regclass::text <> 'sync.alembic_version' ORDER BY 1, 2
"""
INDEXES = """
    SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = :schema AND tablename <> 'alembic_version' ORDER BY 1, 2
"""
MIGRATE = """
import sys
from ledger_sync.state.database import migrate, open_engine
migrate(open_engine(sys.argv[1], name="test"))
"""


def shape(engine: Engine, schema: str = SCHEMA) -> list[tuple[Any, ...]]:
    """Everything that PostgreSQL knows of a schema's tables."""
    with engine.connect() as db:
        return [
            tuple(row)
            for query in (COLUMNS, CONSTRAINTS, INDEXES)
            for row in db.execute(sa.text(query), {"schema": schema})
        ]


def versions(engine: Engine) -> list[str]:
    with engine.connect() as db:
        return list(db.execute(sa.text("SELECT version_num FROM sync.alembic_version")).scalars())


def test_the_migrations_make_what_the_tables_say(
    database: Engine, empty_database: Callable[[], Engine]
) -> None:
    described = empty_database()
    with described.begin() as db:
        db.execute(sa.schema.CreateSchema(SCHEMA))
        metadata.create_all(db)

    assert shape(database) == shape(described)


def test_alembic_sees_nothing_left_to_migrate(database: Engine) -> None:
    with database.connect() as db:
        options = {
            "include_schemas": True,
            "include_name": lambda name, kind, _parents: kind != "schema" or name == SCHEMA,
            "version_table_schema": SCHEMA,
            "compare_type": True,
            "compare_server_default": True,
        }
        context = MigrationContext.configure(db, opts=options)

        assert compare_metadata(context, metadata) == []


def test_an_empty_database_is_brought_up_to_date_and_a_second_time_changes_nothing(
    empty_database: Callable[[], Engine], database: Engine
) -> None:
    engine = empty_database()

    migrate(engine)
    after_first = shape(engine)
    migrate(engine)

    assert shape(engine) == after_first == shape(database)
    assert len(versions(engine)) == 1


def test_two_processes_may_migrate_at_once(
    empty_database: Callable[[], Engine], database: Engine
) -> None:
    engine = empty_database()
    address = engine.url.render_as_string(hide_password=False)

    command = [sys.executable, "-c", MIGRATE, address]
    both = [
        subprocess.Popen(command, cwd=ROOT / "plugins", stderr=subprocess.PIPE) for _ in range(2)
    ]
    errors = [process.communicate(timeout=PATIENCE_SECONDS)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], errors
    assert shape(engine) == shape(database)
    assert len(versions(engine)) == 1


def test_schema_klipboard_is_never_touched(empty_database: Callable[[], Engine]) -> None:
    engine = empty_database()
    create_klipboard(engine)
    before = shape(engine, "klipboard")

    migrate(engine)

    assert shape(engine, "klipboard") == before
    assert before


def test_what_a_killed_migration_left_half_done_is_not_there(
    empty_database: Callable[[], Engine],
) -> None:
    engine = empty_database()
    with engine.begin() as db:
        # In the way of the last steps of the first migration.
        db.execute(sa.schema.CreateSchema(SCHEMA))
        db.execute(sa.text("CREATE TABLE sync.audit (id bigint)"))

    with pytest.raises(sa.exc.ProgrammingError, match="already exists"):
        migrate(engine)

    assert {row[0] for row in shape(engine) if not str(row[0]).startswith("sync.")} == {"audit"}
