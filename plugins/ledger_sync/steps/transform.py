"""Transform: what each ledger shall hold and what it holds; the difference is the outbox.

The watermark of an entity moves in the transaction that writes what its window held.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger_sync.errors import InvalidRecord, RecordError
from ledger_sync.model import Company, Draft, Json, Link, Lookup, Ref
from ledger_sync.rules.fingerprint import fingerprint
from ledger_sync.rules.planning import action_for
from ledger_sync.source import klipboard, rows
from ledger_sync.state import (
    audit,
    connections,
    extracted,
    ledger_codes,
    ledger_items,
    links,
    outbox,
    quarantine,
    reviews,
    runs,
    watermarks,
)
from ledger_sync.state.outbox import Entry
from ledger_sync.steps import mapping_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.rules.mapping import Tables
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.state.ledger_codes import CodeBook
    from ledger_sync.state.runs import Run
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Books:
    """What one run needs to know of its companies, read once."""

    ledger: Ledger
    run: Run
    tables: Tables
    companies: Mapping[int, Company]
    connected: Mapping[int, LedgerConnection]
    codes: Mapping[int, CodeBook]
    in_review: Mapping[int, Mapping[Ref, str]]
    """Parties that may be one of the ledger's: a person decides (X-01, Q-01)."""
    retry_refused: bool


@dataclass
class _Sorted:
    """The rows of one batch of one company, sorted by what becomes of them."""

    entries: list[Entry] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    held: list[quarantine.Held] = field(default_factory=list)
    still_held: list[int] = field(default_factory=list)


def transform(ports: Ports, ledger: Ledger, run_number: int) -> int:
    """Write to the outbox what differs, and move the watermarks.

    Returns:
        The run, for the next step.
    """
    with ports.state.begin() as db:
        run = runs.get(db, run_number)
        if run.stage != "extracted":
            log.info("run %d is %s: there is nothing to transform", run.id, run.stage)
            return run.id
        books = _read_books(ports, db, ledger, run)
        runs.reset_counts(db, run.id, ("skipped",))
    for entity in ledger.entities:
        with ports.state.begin() as db:
            for batch in extracted.batches(
                db, run.id, entity, ports.settings.batch_rows, with_held=False
            ):
                _transform_batch(db, books, entity, batch)
            if not run.dry_run and run.high is not None and run.params.get("interval") is None:
                watermarks.move(db, run.connections, entity, run.high)
    with ports.state.begin() as db:
        extracted.clear(db, run.id)
        runs.reach(db, run.id, "transformed")
    return run.id


def _read_books(ports: Ports, db: Connection, ledger: Ledger, run: Run) -> _Books:
    connected = {each.company_id: each for each in connections.get_all(db, run.connections)}
    with ports.source.connect() as source:
        companies = klipboard.companies(source, list(connected))
    return _Books(
        ledger=ledger,
        run=run,
        tables=mapping_tables.load(db, ledger, list(connected)),
        companies=companies,
        connected=connected,
        codes={each: ledger_codes.read(db, each) for each in run.connections},
        in_review={each: reviews.waiting_refs(db, each) for each in run.connections},
        retry_refused=bool(run.params.get("full_refresh")),
    )


def _transform_batch(db: Connection, books: _Books, entity: str, batch: Sequence[rows.Row]) -> None:
    by_company: dict[int, list[rows.Row]] = {}
    for row in batch:
        by_company.setdefault(row["company_id"], []).append(row)
    for company_id, theirs in by_company.items():
        connection = books.connected[company_id]
        result = _sort(db, books, connection, entity, theirs)
        if books.run.dry_run:
            _plan(db, books, connection, result)
        else:
            _write(db, books, connection, entity, result)
        runs.add_counts(db, books.run.id, company_id, entity, {"skipped": len(result.same)})
        log.info(
            "company %d, %s: %d to send, %d unchanged, %d held",
            company_id,
            entity,
            len(result.entries),
            len(result.same),
            len(result.held) + len(result.still_held),
        )


def _sort(
    db: Connection,
    books: _Books,
    connection: LedgerConnection,
    entity: str,
    theirs: Sequence[rows.Row],
) -> _Sorted:
    ids = [row["source_id"] for row in theirs]
    known = links.fingerprints(db, [connection.id], entity, ids)
    pending = outbox.pending_ids(db, [connection.id], entity, ids)
    refused = quarantine.refused_contents(db, [connection.id], entity)
    overtaken = _overtaken_by(db, books, connection, entity, ids)
    company = books.companies[connection.company_id]
    result = _Sorted()
    for row in theirs:
        key = (connection.id, row["source_id"])
        try:
            entry = _entry(books, connection, entity, row, company)
        except RecordError as error:
            result.held.append(_held(Ref(entity, row["source_id"]), error))
            continue
        link_print, withdrawn = known.get(key, (None, False))
        same = key not in pending and _is_same(entry, key in known, link_print, withdrawn)
        if same or _is_older(entry, overtaken):
            result.same.append(row["source_id"])
        elif _stays_held(db, books, connection, entry, refused.get(key)):
            result.still_held.append(row["source_id"])
        else:
            result.entries.append(entry)
    return result


