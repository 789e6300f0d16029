"""Clearing up batches that were claimed and never settled: ask the ledger before sending again.

What is there and is ours is adopted, changes too: they must not be taken for somebody's edit. What
is missing goes back to be sent, once the ledger cannot be at work on it any more (``certainty``).
Voids are sent again without asking: twice equals once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import AnswerLost
from ledger_sync.state import batches, runs
from ledger_sync.steps.arriving import look_for_changes
from ledger_sync.steps.certainty import is_sure_of
from ledger_sync.steps.drain import items_of
from ledger_sync.steps.second_look import adopted, is_ours
from ledger_sync.steps.settle import COUNTER, keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.ledgers.contract import Item
    from ledger_sync.model import Found, Written
    from ledger_sync.state.batches import Batch
    from ledger_sync.steps.work import Work

log = logging.getLogger(__name__)


def _answers(work: Work, batch: Batch, items: Sequence[Item]) -> list[Written | None]:
    """What became of each element, as far as the ledger shows it."""
    if batch.action == "create":
        found = work.line.client.find_sent(items, batch.claimed_at)
        return [_created(work, *pair) for pair in zip(items, found, strict=True)]
    if batch.action == "update":
        return look_for_changes(work, items)
    return [None] * len(items)


def _created(work: Work, item: Item, found: Found | None) -> Written | None:
    if found is None or item.link is not None or work.ledger.is_void(found):
        return None
    return adopted(found) if is_ours(work.ledger, item, found) else None


def clear_doubts(work: Work) -> AnswerLost | None:
    """Find the end of every batch that nobody settled.

    Returns:
        What to raise in the end if the ledger may still be at work on something: a later try finds
        the end of that.
    """
    with work.ports.state.begin() as db:
        doubtful = batches.in_doubt(db, work.connection.id)
    left = [batch for batch in doubtful if not _clear(work, batch)]
    if not left:
        return None
    records = sum(len(batch.entries) for batch in left)
    return AnswerLost(
        f"{work.ledger.title} may still be at work on {records} new records whose answer was lost: "
        "a try in some minutes finds out what became of them, and sends what is not there"
    )


def _clear(work: Work, batch: Batch) -> bool:
    """Whether the end of a batch is known."""
    is_sure = is_sure_of(work, batch)
    with work.ports.state.begin() as db:
        items = items_of(db, work.connection.id, batch.action, batch.entries)
    answers = _answers(work, batch, items)
    if not is_sure and None in answers:
        return False
    taken = 0
    with work.ports.state.begin() as db:
        for entry, item, written in zip(batch.entries, items, answers, strict=True):
            if written is not None:
                keep(db, work, batch, entry, item, written)
                counts = {COUNTER[batch.action]: 1}
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
    return True
