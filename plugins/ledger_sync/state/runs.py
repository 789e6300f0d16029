"""Runs: one row a run, its figures by company and entity, and what a person should read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from ledger_sync.errors import ConfigurationError
from ledger_sync.state.tables import (
    COUNTERS,
    planned_changes,
    run_counts,
    run_messages,
    runs,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ledger_sync.model import Json, Ref


@dataclass(frozen=True)
class Run:
    """One run of a DAG, as its steps know it."""

    id: int
    dag_id: str
    run_id: str
    ledger: str | None
    dry_run: bool
    params: Json
    connections: list[int]
    """The ledger connections that the run works for: settled when it begins, for all its steps."""
    started_at: datetime
    high: datetime | None
    stage: str
    """How far it came: *begun*, *extracted*, *transformed*."""
    state: str


def open_run(
    db: Connection,
    *,
    dag_id: str,
    run_id: str,
    ledger: str | None,
    params: Json,
    connections: Sequence[int] = (),
    high: datetime | None = None,
) -> Run:
    """Begin a run, or find it again when its first task is tried again: nothing of it changes."""
    values = {
        "dag_id": dag_id,
        "run_id": run_id,
        "ledger": ledger,
        "dry_run": bool(params.get("dry_run")),
        "params": params,
        "connections": list(connections),
        "high": high,
        "state": "running",
    }
    query = upsert(runs).values(**values).on_conflict_do_nothing()
    db.execute(query)
    found = find(db, dag_id, run_id)
    if found is None:
        raise AssertionError("the run was just written")
    return found


def find(db: Connection, dag_id: str, run_id: str) -> Run | None:
    """A run by Airflow's names for it."""
    query = select(runs).where(runs.c.dag_id == dag_id, runs.c.run_id == run_id)
    row = db.execute(query).one_or_none()
    return _made(row) if row else None


def get(db: Connection, run: int) -> Run:
    """A run by the id that steps hand to each other."""
    row = db.execute(select(runs).where(runs.c.id == run)).one_or_none()
    if row is None:
        raise ConfigurationError(f"run {run} is not in sync.runs: start a new run")
    return _made(row)


def _made(row: object) -> Run:
    return Run(**{name: getattr(row, name) for name in Run.__dataclass_fields__})


def reach(db: Connection, run: int, stage: str) -> None:
    """Note how far a run came, in the transaction of the work itself.

    A task that a person clears and runs again finds out here whether what it works on is still
    there: a watermark must never move over rows that were not read.
    """
    db.execute(update(runs).where(runs.c.id == run).values(stage=stage))


def close(db: Connection, run: int, state: str) -> None:
    """Write how the run ended."""
    db.execute(update(runs).where(runs.c.id == run).values(state=state, ended_at=func.now()))


def reset_counts(db: Connection, run: int, counters: Sequence[str]) -> None:
    """Set counters to zero again: a task that is tried again counts anew."""
    query = update(run_counts).where(run_counts.c.run == run)
    db.execute(query.values(dict.fromkeys(counters, 0)))


def add_counts(
    db: Connection, run: int, company_id: int, entity: str, counts: Mapping[str, int]
) -> None:
    """Add to a company's figures, in the transaction of what is counted."""
    unknown = set(counts) - set(COUNTERS)
    if unknown:
        raise ValueError(f"no such counters: {sorted(unknown)}")
    query = upsert(run_counts).values(run=run, company_id=company_id, entity=entity, **counts)
    sums = {name: run_counts.c[name] + query.excluded[name] for name in counts}
    keys = ["run", "company_id", "entity"]
    if sums:
        db.execute(query.on_conflict_do_update(index_elements=keys, set_=sums))
    else:
        db.execute(query.on_conflict_do_nothing(index_elements=keys))


def set_counts(
    db: Connection, run: int, company_id: int, entity: str, counts: Mapping[str, int]
) -> None:
    """A company's figures as they are: a task that is tried again counts nothing twice."""
    query = upsert(run_counts).values(run=run, company_id=company_id, entity=entity, **counts)
    keys = ["run", "company_id", "entity"]
    db.execute(query.on_conflict_do_update(index_elements=keys, set_=dict(counts)))


def counts(db: Connection, run: int) -> dict[int, dict[str, dict[str, int]]]:
    """The figures by company and entity."""
    result: dict[int, dict[str, dict[str, int]]] = {}
    query = select(run_counts).where(run_counts.c.run == run)
    for row in db.execute(query.order_by(run_counts.c.company_id, run_counts.c.entity)):
        figures = {name: int(getattr(row, name)) for name in COUNTERS}
        result.setdefault(row.company_id, {})[row.entity] = figures
    return result


def tell(
    db: Connection, run: int, company_id: int, topic: str, message: str, *, failed: bool = False
) -> None:
    """Leave a message for whoever reads the summary; a later one on the same topic replaces it."""
    query = upsert(run_messages).values(
        run=run, company_id=company_id, topic=topic, message=message, failed=failed
    )
    db.execute(
        query.on_conflict_do_update(
            index_elements=["run", "company_id", "topic"],
            set_={"message": message, "failed": failed},
        )
    )


def untell(db: Connection, run: int, company_id: int, topic: str) -> None:
    """Take a message back: what it told of was cured by a later try of the same run."""
    key = (run_messages.c.run == run) & (run_messages.c.company_id == company_id)
    db.execute(delete(run_messages).where(key, run_messages.c.topic == topic))


def messages(db: Connection, run: int) -> list[Json]:
    """All messages of a run."""
    query = select(run_messages).where(run_messages.c.run == run)
    order = (run_messages.c.company_id, run_messages.c.topic)
    return [
        {
            "company": row.company_id,
            "topic": row.topic,
            "message": row.message,
            "failed": row.failed,
        }
        for row in db.execute(query.order_by(*order))
    ]


def plan(db: Connection, run: int, company_id: int, ref: Ref, action: str, changes: Json) -> None:
    """Write down what a dry run would do."""
    query = upsert(planned_changes).values(
        run=run,
        company_id=company_id,
        entity=ref.entity,
        source_id=ref.source_id,
        action=action,
        changes=changes,
    )
    keys = ["run", "company_id", "entity", "source_id"]
    db.execute(
        query.on_conflict_do_update(
            index_elements=keys, set_={"action": action, "changes": changes}
        )
    )


def planned(db: Connection, run: int, limit: int) -> list[Json]:
    """What a dry run would do, at most ``limit`` records of it."""
    query = select(planned_changes).where(planned_changes.c.run == run).limit(limit)
    names = ("company_id", "entity", "source_id")
    order = [planned_changes.c[name] for name in names]
    return [
        {**{name: getattr(row, name) for name in names}, "action": row.action, **row.changes}
        for row in db.execute(query.order_by(*order))
    ]
