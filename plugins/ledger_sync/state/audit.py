"""The audit: what was sent or received, when, by which run, from which value to which (B-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, insert

from ledger_sync.state.tables import audit as table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.model import Json, Ref
    from ledger_sync.state.connections import LedgerConnection


def record(
    db: Connection,
    connection: LedgerConnection,
    ref: Ref,
    *,
    run: int,
    direction: str,
    action: str,
    ledger_id: str | None,
    changes: Json,
    batch_id: int | None = None,
) -> None:
    """Write one line of the record's history, in the transaction of the change itself."""
    db.execute(
        insert(table).values(
            run=run,
            ledger_connection_id=connection.id,
            company_id=connection.company_id,
            ledger=connection.ledger,
            entity=ref.entity,
            source_id=ref.source_id,
            ledger_id=ledger_id,
            direction=direction,
            action=action,
            changes=changes,
            batch_id=batch_id,
        )
    )


class Inbound(NamedTuple):
    """What a ledger changed in one record of ours."""

    ref: Ref
    action: str
    ledger_id: str
    changes: Json


def record_inbound(
    db: Connection, connection: LedgerConnection, run: int, lines: Sequence[Inbound]
) -> None:
    """As ``record`` for many records at once."""
    values = [
        {
            "run": run,
            "ledger_connection_id": connection.id,
            "company_id": connection.company_id,
            "ledger": connection.ledger,
            "entity": line.ref.entity,
            "source_id": line.ref.source_id,
            "ledger_id": line.ledger_id,
            "direction": "inbound",
            "action": line.action,
            "changes": line.changes,
        }
        for line in lines
    ]
    if values:
        db.execute(insert(table), values)


def record_from_file(
    db: Connection, run: int, company_id: int, ledger: str, ref: Ref, action: str, changes: Json
) -> None:
    """As ``record``, for what a file says that was exported from the ledger.

    It needs no ledger connection; which file it was stands with the run.
    """
    db.execute(
        insert(table).values(
            run=run,
            company_id=company_id,
            ledger=ledger,
            entity=ref.entity,
            source_id=ref.source_id,
            direction="inbound",
            action=action,
            changes=changes,
        )
    )


def differences(before: Json, after: Json) -> dict[str, list[Any]]:
    """Field by field: the value before and the value after, for all that differ."""
    names = sorted({*before, *after})
    return {
        name: [before.get(name), after.get(name)]
        for name in names
        if before.get(name) != after.get(name)
    }
