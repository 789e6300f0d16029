"""What steps need of the world, put together in ``wiring``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ledger_sync.rest.session import always
from ledger_sync.state import recent_calls, runs

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ledger_sync.ledgers.contract import ItemClient, Ledger, LedgerClient
    from ledger_sync.rest.limits import Pace
    from ledger_sync.rest.session import CallCounter, Permit
    from ledger_sync.settings import Settings
    from ledger_sync.state.connections import LedgerConnection


@dataclass(frozen=True)
class Line:
    """An open line to one organisation, the count of calls that went over it, and their pace."""

    client: LedgerClient
    calls: CallCounter
    pace: Pace
    items: ItemClient | None = None
    """Where the ledger's lines need items."""


class OpenLine(Protocol):
    """Opens a line to the organisation of a ledger connection."""

    def __call__(self, connection: LedgerConnection, permit: Permit = always, /) -> Line:
        """Open it.

        Args:
            permit: Asked before each call; who has the connection's lock gives ``Lock.check``.
        """
        ...


@dataclass(frozen=True)
class Ports:
    """The two databases, the settings, and a way to open a line to a ledger."""

    source: Engine
    state: Engine
    settings: Settings
    open_line: OpenLine
    reports: Any = None
    """Where Data Docs are kept: an object storage path."""


def count_calls(
    ports: Ports, ledger: Ledger, run: int, connection: LedgerConnection, line: Line
) -> None:
    """Calls by entity: those of a resource that several entities share stand with the first.

    What they used of the ledger's quotas is kept for whoever calls it next.
    """
    made = line.calls.take()
    if not made:
        return
    with ports.state.begin() as db:
        if recent := line.pace.recent():
            recent_calls.keep(db, connection.id, recent)
        for resource, count in made.items():
            entity = ledger.entity_of(resource)
            runs.add_counts(db, run, connection.company_id, entity, {"calls": count})
