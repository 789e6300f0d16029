"""What is measured: a PostgreSQL of its own with generated rows, and ports for the real steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import sqlalchemy as sa
from ledger_sync.files import PROJECT
from ledger_sync.state import connections
from ledger_sync.state.database import migrate, open_engine
from ledger_sync.steps.ports import Line, Ports
from ledger_sync.steps.request import Request

from stack import postgres

if TYPE_CHECKING:
    from ledger_sync.settings import Settings

FERNET_KEY = "YmVuY2gtb25seS1ub3QtYS1zZWNyZXQtYmVuY2gtb24="
TABLES = (
    "companies",
    "clients",
    "client_locations",
    "suppliers",
    "invoices",
    "invoice_lines",
    "purchase_orders",
    "purchase_order_lines",
)
NOTHING = dict.fromkeys(
    ("clients", "locations", "suppliers", "invoices", "purchase_orders", "lines"), 0
)


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL that is gone afterwards; gives the address of its database ``postgres``."""
    with TemporaryDirectory(prefix="ledger-sync-bench-") as folder:
        data = Path(folder) / "postgres"
        with postgres.lease(data) as leased:
            yield leased.uri("postgres")
        postgres.remove(data)


def make_database(server_address: str, name: str) -> str:
    """An empty Klipboard and an empty schema sync in a database of their own."""
    server_engine = open_engine(server_address, name="bench")
    with server_engine.execution_options(isolation_level="AUTOCOMMIT").connect() as db:
        db.execute(sa.text(f'CREATE DATABASE "{name}"'))
    server_engine.dispose()
    address = sa.make_url(server_address).set(database=name)
    engine = open_engine(address, name="bench")
    schema = (PROJECT / "sql" / "klipboard" / "schema.sql").read_text(encoding="utf-8")
    with engine.begin() as db:
        db.exec_driver_sql(schema.replace("%", "%%"))
    migrate(engine)
    engine.dispose()
    return address.render_as_string(hide_password=False)


def fill(engine: sa.Engine, tables: tuple[str, ...] = TABLES, **sizes: int) -> None:
    """Run the generator of ``sql/klipboard/scale/``; what no size names gets no rows."""
    with engine.begin() as db:
        for table in tables:
            path = PROJECT / "sql" / "klipboard" / "scale" / f"{table}.sql"
            db.execute(sa.text(path.read_text(encoding="utf-8")), {**NOTHING, **sizes})
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as db:
        # What autovacuum does in a database that has lived for more than a minute.
        db.execute(sa.text("ANALYZE"))


def connect_unseen(engine: sa.Engine, ledger: str, companies: Mapping[int, str]) -> None:
    """Companies with an open gate and no tokens: enough for every step before the ledger."""
    with engine.begin() as db:
        for company_id, tenant_id in companies.items():
            made = connections.join(
                db,
                company_id=company_id,
                ledger=ledger,
                tenant_id=tenant_id,
                tenant_name=f"Organisation {company_id}",
                stay_connected=True,
                session=None,
            )
            connections.open_gate(db, made.id)


def ports_without_ledger(engine: sa.Engine, settings: Settings) -> Ports:
    """Ports for the steps that speak to no ledger."""

    def refuse(connection: connections.LedgerConnection, *_: object) -> Line:
        raise AssertionError(f"{connection.label()} must not be called here")

    return Ports(source=engine, state=engine, settings=settings, open_line=refuse)


def request(ledger: str, run_id: str, companies: tuple[int, ...] = ()) -> Request:
    """An hourly run."""
    return Request(f"klipboard_to_{ledger}", run_id, ledger, companies)
