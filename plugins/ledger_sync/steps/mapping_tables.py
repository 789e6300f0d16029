"""Loads the mapping tables of a ledger: the files, checked, and the companies' own rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync import files
from ledger_sync.errors import BadMappingTable
from ledger_sync.rules.mapping import MappingTable, Row, Tables, TableSpec, parse
from ledger_sync.state import overrides

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger


def load(db: Connection, ledger: Ledger, companies: Collection[int]) -> Tables:
    """The tables ready to be asked.

    Raises:
        BadMappingTable: a file is missing or not closed; nothing starts.
    """
    return {
        spec.name: MappingTable.of(
            ledger.name,
            spec,
            (*from_file(ledger.name, spec), *overrides.read(db, ledger.name, spec, companies)),
        )
        for spec in ledger.tables
    }


def from_file(ledger: str, spec: TableSpec) -> tuple[Row, ...]:
    """The rows of one file of ``include/mappings/``."""
    text, where = read_table(files.mapping_file(ledger, spec.name))
    return parse(spec, text, where=where)


def read_table(path: Path) -> tuple[str, str]:
    """The text of a table, and where it lies for messages.

    Raises:
        BadMappingTable: there is no such file, or it is no text.
    """
    where = str(path.relative_to(files.PROJECT))
    try:
        return path.read_text(encoding="utf-8"), where
    except FileNotFoundError as error:
        raise BadMappingTable(f"{where} does not exist") from error
    except OSError as error:
        raise BadMappingTable(f"{where} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadMappingTable(f"{where}: not UTF-8 (byte {error.start})") from error