def _entry(
    books: _Books, connection: LedgerConnection, entity: str, row: rows.Row, company: Company
) -> Entry:
    _check_review(books, connection, Ref(entity, row["source_id"]))
    typed = rows.typed(row)
    draft = books.ledger.draft(rows.record(entity, typed, company), company, books.tables)
    return Entry(
        connection_id=connection.id,
        draft=draft,
        fingerprint=fingerprint(draft),
        source_updated_at=typed["updated_at"],
    )


def _check_review(books: _Books, connection: LedgerConnection, ref: Ref) -> None:
    theirs = books.in_review[connection.id].get(ref)
    if theirs is not None:
        raise InvalidRecord(
            f"may be {theirs} in {books.ledger.title}: decide in the review file of the first "
            "connection; it is not sent until then",
            rule="review",
            field="name",
        )


def _is_same(entry: Entry, linked: bool, link_print: str | None, withdrawn: bool) -> bool:
    """Whether the ledger holds this already, or never needs to hear of it."""
    if entry.draft.intent == "upsert":
        return linked and link_print == entry.fingerprint
    return not linked or withdrawn


def _overtaken_by(
    db: Connection, books: _Books, connection: LedgerConnection, entity: str, ids: Sequence[int]
) -> Mapping[int, datetime]:
    """What another run has sent since this one began: the version that this one read may be older.

    Not since the end of its window: that of a backfill lies in the past.
    """
    return links.renewed_since(db, connection.id, entity, ids, books.run.started_at)


def _is_older(entry: Entry, overtaken: Mapping[int, datetime]) -> bool:
    sent = overtaken.get(entry.draft.ref.source_id)
    mine = entry.source_updated_at
    return sent is not None and mine is not None and mine < sent


def _stays_held(
    db: Connection,
    books: _Books,
    connection: LedgerConnection,
    entry: Entry,
    refused: tuple[str, quarantine.Kind] | None,
) -> bool:
    """The same content that did not go before is not tried by every hourly run.

    A missing code is cured by a mapping row or by the ledger's lists as they were read last; what
    the ledger refused, by a change, by hand or by the nightly run.
    """
    if refused is None or books.retry_refused:
        return False
    content, kind = refused
    if kind == "mapping":
        return content == entry.fingerprint and _lacks_codes(db, books, connection, entry.draft)
    return content == entry.fingerprint


def _lacks_codes(db: Connection, books: _Books, connection: LedgerConnection, draft: Draft) -> bool:
    book = books.codes[connection.id]
    if any(each not in book for each in draft.lookups):
        return True
    known = ledger_items.read(db, connection.id, draft.items)
    unmet = [key for key in draft.items if key not in known]
    return any(not key.account or Lookup("account", key.account) not in book for key in unmet)


def _held(ref: Ref, error: RecordError) -> quarantine.Held:
    return quarantine.Held(
        ref=ref,
        kind="mapping",
        rule=error.rule,
        field=error.field,
        value=error.value,
        message=error.message,
    )


def _write(
    db: Connection, books: _Books, connection: LedgerConnection, entity: str, result: _Sorted
) -> None:
    going = [entry.draft.ref.source_id for entry in result.entries]
    quarantine.release(db, connection.id, entity, [*going, *result.same], ("mapping", "refused"))
    keep = {(held.ref.source_id, held.rule, held.field) for held in result.held}
    failing = {held.ref.source_id for held in result.held}
    quarantine.release(db, connection.id, entity, failing, ("mapping", "refused"), keep=keep)
    for held in result.held:
        quarantine.hold(db, connection, books.run.id, held)
    if failing:
        outbox.withdraw(db, connection.id, entity, failing)
    outbox.put(db, result.entries)


def _plan(db: Connection, books: _Books, connection: LedgerConnection, result: _Sorted) -> None:
    """A dry run: what would be done, field by field, and nothing else (B-01)."""
    company_id = connection.company_id
    have = links.read(db, connection.id, [entry.draft.ref for entry in result.entries])
    for entry in result.entries:
        link = have.get(entry.draft.ref)
        action = action_for(entry.draft.intent, link, entry.fingerprint)
        runs.plan(
            db, books.run.id, company_id, entry.draft.ref, action, _changes(link, entry.draft)
        )
    for held in result.held:
        reason = {"rule": held.rule, "field": held.field, "message": held.message}
        runs.plan(db, books.run.id, company_id, held.ref, "quarantine", reason)


def _changes(link: Link | None, draft: Draft) -> Json:
    return {"changes": audit.differences(link.content if link else {}, draft.content)}
