"""Clearing up batches that were claimed and never settled: ask the ledger before sending again.

What is there and is ours is adopted; what is missing goes back to be sent. Changes and voids are
sent again without asking, for doing them twice equals doing them once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.state import batches, runs
from ledger_sync.steps.drain import items_of
from ledger_sync.steps.second_look import adopted, is_ours
from ledger_sync.steps.settle import keep

if TYPE_CHECKING:
    from ledger_sync.state.batches import Batch
    from ledger_sync.steps.work import Work

log = logging.getLogger(__name__)


def clear_doubts(work: Work) -> None:
    """Find the end of every batch that nobody settled."""
    with work.ports.state.begin() as db:
        doubtful = batches.in_doubt(db, work.connection.id)
    for batch in doubtful:
        _clear(work, batch)


def _clear(work: Work, batch: Batch) -> None:
    with work.ports.state.begin() as db:
        items = items_of(db, work.connection.id, batch.action, batch.entries)
    asking = batch.action == "create"
    answers = work.line.client.find_sent(items, batch.claimed_at) if asking else [None] * len(items)
    taken = 0
    with work.ports.state.begin() as db:
        for entry, item, found in zip(batch.entries, items, answers, strict=True):
            if found is None or work.ledger.is_void(found):
                continue
            if item.link is None and is_ours(work.ledger, item, found):
                keep(db, work, batch, entry, item, adopted(found))
                counts = {"created": 1}
                ref = entry.draft.ref
                runs.add_counts(db, work.run, work.connection.company_id, ref.entity, counts)
                taken += 1
        batches.release(db, batch.id, certain=False)
    work.tally.sent += taken
    log.info(
        "company %d, batch %d was left in doubt: %d of %d were in the ledger, the rest goes again",
        work.connection.company_id,
        batch.id,
        taken,
        len(items),
    )
