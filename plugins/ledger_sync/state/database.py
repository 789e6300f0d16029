"""Opening databases, and bringing schema ``sync`` up to date."""

from __future__ import annotations

import json
import logging
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

from ledger_sync.errors import SourceUnavailable
from ledger_sync.state.tables import SCHEMA

if TYPE_CHECKING:
    from sqlalchemy.engine import ExceptionContext

MIGRATIONS = Path(__file__).with_name("migrations")
MIGRATION_LOCK = 0x4C53_594E_4300
"""Advisory lock key: one process migrates at a time."""


def open_engine(url: str | URL, *, name: str) -> Engine:
    """An engine for one of our databases, through psycopg 3.

    Args:
        name: What the database is called in messages and in ``pg_stat_activity``.
    """
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(
        address,
        pool_pre_ping=True,
        # What is written are names and addresses of people: no error and no log tells them.
        hide_parameters=True,
        # Amounts in JSON must not pass through a float.
        json_deserializer=lambda text: json.loads(text, parse_float=Decimal),
        connect_args={"application_name": f"ledger_sync {name}", "connect_timeout": 10},
    )
    event.listen(engine, "connect", _ask_for_signs_of_life)
    event.listen(engine, "handle_error", _without_rows)
    return engine


def _ask_for_signs_of_life(connection: Any, _record: object) -> None:
    """Have the server end what a machine left that is gone: its locks are free in two minutes.

    A process that dies is hung up by its system; a machine without power hangs up nothing, and by
    default PostgreSQL would wait two hours for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT set_config('tcp_keepalives_idle', '60', false),
            set_config('tcp_keepalives_interval', '10', false),
            set_config('tcp_keepalives_count', '6', false)"""
        )
    connection.commit()


def _without_rows(context: ExceptionContext) -> None:
    """Behind its first line an error of PostgreSQL shows the row that it refused."""
    refused, raised = context.original_exception, context.sqlalchemy_exception
    text, first = str(refused), str(refused).partition("\n")[0]
    refused.args = (first,)
    if raised is not None:
        raised.args = tuple(str(each).replace(text, first) for each in raised.args)


def check_reachable(engine: Engine, *, name: str) -> None:
    """Raise ``SourceUnavailable`` naming the database if it cannot be reached."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except DBAPIError as error:
        address = engine.url.render_as_string(hide_password=True)
        raise SourceUnavailable(
            f"database {name} at {address} cannot be reached: {_first_line(error)}; check the "
            f"Airflow connection {name} and that the server runs"
        ) from error


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]


def migrate(engine: Engine) -> None:
    """Bring schema ``sync`` up to date; does nothing when it is. Never touches ``klipboard``."""
    # Alembic tells of every connection it looks at, which would bury a task's log.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with engine.connect() as connection:
        if _is_current(connection):
            return
        connection.rollback()
        with connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            _create_schema(connection)
            command.upgrade(_config(connection), "head")


def _create_schema(connection: Connection) -> None:
    # IF NOT EXISTS would ask for the right to create one also where it was made for us.
    query = text("SELECT to_regnamespace(:schema)")
    if connection.execute(query, {"schema": SCHEMA}).scalar() is None:
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _is_current(connection: Connection) -> bool:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    context = MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA})
    script = ScriptDirectory.from_config(_config(connection))
    return context.get_current_revision() == script.get_current_head()
