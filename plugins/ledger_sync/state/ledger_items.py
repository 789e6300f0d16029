"""Which item of the ledger stands for a line's item and account (Q-12, Q-13).

A row without a ledger id is a *wish*: the item was about to be made, and nobody knows whether it
was. So what an attempt of ours made without our seeing its answer is told from the bookkeeper's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from ledger_sync.model import ItemKey
from ledger_sync.rules.identity import name_key
from ledger_sync.state.tables import ledger_items as table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ledger_sync.model import LedgerItem


NOT_YET = ""
"""Stands in the place of the ledger's id as long as an item is a wish."""


def _key(key: ItemKey) -> tuple[str, str]:
    return name_key(key.name) or "", key.account or ""


def read(db: Connection, connection_id: int, keys: Iterable[ItemKey]) -> dict[ItemKey, str]:
    """The ledger's ids of these items, as far as they are known."""
    wanted = {key: _key(key) for key in keys}
    if not wanted:
        return {}
    query = select(table).where(
        table.c.ledger_connection_id == connection_id,
        table.c.ledger_id != NOT_YET,
        tuple_(table.c.name_key, table.c.account).in_(set(wanted.values())),
    )
    known = {(row.name_key, row.account): row.ledger_id for row in db.execute(query)}
    return {key: known[short] for key, short in wanted.items() if short in known}


class ItemBook(Mapping[ItemKey, str]):
    """The ledger's ids of all items that are known, compared as they are kept."""

    def __init__(self, ids: Mapping[tuple[str, str], str]) -> None:
        self._ids = dict(ids)

    def __getitem__(self, key: ItemKey) -> str:
        return self._ids[_key(key)]

    def __iter__(self) -> Iterator[ItemKey]:
        return (ItemKey(name, account or None) for name, account in self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def alike(self, keys: Iterable[ItemKey]) -> set[ItemKey]:
        """These keys as this book has them."""
        shorts = {_key(key) for key in keys} & self._ids.keys()
        return {ItemKey(name, account or None) for name, account in shorts}


def read_all(db: Connection, connection_id: int) -> ItemBook:
    """All items that are known of a ledger connection."""
    return _book(db, connection_id, table.c.ledger_id != NOT_YET)


def wishes(db: Connection, connection_id: int) -> ItemBook:
    """What was about to be made when its answer, or our worker, was lost."""
    return _book(db, connection_id, table.c.ledger_id == NOT_YET)


def _book(db: Connection, connection_id: int, which: ColumnElement[bool]) -> ItemBook:
    query = select(table).where(table.c.ledger_connection_id == connection_id, which)
    rows = db.execute(query)
    return ItemBook({(row.name_key, row.account): row.ledger_id for row in rows})


def wish(db: Connection, connection_id: int, keys: Iterable[ItemKey]) -> None:
    """Write down what is about to be made; commit before it is sent."""
    rows = [
        {
            "ledger_connection_id": connection_id,
            "name_key": name,
            "account": account,
            "ledger_id": NOT_YET,
            "name": name,
            "stock": False,
        }
        for name, account in dict.fromkeys(map(_key, keys))
    ]
    db.execute(insert(table).values(rows).on_conflict_do_nothing())


def save(db: Connection, connection_id: int, key: ItemKey, item: LedgerItem) -> int:
    """Remember the item that a line's item is in the ledger.

    Returns:
        The number under which its history is kept.
    """
    name, account = _key(key)
    values = {"ledger_id": item.ledger_id, "name": item.name, "stock": item.stock}
    query = insert(table).values(
        ledger_connection_id=connection_id, name_key=name, account=account, **values
    )
    kept = query.on_conflict_do_update(
        index_elements=["ledger_connection_id", "name_key", "account"],
        set_={**values, "found_at": func.now()},
    )
    number: int = db.execute(kept.returning(table.c.id)).scalar_one()
    return number


def forget(db: Connection, connection_id: int, keys: Collection[ItemKey]) -> None:
    """The ledger does not take them (any more): they are looked up again."""
    short = {_key(key) for key in keys}
    mine = table.c.ledger_connection_id == connection_id
    db.execute(delete(table).where(mine, tuple_(table.c.name_key, table.c.account).in_(short)))
