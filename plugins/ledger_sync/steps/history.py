"""Settling what was brought: link, audit, conflicts, figures, out of the inbox, at once (B-03)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger_sync.model import INVOICE, PAYMENT, Json, Ref
from ledger_sync.rules.settlement import CANCELLED
from ledger_sync.state import audit, conflicts, inbox, links, quarantine, runs
from ledger_sync.steps.request import is_way_back

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

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


def settle_letters(work: Work, box: Box, plans: Mapping[Key, Json], newer: Collection[Key]) -> None:
    """Note what was done with these letters; a dry run only tells what would be.

    Args:
        newer: Letters that say more than what was done with them: they stay.
    """
    done = {key: plan for key, plan in plans.items() if plan}
    held = {key: plan for key, plan in done.items() if plan["held"] and not box.dry_run}
    with work.ports.state.begin() as db:
        if box.dry_run:
            for plan in done.values():
                _foretell(db, work, plan)
        else:
            _settle(db, work, list(done.values()))
        for key, plan in held.items():
            causes = "; ".join(f"{name}: {why}" for name, why in plan["held"].items())
            inbox.hold(db, box, key, f"{_called(plan)}: {causes}")
        inbox.begin_anew(db, box, newer)
        inbox.forget(db, box, [key for key in plans if key not in held and key not in newer])


def _settle(db: Connection, work: Work, plans: Sequence[Json]) -> None:
    links.save_all(db, work.connection.id, [_link(plan) for plan in plans])
    changed = [_line(plan) for plan in plans if _changes(plan)]
    audit.record_inbound(db, work.connection, work.run, changed)
    met = [(_ref(plan), conflict) for plan in plans for conflict in plan["conflicts"]]
    conflicts.record(db, work.connection, work.run, met)
    # What waited because of an edit goes with the next run, now that the edit is here.
    freed = [_ref(plan) for plan in plans if not plan["held"]]
    quarantine.try_again(db, work.connection.id, freed)
    if is_way_back(runs.get(db, work.run).dag_id):
        _count(db, work, plans)
    else:
        _tell_met(db, work, plans)
    for plan in plans:
        _tell(db, work, plan)


def _ref(plan: Json) -> Ref:
    return Ref(plan["entity"], plan["source_id"])


def _link(plan: Json) -> Json:
    at = datetime.fromisoformat(plan["written_at"])
    return {**_ref(plan)._asdict(), "source_updated_at": at, **plan["link"]}


def _line(plan: Json) -> audit.Inbound:
    ledger_id = plan["link"]["ledger_id"]
    return audit.Inbound(_ref(plan), _action(plan), ledger_id, _changes(plan))


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


def _count(db: Connection, work: Work, plans: Sequence[Json]) -> None:
    figures: dict[str, Counter[str]] = {}
    for plan in plans:
        if counter := _counter(plan):
            figures.setdefault(plan["entity"], Counter())[counter] += 1
        paid = {name: plan["payments"][name] for name in ("created", "updated", "voided")}
        if any(paid.values()):
            read = sum(paid.values())
            figures.setdefault(PAYMENT, Counter()).update({"read": read, **paid})
    for entity, counted in figures.items():
        runs.add_counts(db, work.run, work.connection.company_id, entity, counted)


def _counter(plan: Json) -> str | None:
    """As what a record counts.

    None: one that is held is counted when the run ends, and one that came in new was counted then.
    """
    if plan["before"] != plan["after"]:
        return "updated" if _action(plan) == "update" else "voided"
    return "skipped" if plan["tells"] and not plan["held"] else None


def _tell_met(db: Connection, work: Work, plans: Sequence[Json]) -> None:
    """The figures of an hourly run are of what goes out: what came on the way is told."""
    for plan in plans:
        if _changes(plan):
            message = (
                f"{_called(plan)} was edited in {work.ledger.title}: that came to Klipboard before "
                "its change was sent"
            )
            topic = f"met {plan['entity']} {plan['source_id']}"
            runs.tell(db, work.run, work.connection.company_id, topic, message)


def _tell(db: Connection, work: Work, plan: Json) -> None:
    """A sum that does not agree is told by name (C-06)."""
    if plan["gap"]:
        message = (
            f"{_called(plan)}: {work.ledger.title} says that {plan['gap']} more was paid than "
            "its payments come to"
        )
        topic = f"gap {plan['entity']} {plan['source_id']}"
        runs.tell(db, work.run, work.connection.company_id, topic, message)


def _called(plan: Json) -> str:
    """How a person finds the record: an invoice by its number, a party by its id."""
    entity = plan["entity"]
    name = plan["after"].get("number") if entity == INVOICE else plan["source_id"]
    return f"{entity.replace('_', ' ')} {name}"


def _foretell(db: Connection, work: Work, plan: Json) -> None:
    told: Json = {"changes": _changes(plan)}
    if plan["conflicts"]:
        told["conflicts"] = plan["conflicts"]
    if plan["held"]:
        told["held"] = plan["held"]
    if told["changes"] or len(told) > 1:
        runs.plan(db, work.run, work.connection.company_id, _ref(plan), _action(plan), told)
