"""Which item stands for a line's item; of those that we made the audit tells (B-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.model import ITEM, Ref
from ledger_sync.state import audit, ledger_items, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from ledger_sync.model import ItemKey, LedgerItem
    from ledger_sync.steps.work import Work


def keep_found(work: Work, found: Mapping[ItemKey, LedgerItem]) -> None:
    """Items that the ledger has: its own, and those that we were about to make.

    A wish that is there now was fulfilled, by an attempt of ours that had no answer.
    """
    with work.ports.state.begin() as db:
        wished = ledger_items.wishes(db, work.connection.id)
        ours: set[str] = set()
        for key, item in found.items():
            if key in wished and not item.stock:
                _keep_made(db, work, key, item)
                ours.add(item.ledger_id)
            else:
                ledger_items.save(db, work.connection.id, key, item)
        if ours:
            _count(db, work, len(ours))


def keep_made(work: Work, keys: Iterable[ItemKey], item: LedgerItem) -> None:
    """An item that the ledger has just made for us, with the keys that it stands for."""
    with work.ports.state.begin() as db:
        for key in keys:
            _keep_made(db, work, key, item)
        _count(db, work, 1)


def _keep_made(db: Connection, work: Work, key: ItemKey, item: LedgerItem) -> None:
    number = ledger_items.save(db, work.connection.id, key, item)
    audit.record(
        db,
        work.connection,
        Ref(ITEM, number),
        run=work.run,
        direction="outbound",
        action="create",
        ledger_id=item.ledger_id,
        changes=audit.differences({}, {"name": item.name, "account": key.account}),
    )


def _count(db: Connection, work: Work, created: int) -> None:
    runs.add_counts(db, work.run, work.connection.company_id, ITEM, {"created": created})
