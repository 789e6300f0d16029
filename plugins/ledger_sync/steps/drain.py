"""Draining one ledger connection's outbox: claim, send, settle, phase by phase.

A batch is written down before it is sent and settled after it is answered, so that a worker may be
killed at any moment: what it left claimed is cleared up first by whoever comes next.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.errors import LedgerSyncError, Refused, RequestRefused, TooManyRefusals
from ledger_sync.ledgers.contract import Item, Ledger, LedgerClient, Outcome, Phase
from ledger_sync.state import batches, links, outbox
from ledger_sync.steps.settle import Tally, settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from ledger_sync.model import Action
    from ledger_sync.state.batches import Batch
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.state.outbox import Entry
    from ledger_sync.steps.ports import Line, Ports

log = logging.getLogger(__name__)


@dataclass
class Work:
    """One task's work on one ledger connection."""

    ports: Ports
    ledger: Ledger
    run: int
    connection: LedgerConnection
    line: Line
    tally: Tally


def drain(work: Work, phase: Phase) -> None:
    """Send everything that this phase can send; several calls are in flight at once."""
    limit = work.ledger.limits.concurrent
    with ThreadPoolExecutor(max_workers=limit) as pool:
        while claimed := _claim(work, phase, limit):
            _send_all(work, pool, claimed)
            _check_refusals(work)


def _claim(work: Work, phase: Phase, most: int) -> list[tuple[Batch, list[Item]]]:
    size = work.ledger.batch_size
    with work.ports.state.begin() as db:
        entries = outbox.claimable(
            db, work.connection.id, phase.entities, phase.action, size * most
        )
        return [
            (
                batches.claim(db, work.connection.id, work.run, phase.action, some),
                items_of(db, work.connection.id, phase.action, some),
            )
            for some in _chunks(entries, size)
        ]


def _chunks(entries: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]


def items_of(
    db: Connection, connection_id: int, action: Action, entries: Sequence[Entry]
) -> list[Item]:
    """The elements of a call, with the links and ledger ids that their bodies need."""
    own = links.read(db, connection_id, [entry.draft.ref for entry in entries])
    needed = links.read(db, connection_id, outbox.refs_of(entries))
    ids = {ref: link.ledger_id for ref, link in needed.items()}
    return [
        Item(
            draft=entry.draft,
            action=action,
            link=own.get(entry.draft.ref),
            ledger_ids={ref: ids[ref] for ref in entry.draft.requires if ref in ids},
        )
        for entry in entries
    ]


def _send_all(
    work: Work, pool: ThreadPoolExecutor, claimed: list[tuple[Batch, list[Item]]]
) -> None:
    """Send, and settle each batch as its answer comes; the first failure is raised at the end."""
    calls: dict[Future[list[Outcome]], tuple[Batch, list[Item]]] = {
        pool.submit(_send, work.line.client, items, batch.key): (batch, items)
        for batch, items in claimed
    }
    failure: LedgerSyncError | None = None
    for call in as_completed(calls):
        batch, items = calls[call]
        try:
            outcomes = call.result()
            settle(work.ports, work.ledger, work.run, work.connection, work.line, work.tally,
                   batch, items, outcomes)  # fmt: skip
        except LedgerSyncError as error:
            failure = failure or error
    if failure is not None:
        raise failure


def _send(client: LedgerClient, items: Sequence[Item], key: str) -> list[Outcome]:
    """One call; a batch that is refused as a whole is divided until the culprit is alone."""
    try:
        return client.write(items, key)
    except RequestRefused as error:
        if len(items) == 1:
            return [Refused(error.message, rule="refused", request_id=error.request_id)]
    half = len(items) // 2
    return _send(client, items[:half], f"{key}-1") + _send(client, items[half:], f"{key}-2")


def _check_refusals(work: Work) -> None:
    """Bad data must not pass as success: too large a share of refusals stops the company."""
    refused, sent = work.tally.refused, work.tally.sent
    limits = work.ports.settings
    if refused >= limits.refusal_minimum and refused > limits.refusal_share * sent:
        raise TooManyRefusals(
            f"{work.ledger.title} refused {refused} of {sent} records of company "
            f"{work.connection.company_id}: the rest waits; see sync.quarantine for the reasons"
        )
