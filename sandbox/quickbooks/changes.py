"""Change data capture: what became of the objects of some entities since an instant.

Full objects, in the order of their last update; what was deleted comes after what lives, as a stub.
An answer holds a limited number of objects, and does not tell when some did not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body, stamp
from sandbox.quickbooks.company import Row
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.operations import RESOURCES, view

LOOK_BACK = timedelta(days=30)
NOT_CAPTURED = frozenset({"TaxCode", "TaxRate"})


def changes(desk: Desk, entities: Sequence[str], since: datetime) -> Body:
    """Return what changed, grouped by entity in the order that was asked for.

    Raises:
        Refusal: No entity is named, one has no change data capture, or `since` is too long ago.
    """
    names = [_entity(name.strip()) for name in entities if name.strip()]
    if not names:
        raise answers.required("entities")
    since = _within_look_back(desk, since)
    room = desk.switches.cdc_objects
    groups = []
    for name in names:
        rows = _changed(desk, name, since)[:room]
        room -= len(rows)
        if rows or desk.switches.cdc_placeholders:
            groups.append(_group(desk, name, rows))
    return {"CDCResponse": [{"QueryResponse": groups}]}


def _entity(name: str) -> str:
    for entity in RESOURCES:
        if entity.lower() == name.lower() and entity not in NOT_CAPTURED:
            return entity
    raise answers.unsupported_operation(f"Operation cdc for entity {name}")


def _within_look_back(desk: Desk, since: datetime) -> datetime:
    earliest = desk.now - LOOK_BACK
    if since >= earliest:
        return since
    if desk.switches.cdc_too_old == "cut":
        return earliest
    what = f"Operation cdc with changedSince date {stamp(since)} which is older than fixed days"
    raise answers.unsupported_operation(what)


def _changed(desk: Desk, entity: str, since: datetime) -> list[Row]:
    live = [row for row in desk.company.rows(entity) if row.updated >= since]
    gone = [row for row in desk.company.tombstones(entity) if row.updated >= since]
    rows = [*live, *gone]
    return sorted(rows, key=lambda row: (_is_stub(desk, row), row.updated, len(row.id), row.id))


def _is_stub(desk: Desk, row: Row) -> bool:
    return row.deleted or (desk.switches.cdc_inactive == "deleted" and not row.active)


def _group(desk: Desk, entity: str, rows: list[Row]) -> Body:
    if not rows:
        return {}
    shown = [_stub(row) if _is_stub(desk, row) else view(desk, row) for row in rows]
    group: Body = {entity: shown, "startPosition": 1, "maxResults": len(rows)}
    if _is_stub(desk, rows[-1]):
        group["totalCount"] = len(rows)
    return group


def _stub(row: Row) -> Body:
    last = {"LastUpdatedTime": stamp(row.updated)}
    return {"status": "Deleted", "domain": "QBO", "Id": row.id, "MetaData": last}
