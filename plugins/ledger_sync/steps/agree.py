"""What both sides agree on once a record was brought: the link's next state. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger_sync.model import Draft, Party
from ledger_sync.rules.agreement import Done, Sides, agreed_content
from ledger_sync.rules.fingerprint import fingerprint
from ledger_sync.rules.merge import KLIPBOARD
from ledger_sync.rules.settlement import PAID, is_status
from ledger_sync.steps.both_sides import Case, Shelf, drafted
from ledger_sync.steps.received import LINES, MONEY, money_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger_sync.model import Json
    from ledger_sync.rules.merge import Conflict
    from ledger_sync.source.rows import Row
    from ledger_sync.steps.decide import Decision


def agreement(
    shelf: Shelf, case: Case, decision: Decision, row: Row, new_lines: Mapping[str, int]
) -> Json:
    """The values of the link, as JSON; a field that is held stays as it was agreed before.

    Args:
        row: Klipboard's row after it was written.
        new_lines: Klipboard's ids of lines that came, by the ledger's.
    """
    content, print_ = _content(shelf, case, decision, row)
    return {
        "ledger_id": case.link.ledger_id,
        "resource": case.record.resource,
        "number": _number(case, decision),
        "content": content,
        "fingerprint": print_,
        "children": _children(case, decision, new_lines),
        "view": _view(case, decision),
        "withdrawn": decision.withdrawn,
        "version": _version(case, decision),
        "status_before": _status_before(case, decision, row),
    }


def _content(shelf: Shelf, case: Case, decision: Decision, row: Row) -> tuple[Json, str | None]:
    if case.draft is None or case.record.gone or case.link.view is None:
        # Nothing of the fields was merged: what was agreed before still is.
        return case.link.content, case.link.fingerprint
    _, now, _ = drafted(shelf, case.link.ref.entity, row)
    if now is None:
        return case.link.content, case.link.fingerprint
    parts = shelf.no_lines if isinstance(case.ours, Party) else shelf.parts
    done = Done(
        taken=decision.merged.take,
        pending=decision.merged.pending | _renamed(shelf, case, now),
        lost={each.field.removeprefix("line ") for each in decision.conflicts if _is_ours(each)},
        lines=decision.lines.merged if decision.lines else None,
    )
    sides = Sides(agreed=case.link.content, ours=case.draft.content, now=now.content)
    content = agreed_content(
        parts, sides, done, whole=is_status(decision.columns.get("status"), PAID)
    )
    if LINES in decision.held:
        content[shelf.way.lines] = case.link.content[shelf.way.lines]
    agreed = Draft(ref=now.ref, intent="upsert", content=content)
    return content, fingerprint(agreed)


def _renamed(shelf: Shelf, case: Case, now: Draft) -> set[str]:
    """A party that the ledger shows by another name than it would have from us now.

    A location's own name may have come while its client's before it is another one here.
    """
    if not isinstance(case.ours, Party):
        return set()
    name = shelf.way.shown(now.content, shelf.ids).get("name")
    return set() if name == case.record.view.get("name") else {"name"}


def _is_ours(conflict: Conflict) -> bool:
    return conflict.winner == KLIPBOARD


def _version(case: Case, decision: Decision) -> str | None:
    """The one that our next change names: not one that holds what could not be brought."""
    return case.link.version if decision.held else case.record.version or case.link.version


def _number(case: Case, decision: Decision) -> str | None:
    return decision.merged.take.get("number", case.link.number)


def _children(case: Case, decision: Decision, new_lines: Mapping[str, int]) -> dict[str, str]:
    lines = decision.lines
    if lines is None:
        return dict(case.link.children)
    kept = {
        line: ledger_id
        for line, ledger_id in case.link.children.items()
        if line not in lines.merged.remove and ledger_id not in new_lines
    }
    return kept | {str(line): ledger_id for ledger_id, line in new_lines.items()}


def _view(case: Case, decision: Decision) -> Json | None:
    """How the ledger shows it, but for what could not be brought: that is an edit still."""
    before = case.link.view
    if case.record.gone:
        view: Json = dict(before or {})
    else:
        view = dict(case.record.view)
        for name in decision.held:
            if name == "record":
                view = dict(before or {})
            else:
                view[name] = (before or {}).get(name)
    if case.record.money is not None or MONEY in (before or {}):
        view[MONEY] = _money(case)
    return view


def _money(case: Case) -> Any:
    if case.record.gone:
        return None
    if case.record.money is None:
        return (case.link.view or {}).get(MONEY)
    return money_to_json(case.record.money)


def _status_before(case: Case, decision: Decision, row: Row) -> str | None:
    """What a paid invoice becomes when its payment is removed (C-06)."""
    if not is_status(row.get("status"), PAID):
        return None
    if not is_status(case.row["status"], PAID):
        return decision.status_before
    return case.link.status_before or case.status_elsewhere
