"""What is being done with a record, written down before Klipboard's transaction commits. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger_sync.rules.money import plain
from ledger_sync.steps.agree import agreement
from ledger_sync.steps.history import shown_row
from ledger_sync.steps.received import tells_nothing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger_sync.model import Json
    from ledger_sync.source.rows import Row
    from ledger_sync.steps.both_sides import Case, Shelf
    from ledger_sync.steps.decide import Decision


def intent(
    shelf: Shelf, case: Case, decision: Decision, row: Row, new_lines: Mapping[str, int]
) -> Json:
    """Everything that has to be noted once it is done.

    Args:
        row: Klipboard's row as it was just written.
        new_lines: Klipboard's ids of lines that came, by the ledger's.
    """
    ref = case.link.ref
    return {
        "entity": ref.entity,
        "source_id": ref.source_id,
        "written_at": row["updated_at"],
        "received_at": case.letter.received_at.isoformat(),
        "before": shown_row(case.row),
        "after": shown_row(row),
        "payments": _payments(decision),
        "conflicts": [_conflict(each) for each in decision.conflicts],
        "held": decision.held,
        "tells": not tells_nothing(shelf.way, case.record, case.link),
        "gap": _gap(decision),
        "link": agreement(shelf, case, decision, row, new_lines),
    }


def was_done(plan: Json, case: Case, decision: Decision) -> bool:
    """Whether Klipboard has what a plan says: then its row has the time that it was given.

    A payment that changes nothing of the invoice leaves that time; nothing is left to write then.
    Where somebody has changed the row since, it has what the plan says if all of that is in it.
    """
    settlement = decision.settlement
    left = bool(settlement and (settlement.write or settlement.reverse))
    is_changed = plan["before"] != plan["after"]
    if plan["written_at"] == case.row["updated_at"]:
        return is_changed or not left
    return is_changed and not left and _is_in(plan, shown_row(case.row))


def _is_in(plan: Json, row: Json) -> bool:
    before, after = plan["before"], plan["after"]
    written = {name: value for name, value in after.items() if value != before.get(name)}
    return all(row.get(name) == value for name, value in written.items())


def _conflict(each: Any) -> Json:
    return {
        "field": each.field,
        "base": each.base,
        "ours": each.ours,
        "theirs": each.theirs,
        "winner": each.winner,
    }


def _payments(decision: Decision) -> Json:
    settlement = decision.settlement
    if settlement is None:
        return {"created": 0, "updated": 0, "voided": 0, "changes": {}}
    return {
        "created": settlement.created,
        "updated": settlement.updated,
        "voided": len(settlement.reverse),
        "changes": {
            **{each.ledger_id: plain(each.amount) for each in settlement.write},
            **dict.fromkeys(settlement.reverse),
        },
    }


def _gap(decision: Decision) -> str | None:
    gap = decision.settlement.gap if decision.settlement else None
    return plain(gap) if gap else None
