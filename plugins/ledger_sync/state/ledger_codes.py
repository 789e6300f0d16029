"""The ledger's own lists of codes: accounts, tax codes, terms. Kept, so that few runs read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from ledger_sync.model import LedgerCode, Lookup
from ledger_sync.rules.mapping import code_key
from ledger_sync.state.tables import ledger_codes as table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class CodeBook(Mapping[Lookup, str]):
    """What a ledger wants to be told for its active codes, as last read.

    Codes are compared like those of mapping tables.
    """

    def __init__(self, codes: Iterable[LedgerCode]) -> None:
        self._ids = {
            Lookup(each.kind, code_key(each.code)): each.ledger_id or each.code
            for each in codes
            if each.active
        }

    def __getitem__(self, lookup: Lookup) -> str:
        return self._ids[Lookup(lookup.kind, code_key(lookup.code))]

    def __iter__(self) -> Iterator[Lookup]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


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


def names(db: Connection, connection_id: int) -> dict[tuple[str, str], str]:
    """What people call the ledger's codes, by kind and the ledger's id; those out of use too."""
    query = select(table).where(
        table.c.ledger_connection_id == connection_id, table.c.ledger_id.is_not(None)
    )
    # Of two codes of one entry the number is what Klipboard's tables speak of.
    is_name = table.c.code == table.c.name
    rows = db.execute(query.order_by(table.c.kind, is_name.desc(), table.c.code))
    return {(row.kind, row.ledger_id): row.code for row in rows}


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
