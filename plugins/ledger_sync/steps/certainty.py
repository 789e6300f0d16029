"""From when on the ledger shows everything that a call did which nobody waits for any more.

A ledger may go on working on a call whose caller has lost its answer or is dead. Who looks too
early finds nothing, and sends a second document where the ledger does not keep numbers unique.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.errors import (
    AuthenticationFailed,
    ConnectionEnded,
    LedgerSyncError,
    QuotaExhausted,
    RateLimited,
    RequestRefused,
)
from ledger_sync.state import batches

if TYPE_CHECKING:
    from ledger_sync.state.batches import Batch
    from ledger_sync.steps.work import Work

ON_THE_WAY_SECONDS = 30.0
"""Until a call that left us is with the ledger, at the most."""
TURNED_AWAY = (
    RateLimited,
    QuotaExhausted,
    AuthenticationFailed,
    ConnectionEnded,
    RequestRefused,
)
"""Answers of a ledger that did not begin to work on the call."""


def note_failure(work: Work, batch: Batch, error: LedgerSyncError) -> None:
    """Write down when the ledger is done with a batch whose call ended with an error."""
    seconds = 0.0 if isinstance(error, TURNED_AWAY) else _longest(work)
    with work.ports.state.begin() as db:
        batches.be_sure_from(db, batch.id, seconds)


def is_sure_of(work: Work, batch: Batch) -> bool:
    """Whether the ledger shows by now all that it will ever have of a batch.

    It must be asked before the ledger is. Of a batch whose worker died nobody knows when it was
    sent, only that it is not being sent now: this worker has the lock.
    """
    if batch.action != "create" or not _may_be_made_twice(work, batch):
        return True
    with work.ports.state.begin() as db:
        return batches.be_sure_from(db, batch.id, _longest(work))


def _may_be_made_twice(work: Work, batch: Batch) -> bool:
    entities = {entry.draft.ref.entity for entry in batch.entries}
    return not entities.isdisjoint(work.ledger.guarded_numbers)


def _longest(work: Work) -> float:
    return work.ledger.limits.longest_call_seconds + ON_THE_WAY_SECONDS
