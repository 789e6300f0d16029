"""First connection, first half: read both sides, match, plan; only the plan is written (X-01)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import ConnectionEnded
from ledger_sync.model import PARTIES, Json
from ledger_sync.quality import checks, frames, places
from ledger_sync.source import klipboard
from ledger_sync.state import connections, ledger_codes, ledger_numbers, plans, runs
from ledger_sync.steps import decisions, directory, notices
from ledger_sync.steps.connection_plan import There, make_plan, read_klipboard, read_ledger
from ledger_sync.steps.plan_page import plan_page, plan_words
from ledger_sync.steps.ports import Line, Ports, count_calls
from ledger_sync.steps.request import Planned

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.ledgers.views import LedgerParty
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.steps.request import Request

log = logging.getLogger(__name__)


def plan_connection(ports: Ports, ledger: Ledger, request: Request) -> Planned:
    """Make, show and keep the plan of a company's first connection.

    A company whose gate is open already gets no plan, and is told so.

    Raises:
        MissingConnection: the company has given no consent yet.
        BadReview: the review file cannot be understood.
    """
    company_id = request.companies[0]
    with ports.source.connect() as source, ports.state.begin() as db:
        connection = connections.require(db, company_id, ledger.name)
        now = klipboard.clock(source)
        run = runs.open_run(
            db,
            dag_id=request.dag_id,
            run_id=request.run_id,
            ledger=ledger.name,
            params=request.params(),
            connections=[connection.id],
            high=now,
        )
        if connection.gate_is_open:
            message = (
                f"company {company_id} is connected to {ledger.title} ({connection.tenant_name}) "
                f"since {connection.gate_opened_at:%Y-%m-%d %H:%M} UTC: nothing was changed"
            )
            runs.tell(db, run.id, company_id, "connection", message)
            return Planned(run=run.id, ask=False, words=message)
    line = ports.open_line(connection)
    try:
        plan = plan_again(ports, ledger, run.id, connection, line, now)
    except ConnectionEnded as error:
        notices.end(ports.state, ledger, run.id, connection, error)
        return Planned(run=run.id, ask=False, words=error.message)
    finally:
        count_calls(ports, ledger, run.id, connection, line)
    wait = not request.dry_run and not request.approve
    return Planned(run=run.id, ask=wait, words=plan_words(plan))


def plan_again(
    ports: Ports,
    ledger: Ledger,
    run: int,
    connection: LedgerConnection,
    line: Line,
    now: datetime,
) -> Json:
    """The plan of both sides as they are now; kept with what was read, and shown."""
    there = read_ledger(ledger, line)
    here = read_klipboard(ports, ledger, connection.company_id, now)
    # A party that is not in the ledger any more is not decided on.
    there_now = {(each.resource, each.ledger_id) for each in there.parties}
    found = decisions.read(ports, connection)
    decided = {key: ref for key, ref in found.items() if key in there_now}
    plan = make_plan(ports, ledger, connection, there, here, decided)
    plan["breaks"] = _breaks(ports, ledger, connection)
    with ports.state.begin() as db:
        plans.save(db, connection.id, run, plan)
        _keep(db, ledger, connection, there)
        runs.reset_counts(db, run, ("read",))
        _count(db, run, connection.company_id, there.parties)
    _show(ports, ledger, run, connection, plan)
    log.info(
        "company %d: %d parties in %s, %d to create, %d to link, %d for a person to decide",
        connection.company_id,
        len(there.parties),
        ledger.title,
        len(plan["create"]),
        len(plan["link"]),
        len(plan["review"]),
    )
    return plan


def _keep(db: Connection, ledger: Ledger, connection: LedgerConnection, there: There) -> None:
    for kind, codes in there.codes.items():
        ledger_codes.replace(db, connection.id, kind, codes)
    for entity in ledger.guarded_numbers:
        ledger_numbers.save(db, connection.id, entity, there.numbers[entity])


def _breaks(ports: Ports, ledger: Ledger, connection: LedgerConnection) -> list[Json]:
    """Parties of ours that collide already: they will be held when the gate is open (C-09)."""
    everyone = directory.parties(ports, ledger, connection.company_id)
    if not everyone:
        return []
    with ports.state.begin() as db:
        agreed = directory.agreed(db, ledger, connection.id)
    found = checks.check_directory(ledger.name, frames.directory_frame(everyone), agreed)
    names = {(row["entity"], row["source_id"]): row["name"] for row in everyone}
    return [
        {
            "entity": each.entity,
            "source_id": each.source_id,
            "name": names.get((each.entity, each.source_id)),
            "rule": each.rule,
            "field": each.field,
            "message": each.message,
        }
        for each in found
        if each.holds and each.entity in PARTIES
    ]


def _show(ports: Ports, ledger: Ledger, run: int, connection: LedgerConnection, plan: Json) -> None:
    """A page of the run, and the file in which a person decides."""
    if ports.reports is None:
        return
    review = decisions.write(ports, connection, plan["review"])
    with ports.state.begin() as db:
        made = runs.get(db, run)
    folder = places.site_folder(ports.reports, places.run_key(made.dag_id, made.run_id))
    folder.mkdir(parents=True, exist_ok=True)
    if review is not None:
        text = review.read_text(encoding="utf-8")
        (folder / places.REVIEW_PAGE).write_text(text, encoding="utf-8")
    title = f"First connection of company {connection.company_id} to {ledger.title}"
    href = places.REVIEW_PAGE if review is not None else None
    page = plan_page(f"{title}: {connection.tenant_name}", plan, href)
    (folder / places.INDEX_PAGE).write_text(page, encoding="utf-8")


def _count(db: Connection, run: int, company_id: int, theirs: Iterable[LedgerParty]) -> None:
    counts: dict[str, int] = {}
    for each in theirs:
        counts[each.party.entity] = counts.get(each.party.entity, 0) + 1
    for entity, count in counts.items():
        runs.add_counts(db, run, company_id, entity, {"read": count})
