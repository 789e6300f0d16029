"""First connection, second half: carry out the plan and open the gate (C-01, C-08, X-01, X-11).

Killed anywhere, it goes on where it was. A plan that a person approved is carried out only if both
sides are still as it was made of.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import ConnectionEnded
from ledger_sync.source import klipboard
from ledger_sync.state import connections, plans, reviews, runs
from ledger_sync.steps import importing, notices
from ledger_sync.steps.decisions import file_of
from ledger_sync.steps.plan_connection import plan_again
from ledger_sync.steps.ports import count_calls

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.model import Json
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)


def apply_connection(
    ports: Ports, ledger: Ledger, run_number: int, *, approved: bool = False
) -> None:
    """Carry out the run's plan; a run without one, and a dry run, changes nothing.

    Args:
        approved: A person saw this plan some time ago: it must still be the one that would be made.
    """
    with ports.state.begin() as db:
        run = runs.get(db, run_number)
        kept = plans.of_run(db, run.id)
    if kept is None or run.dry_run or kept.applied_at is not None:
        return
    wait = ports.settings.lock_wait_seconds
    with connections.locked(ports.state, kept.ledger_connection_id, wait):
        with ports.state.begin() as db:
            connection = connections.get(db, kept.ledger_connection_id)
            kept = plans.of_run(db, run.id)
        if kept is None:  # another organisation was chosen meanwhile (NEW=1)
            return
        if (
            approved
            and kept.begun_at is None
            and not _still_holds(ports, ledger, run.id, connection, kept.plan)
        ):
            return
        with ports.state.begin() as db:
            plans.begin(db, kept.id)
        _carry_out(ports, ledger, run.id, connection, kept)


def _still_holds(
    ports: Ports, ledger: Ledger, run: int, connection: LedgerConnection, plan: Json
) -> bool:
    """Whether the plan of both sides as they are now is the one that was approved."""
    line = ports.open_line(connection)
    try:
        with ports.source.connect() as source:
            now = klipboard.clock(source)
        again = plan_again(ports, ledger, run, connection, line, now)
    except ConnectionEnded as error:
        notices.end(ports.state, ledger, run, connection, error)
        return False
    finally:
        count_calls(ports, ledger, run, connection, line)
    if again["hash"] == plan["hash"]:
        return True
    message = (
        "Klipboard, the ledger or the review file has changed since the plan was made that was "
        "approved: nothing was done, and this run shows the new plan; run first_connection again "
        "to approve it"
    )
    with ports.state.begin() as db:
        runs.tell(db, run, connection.company_id, "plan", message)
    return False


def _carry_out(
    ports: Ports, ledger: Ledger, run: int, connection: LedgerConnection, kept: Any
) -> None:
    plan = kept.plan
    # Links first: a new location may belong to a client that is linked.
    for some in importing.chunks(plan["link"]):
        with ports.state.begin() as db:
            importing.link(db, run, connection, some)
    importing.create(ports, ledger, run, connection, plan["create"])
    # Start numbers before the gate: an open one means that everything of the plan is done.
    with ports.source.begin() as source:
        klipboard.set_start_numbers(source, connection.company_id, plan["start_numbers"])
    with ports.state.begin() as db:
        reviews.ask(db, connection.id, plan["review"])
        _tell(db, ports, run, connection, plan)
        plans.mark_applied(db, kept.id)
        connections.open_gate(db, connection.id)
    log.info("company %d: the first connection is carried out", connection.company_id)


def _tell(db: Connection, ports: Ports, run: int, connection: LedgerConnection, plan: Json) -> None:
    company_id = connection.company_id
    for entity, number in plan["start_numbers"].items():
        if number is not None:
            message = f"the next {entity.replace('_', ' ')} number of Klipboard follows: {number}"
            runs.tell(db, run, company_id, f"start number {entity}", message)
    if plan["both"]:
        message = (
            f"{len(plan['both'])} are marked as customer and as supplier and became clients: "
            + ", ".join(plan["both"])
        )
        runs.tell(db, run, company_id, "customer and supplier", message)
    if plan["review"]:
        message = (
            f"{len(plan['review'])} of the ledger's parties may be ones that Klipboard has: decide "
            f"in {file_of(ports, connection)}; both sides of each wait until then"
        )
        runs.tell(db, run, company_id, "review", message)
