"""Changes of ours that reached the ledger though their answer was lost: adopted as if answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.ledgers.views import Ids
from ledger_sync.model import Json, Written
from ledger_sync.rules.arrival import Shown, arrived
from ledger_sync.steps.look import key_of, look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger_sync.ledgers.contract import Item, Ledger
    from ledger_sync.ledgers.views import LedgerRecord
    from ledger_sync.state.inbox import Key
    from ledger_sync.steps.work import Work


def answered(
    ledger: Ledger, item: Item, view: Json, *, number: str | None, version: str | None
) -> Written | None:
    """What the ledger would have answered to a change, from how it shows the record now.

    None: it never took the change, or nobody can tell.
    """
    way, link = ledger.way_back, item.link
    if way is None or link is None or link.view is None or item.action != "update":
        return None
    ids = Ids(item.ledger_ids, item.codes, item.items)
    found = arrived(
        Shown(
            agreed=link.view,
            theirs=view,
            before=way.shown(link.content, ids) if link.content else {},
            sent=way.shown(item.draft.content, ids),
            children=link.children,
        )
    )
    if found is None:
        return None
    return Written(
        ledger_id=link.ledger_id,
        number=number or ledger.number_of(item) or link.number,
        children=found.line_ids,
        version=version,
        view=found.view,
    )


def look_for_changes(work: Work, items: Sequence[Item]) -> list[Written | None]:
    """For each change whose answer was lost: what it came to; None if it has to go again."""
    records = look(work, items)
    return [_found(work, item, records) for item in items]


def _found(work: Work, item: Item, records: Mapping[Key, LedgerRecord]) -> Written | None:
    key = key_of(work, item)
    record = records.get(key) if key else None
    if record is None or record.gone:
        return None
    name, version = record.view.get("number"), record.version
    return answered(work.ledger, item, record.view, number=name, version=version)
