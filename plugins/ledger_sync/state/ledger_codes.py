"""The ledger's own lists of codes: accounts, tax codes, terms. Kept, so that few runs read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from ledger_sync.model import LedgerCode, Lookup
from ledger_sync.rules.mapping import code_key
from ledger_sync.state.tables import ledger_codes as table

if TYPE_CHECKING:
    from collections.abc import Iterable


class CodeBook:
    """The active codes that a ledger has, as last read; compared like codes of mapping tables."""

    def __init__(self, codes: Iterable[LedgerCode]) -> None:
        self._ids = {
            (each.kind, code_key(each.code)): each.ledger_id or each.code
            for each in codes
            if each.active
        }

    def __contains__(self, lookup: Lookup) -> bool:
        """Whether the ledger has it."""
        return (lookup.kind, code_key(lookup.code)) in self._ids

    def get(self, lookup: Lookup) -> str | None:
        """What the ledger wants to be told for it."""
        return self._ids.get((lookup.kind, code_key(lookup.code)))


def read(db: Connection, connection_id: int) -> CodeBook:
    """The lists of a ledger connection."""
    query = select(table).where(table.c.ledger_connection_id == connection_id)
    # An account's number comes after the names, so that it wins over a name that looks like it.
    is_name = table.c.code == table.c.name
    rows = db.execute(query.order_by(table.c.kind, is_name.desc(), table.c.code))
    return CodeBook(
        LedgerCode(
            kind=row.kind,
            code=row.code,
            name=row.name,
            active=row.active,
            ledger_id=row.ledger_id,
        )
        for row in rows
    )


def replace(db: Connection, connection_id: int, kind: str, codes: Iterable[LedgerCode]) -> None:
    """Keep a list that was read just now."""
    mine = (table.c.ledger_connection_id == connection_id) & (table.c.kind == kind)
    db.execute(delete(table).where(mine))
    rows = {
        each.code: {
            "ledger_connection_id": connection_id,
            "kind": kind,
            "code": each.code,
            "name": each.name,
            "active": each.active,
            "ledger_id": each.ledger_id,
        }
        for each in codes
    }
    if rows:
        db.execute(insert(table), list(rows.values()))
