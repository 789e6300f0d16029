"""Begin: open a run of the way back; nothing starts with rules that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.state import connections, runs
from ledger_sync.steps import conflict_policy, mapping_tables, notices

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.steps.ports import Ports
    from ledger_sync.steps.request import Request


def begin(ports: Ports, ledger: Ledger, request: Request) -> int:
    """Open the run for all connected companies, or those that were asked for.

    Returns:
        The run, as the later steps know it.

    Raises:
        BadMappingTable: a table, or the one that decides conflicts, cannot be read.
    """
    conflict_policy.load()
    with ports.state.begin() as db:
        found = connections.list_open(db, ledger.name, request.companies)
        run = runs.open_run(
            db,
            dag_id=request.dag_id,
            run_id=request.run_id,
            ledger=ledger.name,
            params=request.params(),
            connections=[each.id for each in found],
        )
        connected = connections.get_all(db, run.connections)
        mapping_tables.load(db, ledger, [each.company_id for each in connected])
        notices.tell_unconnected(db, run.id, ledger, request.companies, connected)
    return run.id
