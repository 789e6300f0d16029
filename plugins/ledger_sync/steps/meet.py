"""Meeting an edit of the ledger on the way out: it is brought to Klipboard before ours is sent.

Xero has no lock: whoever sends last wins. So a record is looked at before it is changed there, and
what somebody did to it since is merged first (C-11). QuickBooks tells by its version, and the same
is done then.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import RecordError
from ledger_sync.model import INVOICE, PARTIES, Ref
from ledger_sync.rules.fingerprint import fingerprint
from ledger_sync.source import changes, rows
from ledger_sync.state import inbox, links, outbox, quarantine
from ledger_sync.state.outbox import Entry
from ledger_sync.steps import received
from ledger_sync.steps.both_sides import read_shelf
from ledger_sync.steps.merge import merge_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Item, LedgerRecord, Phase
    from ledger_sync.model import Link
    from ledger_sync.state.inbox import Key
    from ledger_sync.steps.both_sides import Shelf
    from ledger_sync.steps.work import Work

log = logging.getLogger(__name__)

Pair = tuple[Entry, "Item"]


def without_edits(work: Work, phase: Phase, pairs: Sequence[Pair]) -> tuple[list[Pair], bool]:
    """The changes that meet no edit; the others are merged, and go in the next pass.

    Returns:
        The pairs that may go as they are, and whether anything was merged.
    """
    way = work.ledger.way_back
    if way is None or phase.action != "update":
        return list(pairs), False
    late = _renew_overtaken(work, pairs)
    going = [pair for pair in pairs if pair[0] not in late]
    if way.keeps_versions:
        return going, bool(late)
    edited = {
        record.ledger_id: record
        for record in _look(work, going)
        # What is gone there takes no change of ours: it refuses that, in its own words.
        if not record.gone and not received.tells_nothing(way, record, _link_of(going, record))
    }
    if not edited:
        return going, bool(late)
    met = [entry for entry, item in going if item.link and item.link.ledger_id in edited]
    meet(work, met, list(edited.values()))
    return [pair for pair in going if pair[0] not in met], True


def _renew_overtaken(work: Work, pairs: Sequence[Pair]) -> list[Entry]:
    """Put right what was drafted before an edit came: who brought that died before this was done.

    Sent as it is, it would take the edit back.
    """
    overtaken = [entry for entry, item in pairs if item.link and _is_older(entry, item.link)]
    if not overtaken:
        return []
    shelf = read_shelf(work)
    return [entry for entry in overtaken if _renew(work, shelf, entry)]


def _is_older(entry: Entry, link: Link) -> bool:
    """Whether both sides agreed on a later state of Klipboard's row than the entry was made of."""
    drafted, agreed = entry.source_updated_at, link.source_updated_at
    return drafted is not None and agreed is not None and drafted < agreed


def meet_edited(work: Work, pairs: Sequence[Pair]) -> None:
    """As ``meet`` for changes that the ledger did not take because of somebody's edit."""
    meet(work, [entry for entry, _ in pairs], _look(work, pairs))


def _look(work: Work, pairs: Sequence[Pair]) -> list[LedgerRecord]:
    """How the ledger shows the records now; orders are never read back (X-10)."""
    wanted: dict[str, list[str]] = {}
    for entry, item in pairs:
        entity = entry.draft.ref.entity
        if item.link is not None and entity in (*PARTIES, INVOICE):
            wanted.setdefault(work.ledger.resource(entity), []).append(item.link.ledger_id)
    return [
        record
        for resource, ledger_ids in wanted.items()
        for record in work.line.client.read_records(resource, ledger_ids)
    ]


def _link_of(pairs: Sequence[Pair], record: LedgerRecord) -> Link:
    return next(
        item.link for _, item in pairs if item.link and item.link.ledger_id == record.ledger_id
    )


def meet(work: Work, entries: Sequence[Entry], records: Sequence[LedgerRecord]) -> None:
    """Merge these records, and put what is left to say of them into the outbox."""
    box = inbox.Box(work.connection.id)
    letters = {(each.resource, each.ledger_id): received.to_json(each) for each in records}
    with work.ports.state.begin() as db:
        inbox.put(db, box, work.run, letters)
    merge_letters(work, box, letters.keys())
    shelf = read_shelf(work)
    for entry in entries:
        _renew(work, shelf, entry)
    log.info(
        "company %d: %d records had been edited in %s and were merged first",
        work.connection.company_id,
        len(records),
        work.ledger.title,
    )


def _renew(work: Work, shelf: Shelf, entry: Entry) -> bool:
    """What Klipboard has now is what the ledger shall hold: more, less or nothing of the entry.

    Gives whether that is another than the entry says; of a row that Klipboard deleted it is not.
    """
    ref = entry.draft.ref
    company_id = work.connection.company_id
    with work.ports.source.connect() as source:
        row = changes.read(source, ref.entity, company_id, [ref.source_id]).get(ref.source_id)
    with work.ports.state.begin() as db:
        cause = _cause(db, work, ref)
        if cause is not None:
            _hold(db, work, entry, cause)
            return True
        return row is not None and _replace(db, shelf, entry, row)


def _cause(db: Connection, work: Work, ref: Ref) -> str | None:
    """Why an edit of the ledger could not be brought: ours must not be sent over it."""
    link = links.read(db, work.connection.id, [ref]).get(ref)
    if link is None:
        return None
    key: Key = (work.ledger.resource(ref.entity), link.ledger_id)
    return inbox.cause(db, inbox.Box(work.connection.id), key)


def _hold(db: Connection, work: Work, entry: Entry, cause: str) -> None:
    held = quarantine.Held(
        ref=entry.draft.ref,
        kind="refused",
        rule="C-11",
        field=None,
        value=None,
        message=f"was edited in {work.ledger.title} and is not sent over that edit: {cause}",
        fingerprint=entry.fingerprint,
    )
    quarantine.hold(db, work.connection, work.run, held)
    outbox.forget(db, entry)


def _replace(db: Connection, shelf: Shelf, entry: Entry, row: rows.Row) -> bool:
    typed = rows.typed(row)
    company = shelf.books.company
    try:
        record = rows.record(entry.draft.ref.entity, typed, company)
        draft = shelf.ledger.draft(record, company, shelf.books.tables)
    except RecordError:
        # The next run meets it with its reason; nothing half merged goes.
        outbox.forget(db, entry)
        return True
    newer = Entry(
        entry.connection_id, draft, fingerprint(draft), source_updated_at=typed["updated_at"]
    )
    outbox.put(db, [newer])
    return newer.fingerprint != entry.fingerprint
