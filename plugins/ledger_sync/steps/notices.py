"""What a run tells a person about connections: who is not connected, ended, parked."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.state import connections, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from ledger_sync.errors import ConnectionEnded
    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.state.connections import LedgerConnection

log = logging.getLogger(__name__)


def tell_unconnected(
    db: Connection,
    run: int,
    ledger: Ledger,
    asked: Sequence[int],
    connected: Sequence[LedgerConnection],
) -> None:
    """For companies that were asked for by name and have no open gate (C-01)."""
    for company_id in sorted(set(asked) - {each.company_id for each in connected}):
        pending = connections.find(db, company_id, ledger.name)
        todo = (
            f'run first_connection with {{"company": {company_id}, "ledger": "{ledger.name}"}}'
            if pending
            else f"make connect LEDGER={ledger.name} COMPANY={company_id}, then first_connection"
        )
        message = (
            f"company {company_id} has had no first-time connection to {ledger.title}: nothing is "
            f"sent until then and nothing is lost; {todo}"
        )
        runs.tell(db, run, company_id, "connection", message)


def ended(ledger: Ledger, connection: LedgerConnection) -> str:
    """A connection that must be made again (Q-02 asks for: which company, since when, how)."""
    since = f"{connection.ended_at:%Y-%m-%d %H:%M} UTC" if connection.ended_at else "just now"
    return (
        f"company {connection.company_id} ({connection.tenant_name}) is disconnected from "
        f"{ledger.title} since {since}: {connection.ended_reason}. Nothing was sent and nothing is "
        f"lost; reconnect with make connect LEDGER={ledger.name} COMPANY={connection.company_id}"
    )


def session_over(connection: LedgerConnection) -> str:
    """Why a connection ended by itself (Q-02)."""
    began, ended = connection.connected_at, connection.session_ends_at
    minutes = f"its {(ended - began).total_seconds() / 60:.0f} minutes" if ended else "its time"
    return f"{minutes} were over, and it was not asked to stay connected (STAY=1)"


def parked(ledger: Ledger, connection: LedgerConnection) -> str:
    """A connection whose calls of the day are spent."""
    until = f"{connection.parked_until:%Y-%m-%d %H:%M} UTC" if connection.parked_until else "later"
    return (
        f"company {connection.company_id} ({connection.tenant_name}) has used up {ledger.title}'s "
        f"daily limit: it is parked until {until} and goes on by itself then"
    )


def renewed(ledger: Ledger, connection: LedgerConnection) -> str:
    """A connection that was made again while a run still worked with the consent before."""
    return (
        f"company {connection.company_id} ({connection.tenant_name}) was reconnected to "
        f"{ledger.title} while this run was on its way: nothing is lost; the next run goes on"
    )


def end(
    state: Engine, ledger: Ledger, run: int, connection: LedgerConnection, error: ConnectionEnded
) -> None:
    """Forget the tokens of a connection that the ledger no longer accepts, and say so."""
    made_at = connection.connected_at
    with state.begin() as db:
        # Whoever disconnected it knows the reason better than the call that met it afterwards, and
        # whoever reconnected it has given other tokens than those that were refused.
        over = connections.get(db, connection.id).state == "ended" or connections.end(
            db, connection.id, error.message, made_at=made_at
        )
        now = connections.get(db, connection.id)
        message = ended(ledger, now) if over else renewed(ledger, now)
        runs.tell(db, run, connection.company_id, "connection", message)
    how = "disconnected" if over else "connected again"
    log.warning("company %d is %s: %s", connection.company_id, how, error.message)
