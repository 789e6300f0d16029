"""Loads the files of sql/klipboard/ into a database. Not for tests of the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

PROJECT = Path(__file__).resolve().parents[2]
KLIPBOARD = PROJECT / "sql" / "klipboard"
SCALE_ORDER = (
    "companies",
    "clients",
    "client_locations",
    "suppliers",
    "invoices",
    "invoice_lines",
    "purchase_orders",
    "purchase_order_lines",
)
SCALE_SIZES = {
    "first_company_id": 5001,
    "companies": 4,
    "clients": 9,
    "locations": 5,
    "suppliers": 3,
    "invoices": 40,
    "purchase_orders": 11,
    "lines": 2,
}

Connection = psycopg.Connection[tuple[Any, ...]]
MakeDatabase = Callable[[str], str]


def load(address: str, *files: str) -> None:
    """Run whole files of sql/klipboard/, each in one go."""
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        for file in files:
            cursor.execute((KLIPBOARD / file).read_text(encoding="utf-8").encode())


def load_scale(address: str, **sizes: int) -> None:
    """Run the files of sql/klipboard/scale/ with the same parameters for each."""
    engine = sa.create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for table in SCALE_ORDER:
            statement = (KLIPBOARD / "scale" / f"{table}.sql").read_text(encoding="utf-8")
            connection.execute(sa.text(statement), {**SCALE_SIZES, **sizes})
    engine.dispose()
