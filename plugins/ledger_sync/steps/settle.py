"""Settling a batch: every element of an answer finds its end, in one transaction.

Taken: link, audit, out of the outbox. Refused: quarantine, with the ledger's words. Refused for a
reason that only the ledger's own record explains: looked at once more first (``second_look``).
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import Refused
from ledger_sync.ledgers.contract import NotNow
from ledger_sync.ledgers.views import Ids
from ledger_sync.model import INVOICE, ITEM, PARTIES, Action, Json, Written
from ledger_sync.state import audit, batches, ledger_items, links, outbox, quarantine, runs
from ledger_sync.steps.meet import meet_edited
from ledger_sync.steps.second_look import Edited, second_look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Item, Ledger, Outcome
    from ledger_sync.state.batches import Batch
    from ledger_sync.state.outbox import Entry
    from ledger_sync.steps.work import Work

log = logging.getLogger(__name__)

COUNTER: dict[Action, str] = {
    "create": "created",
    "update": "updated",
    "void": "voided",
    "archive": "voided",
}


def settle(work: Work, batch: Batch, items: Sequence[Item], outcomes: Sequence[Outcome]) -> None:
    """Write down what became of each element of a batch."""
    ends = second_look(work.ledger, work.line, batch, items, outcomes)
    counts: dict[tuple[str, str], int] = {}
    resting: list[tuple[Entry, NotNow]] = []
    edited: list[tuple[Entry, Item]] = []
    with work.ports.state.begin() as db:
        for entry, item, end in zip(batch.entries, items, ends, strict=True):
            if isinstance(end, NotNow):
                resting.append((entry, end))
                continue
            if isinstance(end, Edited):
                outbox.give_back(db, entry)
                edited.append((entry, item))
                continue
            counter = _end(db, work, batch, entry, item, end)
            key = (entry.draft.ref.entity, counter)
            counts[key] = counts.get(key, 0) + 1
        _rest(db, work, batch, resting)
        for (entity, counter), count in counts.items():
            runs.add_counts(db, work.run, work.connection.company_id, entity, {counter: count})
        batches.settle(db, batch.id)
    if edited:
        meet_edited(work, edited)
    work.tally.sent += len(items)
    work.tally.refused += sum(isinstance(end, Refused) for end in ends)
    log.info(
        "company %d, batch %d, %s: %s",
        work.connection.company_id,
        batch.id,
        batch.action,
        ", ".join(f"{count} {entity} {counter}" for (entity, counter), count in counts.items()),
    )


def _end(
    db: Connection, work: Work, batch: Batch, entry: Entry, item: Item, end: Written | Refused
) -> str:
    if isinstance(end, Written):
        keep(db, work, batch, entry, item, end)
        return COUNTER[batch.action]
    _refuse(db, work, batch, entry, end)
    return "refused"


def _rest(
    db: Connection, work: Work, batch: Batch, resting: Sequence[tuple[Entry, NotNow]]
) -> None:
    """What the ledger cannot take just now goes with the next run, and the run says why."""
    if not resting:
        return
    entries = [entry for entry, _ in resting]
    batches.leave_in_doubt(db, work.connection.id, work.run, batch.action, entries)
    for entry, end in resting:
        ref = entry.draft.ref
        message = f"{ref.entity} {ref.source_id} goes with the next run: {end.error.message}"
        topic = f"later {ref.entity} {ref.source_id}"
        runs.tell(db, work.run, work.connection.company_id, topic, message)


def keep(
    db: Connection, work: Work, batch: Batch, entry: Entry, item: Item, written: Written
) -> None:
    """The ledger holds it: link, audit, out of the outbox."""
    ref = entry.draft.ref
    connection = work.connection
    withdrawn = batch.action in ("void", "archive")
    before = item.link.content if item.link else {}
    after = before if withdrawn else entry.draft.content
    if withdrawn and item.link:
        children = item.link.children
    else:
        children = _children(work.ledger, entry, item, written)
    links.save(
        db,
        connection.id,
        ref,
        resource=work.ledger.resource(ref.entity),
        ledger_id=written.ledger_id,
        number=written.number,
        fingerprint=entry.fingerprint,
        content=after,
        children=children,
        withdrawn=withdrawn,
        version=written.version,
        source_updated_at=entry.source_updated_at,
        view=agreed_view(work.ledger, item, written, children, withdrawn=withdrawn),
        status_before=item.link.status_before if item.link else None,
    )
    audit.record(
        db,
        connection,
        ref,
        run=work.run,
        direction="outbound",
        action=batch.action,
        ledger_id=written.ledger_id,
        changes=audit.differences(before, after if not withdrawn else {**after, "$": "withdrawn"}),
        batch_id=batch.id,
    )
    outbox.forget(db, entry)
    quarantine.release(db, connection.id, ref.entity, [ref.source_id], ("refused", "mapping"))
    _tell_oddities(db, work, entry, written)


def _children(ledger: Ledger, entry: Entry, item: Item, written: Written) -> dict[str, str]:
    """Klipboard's line ids to the ledger's.

    A line that the ledger knew keeps its id wherever the answer lists it; the others are new and
    come in the order in which they were sent.
    """
    lines = ledger.line_ids(entry.draft.content)
    if len(lines) != len(written.children):
        return {}
    before = item.link.children if item.link else {}
    kept = {line: before[line] for line in lines if before.get(line) in written.children}
    new = [child for child in written.children if child not in kept.values()]
    return kept | dict(zip((line for line in lines if line not in kept), new, strict=True))


def agreed_view(
    ledger: Ledger, item: Item, written: Written, children: Mapping[str, str], *, withdrawn: bool
) -> Json | None:
    """How the ledger shows the record now that it took ours: any other view later is an edit.

    Where it did not say so itself, because its answer was lost, what was sent counts: an edit that
    somebody made since comes back like any other.
    """
    before = item.link.view if item.link else None
    way = ledger.way_back
    if way is None or withdrawn or item.draft.ref.entity not in (*PARTIES, INVOICE):
        return before
    if written.view:
        return {**(before or {}), **written.view}
    shown = way.shown(item.draft.content, Ids(item.ledger_ids, item.codes, item.items))
    lines = shown.get("lines")
    if lines is not None:
        shown["lines"] = [
            {**_without(line, "line"), "id": children.get(str(line["line"]))} for line in lines
        ]
    return {**(before or {}), **shown}


def _without(values: Json, name: str) -> Json:
    return {key: value for key, value in values.items() if key != name}


def _tell_oddities(db: Connection, work: Work, entry: Entry, written: Written) -> None:
    """A cent that does not agree, and what the ledger warned of, are told; nothing is held."""
    ledger, ref = work.ledger, entry.draft.ref
    notes = list(written.warnings)
    if written.subtotal is not None and (gap := ledger.difference(entry.draft.content, written)):
        notes.append(f"its lines come to {gap} more in {ledger.title} than in Klipboard")
    if notes:
        what = f"{ref.entity} {written.number or ref.source_id}"
        topic = f"note {ref.entity} {ref.source_id}"
        runs.tell(db, work.run, work.connection.company_id, topic, f"{what}: {'; '.join(notes)}")


def _refuse(db: Connection, work: Work, batch: Batch, entry: Entry, error: Refused) -> None:
    if error.field == ITEM:
        ledger_items.forget(db, work.connection.id, entry.draft.items)
    held = quarantine.Held(
        ref=entry.draft.ref,
        kind="refused",
        rule=error.rule,
        field=error.field,
        value=error.value,
        message=error.message,
        fingerprint=entry.fingerprint,
    )
    quarantine.hold(db, work.connection, work.run, held)
    audit.record(
        db,
        work.connection,
        entry.draft.ref,
        run=work.run,
        direction="outbound",
        action="refused",
        ledger_id=None,
        changes={"reason": error.message},
        batch_id=batch.id,
    )
    outbox.forget(db, entry)
