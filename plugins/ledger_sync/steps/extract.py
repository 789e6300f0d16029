"""Extract: what changed in Klipboard since the watermark, for all connected companies at once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ledger_sync.errors import BadReview
from ledger_sync.quality import suites
from ledger_sync.rules.windows import Scope, Window, window_high, window_low
from ledger_sync.source import klipboard
from ledger_sync.state import connections, extracted, quarantine, runs, watermarks
from ledger_sync.steps import decisions, mapping_tables, notices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.steps.ports import Ports
    from ledger_sync.steps.request import Request

log = logging.getLogger(__name__)


def extract(ports: Ports, ledger: Ledger, request: Request) -> int:
    """Open the run and copy the changed and the held rows into ``sync.extracted``.

    Returns:
        The run, as the later steps know it.

    Raises:
        BadMappingTable, BadSuite: nothing starts with rules that cannot be read.
    """
    scope = Scope(request.full_refresh, request.since, request.interval)
    for entity in ledger.entities:
        suites.suite_of(entity)
    with ports.source.connect() as source:
        now = klipboard.clock(source)
        with ports.state.begin() as db:
            found = connections.list_open(db, ledger.name, request.companies)
            run = runs.open_run(
                db,
                dag_id=request.dag_id,
                run_id=request.run_id,
                ledger=ledger.name,
                params=request.params(),
                connections=[each.id for each in found],
                high=window_high(scope, now),
            )
            connected = connections.get_all(db, run.connections)
            mapping_tables.load(db, ledger, [each.company_id for each in connected])
            notices.tell_unconnected(db, run.id, ledger, request.companies, connected)
        if not request.dry_run:
            for each in connected:
                _carry_out_decisions(ports, ledger, run.id, each)
        if run.high is None:
            raise AssertionError("a forward run has an end of its windows")
        with ports.state.begin() as db:
            extracted.clear(db, run.id)
            runs.reset_counts(db, run.id, ("read",))
            for entity in ledger.entities:
                _copy(ports, source, db, run.id, entity, connected, scope, run.high)
            runs.reach(db, run.id, "extracted")
    return run.id


def _carry_out_decisions(ports: Ports, ledger: Ledger, run: int, each: LedgerConnection) -> None:
    """A review file that cannot be understood stops nobody but the parties that it is about."""
    try:
        decisions.carry_out(ports, ledger, run, each)
    except BadReview as error:
        with ports.state.begin() as db:
            runs.tell(db, run, each.company_id, "review", error.message, failed=True)


def _copy(
    ports: Ports,
    source: Connection,
    db: Connection,
    run: int,
    entity: str,
    connected: Sequence[LedgerConnection],
    scope: Scope,
    high: datetime,
) -> None:
    if not connected:
        return
    ids = [each.id for each in connected]
    marks = watermarks.read(db, ids)
    overlap = timedelta(seconds=ports.settings.overlap_seconds)
    windows = [
        Window(each.company_id, window_low(scope, marks.get((each.id, entity)), overlap))
        for each in connected
    ]
    held = quarantine.held_ids(db, ids, entity)
    theirs = {(each.company_id, held_id) for each in connected for held_id in held.get(each.id, ())}
    rows = klipboard.changed(source, entity, windows, high, theirs)
    counts = extracted.write(db, run, entity, rows)
    for company_id, count in counts.items():
        runs.add_counts(db, run, company_id, entity, {"read": count})
    _release_deleted(db, run, entity, connected, held)
    log.info("%s: read %d of %d companies", entity, sum(counts.values()), len(connected))


def _release_deleted(
    db: Connection,
    run: int,
    entity: str,
    connected: Sequence[LedgerConnection],
    held: Mapping[int, set[int]],
) -> None:
    """Records that were deleted in Klipboard since they were held leave the quarantine."""
    if runs.get(db, run).dry_run:
        return
    for each in connected:
        if each.id in held:
            gone = held[each.id] - extracted.ids(db, run, entity, each.company_id)
            quarantine.release(db, each.id, entity, gone, ("validation", "mapping", "refused"))
