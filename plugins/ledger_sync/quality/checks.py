"""Runs the suites over frames and says which rows fail, in words that a bookkeeper can act on.

``frames`` makes the frames, ``engine`` examines them, ``rules.collisions`` decides who of a
colliding group is held. What becomes of a finding (quarantine or a note) is the step's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger_sync.errors import one_line
from ledger_sync.model import PARTIES
from ledger_sync.quality.columns import DIRECTORY, LINE, ROW
from ledger_sync.quality.engine import Validation, validate
from ledger_sync.quality.findings import Finding
from ledger_sync.quality.suites import Check, Suite, suite_of
from ledger_sync.rules.collisions import Held, Member, hold

if TYPE_CHECKING:
    import pandas as pd

Agreed = Mapping[tuple[str, int], Mapping[str, str]]
"""By entity and source id: the key of each field that was last agreed with the ledger."""

Keep = Callable[[Validation], None]
"""Takes a validation for the Data Docs."""

_SHOWN = 60
"""How much of a value a message repeats; the finding has the whole of it."""


def check_rows(
    entity: str,
    ledger: str,
    frame: pd.DataFrame,
    *,
    suite: Suite | None = None,
    keep: Keep | None = None,
) -> list[Finding]:
    """The rows of one entity (``frames.row_frame``) that fail a check of scope *row*."""
    return _check_each(entity, ledger, ROW, frame, suite or suite_of(entity), keep)


def check_lines(
    entity: str,
    ledger: str,
    frame: pd.DataFrame,
    *,
    suite: Suite | None = None,
    keep: Keep | None = None,
) -> list[Finding]:
    """The lines of documents (``frames.line_frame``) that fail: one finding a line and check."""
    return _check_each(entity, ledger, LINE, frame, suite or suite_of(entity), keep)


def check_directory(
    ledger: str,
    frame: pd.DataFrame,
    agreed: Agreed,
    *,
    suites: Iterable[Suite] | None = None,
    keep: Keep | None = None,
) -> list[Finding]:
    """The parties (``frames.directory_frame``) that are held because another one has the same key.

    The frame must hold the whole directory of each of its companies. A test that several suites
    state runs once over all parties; what it means for a held one stands in its own entity's suite.
    """
    suites = suites or [suite_of(entity) for entity in PARTIES]
    meaning = {
        (suite.entity, check.test): check
        for suite in suites
        for check in suite.select(DIRECTORY, ledger)
    }
    tests = tuple({check.test: check for check in meaning.values()}.values())
    done = _validate(f"{ledger}.directory", DIRECTORY, tests, frame, keep)
    if done is None:
        return []
    lookup = _lookup(frame, done)
    return [
        finding
        for position, check in enumerate(tests)
        for finding in _collisions(check, done.failing[position], lookup, agreed, meaning)
    ]


def _validate(
    name: str, scope: str, checks: tuple[Check, ...], frame: pd.DataFrame, keep: Keep | None
) -> Validation | None:
    done = validate(name, scope, checks, frame)
    if done is not None and keep is not None:
        keep(done)
    return done


def _check_each(
    entity: str, ledger: str, scope: str, frame: pd.DataFrame, suite: Suite, keep: Keep | None
) -> list[Finding]:
    checks = suite.select(scope, ledger)
    done = _validate(f"{ledger}.{entity}.{scope}", scope, checks, frame, keep)
    if done is None:
        return []
    lines = _line_numbers(frame) if scope == LINE else {}
    return [
        _finding(check, entity, row, line=lines.get(row.get("line_id")))
        for position, check in enumerate(checks)
        for row in done.failing[position]
    ]


def _line_numbers(frame: pd.DataFrame) -> dict[Any, Any]:
    return dict(zip(frame["line_id"], frame["position"], strict=True))


def _finding(check: Check, entity: str, row: Mapping[str, Any], *, line: Any) -> Finding:
    value = _as_text(row.get(check.kwargs.get("column", check.field)))
    return Finding(
        company_id=row["company_id"],
        entity=entity,
        source_id=row["source_id"],
        rule=check.rule,
        field=check.field,
        value=value,
        severity=check.severity,
        message=_say(check, value, line),
    )


def _say(check: Check, value: str | None, line: Any = None) -> str:
    shown = "nothing" if value is None else value
    if len(shown) > _SHOWN:
        shown = f"{shown[:_SHOWN]}..."
    shown = one_line(shown)
    return check.message.format(field=check.field, value=shown, line="?" if line is None else line)


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def _lookup(frame: pd.DataFrame, done: Validation) -> dict[tuple[str, int], dict[str, Any]]:
    """The whole row of each party that collides: few of many."""
    wanted = {(row["entity"], row["source_id"]) for rows in done.failing.values() for row in rows}
    mask = [key in wanted for key in zip(frame["entity"], frame["source_id"], strict=True)]
    rows: list[dict[str, Any]] = frame[mask].to_dict("records")  # type: ignore[assignment]
    return {(row["entity"], row["source_id"]): row for row in rows}


def _collisions(
    check: Check,
    failing: Sequence[Mapping[str, Any]],
    lookup: Mapping[tuple[str, int], Mapping[str, Any]],
    agreed: Agreed,
    meaning: Mapping[tuple[str, str], Check],
) -> Iterator[Finding]:
    groups: dict[tuple[int, str], list[Member]] = {}
    for failed in failing:
        row = lookup[failed["entity"], failed["source_id"]]
        key = row[f"{check.field}_key"]
        groups.setdefault((row["company_id"], key), []).append(_member(check, row, key, agreed))
    for (company_id, _), group in groups.items():
        for held in hold(check.field, group):
            if own := meaning.get((held.entity, check.test)):
                yield _held_finding(own, company_id, held)


def _member(check: Check, row: Mapping[str, Any], key: str, agreed: Agreed) -> Member:
    last = agreed.get((row["entity"], row["source_id"]), {})
    return Member(
        entity=row["entity"],
        source_id=row["source_id"],
        name=row["name"],
        value=_as_text(row[check.field]),
        created_at=row["created_at"],
        agreed=last.get(check.field) == key,
    )


def _held_finding(check: Check, company_id: int, held: Held) -> Finding:
    return Finding(
        company_id=company_id,
        entity=held.entity,
        source_id=held.source_id,
        rule=check.rule,
        field=held.field,
        value=held.value,
        severity=check.severity,
        message=_say(check, held.value),
        colliding=held.colliding,
    )
