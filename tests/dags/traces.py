"""Everything that Airflow writes down of runs: every table of its database, and its log files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import sqlalchemy as sa
from ledger_sync.state.secrets import Cipher

TABLES = """SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
TELLING = {"public.xcom", "public.rendered_task_instance_fields", "public.dag_run", "public.log"}
"""Where Airflow keeps what tasks return and are given: they must be among what is looked at."""


def tables(metadata: sa.Engine) -> Iterator[tuple[str, str]]:
    """Each table with all of its rows as text."""
    with metadata.connect() as db:
        for name in db.execute(sa.text(TABLES)).scalars().all():
            rows = db.execute(sa.text(f"SELECT each::text FROM {name} AS each")).scalars()
            yield name, "\n".join(rows)


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file below a folder."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        yield path.name, path.read_bytes().decode("utf-8", "replace")


def found(secrets: Collection[str], places: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Which of the secrets stand where."""
    return [(where, secret) for where, text in places for secret in secrets if secret in text]


def tokens(source: sa.Engine, cipher: Cipher) -> list[str]:
    """The tokens that are kept now, in clear."""
    query = sa.text("SELECT access_token, refresh_token FROM sync.ledger_connections")
    with source.connect() as db:
        return [cipher.decrypt(each) for row in db.execute(query) for each in row if each]
