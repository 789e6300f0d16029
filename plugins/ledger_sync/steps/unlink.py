"""Unlink: take back that a party of ours is one of the ledger's (X-01).

Only the link goes; what Klipboard and the ledger have stays as it is on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.errors import ConfigurationError, ConnectionBusy
from ledger_sync.ledgers.contract import Item
from ledger_sync.model import DOCUMENTS, Draft, Link, Ref
from ledger_sync.state import batches, connections, links, starting_over

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.state.connections import LedgerConnection


@dataclass(frozen=True)
class Unlinked:
    """What was taken back."""

    connection: LedgerConnection
    link: Link
    number: str | None
    """Our own number, where the ledger's record bears it: by that it would be found again."""


def unlink(state: Engine, ledger: Ledger, company_id: int, ref: Ref, wait_seconds: int) -> Unlinked:
    """Remove the link of one party; the audit keeps it.

    Raises:
        ConfigurationError: it is no party, or has no link.
        ConnectionBusy: another task works on the ledger connection, or left it in doubt whether
            the ledger took something of the party.
    """
    _check_entity(ledger, ref.entity)
    with state.connect() as db:
        connection = connections.require(db, company_id, ledger.name)
    with connections.locked(state, connection.id, wait_seconds), state.begin() as db:
        link = links.read(db, connection.id, [ref]).get(ref)
        if link is None:
            raise ConfigurationError(
                f"{_named(ref)} of company {company_id} has no link with {ledger.title}: "
                "nothing was changed"
            )
        _check_doubts(db, ledger, connection, ref)
        starting_over.end_link(db, connection, ref, "taken back by hand")
    return Unlinked(connection, link, _own_number(ledger, link))


def _named(ref: Ref) -> str:
    return f"{ref.entity} {ref.source_id}"


def _check_entity(ledger: Ledger, entity: str) -> None:
    if entity in DOCUMENTS:
        raise ConfigurationError(
            f"the link of an {entity} stays: it is what keeps the document from being sent twice"
        )
    if entity not in (parties := tuple(ledger.parties())):
        raise ConfigurationError(
            f"ENTITY={entity} is no party; {ledger.title} is told of {', '.join(parties)}"
        )


def _check_doubts(db: Connection, ledger: Ledger, connection: LedgerConnection, ref: Ref) -> None:
    """Whether the ledger took a record is found out by the party that it belongs to there."""
    for batch in batches.in_doubt(db, connection.id):
        if any(ref in (each.draft.ref, *each.draft.requires) for each in batch.entries):
            raise ConnectionBusy(
                f"batch {batch.id} was left in doubt, and {_named(ref)} or a document of it is in "
                f"it: run klipboard_to_{ledger.name} to clear it up, then call again; nothing was "
                "changed"
            )


def _own_number(ledger: Ledger, link: Link) -> str | None:
    draft = Draft(ref=link.ref, intent="upsert", content=link.content)
    number = ledger.number_of(Item(draft=draft, action="create"))
    ours = link.ref.entity in ledger.own_keys and link.number == number
    return number if ours else None
