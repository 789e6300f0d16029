"""The whole sync with the rights that docs/delivery.md grants and no others, for both ledgers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from ledger_sync.files import PROJECT
from ledger_sync.model import CLIENT
from ledger_sync.state.database import migrate, open_engine
from ledger_sync.steps.tidy import tidy

from sandbox.process import SandboxProcess
from tests.docs.pages import blocks
from tests.pipeline import whole_company
from tests.pipeline.either_ledger import another_organisation, start_over, take_back
from tests.pipeline.invoice_desks import invoice_desk
from tests.pipeline.klipboard import Company
from tests.pipeline.products import import_products, products_of
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import Summary, World, counts
from tests.pipeline.xero_world import XeroWorld

DATABASE, ROLE = "least_rights", "ledger_sync"
FIRST_OF_OURS = 10**12
SHAPE = """
SELECT relname AS name, relkind::text AS what FROM pg_class
WHERE relnamespace = 'klipboard'::regnamespace
UNION ALL
SELECT attrelid::regclass || '.' || attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'klipboard'::regnamespace)
UNION ALL
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'klipboard'::regnamespace
UNION ALL
SELECT tgrelid::regclass || '.' || tgname, tgenabled::text FROM pg_trigger
WHERE tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'klipboard'::regnamespace)
UNION ALL
SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'klipboard'::regnamespace
ORDER BY 1, 2
"""
"""What schema klipboard is made of."""


@pytest.fixture
def database(server: sa.Engine) -> Iterator[sa.Engine]:
    """A Klipboard as its owner sees it, where a role has the rights of the page."""
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql(f"CREATE DATABASE {DATABASE}")
    owner = open_engine(server.url.set(database=DATABASE), name="owner")
    schema = (PROJECT / "sql" / "klipboard" / "schema.sql").read_text(encoding="utf-8")
    rights, its_schema, _ = blocks("sql", "docs/delivery.md")
    with owner.begin() as db:
        for statements in (schema, rights.text, its_schema.text):
            db.exec_driver_sql(statements.replace("%", "%%"))
    yield owner
    owner.dispose()
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        db.exec_driver_sql(f"DROP ROLE {ROLE}")


@pytest.fixture
def worker(database: sa.Engine) -> Iterator[sa.Engine]:
    engine = open_engine(database.url.set(username=ROLE), name="worker")
    yield engine
    engine.dispose()


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("kind", [XeroWorld, QuickBooksWorld], ids=["xero", "quickbooks"])
def test_the_rights_of_the_page_are_enough_for_everything(
    database: sa.Engine,
    worker: sa.Engine,
    sandbox_process: SandboxProcess,
    kind: type[World],
) -> None:
    sandbox_process.reset()
    world = kind(database, sandbox_process)
    before = world.sql(SHAPE)
    world.worker = worker

    # The first task of all makes the tables of schema sync.
    migrate(worker)
    connected_first(world)
    company = out_and_back(world)
    line_removed(world, company)
    if isinstance(world, QuickBooksWorld):
        products_in(world, company)
    by_hand(world, company)
    tidy(world.ports, "housekeeping", "run")

    assert world.sql(SHAPE) == before
    (owner,) = world.sql(
        "SELECT DISTINCT tableowner AS name FROM pg_tables WHERE schemaname = 'sync'"
    )
    assert owner["name"] == ROLE


def made_in(world: World, company: Company, table: str) -> int:
    """How many rows of the company the sync has added."""
    return sum(row["id"] >= FIRST_OF_OURS for row in world.rows(table, company))


def connected_first(world: World) -> None:
    """Newcomers of every kind, and the start numbers."""
    company = whole_company.not_connected_yet(world)
    if isinstance(world, QuickBooksWorld):
        parent = world.customers(company)["First New"]["Id"]
        world.bookkeeper(company).create_customer("New Place", parent=parent)

    world.first_connection(company)

    made = {table: made_in(world, company, table) for table in ("clients", "suppliers")}
    assert made["clients"] >= 2
    assert made["suppliers"] == 1
    if isinstance(world, XeroWorld):
        assert world.row("companies", company.id)["invoice_start_number"] == 8
    else:
        assert made_in(world, company, "client_locations") == 1


def out_and_back(world: World) -> Company:
    """Everything that an hourly and a nightly run can have to do."""
    company = whole_company.both_changed(world)

    out = world.run()
    back = world.bring_back()
    world.run()

    assert counts(out, company, "invoice").keys() >= {"created", "updated", "voided"}
    assert {"created"} <= counts(back, company, "payment").keys()
    edited = world.rows("invoices", company)
    assert {"Paid", "Cancelled"} <= {row["status"] for row in edited}
    assert made_in(world, company, "invoice_lines") == 1
    return company


def line_removed(world: World, company: Company) -> None:
    lines = len(world.rows("invoice_lines", company))
    invoice_desk(world, company).remove_line("EDITED", 2)
    world.later(seconds=5)

    world.bring_back()

    assert len(world.rows("invoice_lines", company)) == lines - 1


def products_in(world: QuickBooksWorld, company: Company) -> None:
    def imported() -> Summary:
        return import_products(world, company)

    world.bookkeeper(company).create_item("Tap", type="Service", UnitPrice=7)
    imported()
    world.bookkeeper(company).edit_item("Tap", UnitPrice=8)
    imported()

    assert products_of(world, company)["Tap"]["unit_price"] == 8


def by_hand(world: World, company: Company) -> None:
    """What operators do: dry runs, a link taken back, another organisation, an end."""
    acme, *_ = world.rows("clients", company)
    world.run(dry_run=True, full_refresh=True)
    world.bring_back(dry_run=True)
    take_back(world, company, CLIENT, acme["id"])
    world.disconnect(company)
    start_over(world, another_organisation(world, company))
