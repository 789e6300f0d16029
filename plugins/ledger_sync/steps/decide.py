"""What becomes of one record of a ledger in Klipboard: decided here, written in ``bring``. Pure.

A field that cannot be brought (its code has no way back) holds itself only: the rest comes, and
the record stays in the inbox until the cause is cured.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from ledger_sync.errors import RecordError
from ledger_sync.model import CLIENT_LOCATION, INVOICE, Document, Money, Party
from ledger_sync.rules import way_back
from ledger_sync.rules.merge import Merged, merge
from ledger_sync.rules.merge_lines import MergedLines, merge_lines
from ledger_sync.rules.settlement import CANCELLED, Settlement, settle
from ledger_sync.steps.both_sides import is_cancelled, own_name
from ledger_sync.steps.received import LINES, comparable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ledger_sync.model import Json, Line
    from ledger_sync.rules.merge import Conflict
    from ledger_sync.steps.both_sides import Case, Shelf

NOTHING = Merged(take={}, pending=frozenset(), conflicts=())


class FourSides(NamedTuple):
    """A record as the ledger showed it and as we did, when both agreed and now."""

    base_theirs: Json
    theirs: Json
    base_ours: Json
    ours: Json


@dataclass(frozen=True)
class LineWork:
    """What becomes of an invoice's lines in Klipboard."""

    merged: MergedLines
    changed: dict[int, Json]
    added: dict[str, Json]
    """The columns of each new line by the ledger's id."""
    moved: bool

    @property
    def is_needed(self) -> bool:
        """Whether Klipboard's lines change at all."""
        return bool(self.changed or self.added or self.merged.remove or self.moved)


@dataclass
class Decision:
    """What becomes of one record; ``held`` says of each field that cannot come why not."""

    columns: Json = field(default_factory=dict)
    merged: Merged = NOTHING
    lines: LineWork | None = None
    settlement: Settlement | None = None
    withdrawn: bool = False
    held: dict[str, str] = field(default_factory=dict)
    status_before: str | None = None
    """The status that an invoice would have, had nobody paid it."""

    def hold(self, name: str, why: str) -> None:
        """Leave a field as it is on both sides, and say why."""
        self.held[name] = why
        self.columns.pop(name, None)
        take = {each: value for each, value in self.merged.take.items() if each != name}
        self.merged = replace(self.merged, take=take)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Of the fields that were merged now; a held one is told when it comes."""
        mine = tuple(each for each in self.merged.conflicts if each.field not in self.held)
        return mine + (self.lines.merged.conflicts if self.lines else ())


def decide(shelf: Shelf, case: Case) -> Decision:
    """Merge both sides of a record, and translate what comes to Klipboard's columns."""
    decision = Decision(withdrawn=case.link.withdrawn)
    if isinstance(case.ours, Party):
        _follow_party(case, decision)
    elif case.record.gone:
        decision.withdrawn = True
    if not case.record.gone and case.link.view is not None:
        _merge(shelf, case, decision)
    if isinstance(case.ours, Document):
        _follow_money(shelf, case, decision)
    return decision


def _follow_party(case: Case, decision: Decision) -> None:
    """What the ledger took out of use, or back into use, is so in Klipboard; nothing is deleted."""
    decision.withdrawn = case.record.gone
    if case.record.gone != case.link.withdrawn and case.row["archived"] != case.record.gone:
        decision.columns["archived"] = case.record.gone


def _merge(shelf: Shelf, case: Case, decision: Decision) -> None:
    if case.draft is None:
        decision.held["record"] = f"Klipboard's own record cannot be read: {case.trouble}"
        return
    names = case.record.view.keys() & {*shelf.way.parts, LINES}
    base_theirs = comparable(shelf.way, case.link.view or {}, names)
    theirs = comparable(shelf.way, case.record.view, names)
    base_ours = _shown(shelf, case.link.content, theirs)
    ours = _shown(shelf, case.draft.content, theirs)
    sides = _with_own_names(shelf, case, FourSides(base_theirs, theirs, base_ours, ours))
    # A cancelled invoice is on its way to be void there: what else its status was is no matter.
    left_out = (LINES, "status") if is_cancelled(case.ours) else (LINES,)
    decision.merged = _translated(shelf, case, decision, _merged(shelf, case, sides, left_out))
    if isinstance(case.ours, Document):
        decision.lines = _lines(shelf, case, decision, sides)


def _with_own_names(shelf: Shelf, case: Case, sides: FourSides) -> FourSides:
    if case.link.ref.entity != CLIENT_LOCATION:
        return sides
    return FourSides(*({**side, "name": own_name(shelf, case, side.get("name"))} for side in sides))


