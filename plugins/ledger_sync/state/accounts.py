"""The ledger's chart of accounts, kept so that a run reads it once at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from ledger_sync.state.tables import ledger_accounts as table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger_sync.model import LedgerAccount


def known_codes(db: Connection, connection_id: int) -> set[str]:
    """Codes of the active accounts, as last read."""
    query = select(table.c.code).where(
        table.c.ledger_connection_id == connection_id, table.c.active
    )
    return set(db.execute(query).scalars())


def replace(db: Connection, connection_id: int, accounts: Iterable[LedgerAccount]) -> None:
    """Keep a chart that was read just now."""
    db.execute(delete(table).where(table.c.ledger_connection_id == connection_id))
    rows = {
        account.code: {
            "ledger_connection_id": connection_id,
            "code": account.code,
            "name": account.name,
            "active": account.active,
        }
        for account in accounts
    }
    if rows:
        db.execute(insert(table), list(rows.values()))
