"""The SQL of the pages runs, and the rights that they grant are enough and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from ledger_sync.ledgers import ledger_named
from ledger_sync.model import CLIENT, INVOICE, PARTIES, PRODUCT, SUPPLIER, LedgerPayment, Party
from ledger_sync.settings import Settings
from ledger_sync.source import changes, klipboard, products
from ledger_sync.state import connections
from ledger_sync.state.database import migrate, open_engine
from ledger_sync.steps.extract import extract
from ledger_sync.steps.ports import Line, Ports
from ledger_sync.steps.request import Request
from sqlalchemy.exc import ProgrammingError

from tests.docs.pages import Block, blocks

GRANTS, MAKES_SCHEMA, FOR_PEOPLE, RETENTION = blocks("sql", "docs/delivery.md")
ROLES = ("ledger_sync", "ledger_sync_reader")


def run(db: sa.Connection, statements: str) -> None:
    # Without parameters the driver takes several statements, and a percent sign as it is.
    db.exec_driver_sql(statements.replace("%", "%%"))


QUERIES = [*blocks("sql", "docs/runbook.md", "include/mappings/README.md"), RETENTION]


@pytest.mark.parametrize("query", QUERIES, ids=lambda block: block.id)
def test_a_query_of_a_page_runs(database: sa.Engine, query: Block) -> None:
    with database.connect() as db:
        run(db, query.text)


@pytest.fixture
def roles(source: sa.Engine) -> Iterator[sa.Engine]:
    """A Klipboard with the rights of the page; roles belong to the server, so they go again."""
    with source.begin() as db:
        run(db, GRANTS.text)
        run(db, MAKES_SCHEMA.text)
    yield source
    with source.begin() as db:
        for role in ROLES:
            if db.execute(sa.text("SELECT to_regrole(:role)"), {"role": role}).scalar():
                db.exec_driver_sql(f"DROP OWNED BY {role} CASCADE")
                db.exec_driver_sql(f"DROP ROLE {role}")


@pytest.fixture
def worker(roles: sa.Engine) -> Iterator[sa.Engine]:
    """The same database as the role that the sync works as."""
    engine = open_engine(roles.url.set(username="ledger_sync"), name="worker")
    yield engine
    engine.dispose()


COMPANY = (
    "INSERT INTO klipboard.companies (id, name, country, base_currency, timezone) "
    "VALUES (1, 'Company', 'GB', 'GBP', 'UTC')"
)
CLIENT_OF_IT = "INSERT INTO klipboard.clients (id, company_id, name) VALUES (7, 1, 'Client')"
LOCATION_OF_IT = (
    "INSERT INTO klipboard.client_locations (id, company_id, client_id, name) "
    "VALUES (7, 1, 7, 'Yard')"
)
SUPPLIER_OF_IT = "INSERT INTO klipboard.suppliers (id, company_id, name) VALUES (7, 1, 'Supplier')"
INVOICE_OF_IT = (
    "INSERT INTO klipboard.invoices (id, company_id, number, client_id, issue_date) "
    "VALUES (7, 1, 'I-7', 7, '2026-10-01')"
)


def open_gate(engine: sa.Engine) -> None:
    with engine.begin() as db:
        joined = connections.join(
            db, company_id=1, ledger="xero", tenant_id="t", tenant_name="T",
            stay_connected=True, session=None,
        )  # fmt: skip
        connections.open_gate(db, joined.id)


def ports_of(engine: sa.Engine) -> Ports:
    def refuse(connection: connections.LedgerConnection) -> Line:
        raise AssertionError("no ledger is called here")

    return Ports(engine, engine, Settings(), refuse)


def test_the_rights_are_enough_for_an_hourly_run(roles: sa.Engine, worker: sa.Engine) -> None:
    with roles.begin() as db:
        db.exec_driver_sql(COMPANY)
        db.exec_driver_sql(CLIENT_OF_IT)
    migrate(worker)
    open_gate(worker)

    extract(ports_of(worker), ledger_named("xero"), Request("klipboard_to_xero", "run", "xero"))

    with worker.connect() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM sync.extracted").scalar() == 1


def test_the_rights_are_enough_for_a_first_connection(roles: sa.Engine, worker: sa.Engine) -> None:
    with roles.begin() as db:
        db.exec_driver_sql(COMPANY)

    with worker.begin() as db:
        for entity in (CLIENT, SUPPLIER):
            (new,) = klipboard.reserve_ids(db, entity, 1)
            party = Party(entity=entity, company_id=1, source_id=new, name="New")
            klipboard.insert_parties(db, [party])
        klipboard.set_start_numbers(db, 1, {"invoice": 43, "purchase_order": None})

    with roles.connect() as db:
        assert db.exec_driver_sql("SELECT invoice_start_number FROM klipboard.companies").scalar()
        assert db.exec_driver_sql("SELECT count(*) FROM klipboard.suppliers").scalar() == 1


def test_the_rights_are_enough_for_an_import_of_products(
    roles: sa.Engine, worker: sa.Engine
) -> None:
    with roles.begin() as db:
        db.exec_driver_sql(COMPANY)

    with worker.begin() as db:
        (new,) = klipboard.reserve_ids(db, PRODUCT, 1)
        products.insert(db, 1, {new: {"name": "Tap", "kind": "service"}})
        products.update(db, 1, {new: {"unit_price": "12.50"}})
        (made,) = products.read(db, 1)

    assert (made.source_id, made.name, str(made.unit_price)) == (new, "Tap", "12.5000")


def test_the_rights_are_enough_for_what_was_done_in_a_ledger(
    roles: sa.Engine, worker: sa.Engine
) -> None:
    with roles.begin() as db:
        for row in (COMPANY, CLIENT_OF_IT, LOCATION_OF_IT, SUPPLIER_OF_IT, INVOICE_OF_IT):
            db.exec_driver_sql(row)

    with worker.begin() as db:
        for entity in (*PARTIES, INVOICE):
            changes.lock(db, entity, 1, [7])
            assert list(changes.read(db, entity, 1, [7])) == [7]
        for entity in PARTIES:
            changes.change_party(db, entity, 1, 7, {"city": "Leeds", "archived": True})
        (line,) = klipboard.reserve_ids(db, "invoice_line", 1)
        changes.change_lines(db, 1, 7, {}, {line: {"item_name": "Tap"}}, (), {line: 1})
        changes.change_lines(db, 1, 7, {line: {"quantity": Decimal(2)}}, {}, (), {})
        changes.change_lines(db, 1, 7, {}, {}, [line], {})
        paid = LedgerPayment(ledger_id="P", amount=Decimal(1), paid_on=date(2026, 10, 2))
        changes.write_payments(db, 1, 7, "xero", [paid], ())
        changes.write_payments(db, 1, 7, "xero", (), ["P"])
        changes.change_invoice(db, 1, 7, {"amount_paid": Decimal(1), "status": "Paid"})

    with worker.connect() as db:
        assert changes.find_number(db, 1, "I-7", but_not=8) == 7
        assert changes.clients_of(db, 1, [7]) == {7: 7}
        (kept,) = changes.payments(db, 1, [7])[7]
    assert (kept.amount, kept.reversed) == (Decimal(1), True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE klipboard.companies SET name = 'Other'",
        "DELETE FROM klipboard.clients",
        "DELETE FROM klipboard.invoices",
        "DELETE FROM klipboard.invoice_payments",
        "UPDATE klipboard.purchase_orders SET number = 'Other'",
        "ALTER TABLE klipboard.clients ADD COLUMN more text",
    ],
    ids=[
        "rename a company",
        "delete a client",
        "delete an invoice",
        "delete a payment",
        "change an order",
        "alter a table",
    ],
)
def test_the_rights_allow_no_more_in_klipboard(worker: sa.Engine, statement: str) -> None:
    with worker.connect() as db, pytest.raises(ProgrammingError, match=r"permission|owner"):
        db.exec_driver_sql(statement)


def test_people_see_everything_but_the_tokens(roles: sa.Engine, worker: sa.Engine) -> None:
    migrate(worker)
    with roles.begin() as db:
        run(db, FOR_PEOPLE.text)

    with roles.connect() as db:
        db.exec_driver_sql("SET ROLE ledger_sync_reader")
        db.exec_driver_sql("SELECT tenant_name, state FROM sync.ledger_connections")
        db.exec_driver_sql("SELECT message FROM sync.quarantine")
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.exec_driver_sql("SELECT access_token FROM sync.ledger_connections")
