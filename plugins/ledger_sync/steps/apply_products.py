"""Import of products, second half: carry out the plan (Q-14).

Killed anywhere, it goes on where it was: new products have their ids already, and what is written
down is taken off the plan in the same transaction.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.model import PRODUCT
from ledger_sync.source import products
from ledger_sync.state import audit, connections, links, planned, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.source.products import Columns
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.state.planned import Planned
    from ledger_sync.state.runs import Run
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)

BATCH = 500
"""Products that are written in one transaction."""
COUNTER = {"create": "created", "update": "updated"}


def apply_products(ports: Ports, ledger: Ledger, run_number: int) -> None:
    """Carry out what is left of the run's plan; a dry run changes nothing."""
    with ports.state.begin() as db:
        run = runs.get(db, run_number)
        (company_id,) = run.params["companies"]
        connection = connections.find(db, company_id, ledger.name)
    if run.dry_run:
        return
    while some := _next(ports, run, company_id):
        with ports.source.begin() as source:
            products.insert(source, company_id, _written(some, "create"))
            products.update(source, company_id, _written(some, "update"))
        with ports.state.begin() as db:
            if connection is not None:
                _link(db, ledger, connection, some)
            _write_down(db, ledger, run, company_id, connection, some)
            planned.take_off(db, run.id, company_id, some)
        log.info("company %d: %d products written", company_id, len(some))


def _next(ports: Ports, run: Run, company_id: int) -> list[Planned]:
    with ports.state.begin() as db:
        return planned.first(db, run.id, company_id, BATCH)


def _written(some: Sequence[Planned], action: str) -> dict[int, Columns]:
    return {
        each.ref.source_id: {
            column: after for column, (_, after) in each.content["changes"].items()
        }
        for each in some
        if each.action == action
    }


def _link(
    db: Connection, ledger: Ledger, connection: LedgerConnection, some: Sequence[Planned]
) -> None:
    """Join what came from the ledger itself with its id there; a product may have had another."""
    if ledger.catalogue is None:
        raise AssertionError("the plan came from a catalogue")
    resource = ledger.catalogue.resource
    known = links.read(db, connection.id, [each.ref for each in some])
    for each in some:
        ledger_id, link = each.content["ledger_id"], known.get(each.ref)
        if ledger_id is None or (link is not None and link.ledger_id == ledger_id):
            continue
        links.forget(db, connection.id, resource, ledger_id)
        links.save(
            db,
            connection.id,
            each.ref,
            resource=resource,
            ledger_id=ledger_id,
            number=None,
            fingerprint=None,
            content={},
            children={},
            withdrawn=False,
            source_updated_at=None,
        )


def _write_down(
    db: Connection,
    ledger: Ledger,
    run: Run,
    company_id: int,
    connection: LedgerConnection | None,
    some: Sequence[Planned],
) -> None:
    counts = {"created": 0, "updated": 0}
    for each in some:
        ledger_id, changes = each.content["ledger_id"], each.content["changes"]
        if each.action in COUNTER:
            counts[COUNTER[each.action]] += 1
        if connection is not None and ledger_id is not None:
            audit.record(
                db,
                connection,
                each.ref,
                run=run.id,
                direction="inbound",
                action=each.action,
                ledger_id=ledger_id,
                changes=changes,
            )
        else:
            audit.record_from_file(
                db, run.id, company_id, ledger.name, each.ref, each.action, changes
            )
    runs.add_counts(db, run.id, company_id, PRODUCT, counts)
