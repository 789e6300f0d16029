"""Summarise: the run's figures and messages, and whether something must be mended."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import RunFailed
from ledger_sync.model import INVOICE, PAYMENT
from ledger_sync.state import conflicts, connections, inbox, outbox, plans, quarantine, runs
from ledger_sync.state.tables import COUNTERS
from ledger_sync.steps.request import is_way_back

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.model import Json
    from ledger_sync.state.runs import Run
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)

PLAN_SHOWN = 200
"""Records of a dry run's plan that the summary names; ``sync.planned_changes`` has all."""


def summarise(
    ports: Ports, ledger: Ledger | None, dag_id: str, run_id: str, failed_tasks: Iterable[str]
) -> Json:
    """Close the run and give its summary; the way back has its own standing figures.

    Args:
        ledger: None for a run that is about none: it has no figures.
        failed_tasks: Tasks of this run that failed for good.

    Raises:
        RunFailed: something broke that a retry or a person must mend; quarantined and refused
            records or an ended connection are no failure.
    """
    broken = sorted(failed_tasks)
    with ports.state.begin() as db:
        run = runs.find(db, dag_id, run_id)
        if run is None:
            raise RunFailed(f"the run broke before it began: {', '.join(broken) or 'no task ran'}")
        if ledger is not None:
            count = _count_inbox if is_way_back(dag_id) else _count_standing
            count(db, ledger, run)
        messages = runs.messages(db, run.id)
        failed = broken or [each["topic"] for each in messages if each["failed"]]
        runs.close(db, run.id, "failed" if failed else "success")
    summary = read_summary(ports.state, dag_id, run_id) or {}
    _log(summary)
    if failed:
        told = "; ".join(each["message"] for each in messages if each["failed"])
        raise RunFailed(f"failed: {', '.join(broken)}. {told}".strip())
    return summary


def _count_standing(db: Connection, ledger: Ledger, run: Run) -> None:
    """What stands at the end of the run: held records, and what the ledger is still to be told."""
    runs.reset_counts(db, run.id, ("quarantined", "waiting"))
    companies = {each.id: each.company_id for each in connections.get_all(db, run.connections)}
    for company_id in companies.values():
        for entity in ledger.entities:
            runs.add_counts(db, run.id, company_id, entity, {})
    for held in quarantine.count_held(db, run.connections, run.id):
        counts = {"quarantined": held.records}
        runs.add_counts(db, run.id, held.company_id, held.entity, counts)
    for connection_id, entity, cause, count in outbox.waiting(db, run.connections):
        company_id = companies[connection_id]
        runs.add_counts(db, run.id, company_id, entity, {"waiting": count})
        if cause:
            runs.tell(
                db, run.id, company_id, f"waiting {entity} {cause}", f"{count} {entity}: {cause}"
            )


def _count_inbox(db: Connection, ledger: Ledger, run: Run) -> None:
    """What could not be brought to Klipboard yet, each with its cause."""
    runs.reset_counts(db, run.id, ("waiting",))
    companies = {each.id: each.company_id for each in connections.get_all(db, run.connections)}
    for company_id in companies.values():
        for entity in (*ledger.parties(), INVOICE, PAYMENT):
            runs.add_counts(db, run.id, company_id, entity, {})
    for connection_id, resource, cause in inbox.waiting(db, run.connections):
        company_id, entity = companies[connection_id], ledger.entity_of(resource)
        runs.add_counts(db, run.id, company_id, entity, {"waiting": 1})
        runs.tell(db, run.id, company_id, f"waiting {cause}", cause)


def read_summary(state: Engine, dag_id: str, run_id: str) -> Json | None:
    """The summary of a run, as ``make run`` prints it; None if it never began."""
    with state.connect() as db:
        run = runs.find(db, dag_id, run_id)
        if run is None:
            return None
        counts = runs.counts(db, run.id)
        # What is held on its way out is told by the runs that would send it.
        held = [] if is_way_back(dag_id) else quarantine.list_held(db, run.connections)
        summary: Json = {
            "dag_id": run.dag_id,
            "run_id": run.run_id,
            "state": run.state,
            "dry_run": run.dry_run,
            "companies": {str(company): entities for company, entities in counts.items()},
            "conflicts": conflicts.of_run(db, run.id),
            "messages": runs.messages(db, run.id),
            "quarantine": [_reason(each) for each in held],
        }
        if run.dry_run:
            summary["plan"] = runs.planned(db, run.id, PLAN_SHOWN)
        if kept := plans.of_run(db, run.id):
            summary["plan"] = _connection_plan(kept.plan)
        return summary


def _connection_plan(plan: Json) -> Json:
    """A first connection's plan as a person reads it: who is created and who is linked to whom."""
    create = [
        {
            "ledger_id": each["ledger_id"],
            "entity": each["party"]["entity"],
            "name": each["party"]["name"],
        }
        for each in plan["create"]
    ]
    names = ("ledger_id", "entity", "source_id", "by")
    link = [{name: each[name] for name in names} for each in plan["link"]]
    return {
        "create": create[:PLAN_SHOWN],
        "create_count": len(create),
        "link": link[:PLAN_SHOWN],
        "link_count": len(link),
        "customer_and_supplier": plan["both"],
        "start_numbers": plan["start_numbers"],
    }


def _reason(held: Json) -> Json:
    """Why a record is held; values of people stay in the database."""
    names = ("company_id", "entity", "source_id", "rule", "field", "message", "colliding")
    return {name: held[name] for name in names}


def _log(summary: Json) -> None:
    for company, entities in summary.get("companies", {}).items():
        for entity, counts in entities.items():
            told = ", ".join(f"{name} {counts[name]}" for name in COUNTERS if counts[name])
            log.info("company %s, %s: %s", company, entity, told or "nothing")
    for held in summary.get("quarantine", []):
        # Which record and why; the value itself may be a person's and stays in the database.
        names = ("company_id", "entity", "source_id", "rule", "field")
        log.info("company %s, %s %s is held: %s %s", *(held[name] for name in names))
    for message in summary.get("messages", []):
        if message["topic"] in ("connection", "load"):
            log.info("company %s: %s", message["company"], message["message"])
