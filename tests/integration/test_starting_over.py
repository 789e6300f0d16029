"""Starting over in schema sync: which rows end, which stay, and that nobody else's are touched."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from ledger_sync.errors import ConnectionBusy
from ledger_sync.model import CLIENT, INVOICE, Ref
from ledger_sync.state import (
    batches,
    connections,
    extracted,
    links,
    outbox,
    plans,
    quarantine,
    runs,
    starting_over,
    watermarks,
)
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.tables import metadata
from sqlalchemy import Connection

from tests.integration.conftest import join
from tests.integration.entries import NOON, an_entry, link

ONE, TWO = Ref(CLIENT, 1), Ref(INVOICE, 2)
HELD = quarantine.Held(ref=TWO, kind="mapping", rule="C-12", field=None, value=None, message="m")


def fill(db: Connection, connection: LedgerConnection, run: int) -> None:
    """Something of everything, with one batch settled and one in doubt."""
    link(db, connection, ONE)
    link(db, connection, TWO, withdrawn=True)
    watermarks.move(db, [connection.id], CLIENT, NOON)
    entry = an_entry(connection, ONE)
    outbox.put(db, [entry])
    batches.settle(db, batches.claim(db, connection.id, run, "update", [entry]).id)
    batches.claim(db, connection.id, run, "update", [entry])
    quarantine.hold(db, connection, run, HELD)
    plans.save(db, connection.id, run, {"done": True})
    (applied,) = db.execute(sa.text("SELECT max(id) FROM sync.connection_plans")).scalars()
    plans.mark_applied(db, applied)
    plans.save(db, connection.id, run, {"done": False})
    connections.open_gate(db, connection.id)
    connections.park(db, connection.id, 3600)


def rows(db: Connection, connection: LedgerConnection) -> dict[str, list[Any]]:
    """What each table has of a connection, but for its audit."""
    found: dict[str, list[Any]] = {}
    for table in metadata.sorted_tables:
        if "ledger_connection_id" in table.c and table.name != "audit":
            mine = table.c.ledger_connection_id == connection.id
            found[table.name] = list(db.execute(sa.select(table).where(mine)))
    return {name: kept for name, kept in found.items() if kept}


@pytest.mark.rule("C-01")
def test_everything_of_the_organisation_ends_and_the_gate_is_shut(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    fill(db, joined, run)

    starting_over.start_over(db, joined.id, "moved")

    now = connections.get(db, joined.id)
    assert (now.state, now.gate_opened_at, now.parked_until) == ("pending", None, None)
    left = rows(db, joined)
    assert set(left) == {"batches", "connection_plans", "quarantine"}
    assert batches.in_doubt(db, joined.id) == []
    assert quarantine.list_held(db, [joined.id]) == []
    assert [each.plan for each in left["connection_plans"]] == [{"done": True}]


@pytest.mark.rule("B-03")
def test_the_audit_keeps_every_link_that_ended(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    fill(db, joined, run)

    starting_over.start_over(db, joined.id, "moved")
    starting_over.start_over(db, joined.id, "moved")

    columns = "entity, source_id, ledger_id, direction, action, changes, run, company_id, ledger"
    told = db.execute(sa.text(f"SELECT {columns} FROM sync.audit ORDER BY id")).all()
    same = ("inbound", "unlink", {"reason": "moved"}, None, 1, "xero")
    assert [tuple(each) for each in told] == [
        ("client", 1, "ledger-client-1", *same),
        ("invoice", 2, "ledger-invoice-2", *same),
    ]


@pytest.mark.rule("C-01")
def test_another_companys_connection_is_not_touched(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    other = join(db, 2)
    for each in (joined, other):
        fill(db, each, run)
    before = rows(db, other), connections.get(db, other.id)

    starting_over.start_over(db, joined.id, "moved")

    assert (rows(db, other), connections.get(db, other.id)) == before


def test_one_link_ends_alone(db: Connection, joined: LedgerConnection) -> None:
    link(db, joined, ONE)
    link(db, joined, TWO)

    starting_over.end_link(db, joined, ONE, "taken back by hand")

    assert list(links.read(db, joined.id, [ONE, TWO])) == [TWO]
    told = db.execute(sa.text("SELECT entity, source_id, action, changes FROM sync.audit")).all()
    assert [tuple(each) for each in told] == [
        ("client", 1, "unlink", {"reason": "taken back by hand"})
    ]


def a_run(db: Connection, number: int, working_for: list[int], stage: str = "extracted") -> int:
    made = runs.open_run(
        db, dag_id="hourly", run_id=f"run {number}", ledger="xero", params={},
        connections=working_for,
    )  # fmt: skip
    runs.reach(db, made.id, stage)
    return made.id


def test_a_broken_run_works_for_the_other_companies_only(
    db: Connection, joined: LedgerConnection
) -> None:
    other = join(db, 2)
    broken = a_run(db, 1, [joined.id, other.id])
    whole = a_run(db, 2, [joined.id, other.id], "transformed")
    for number in (broken, whole):
        extracted.write(db, number, CLIENT, [(1, 10, "{}"), (2, 20, "{}")])

    starting_over.start_over(db, joined.id, "moved")

    assert runs.get(db, broken).connections == [other.id]
    assert extracted.companies(db, broken, [CLIENT]) == [2]
    assert runs.get(db, whole).connections == [joined.id, other.id]
    assert extracted.companies(db, whole, [CLIENT]) == [1, 2]


@pytest.mark.parametrize("stage", ["begun", "extracted"])
def test_a_run_that_may_still_write_is_waited_for(
    db: Connection, joined: LedgerConnection, stage: str
) -> None:
    a_run(db, 1, [joined.id], stage)

    with pytest.raises(ConnectionBusy, match=r"run 1 of hourly .* company 1: .* nothing was chang"):
        starting_over.check_idle(db, joined)


@pytest.mark.parametrize("why", ["it ended", "it is loading", "of another", "a later one ended"])
def test_a_run_that_writes_nothing_more_for_the_company_is_not(
    db: Connection, joined: LedgerConnection, why: str
) -> None:
    other = join(db, 2)
    stage = "transformed" if why == "it is loading" else "extracted"
    number = a_run(db, 1, [other.id] if why == "of another" else [joined.id, other.id], stage)
    if why == "it ended":
        runs.close(db, number, "failed")
    if why == "a later one ended":
        runs.close(db, a_run(db, 2, [joined.id]), "success")

    starting_over.check_idle(db, joined)
