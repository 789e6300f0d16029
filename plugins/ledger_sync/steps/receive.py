"""Receive: what changed in the ledger since its own watermark, into the inbox.

The watermark is the ledger's clock, never ours, and moves in the transaction that wrote down what
was read up to it.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ledger_sync.state import inbox, links, reviews, runs, watermarks
from ledger_sync.steps import received
from ledger_sync.steps.doubts import clear_doubts
from ledger_sync.steps.work import Work, work_shard

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.ledgers.views import Changed, IsOurs, LedgerRecord, WayBack
    from ledger_sync.model import Link
    from ledger_sync.state.inbox import Box, Key
    from ledger_sync.state.runs import Run
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)

LEAST_OVERLAP = timedelta(seconds=2)
"""Ledgers tell times to the second, and need not include the second that they are asked for."""
BEFORE_THE_GATE = timedelta(days=1)
"""How far the first reading reaches back: the first connection has read everything, but by the
ledger's clock; this is wider than any two clocks are apart."""


def receive(ports: Ports, ledger: Ledger, run: int, shard: Sequence[int]) -> None:
    """Read the ledgers of a shard; one that fails does not stop the others.

    Raises:
        TransientError: a connection failed in a way that a later try may cure.
        RunFailed: a connection failed in a way that a person must see.
    """
    work_shard(ports, ledger, run, shard, "receive", _receive)


def _receive(work: Work) -> None:
    with work.ports.state.begin() as db:
        run = runs.get(db, work.run)
        box = inbox.Box(work.connection.id, run.dry_run)
        since, marks = _windows(db, work, run)
        if run.dry_run:
            inbox.clear(db, box)
    if not run.dry_run:
        # What we sent and had no answer to must have its link before it is met here.
        unsure = clear_doubts(work)
        if unsure is not None:
            raise unsure
    seen: dict[Key, tuple[str, bool]] = {}
    for changed in work.line.client.list_changed(since, marks, _is_ours(work)):
        seen |= _keep(work, box, changed)
    _count(work, seen)


def _windows(db: Connection, work: Work, run: Run) -> tuple[datetime, Mapping[str, datetime]]:
    """From when the ledger's lists are read; a run that was asked to looks back further."""
    opened = work.connection.gate_opened_at or work.connection.connected_at
    overlap = max(timedelta(seconds=work.ports.settings.overlap_seconds), LEAST_OVERLAP)
    wish = run.params.get("since")
    asked = datetime.fromisoformat(wish) if wish else None
    marks = {name: high - overlap for (_, name), high in _marks(db, work.connection.id).items()}
    since = opened - BEFORE_THE_GATE
    if asked is None:
        return since, marks
    return min(since, asked), {name: min(low, asked) for name, low in marks.items()}


def _marks(db: Connection, connection_id: int) -> Mapping[tuple[int, str], datetime]:
    return watermarks.read(db, [connection_id])


def _is_ours(work: Work) -> IsOurs:
    def is_ours(resource: str, ledger_ids: Collection[str]) -> set[str]:
        keys = {(resource, ledger_id) for ledger_id in ledger_ids}
        with work.ports.state.begin() as db:
            linked = links.entities(db, work.connection.id, keys)
        return {ledger_id for _, ledger_id in linked}

    return is_ours


def _keep(work: Work, box: Box, changed: Changed) -> dict[Key, tuple[str, bool]]:
    """Write down what tells something new; gives the entity of each record, and whether it does."""
    way = work.ledger.must_come_back()
    seen: dict[Key, tuple[str, bool]] = {}
    kept = {}
    with work.ports.state.begin() as db:
        linked = _links(db, box, changed.records)
        lying = inbox.known(db, box, [_key(each) for each in changed.records])
        in_review = reviews.undecided(db, box.connection_id).keys()
        for record in changed.records:
            key = _key(record)
            link = linked.get(key)
            tells = _tells(way, record, link) and key not in in_review
            seen[key] = (_entity(work, record, link), tells)
            if tells or key in lying:
                kept[key] = received.to_json(record)
        inbox.put(db, box, work.run, kept)
        if not box.dry_run:
            _see_versions(db, box, changed.records, linked, kept.keys())
            for name, mark in changed.marks.items():
                watermarks.move(db, [box.connection_id], name, mark)
    return seen


def _key(record: LedgerRecord) -> Key:
    return record.resource, record.ledger_id


def _links(db: Connection, box: Box, records: Sequence[LedgerRecord]) -> dict[Key, Link]:
    found = {}
    for resource in {each.resource for each in records}:
        ids = {each.ledger_id for each in records if each.resource == resource}
        known = links.of_ledger_ids(db, box.connection_id, resource, ids)
        found.update({(resource, ledger_id): link for ledger_id, link in known.items()})
    return found


def _tells(way: WayBack, record: LedgerRecord, link: Link | None) -> bool:
    """Whether Klipboard has to hear of it; a party out of use that it never had, it has not."""
    if link is not None:
        return not received.tells_nothing(way, record, link)
    return way.brings_new and record.party is not None and not record.gone


def _entity(work: Work, record: LedgerRecord, link: Link | None) -> str:
    if link is not None:
        return link.ref.entity
    if record.party is not None:
        return record.party.party.entity
    return work.ledger.entity_of(record.resource)


def _see_versions(
    db: Connection,
    box: Box,
    records: Sequence[LedgerRecord],
    linked: Mapping[Key, Link],
    kept: Collection[Key],
) -> None:
    """A payment gives an invoice a new version: our next change names that one.

    Of a record that was edited the version stays the one we know, so that a change of ours meets
    the edit before it is sent.
    """
    versions: dict[str, dict[str, str]] = {}
    for record in records:
        link = linked.get(_key(record))
        if link is None or record.version is None or _key(record) in kept:
            continue
        if link.version != record.version:
            versions.setdefault(record.resource, {})[record.ledger_id] = record.version
    for resource, some in versions.items():
        links.see_versions(db, box.connection_id, resource, some)


def _count(work: Work, seen: Mapping[Key, tuple[str, bool]]) -> None:
    read = Counter(entity for entity, _ in seen.values())
    told = Counter(entity for entity, tells in seen.values() if tells)
    with work.ports.state.begin() as db:
        for entity, count in read.items():
            figures = {"read": count, "skipped": count - told[entity]}
            runs.set_counts(db, work.run, work.connection.company_id, entity, figures)
    log.info(
        "company %d: %d records of %s read, %d of them tell something new",
        work.connection.company_id,
        read.total(),
        work.ledger.title,
        told.total(),
    )
