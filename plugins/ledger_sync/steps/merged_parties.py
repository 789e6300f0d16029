"""Parties that a bookkeeper merged in the ledger: who is left over stands for both (X-02).

Where the one that is left is linked with another party of Klipboard, ours is archived like any that
went out of use. Where it is not, ours follows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.state import audit, inbox, links
from ledger_sync.steps.received import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.ledgers.views import LedgerRecord
    from ledger_sync.state.inbox import Box, Letter
    from ledger_sync.steps.work import Work


def follow_merged(work: Work, box: Box, letters: Sequence[Letter]) -> bool:
    """Let our links follow; gives whether any did: then the inbox has changed."""
    if box.dry_run:
        return False
    followed = False
    for letter in letters:
        record = from_json(*letter.key, letter.record)
        if record.successor and _follow(work, box, record):
            followed = True
    return followed


def _follow(work: Work, box: Box, record: LedgerRecord) -> bool:
    successor = record.successor or ""
    with work.ports.state.connect() as db:
        pair = {record.ledger_id, successor}
        linked = links.of_ledger_ids(db, work.connection.id, record.resource, pair)
    ours = linked.get(record.ledger_id)
    if ours is None or successor in linked:
        return False
    there = work.line.client.read_records(record.resource, [successor])
    if not there or there[0].gone:
        return False
    with work.ports.state.begin() as db:
        links.follow(db, work.connection.id, ours.ref, successor)
        audit.record(
            db,
            work.connection,
            ours.ref,
            run=work.run,
            direction="inbound",
            action="link",
            ledger_id=successor,
            changes={"merged": [record.ledger_id, successor]},
        )
        inbox.forget(db, box, [(record.resource, record.ledger_id)])
        inbox.put(db, box, work.run, {(record.resource, successor): to_json(there[0])})
    return True
