"""Validate: the suites over a run's rows; who fails is quarantined, the others go on (C-09).

Shape is checked on the rows that were read, uniqueness over the whole directory of each company
that has a party among them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ledger_sync.model import DOCUMENTS, PARTIES, Ref
from ledger_sync.quality import checks, data_docs, frames, places
from ledger_sync.source import rows
from ledger_sync.state import connections, extracted, outbox, quarantine, runs
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.steps import directory

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.quality.engine import Validation
    from ledger_sync.quality.findings import Finding
    from ledger_sync.state.runs import Run
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)

DIRECTORY_ROWS = 5_000
"""Parties of several companies that are checked for uniqueness at once."""

Connected = Mapping[int, LedgerConnection]
"""Ledger connections by company."""


def validate(ports: Ports, ledger: Ledger, run_number: int) -> int:
    """Check what was read; hold what fails, let go what is cured.

    Returns:
        The run, for the next step.
    """
    with ports.state.begin() as db:
        run = runs.get(db, run_number)
        if run.stage != "extracted":
            log.info("run %d is %s: there is nothing to validate", run.id, run.stage)
            return run.id
        connected = {each.company_id: each for each in connections.get_all(db, run.connections)}
        extracted.unmark(db, run.id)
        collisions = _directory_findings(ports, db, ledger, run, connected)
        for entity in ledger.entities:
            for number, batch in enumerate(_batches(ports, db, run, entity)):
                keep = _keeper(ports, run, str(number))
                found = [
                    *_shape_findings(ledger, entity, batch, keep),
                    *_of_batch(collisions, entity, batch),
                ]
                _judge(db, run, connected, entity, batch, found)
    _render(ports, run)
    return run.id


def _batches(ports: Ports, db: Connection, run: Run, entity: str) -> Any:
    size = ports.settings.batch_rows
    for batch in extracted.batches(db, run.id, entity, size, with_held=True):
        yield [rows.typed(row) for row in batch]


def _shape_findings(
    ledger: Ledger, entity: str, batch: Sequence[rows.Row], keep: Callable[[Validation], None]
) -> list[Finding]:
    shown = [_with_name(ledger, entity, row) for row in batch] if entity in PARTIES else batch
    found = checks.check_rows(entity, ledger.name, frames.row_frame(entity, shown), keep=keep)
    if entity in DOCUMENTS:
        found += checks.check_lines(entity, ledger.name, frames.line_frame(batch), keep=keep)
    return found


def _with_name(ledger: Ledger, entity: str, row: rows.Row) -> rows.Row:
    return {**row, "ledger_name": ledger.shown_name(entity, row["name"], row.get("client_name"))}


def _directory_findings(
    ports: Ports, db: Connection, ledger: Ledger, run: Run, connected: Connected
) -> dict[tuple[str, int], list[Finding]]:
    """Collisions by record, over the whole directory of every company with a party in the run.

    Small companies share a check, because each check has a price of its own; a large one is checked
    alone, so that memory is bounded by the largest company.
    """
    result: dict[tuple[str, int], list[Finding]] = {}
    everyone: list[rows.Row] = []
    agreed: dict[tuple[str, int], Mapping[str, str]] = {}
    waiting = extracted.companies(db, run.id, PARTIES)
    for number, company_id in enumerate(waiting, start=1):
        everyone += directory.parties(ports, ledger, company_id)
        agreed |= directory.agreed(db, ledger, connected[company_id].id)
        if len(everyone) >= DIRECTORY_ROWS or number == len(waiting):
            keep = _keeper(ports, run, str(number))
            frame = frames.directory_frame(everyone)
            for finding in checks.check_directory(ledger.name, frame, agreed, keep=keep):
                result.setdefault((finding.entity, finding.source_id), []).append(finding)
            everyone, agreed = [], {}
    return result


def _of_batch(
    collisions: Mapping[tuple[str, int], list[Finding]], entity: str, batch: Sequence[rows.Row]
) -> list[Finding]:
    return [finding for row in batch for finding in collisions.get((entity, row["source_id"]), ())]


def _judge(
    db: Connection,
    run: Run,
    connected: Connected,
    entity: str,
    batch: Sequence[rows.Row],
    found: Sequence[Finding],
) -> None:
    """Quarantine, release and mark the rows of one batch."""
    by_company: dict[int, list[Finding]] = {row["company_id"]: [] for row in batch}
    for finding in found:
        by_company[finding.company_id].append(finding)
    count = 0
    for company_id, findings in by_company.items():
        holding = [finding for finding in findings if finding.holds]
        examined = [row["source_id"] for row in batch if row["company_id"] == company_id]
        held = {finding.source_id for finding in holding}
        if not run.dry_run:
            _write(db, run, connected[company_id], entity, examined, holding)
        else:
            _plan(db, run, company_id, holding)
        _tell_warnings(db, run, company_id, entity, findings)
        extracted.mark_held(db, run.id, entity, company_id, held)
        count += len(held)
    log.info("%s: %d valid, %d held", entity, len(batch) - count, count)


def _write(
    db: Connection,
    run: Run,
    connection: LedgerConnection,
    entity: str,
    examined: Sequence[int],
    holding: Sequence[Finding],
) -> None:
    keep = {(finding.source_id, finding.rule, finding.field) for finding in holding}
    quarantine.release(db, connection.id, entity, examined, ("validation",), keep=keep)
    for held_row in _merged(holding):
        quarantine.hold(db, connection, run.id, held_row)
    held = {finding.source_id for finding in holding}
    if held:
        outbox.withdraw(db, connection.id, entity, held)


def _merged(holding: Sequence[Finding]) -> list[quarantine.Held]:
    """One reason a record, rule and field: several bad lines of a document are told together."""
    groups: dict[tuple[int, str, str], list[Finding]] = {}
    for finding in holding:
        groups.setdefault((finding.source_id, finding.rule, finding.field), []).append(finding)
    return [
        replace(_held(group[0]), message=" ".join(dict.fromkeys(each.message for each in group)))
        for group in groups.values()
    ]


def _held(finding: Finding) -> quarantine.Held:
    return quarantine.Held(
        ref=Ref(finding.entity, finding.source_id),
        kind="validation",
        rule=finding.rule,
        field=finding.field,
        value=finding.value,
        message=finding.message,
        colliding=[
            {"entity": entity, "source_id": source_id, "name": name}
            for entity, source_id, name in finding.colliding
        ],
    )


def _plan(db: Connection, run: Run, company_id: int, holding: Sequence[Finding]) -> None:
    for finding in holding:
        reason = {"rule": finding.rule, "field": finding.field, "message": finding.message}
        runs.plan(db, run.id, company_id, _held(finding).ref, "quarantine", reason)


def _tell_warnings(
    db: Connection, run: Run, company_id: int, entity: str, findings: Sequence[Finding]
) -> None:
    for finding in findings:
        if not finding.holds:
            topic = f"warning {entity} {finding.source_id} {finding.rule} {finding.field}"
            runs.tell(db, run.id, company_id, topic, finding.message)


def _keeper(ports: Ports, run: Run, batch: str) -> Callable[[Validation], None]:
    key = places.run_key(run.dag_id, run.run_id)

    def keep(validation: Validation) -> None:
        if ports.reports is not None:
            data_docs.save_result(ports.reports, key, batch, validation)

    return keep


def _render(ports: Ports, run: Run) -> None:
    """Data Docs explain a run; one that cannot be rendered must not stop it."""
    if ports.reports is None or run.high is None:
        return
    key = places.run_key(run.dag_id, run.run_id)
    try:
        page = data_docs.build_site(ports.reports, key, run_time=run.high)
    except Exception:  # whatever breaks here, the run's work is done and stays
        log.exception("the Data Docs of this run could not be written to %s", ports.reports)
    else:
        log.info("data quality pages of this run: %s", page)
