"""Changes of ours that reached the ledger though their answer was lost: adopted as if answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.ledgers.contract import Ids
from ledger_sync.model import INVOICE, PARTIES, Json, Written
from ledger_sync.rules.arrival import Shown, arrived

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.ledgers.contract import Item, Ledger
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
    wanted: dict[str, list[str]] = {}
    for item in items:
        if item.link is not None and item.draft.ref.entity in (*PARTIES, INVOICE):
            resource = work.ledger.resource(item.draft.ref.entity)
            wanted.setdefault(resource, []).append(item.link.ledger_id)
    records = {
        (resource, record.ledger_id): record
        for resource, ledger_ids in wanted.items()
        for record in work.line.client.read_records(resource, ledger_ids)
        if not record.gone
    }
    found: list[Written | None] = []
    for item in items:
        key = (
            work.ledger.resource(item.draft.ref.entity),
            item.link.ledger_id if item.link else "",
        )
        record = records.get(key)
        written = None
        if record is not None:
            name, version = record.view.get("number"), record.version
            written = answered(work.ledger, item, record.view, number=name, version=version)
        found.append(written)
    return found
