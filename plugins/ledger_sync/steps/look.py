"""Looking at records of the ledger that are about to change there, or whose answer was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.model import INVOICE, PARTIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger_sync.ledgers.contract import Item
    from ledger_sync.ledgers.views import LedgerRecord
    from ledger_sync.state.inbox import Key
    from ledger_sync.steps.work import Work


def key_of(work: Work, item: Item) -> Key | None:
    """By what the ledger knows an item's record; None for one that it does not have.

    Orders are never read back (X-10).
    """
    entity = item.draft.ref.entity
    if item.link is None or entity not in (*PARTIES, INVOICE):
        return None
    return work.ledger.resource(entity), item.link.ledger_id


def look(work: Work, items: Iterable[Item]) -> dict[Key, LedgerRecord]:
    """How the ledger shows the records of these items now."""
    wanted: dict[str, list[str]] = {}
    for key in (key_of(work, item) for item in items):
        if key is not None:
            wanted.setdefault(key[0], []).append(key[1])
    return {
        (resource, record.ledger_id): record
        for resource, ledger_ids in wanted.items()
        for record in work.line.client.read_records(resource, ledger_ids)
    }
