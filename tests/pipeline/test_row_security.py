"""A worker to whom the database shows one company alone does what one does who sees them all.

PostgreSQL's row level security hides every row of the others, and refuses to write one. So no
statement of a run reads, needs or changes a row that is another company's (C-01, B-02).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
import sqlalchemy as sa
from ledger_sync.state.database import open_engine

from sandbox.process import SandboxProcess
from tests.pipeline import whole_company
from tests.pipeline.crashing import FIRST_NUMBER, START, Stage
from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.remains import what_is_left
from tests.pipeline.sides import links
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")

Begin = Callable[[World], Company]
Go = Callable[[World, Company], None]
ROLE = "who_sees_one_company"
BY_COMPANY = "company_id = current_setting('test.company')::bigint"
BY_CONNECTION = "ledger_connection_id IN (SELECT id FROM sync.ledger_connections)"
OTHERWISE = {
    "klipboard.companies": "id = current_setting('test.company')::bigint",
    "sync.batch_items": "batch_id IN (SELECT id FROM sync.batches)",
}
SHOWN = ("sync.runs", "sync.extracted", "sync.alembic_version")
"""A run works for several companies. What it extracts it copies in, which row security does not
allow; and that is read from tables that have it."""
RIGHTS = f"""
DO $$ BEGIN IF to_regrole('{ROLE}') IS NULL THEN CREATE ROLE {ROLE} LOGIN; END IF; END $$;
GRANT USAGE ON SCHEMA klipboard, sync TO {ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA klipboard, sync TO {ROLE};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA klipboard, sync TO {ROLE};
"""


@contextmanager
def seeing_one(world: World, company: Company) -> Iterator[None]:
    """Whatever the sync does inside, it does as somebody who sees this company alone."""
    world.sql(f"ALTER ROLE {ROLE} SET test.company = {company.id}")
    everyone, world.worker = world.worker, open_engine(world.engine.url.set(username=ROLE), name="")
    try:
        yield
    finally:
        world.worker.dispose()
        world.worker = everyone


@pytest.fixture
def stage(
    database: sa.Engine, sandbox_process: SandboxProcess, kind: type[World]
) -> Iterator[Stage]:
    with Stage(database, sandbox_process).opened(kind) as made:
        world = made.world
        with world.engine.begin() as db:
            db.exec_driver_sql(RIGHTS)
            hide_others(db)
        yield made


def hide_others(db: sa.Connection) -> None:
    query = """SELECT table_schema || '.' || table_name AS name, array_agg(column_name::text)
        FROM information_schema.columns WHERE table_schema IN ('klipboard', 'sync') GROUP BY 1"""
    for table, columns in db.execute(sa.text(query)).all():
        if table in SHOWN:
            continue
        default = BY_COMPANY if "company_id" in columns else BY_CONNECTION
        rule = OTHERWISE.get(table, default)
        db.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        db.exec_driver_sql(f"CREATE POLICY mine ON {table} USING ({rule}) WITH CHECK ({rule})")


def neighbours(world: World) -> Company:
    """Two companies with the same names and numbers, and at QuickBooks the same ids; gives one.

    It is the first: what is found by its id or name alone would be the other's, which comes after.
    """
    mine = whole_company.both_changed(world)
    whole_company.both_changed(world)
    return mine


def out_and_back(world: World, company: Company) -> None:
    world.run(companies=(company.id,), full_refresh=True)
    world.bring_back(companies=(company.id,))


def connect_first(world: World, company: Company) -> None:
    world.first_connection(company)
    world.run(companies=(company.id,))


def unconnected_neighbour(world: World) -> Company:
    """A company before its first connection, beside one that has what it has."""
    mine = whole_company.not_connected_yet(world)
    other = whole_company.not_connected_yet(world)
    world.first_connection(other)
    world.run()
    return mine


@pytest.mark.parametrize("kind", [XeroWorld, QuickBooksWorld], ids=["xero", "quickbooks"])
@pytest.mark.parametrize(
    ("begin", "go"),
    [
        pytest.param(neighbours, out_and_back, id="out and back"),
        pytest.param(unconnected_neighbour, connect_first, id="first connection"),
    ],
)
def test_a_worker_who_sees_one_company_alone_does_all_that_is_to_be_done_for_it(
    stage: Stage, begin: Begin, go: Go
) -> None:
    world = stage.world
    company = begin(world)
    stage.keep(START)
    world.numbers = count(FIRST_NUMBER)
    go(world, company)
    expected = what_is_left(world, company)
    linked = len(links(world, company))

    stage.put_back(START)
    world.numbers = count(FIRST_NUMBER)
    with seeing_one(world, company):
        with world.worker.connect() as db:
            ids = db.exec_driver_sql("SELECT DISTINCT company_id FROM klipboard.clients").scalars()
            assert list(ids) == [company.id]
        go(world, company)

    assert what_is_left(world, company) == expected
    assert linked > 5
