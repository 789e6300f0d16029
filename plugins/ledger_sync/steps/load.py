"""Load: tell the ledger what the outbox says, one ledger connection at a time under its lock."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import AnswerLost
from ledger_sync.state import outbox, runs
from ledger_sync.steps import lookups
from ledger_sync.steps.doubts import clear_doubts
from ledger_sync.steps.drain import drain
from ledger_sync.steps.work import Work, work_shard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)


def load(ports: Ports, ledger: Ledger, run: int, shard: Sequence[int]) -> None:
    """Work the connections of a shard; one that fails does not stop the others.

    Raises:
        TransientError: a connection failed in a way that a later try may cure.
        RunFailed: a connection failed in a way that a person must see.
    """
    work_shard(ports, ledger, run, shard, "load", _load)


def _load(work: Work) -> None:
    try:
        _work(work)
    finally:
        with work.ports.state.begin() as db:
            outbox.explain_waiting(db, work.connection.id)


def _work(work: Work) -> None:
    """Drain everything; where an answer is lost that must not be asked for twice, look first."""
    losses, sent = 0, work.tally.sent
    while True:
        try:
            unsure = _drain_all(work)
        except AnswerLost as error:
            losses = 1 if work.tally.sent > sent else losses + 1
            sent = work.tally.sent
            if losses >= work.ports.settings.http_attempts:
                raise
            log.warning("company %d: %s", work.connection.company_id, error.message)
        else:
            break
    if unsure is not None:
        raise unsure


def _drain_all(work: Work) -> AnswerLost | None:
    """Send what can go; gives what to raise in the end where something is left in doubt."""
    unsure = clear_doubts(work)
    _drop_moot(work)
    lookups.check_lookups(work)
    for phase in work.ledger.phases:
        drain(work, phase)
    _drop_moot(work)
    return unsure


def _drop_moot(work: Work) -> None:
    """What the ledger holds already is counted as skipped."""
    counts: dict[str, int] = {}
    with work.ports.state.begin() as db:
        for entity, _ in outbox.drop_moot(db, work.connection.id):
            counts[entity] = counts.get(entity, 0) + 1
        for entity, count in counts.items():
            runs.add_counts(db, work.run, work.connection.company_id, entity, {"skipped": count})
