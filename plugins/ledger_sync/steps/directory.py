"""A company's directory as a ledger would show it, and what the ledger has agreed to (C-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.model import PARTIES
from ledger_sync.source import klipboard, rows
from ledger_sync.state import links, outbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.steps.ports import Ports


def parties(ports: Ports, ledger: Ledger, company_id: int) -> list[rows.Row]:
    """Every party that is not archived, under the name that the ledger shows."""
    with ports.source.connect() as source:
        everyone = klipboard.directory(source, company_id)
    for party in everyone:
        party["name"] = ledger.shown_name(party["entity"], party["name"], party["client_name"])
    return everyone


def agreed(
    db: Connection, ledger: Ledger, connection_id: int
) -> dict[tuple[str, int], Mapping[str, str]]:
    """What the ledger knows already, or will next: newcomers give way to it."""
    result: dict[tuple[str, int], Mapping[str, str]] = {}
    waiting = outbox.contents(db, [connection_id], PARTIES)
    known = ((link.ref, link.content) for link in links.contents(db, [connection_id], PARTIES))
    for ref, content in (*waiting, *known):
        keys = ledger.agreed_keys(content)
        result[ref] = {name: key for name, key in keys.items() if key}
    return result
