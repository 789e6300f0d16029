"""Reads ``include/`` and ``sql/``: the only code that knows where they lie."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

PROJECT = Path(os.environ.get("LEDGER_SYNC_HOME", Path(__file__).resolve().parents[2]))


@cache
def sql(folder: str, name: str) -> str:
    """The one statement of ``sql/<folder>/<name>.sql``."""
    return (PROJECT / "sql" / folder / f"{name}.sql").read_text(encoding="utf-8")


def mapping_file(ledger: str, table: str) -> Path:
    """Where a mapping table of a ledger lies."""
    return PROJECT / "include" / "mappings" / ledger / f"{table}.csv"


def conflicts_file() -> Path:
    """Where the table of conflicts lies."""
    return PROJECT / "include" / "mappings" / "conflicts.csv"


def expectation_file(entity: str) -> Path:
    """Where the suite of an entity lies."""
    return PROJECT / "include" / "expectations" / f"{entity}.json"
