"""Load: tell the ledger what the outbox says, one ledger connection at a time under its lock."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import (
    AnswerLost,
    ConnectionEnded,
    LedgerSyncError,
    QuotaExhausted,
    RunFailed,
    TransientError,
)
from ledger_sync.state import connections, outbox, runs
from ledger_sync.steps import lookups, notices
from ledger_sync.steps.doubts import clear_doubts
from ledger_sync.steps.drain import Work, drain
from ledger_sync.steps.ports import Ports, count_calls
from ledger_sync.steps.settle import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.ledgers.contract import Ledger

log = logging.getLogger(__name__)

PARK_SECONDS = 86_400.0
TROUBLE = "load"
"""Topic under which a connection's failure is told, and taken back when a later try succeeds."""


def load(ports: Ports, ledger: Ledger, run: int, shard: Sequence[int]) -> None:
    """Work the connections of a shard; one that fails does not stop the others.

    Raises:
        TransientError: a connection failed in a way that a later try may cure.
        RunFailed: a connection failed in a way that a person must see.
    """
    failures: list[LedgerSyncError] = []
    for connection_id in shard:
        try:
            _load_one(ports, ledger, run, connection_id)
        except LedgerSyncError as error:
            failures.append(error)
    passing = [error for error in failures if isinstance(error, TransientError)]
    if passing:
        raise passing[0]
    if failures:
        raise RunFailed("; ".join(error.message for error in failures)) from failures[0]


def _load_one(ports: Ports, ledger: Ledger, run: int, connection_id: int) -> None:
    with connections.locked(ports.state, connection_id, ports.settings.lock_wait_seconds):
        with ports.state.begin() as db:
            connection = connections.get(db, connection_id)
            ready = connection.state == "connected" and not connections.is_parked(db, connection_id)
        if not ready:
            return
        work = Work(ports, ledger, run, connection, ports.open_line(connection), Tally())
        try:
            _work(work)
        except ConnectionEnded as error:
            notices.end(ports.state, ledger, run, connection, error)
        except QuotaExhausted as error:
            _park(work, error)
        except LedgerSyncError as error:
            _tell_failure(work, error)
            raise
        else:
            _tell_success(work)
        finally:
            count_calls(ports, ledger, run, connection, work.line)
            with ports.state.begin() as db:
                outbox.explain_waiting(db, connection_id)


def _work(work: Work) -> None:
    """Drain everything; where an answer is lost that must not be asked for twice, look first."""
    losses, sent = 0, work.tally.sent
    while True:
        try:
            _drain_all(work)
        except AnswerLost as error:
            losses = 1 if work.tally.sent > sent else losses + 1
            sent = work.tally.sent
            if losses >= work.ports.settings.http_attempts:
                raise
            log.warning("company %d: %s", work.connection.company_id, error.message)
        else:
            return


def _drain_all(work: Work) -> None:
    clear_doubts(work)
    _drop_moot(work)
    lookups.check_lookups(work)
    for phase in work.ledger.phases:
        drain(work, phase)
    _drop_moot(work)


def _drop_moot(work: Work) -> None:
    """What the ledger holds already is counted as skipped."""
    counts: dict[str, int] = {}
    with work.ports.state.begin() as db:
        for entity, _ in outbox.drop_moot(db, work.connection.id):
            counts[entity] = counts.get(entity, 0) + 1
        for entity, count in counts.items():
            runs.add_counts(db, work.run, work.connection.company_id, entity, {"skipped": count})


def _park(work: Work, error: QuotaExhausted) -> None:
    with work.ports.state.begin() as db:
        connections.park(db, work.connection.id, error.retry_after or PARK_SECONDS)
        parked = connections.get(db, work.connection.id)
        message = notices.parked(work.ledger, parked)
        runs.tell(db, work.run, parked.company_id, "connection", message)
    log.warning("company %d is parked: %s", work.connection.company_id, error.message)


def _tell_failure(work: Work, error: LedgerSyncError) -> None:
    with work.ports.state.begin() as db:
        company = work.connection.company_id
        runs.tell(db, work.run, company, TROUBLE, error.message, failed=True)
    log.error("company %d: %s", work.connection.company_id, error.message)


def _tell_success(work: Work) -> None:
    with work.ports.state.begin() as db:
        runs.untell(db, work.run, work.connection.company_id, TROUBLE)
