"""Bringing records of a ledger to Klipboard: a few at a time, each exactly once.

What is about to be written is written down in the inbox before Klipboard's transaction commits,
with the time of change that Klipboard gives the row. Killed in between, the next task finds that
time in Klipboard, or does not: so it knows whether this was done.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger_sync.errors import InvalidRecord
from ledger_sync.model import PARTIES, Json
from ledger_sync.source import changes, klipboard
from ledger_sync.state import inbox
from ledger_sync.steps.both_sides import Case, Shelf, read_rows
from ledger_sync.steps.cases import linked_with, read_cases
from ledger_sync.steps.decide import Decision, decide
from ledger_sync.steps.history import settle_letters
from ledger_sync.steps.intent import intent, was_done

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from ledger_sync.model import Link
    from ledger_sync.source.rows import Row
    from ledger_sync.state.inbox import Box, Key, Letter
    from ledger_sync.steps.work import Work

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Records that are brought in one transaction."""


@dataclass
class _Brought:
    """Cases and what became of them, within one transaction."""

    cases: list[Case]
    decisions: dict[Key, Decision] = field(default_factory=dict)
    line_ids: dict[Key, dict[str, int]] = field(default_factory=dict)
    done_before: dict[Key, Json] = field(default_factory=dict)


def bring(work: Work, shelf: Shelf, box: Box, entity: str, letters: Sequence[Letter]) -> None:
    """Tell Klipboard what these letters say of records of one entity that it has."""
    for start in range(0, len(letters), AT_ONCE):
        newer = _bring(work, shelf, box, entity, letters[start : start + AT_ONCE])
        if newer:
            with work.ports.state.connect() as db:
                again = inbox.letters(db, box, newer)
            _bring(work, shelf, box, entity, again)


def _bring(work: Work, shelf: Shelf, box: Box, entity: str, letters: Sequence[Letter]) -> list[Key]:
    """Bring them; gives those of which only what a dead task had begun could be noted."""
    work.lock.check()
    linked = linked_with(work, letters)
    company_id = work.connection.company_id
    with (
        changes.giving_way(company_id),
        work.ports.source.connect() as source,
        source.begin() as transaction,
    ):
        ids = [link.ref.source_id for link in linked.values()]
        rows = read_rows(source, entity, company_id, ids)
        brought = _Brought(read_cases(work, shelf, source, letters, linked, rows))
        for case in brought.cases:
            _write_one(work, shelf, source, brought, case)
        after = changes.read(source, entity, company_id, ids)
        plans = {case.letter.key: _intent(shelf, brought, case, after) for case in brought.cases}
        if box.dry_run:
            transaction.rollback()
        else:
            with work.ports.state.begin() as db:
                inbox.intend(db, box, plans)
    newer = [
        case.letter.key
        for case in brought.cases
        if case.letter.key in brought.done_before and case.letter.is_newer_than_its_plan
    ]
    settle_letters(work, box, plans | _of_deleted(letters, linked, rows), newer)
    return newer


def _of_deleted(
    letters: Sequence[Letter], linked: dict[Key, Link], rows: dict[int, Row]
) -> dict[Key, Json]:
    """Records that Klipboard deleted since, or that were unlinked: there is nobody to tell."""
    return {
        letter.key: {}
        for letter in letters
        if letter.key not in linked or linked[letter.key].ref.source_id not in rows
    }


def _write_one(work: Work, shelf: Shelf, source: Connection, brought: _Brought, case: Case) -> None:
    key, plan = case.letter.key, case.letter.plan
    decision = decide(shelf, case)
    if plan and was_done(plan, case, decision):
        # A task that died had done it: only what it meant to note is left to do.
        brought.done_before[key] = plan
        return
    _check_number(source, work.connection.company_id, case, decision)
    brought.decisions[key] = decision
    if case.link.ref.entity in PARTIES:
        _write_party(work, source, case, decision)
    else:
        brought.line_ids[key] = _write_invoice(work, source, case, decision)


def _check_number(source: Connection, company_id: int, case: Case, decision: Decision) -> None:
    """A number that another invoice of Klipboard has cannot come."""
    number = decision.columns.get("number")
    if number is None:
        return
    holder = changes.find_number(source, company_id, number, case.link.ref.source_id)
    if holder is not None:
        error = InvalidRecord(
            f"the ledger changed the number to {number}, which invoice {holder} has in Klipboard: "
            "give one of them another number",
            rule="C-05",
            field="number",
            value=number,
        )
        decision.hold("number", error.message)


def _write_party(work: Work, source: Connection, case: Case, decision: Decision) -> None:
    ref = case.link.ref
    if decision.columns:
        company_id = work.connection.company_id
        changes.change_party(source, ref.entity, company_id, ref.source_id, decision.columns)


def _write_invoice(
    work: Work, source: Connection, case: Case, decision: Decision
) -> dict[str, int]:
    """Lines, payments, then the invoice itself; gives the ids of its new lines by the ledger's."""
    company_id, invoice_id = work.connection.company_id, case.link.ref.source_id
    new: dict[str, int] = {}
    if decision.lines is not None and decision.lines.is_needed:
        lines = decision.lines
        new = _reserved(source, lines.added)
        changes.change_lines(
            source,
            company_id,
            invoice_id,
            lines.changed,
            {new[ledger_id]: columns for ledger_id, columns in lines.added.items()},
            [int(line) for line in lines.merged.remove],
            {_line_id(name, new): place for place, name in enumerate(lines.merged.order, start=1)},
        )
    if decision.settlement is not None:
        settlement = decision.settlement
        changes.write_payments(
            source,
            company_id,
            invoice_id,
            work.ledger.name,
            settlement.write,
            settlement.reverse,
        )
    if decision.columns:
        changes.change_invoice(source, company_id, invoice_id, decision.columns)
    return new


def _reserved(source: Connection, added: Collection[str]) -> dict[str, int]:
    if not added:
        return {}
    ids = klipboard.reserve_ids(source, "invoice_line", len(added))
    return dict(zip(added, ids, strict=True))


def _line_id(name: str, new: dict[str, int]) -> int:
    return new[name[1:]] if name.startswith("+") else int(name)


def _intent(shelf: Shelf, brought: _Brought, case: Case, after: dict[int, Row]) -> Json:
    key = case.letter.key
    if key in brought.done_before:
        return brought.done_before[key]
    row, new_lines = after[case.link.ref.source_id], brought.line_ids.get(key, {})
    return intent(shelf, case, brought.decisions[key], row, new_lines)
