"""Rows of the outbox and links, with good defaults."""

from __future__ import annotations

from datetime import UTC, datetime

from ledger_sync.model import (
    CLIENT,
    PARTIES,
    Draft,
    Intent,
    Lookup,
    Ref,
)
from ledger_sync.state import links
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.outbox import Entry
from sqlalchemy import Connection

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def an_entry(
    connection: LedgerConnection,
    ref: Ref = Ref(CLIENT, 1),  # noqa: B008 - a Ref is a tuple
    *,
    intent: Intent = "upsert",
    fingerprint: str = "new",
    requires: tuple[Ref, ...] = (),
    lookups: tuple[Lookup, ...] = (),
    at: datetime | None = NOON,
) -> Entry:
    content = {"Name": fingerprint}
    draft = Draft(ref=ref, intent=intent, content=content, requires=requires, lookups=lookups)
    return Entry(connection.id, draft, fingerprint, source_updated_at=at)


def link(
    db: Connection,
    connection: LedgerConnection,
    ref: Ref,
    fingerprint: str | None = "agreed",
    *,
    withdrawn: bool = False,
) -> None:
    links.save(
        db,
        connection.id,
        ref,
        resource="Contacts" if ref.entity in PARTIES else "Invoices",
        ledger_id=f"ledger-{ref.entity}-{ref.source_id}",
        number=None,
        fingerprint=fingerprint,
        content={"Name": "before"},
        children={},
        withdrawn=withdrawn,
        source_updated_at=None,
    )
