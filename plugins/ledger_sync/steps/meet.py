"""Meeting an edit of the ledger on the way out: it is brought to Klipboard before ours is sent.

Xero has no lock: whoever sends last wins. So a record is looked at before it is changed there, and
what somebody did to it since is merged first (C-11). QuickBooks tells by its version, and the same
is done then.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import RecordError
from ledger_sync.model import Ref
from ledger_sync.rules.fingerprint import fingerprint
from ledger_sync.source import changes, rows
from ledger_sync.state import inbox, links, outbox, quarantine
from ledger_sync.state.outbox import Entry
from ledger_sync.steps import received
from ledger_sync.steps.both_sides import read_shelf
from ledger_sync.steps.look import key_of, look
from ledger_sync.steps.merge import merge_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Item, Phase
    from ledger_sync.ledgers.views import LedgerRecord, WayBack
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
    edited = _edited(work, way, [item for _, item in going])
    if not edited:
        return going, bool(late)
    met = [entry for entry, item in going if key_of(work, item) in edited]
    meet(work, met, list(edited.values()))
    return [pair for pair in going if pair[0] not in met], True


def _edited(work: Work, way: WayBack, items: Sequence[Item]) -> dict[Key, LedgerRecord]:
    """Records that somebody edited since both sides agreed.

    What is gone there takes no change of ours: it refuses that, in its own words.
    """
    links_of = {key_of(work, item): item.link for item in items}
    return {
        key: record
        for key, record in look(work, items).items()
        if (link := links_of[key]) is not None
        and not record.gone
        and not received.tells_nothing(way, record, link)
    }


def _renew_overtaken(work: Work, pairs: Sequence[Pair]) -> list[Entry]:
    """Put right what was drafted before an edit came: who brought that died before this was done.

    Sent as it is, it would take the edit back.
    """
    overtaken = [entry for entry, item in pairs if item.link and _is_older(entry, item.link)]
    if not overtaken:
        return []
    return _renew(work, overtaken)


def _is_older(entry: Entry, link: Link) -> bool:
    """Whether both sides agreed on a later state of Klipboard's row than the entry was made of."""
    drafted, agreed = entry.source_updated_at, link.source_updated_at
    return drafted is not None and agreed is not None and drafted < agreed


def meet_edited(work: Work, pairs: Sequence[Pair]) -> None:
    """As ``meet`` for changes that the ledger did not take because of somebody's edit."""
    records = look(work, [item for _, item in pairs])
    meet(work, [entry for entry, _ in pairs], list(records.values()))


def meet(work: Work, entries: Sequence[Entry], records: Sequence[LedgerRecord]) -> None:
    """Merge these records, and put what is left to say of them into the outbox."""
    box = inbox.Box(work.connection.id)
    letters = {(each.resource, each.ledger_id): received.to_json(each) for each in records}
    with work.ports.state.begin() as db:
        inbox.put(db, box, work.run, letters)
    merge_letters(work, box, letters.keys())
    _renew(work, entries)
    log.info(
        "company %d: %d records had been edited in %s and were merged first",
        work.connection.company_id,
        len(records),
        work.ledger.title,
    )


def _renew(work: Work, entries: Sequence[Entry]) -> list[Entry]:
    """What Klipboard has now is what the ledger shall hold: more, less or nothing of an entry.

    Gives those that said another thing; of a row that Klipboard deleted nothing is changed.
    """
    shelf = read_shelf(work)
    held = _rows(work, [entry.draft.ref for entry in entries])
    with work.ports.state.begin() as db:
        causes = _causes(db, work, [entry.draft.ref for entry in entries])
        renewed = []
        for entry in entries:
            ref = entry.draft.ref
            if ref in causes:
                _hold(db, work, entry, causes[ref])
                renewed.append(entry)
            elif ref in held and _replace(db, shelf, entry, held[ref]):
                renewed.append(entry)
    return renewed


def _rows(work: Work, refs: Sequence[Ref]) -> dict[Ref, rows.Row]:
    wanted: dict[str, list[int]] = {}
    for ref in refs:
        wanted.setdefault(ref.entity, []).append(ref.source_id)
    with work.ports.source.connect() as source:
        return {
            Ref(entity, source_id): row
            for entity, ids in wanted.items()
            for source_id, row in changes.read(
                source, entity, work.connection.company_id, ids
            ).items()
        }


def _causes(db: Connection, work: Work, refs: Sequence[Ref]) -> dict[Ref, str]:
    """Why an edit of the ledger could not be brought: ours must not be sent over it."""
    known = links.read(db, work.connection.id, refs)
    keys = {ref: (work.ledger.resource(ref.entity), link.ledger_id) for ref, link in known.items()}
    causes = inbox.causes(db, inbox.Box(work.connection.id), list(keys.values()))
    return {ref: causes[key] for ref, key in keys.items() if key in causes}


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
