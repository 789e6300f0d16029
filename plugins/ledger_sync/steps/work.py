"""One task's work on the ledger connections of a shard, each under its lock.

What ends one connection's work ends no other's, and is told.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger_sync.errors import (
    ConnectionEnded,
    LedgerSyncError,
    QuotaExhausted,
    RunFailed,
    TransientError,
)
from ledger_sync.state import connections, runs
from ledger_sync.steps import notices
from ledger_sync.steps.ports import Line, Ports, count_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.state.connections import LedgerConnection, Lock

log = logging.getLogger(__name__)

PARK_SECONDS = 86_400.0


@dataclass
class Tally:
    """How a connection's load goes, for the share of refusals."""

    sent: int = 0
    refused: int = 0


@dataclass
class Work:
    """One task's work on one ledger connection."""

    ports: Ports
    ledger: Ledger
    run: int
    connection: LedgerConnection
    line: Line
    lock: Lock
    tally: Tally = field(default_factory=Tally)
    lists_read: set[str] = field(default_factory=set)
    """Which of the ledger's lists this task has read already: none is read twice."""


def work_shard(
    ports: Ports,
    ledger: Ledger,
    run: int,
    shard: Sequence[int],
    topic: str,
    do: Callable[[Work], None],
) -> None:
    """Do a step for the connections of a shard; one that fails does not stop the others.

    Args:
        topic: Under which a connection's failure is told, and taken back when a later try succeeds.

    Raises:
        TransientError: a connection failed in a way that a later try may cure.
        RunFailed: a connection failed in a way that a person must see.
        Exception: what nobody foresaw, after the others were served.
    """
    failures: list[LedgerSyncError] = []
    unforeseen: list[Exception] = []
    for connection_id in shard:
        try:
            _work_one(ports, ledger, run, connection_id, topic, do)
        except LedgerSyncError as error:
            failures.append(error)
        except Exception as error:  # noqa: BLE001 - the next company has no part in it
            unforeseen.append(error)
    if unforeseen:
        raise unforeseen[0]
    passing = [error for error in failures if isinstance(error, TransientError)]
    if passing:
        raise passing[0]
    if failures:
        raise RunFailed("; ".join(error.message for error in failures)) from failures[0]


def _work_one(
    ports: Ports,
    ledger: Ledger,
    run: int,
    connection_id: int,
    topic: str,
    do: Callable[[Work], None],
) -> None:
    wait = ports.settings.lock_wait_seconds
    with connections.locked(ports.state, connection_id, wait) as lock:
        with ports.state.begin() as db:
            connection = connections.get(db, connection_id)
            ready = connection.state == "connected" and not connections.is_parked(db, connection_id)
        if not ready:
            return
        line = ports.open_line(connection, lock.check)
        work = Work(ports, ledger, run, connection, line, lock)
        try:
            do(work)
        except ConnectionEnded as error:
            notices.end(ports.state, ledger, run, connection, error)
        except QuotaExhausted as error:
            _park(work, error)
        except LedgerSyncError as error:
            _tell_failure(work, topic, error.message)
            raise
        except Exception as error:
            # Its own words may have values of persons; the log of the task has them anyway.
            kind = type(error).__name__
            _tell_failure(work, topic, f"an error that nobody foresaw: {kind}; see the task's log")
            raise
        else:
            _tell_success(work, topic)
        finally:
            count_calls(ports, ledger, run, connection, work.line)


def _park(work: Work, error: QuotaExhausted) -> None:
    with work.ports.state.begin() as db:
        connections.park(db, work.connection.id, error.retry_after or PARK_SECONDS)
        parked = connections.get(db, work.connection.id)
        message = notices.parked(work.ledger, parked)
        runs.tell(db, work.run, parked.company_id, "connection", message)
    log.warning("company %d is parked: %s", work.connection.company_id, error.message)


def _tell_failure(work: Work, topic: str, message: str) -> None:
    with work.ports.state.begin() as db:
        company = work.connection.company_id
        runs.tell(db, work.run, company, topic, message, failed=True)
    log.error("company %d: %s", work.connection.company_id, message)


def _tell_success(work: Work, topic: str) -> None:
    with work.ports.state.begin() as db:
        runs.untell(db, work.run, work.connection.company_id, topic)
