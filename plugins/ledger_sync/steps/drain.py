"""Draining one ledger connection's outbox: claim, send, settle, phase by phase.

A batch is written down before it is sent and settled after it is answered, so that a worker may be
killed at any moment: what it left claimed is cleared up first by whoever comes next.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

from ledger_sync.errors import LedgerSyncError, TooManyRefusals
from ledger_sync.ledgers.contract import Item, Ledger, Outcome, Phase
from ledger_sync.state import batches, ledger_codes, ledger_items, links, outbox
from ledger_sync.steps import certainty
from ledger_sync.steps.divide import divided
from ledger_sync.steps.items import find_or_make
from ledger_sync.steps.meet import without_edits
from ledger_sync.steps.numbers import Pair, without_clashes
from ledger_sync.steps.settle import settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from ledger_sync.model import Action, Lookup
    from ledger_sync.state.batches import Batch
    from ledger_sync.state.outbox import Entry
    from ledger_sync.steps.work import Work

log = logging.getLogger(__name__)


def drain(work: Work, phase: Phase) -> None:
    """Send everything that this phase can send; several calls are in flight at once."""
    find_or_make(work, phase)
    with ThreadPoolExecutor(max_workers=work.ledger.limits.concurrent) as pool:
        # Once more: a newer version may have come while the older one was on its way.
        while _pass(work, phase, pool):
            continue


def _pass(work: Work, phase: Phase, pool: ThreadPoolExecutor) -> bool:
    """Meet each row once, in their order; gives whether anything was sent."""
    last, sent = 0, False
    while entries := _next(work, phase, last):
        last = entries[-1].id
        free = without_clashes(work, _ready(work, phase, entries))
        going, merged = without_edits(work, phase, free)
        claimed = _claim(work, phase, going)
        _send_all(work, pool, claimed)
        _check_refusals(work)
        sent = sent or merged or bool(claimed)
    return sent


def _next(work: Work, phase: Phase, after: int) -> list[Entry]:
    """What can go now behind a row, as many as may be in flight at once."""
    most = work.ledger.batch_size * work.ledger.limits.concurrent
    with work.ports.state.begin() as db:
        return outbox.claimable(db, work.connection.id, phase.entities, phase.action, most, after)


def _ready(work: Work, phase: Phase, entries: Sequence[Entry]) -> list[Pair]:
    """The rows whose codes and items the ledger has; the others were written a moment ago."""
    with work.ports.state.begin() as db:
        items = items_of(db, work.connection.id, phase.action, entries)
    return [pair for pair in zip(entries, items, strict=True) if _is_whole(work.ledger, pair[1])]


def _is_whole(ledger: Ledger, item: Item) -> bool:
    needed = (each for each in item.draft.lookups if each.kind not in ledger.optional_codes)
    return all(each in item.codes for each in needed) and all(
        key in item.items for key in item.draft.items
    )


def _claim(work: Work, phase: Phase, pairs: Sequence[Pair]) -> list[tuple[Batch, list[Item]]]:
    work.lock.check()
    with work.ports.state.begin() as db:
        return [
            (
                batches.claim(
                    db, work.connection.id, work.run, phase.action, [entry for entry, _ in some]
                ),
                [item for _, item in some],
            )
            for some in _chunks(pairs, work.ledger.batch_size)
        ]


def _chunks(pairs: Sequence[Pair], size: int) -> Iterator[Sequence[Pair]]:
    for start in range(0, len(pairs), size):
        yield pairs[start : start + size]


def items_of(
    db: Connection, connection_id: int, action: Action, entries: Sequence[Entry]
) -> list[Item]:
    """The elements of a call, with the links and ledger ids that their bodies need."""
    own = links.read(db, connection_id, [entry.draft.ref for entry in entries])
    needed = links.read(db, connection_id, outbox.refs_of(entries))
    ids = {ref: link.ledger_id for ref, link in needed.items()}
    codes = _codes(db, connection_id, entries)
    wares = ledger_items.read(
        db, connection_id, {key for entry in entries for key in entry.draft.items}
    )
    return [
        Item(
            draft=entry.draft,
            action=action,
            link=own.get(entry.draft.ref),
            ledger_ids={ref: ids[ref] for ref in entry.draft.requires if ref in ids},
            codes={each: codes[each] for each in entry.draft.lookups if each in codes},
            items={key: wares[key] for key in entry.draft.items if key in wares},
        )
        for entry in entries
    ]


def _codes(db: Connection, connection_id: int, entries: Sequence[Entry]) -> dict[Lookup, str]:
    """What the ledger wants to be told for the codes of these rows."""
    wanted = {each for entry in entries for each in entry.draft.lookups}
    if not wanted:
        return {}
    book = ledger_codes.read(db, connection_id)
    return {each: code for each in wanted if (code := book.get(each)) is not None}


def _send_all(
    work: Work, pool: ThreadPoolExecutor, claimed: list[tuple[Batch, list[Item]]]
) -> None:
    """Send, and settle each batch as its answer comes; the first failure is raised at the end."""
    calls: dict[Future[list[Outcome]], tuple[Batch, list[Item]]] = {
        pool.submit(divided, work.line.client.write, items, batch.key): (batch, items)
        for batch, items in claimed
    }
    failure: LedgerSyncError | None = None
    for call in as_completed(calls):
        batch, items = calls[call]
        try:
            outcomes = call.result()
            settle(work, batch, items, outcomes)
        except LedgerSyncError as error:
            certainty.note_failure(work, batch, error)
            failure = failure or error
    if failure is not None:
        raise failure


def _check_refusals(work: Work) -> None:
    """Bad data must not pass as success: too large a share of refusals stops the company."""
    refused, sent = work.tally.refused, work.tally.sent
    limits = work.ports.settings
    if refused >= limits.refusal_minimum and refused > limits.refusal_share * sent:
        raise TooManyRefusals(
            f"{work.ledger.title} refused {refused} of {sent} records of company "
            f"{work.connection.company_id}: the rest waits; see sync.quarantine for the reasons"
        )