def _shown(shelf: Shelf, content: Json, like: Json) -> Json:
    """Our side in the fields that the ledger speaks of."""
    shown = shelf.way.shown(content, shelf.ids) if content else {}
    return {name: shown.get(name) for name in like}


def _merged(shelf: Shelf, case: Case, sides: FourSides, left_out: Sequence[str]) -> Merged:
    entity = case.ours.entity
    base_theirs, theirs, base_ours, ours = (
        {name: value for name, value in side.items() if name not in left_out} for side in sides
    )
    return merge(
        base_theirs, theirs, base_ours, ours, lambda name: shelf.policy.winner(entity, name)
    )


def _translated(shelf: Shelf, case: Case, decision: Decision, merged: Merged) -> Merged:
    """Put what is taken into columns; what has no way back is held, and not taken."""
    take = {}
    for name, value in merged.take.items():
        try:
            decision.columns |= _columns(shelf, case, name, value)
        except RecordError as error:
            decision.held[name] = error.message
        else:
            take[name] = value
    return replace(merged, take=take)


def _columns(shelf: Shelf, case: Case, name: str, value: Any) -> Json:
    if isinstance(case.ours, Party):
        return way_back.party_columns(shelf.way, case.ours, name, value, shelf.books)
    return way_back.invoice_columns(case.ours, name, value, shelf.books)


def _lines(shelf: Shelf, case: Case, decision: Decision, sides: FourSides) -> LineWork | None:
    """Lines come together or not at all: half of them would be another sum."""
    base_theirs, theirs, base_ours, ours_now = (side.get(LINES) or [] for side in sides)
    merged = merge_lines(
        base_theirs,
        theirs,
        base_ours,
        ours_now,
        case.link.children,
        lambda name: shelf.policy.winner(INVOICE, name),
    )
    # What the lines of the view are compared without is needed to translate them.
    said = {line["id"]: line for line in case.record.view.get(LINES) or ()}
    ours = {str(line.line_id): line for line in _our_lines(case)}
    try:
        changed = {
            int(line): way_back.line_columns(
                shelf.way, ours[line], taken, said[case.link.children[line]], shelf.books
            )
            for line, taken in merged.take.items()
        }
        added = {
            line["id"]: way_back.line_columns(
                shelf.way, None, _values(shelf, line), said[line["id"]], shelf.books
            )
            for line in merged.add
        }
    except RecordError as error:
        decision.held[LINES] = error.message
        return None
    return LineWork(merged, changed, added, moved=merged.order != tuple(ours))


def _values(shelf: Shelf, line: Json) -> Json:
    return {name: line.get(name) for name in shelf.way.line_parts}


def _our_lines(case: Case) -> tuple[Line, ...]:
    return case.ours.lines if isinstance(case.ours, Document) else ()


def _follow_money(shelf: Shelf, case: Case, decision: Decision) -> None:
    """Payments, and what they make of the invoice's status (C-06)."""
    if case.record.gone:
        _cancel(case, decision)
    # No money lies on what is void, and what was deleted says nothing of it.
    money = Money(due=Decimal(0)) if case.record.gone else case.record.money
    if money is None or _says_nothing(shelf, case, money):
        return
    status = str(decision.columns.get("status", case.row["status"]))
    decision.status_before = status
    settlement = settle(
        status,
        case.link.status_before,
        case.payments,
        shelf.ledger.name,
        money,
        case.settled_elsewhere,
    )
    decision.settlement = settlement
    if settlement.amount_paid != case.row["amount_paid"]:
        decision.columns["amount_paid"] = settlement.amount_paid
    if settlement.status is not None and not case.record.gone:
        decision.columns["status"] = settlement.status
    if settlement.paid_on is not None:
        decision.columns["paid_at"] = noon(settlement.paid_on, shelf.books.company.timezone)
    elif settlement.clears_paid:
        decision.columns["paid_at"] = None


def _says_nothing(shelf: Shelf, case: Case, money: Money) -> bool:
    """Whether no money ever lay on the invoice in this ledger.

    What was paid before the company was connected is not the ledger's to take back.
    """
    known = any(each.ledger == shelf.ledger.name for each in case.payments)
    touched = money.payments or money.credited or money.paid or money.settled
    return not (touched or known or case.link.status_before)


def _cancel(case: Case, decision: Decision) -> None:
    if not is_cancelled(case.ours) and not case.link.withdrawn:
        decision.columns["status"] = CANCELLED


def noon(day: date, timezone: str) -> datetime:
    """An instant for a day of which a ledger knows no hour: read anywhere near, it is that day."""
    try:
        zone: Any = ZoneInfo(timezone)
    except (ValueError, LookupError, OSError):
        zone = UTC
    return datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC)
