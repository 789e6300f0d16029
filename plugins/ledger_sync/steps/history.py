"""Settling what was brought: link, audit, conflicts, figures, out of the inbox, at once (B-03)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger_sync.model import INVOICE, PAYMENT, Json, Ref
from ledger_sync.rules.settlement import CANCELLED
from ledger_sync.state import audit, conflicts, inbox, links, runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from ledger_sync.source.rows import Row
    from ledger_sync.state.inbox import Box, Key
    from ledger_sync.steps.work import Work

_NOT_TOLD = ("updated_at", "created_at", "client_name", "client_archived")
"""Of Klipboard's rows: what nobody changed in the ledger."""


def shown_row(row: Row) -> Json:
    """A row of Klipboard as the audit keeps it."""
    return {name: _plain(value) for name, value in row.items() if name not in _NOT_TOLD}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def settle_letters(work: Work, box: Box, plans: Mapping[Key, Json]) -> None:
    """Note what was done with these letters; a dry run only tells what would be."""
    with work.ports.state.begin() as db:
        for key, plan in plans.items():
            if not plan:
                inbox.forget(db, box, [key])
            elif box.dry_run:
                _foretell(db, work, plan)
                inbox.forget(db, box, [key])
            else:
                _settle(db, work, box, key, plan)


def _settle(db: Connection, work: Work, box: Box, key: Key, plan: Json) -> None:
    ref = Ref(plan["entity"], plan["source_id"])
    changed = _changes(plan)
    _save_link(db, work, ref, plan)
    if changed:
        audit.record(
            db,
            work.connection,
            ref,
            run=work.run,
            direction="inbound",
            action=_action(plan),
            ledger_id=plan["link"]["ledger_id"],
            changes=changed,
        )
    for each in plan["conflicts"]:
        conflicts.record(db, work.connection, work.run, ref, **each)
    _count(db, work, ref, plan)
    _tell(db, work, ref, plan)
    if plan["held"]:
        causes = "; ".join(f"{name}: {why}" for name, why in plan["held"].items())
        inbox.hold(db, box, key, f"{_called(ref, plan)}: {causes}")
    else:
        inbox.forget(db, box, [key])


def _save_link(db: Connection, work: Work, ref: Ref, plan: Json) -> None:
    at = datetime.fromisoformat(plan["written_at"])
    links.save(db, work.connection.id, ref, source_updated_at=at, **plan["link"])


def _changes(plan: Json) -> Json:
    """From which value to which: columns, lines and payments."""
    rows = audit.differences(plan["before"], plan["after"])
    payments = plan["payments"]["changes"]
    return {**rows, "payments": payments} if payments else rows


def _action(plan: Json) -> str:
    before, after = plan["before"], plan["after"]
    if before.get("status") != after.get("status") == CANCELLED:
        return "void"
    return "archive" if after.get("archived") and not before.get("archived") else "update"


def _count(db: Connection, work: Work, ref: Ref, plan: Json) -> None:
    company_id = work.connection.company_id
    if plan["before"] != plan["after"]:
        counter = "updated" if _action(plan) == "update" else "voided"
        runs.add_counts(db, work.run, company_id, ref.entity, {counter: 1})
    figures = {name: plan["payments"][name] for name in ("created", "updated", "voided")}
    if any(figures.values()):
        read = sum(figures.values())
        runs.add_counts(db, work.run, company_id, PAYMENT, {"read": read, **figures})


def _tell(db: Connection, work: Work, ref: Ref, plan: Json) -> None:
    """A sum that does not agree is told by name (C-06)."""
    if plan["gap"]:
        message = (
            f"{_called(ref, plan)}: {work.ledger.title} says that {plan['gap']} more was paid than "
            "its payments come to"
        )
        topic = f"gap {ref.entity} {ref.source_id}"
        runs.tell(db, work.run, work.connection.company_id, topic, message)


def _called(ref: Ref, plan: Json) -> str:
    """How a person finds the record: an invoice by its number, a party by its id."""
    name = plan["after"].get("number") if ref.entity == INVOICE else ref.source_id
    return f"{ref.entity.replace('_', ' ')} {name}"


def _foretell(db: Connection, work: Work, plan: Json) -> None:
    ref = Ref(plan["entity"], plan["source_id"])
    told: Json = {"changes": _changes(plan)}
    if plan["conflicts"]:
        told["conflicts"] = plan["conflicts"]
    if plan["held"]:
        told["held"] = plan["held"]
    if told["changes"] or len(told) > 1:
        runs.plan(db, work.run, work.connection.company_id, ref, _action(plan), told)
