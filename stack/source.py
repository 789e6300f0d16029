"""The demo's Klipboard in the embedded server. Never touches a database of the user's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from stack.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "sql" / "klipboard"
ONE_AT_A_TIME = 20_240_501


@dataclass(frozen=True)
class Company:
    """One customer of Klipboard."""

    id: int
    name: str
    country: str
    currency: str


def fill_if_empty(uri: str) -> bool:
    """Create schema and demo rows where there is no schema yet; tell whether it did."""
    with psycopg.connect(uri) as connection:
        # Two commands may start together; all of it is one transaction, so a kill leaves nothing.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if has_schema(connection):
            return False
        for name in ("schema.sql", "demo.sql"):
            _execute_file(connection, FOLDER / name)
    return True


def has_schema(connection: psycopg.Connection) -> bool:
    """Tell whether the database is a Klipboard's."""
    row = connection.execute("SELECT to_regnamespace('klipboard')").fetchone()
    return bool(row and row[0])


def _execute_file(connection: psycopg.Connection, path: Path) -> None:
    # Without parameters psycopg sends the text as it is, many statements at once.
    connection.execute(path.read_bytes())


def companies(uri: str) -> list[Company]:
    """List the companies; none where there is no Klipboard yet."""
    with psycopg.connect(uri) as connection:
        if not has_schema(connection):
            return []
        rows = connection.execute(
            "SELECT id, name, country, base_currency FROM klipboard.companies ORDER BY id"
        )
        return [Company(*row) for row in rows]
