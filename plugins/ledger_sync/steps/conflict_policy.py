"""Loads the table of conflicts: who wins where both sides changed the same field (C-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync import files
from ledger_sync.rules.policy import parse
from ledger_sync.steps.mapping_tables import read_table

if TYPE_CHECKING:
    from ledger_sync.rules.policy import Policy


def load() -> Policy:
    """The table, ready to be asked.

    Raises:
        BadMappingTable: the file is missing or not closed; nothing starts.
    """
    return parse(*read_table(files.conflicts_file()))
