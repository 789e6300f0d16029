"""Which load tasks a run needs: one for each shard of connections with something to tell."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.state import connections, outbox, runs
from ledger_sync.steps import notices
from ledger_sync.steps.request import Shard

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)


def shards(ports: Ports, ledger: Ledger, run_number: int) -> list[Shard]:
    """Pack the connections that can be worked; the others are told of and wait.

    A small fleet has a task for each connection, so that the grid shows each company by name; a
    large one packs many into a task, so that the number of tasks stays bounded.
    """
    with ports.state.begin() as db:
        run = runs.get(db, run_number)
        if run.dry_run:
            return []
        busy = outbox.connections_with_work(db, run.connections)
        ready = [
            each
            for each in connections.get_all(db, run.connections)
            if is_ready(db, ledger, run.id, each) and each.id in busy
        ]
    if len(ready) > ports.settings.shards:
        # Companies that share a task are worked one after the other: who has much waits for its
        # quota when the others are served.
        place = {connection_id: rank for rank, connection_id in enumerate(busy)}
        ready.sort(key=lambda each: place[each.id])
    return pack(ready, ports.settings.shards)


def reading_shards(ports: Ports, ledger: Ledger, run_number: int) -> list[Shard]:
    """As ``shards`` for a run that reads the ledger: every connection that can be worked."""
    with ports.state.begin() as db:
        run = runs.get(db, run_number)
        ready = [
            each
            for each in connections.get_all(db, run.connections)
            if is_ready(db, ledger, run.id, each)
        ]
    return pack(ready, ports.settings.shards)


def is_ready(db: Connection, ledger: Ledger, run: int, each: LedgerConnection) -> bool:
    """Whether a connected company's ledger may be called now; if not, the run says why."""
    if each.state == "connected" and connections.session_is_over(db, each.id):
        connections.end(db, each.id, notices.session_over(each), made_at=each.connected_at)
        each = connections.get(db, each.id)
    if each.state != "connected":
        runs.tell(db, run, each.company_id, "connection", notices.ended(ledger, each))
        return False
    if connections.is_parked(db, each.id):
        runs.tell(db, run, each.company_id, "connection", notices.parked(ledger, each))
        return False
    return True


def pack(ready: list[LedgerConnection], most: int) -> list[Shard]:
    """At most ``most`` shards of nearly equal size, in the order that is given."""
    if len(ready) <= most:
        return [Shard(name=each.label(), connections=[each.id]) for each in ready]
    packed = [ready[start::most] for start in range(most)]
    return [
        Shard(
            name=f"shard {number} of {most}: {len(group)} companies",
            connections=[each.id for each in group],
        )
        for number, group in enumerate(packed, start=1)
    ]
