"""The rights that delivery.md grants: enough for every statement, each of them needed, no more.

``tests/pipeline/test_least_rights.py`` runs the whole pipeline with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_sync.state.database import migrate
from psycopg.errors import InsufficientPrivilege, NotNullViolation
from sqlalchemy.exc import DBAPIError, ProgrammingError

from tests.docs.conftest import execute
from tests.docs.pages import ROOT, blocks

FOR_PEOPLE = blocks("sql", "docs/delivery.md")[2]
FILES = sorted(
    path for folder in ("extract", "apply") for path in (ROOT / "sql" / folder).iterdir()
)
GRANTED = """
SELECT its.relname, its.relkind, NULL AS column, given.privilege_type
FROM pg_class AS its, aclexplode(its.relacl) AS given
WHERE its.relnamespace = 'klipboard'::regnamespace AND given.grantee = 'ledger_sync'::regrole
UNION ALL
SELECT its.relname, its.relkind, part.attname, given.privilege_type
FROM pg_class AS its INNER JOIN pg_attribute AS part ON part.attrelid = its.oid,
    aclexplode(part.attacl) AS given
WHERE its.relnamespace = 'klipboard'::regnamespace AND given.grantee = 'ledger_sync'::regrole
"""


def statement(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def refusal(db: sa.Connection, text: str) -> BaseException | None:
    """What a statement without values fails at; rights are looked at before anything is done."""
    query = sa.text(text)
    values = {name: 1 if name == "count" else None for name in query.compile().params}
    undone = db.begin_nested()
    try:
        db.execute(query, values)
    except DBAPIError as error:
        return error.orig
    else:
        return None
    finally:
        undone.rollback()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_rights_are_enough_for_every_statement(worker: sa.Engine, path: Path) -> None:
    with worker.connect() as db:
        found = refusal(db, statement(path))

    # A party without a name is none; the database looks at rights before that.
    assert found is None or isinstance(found, NotNullViolation)


def rights(db: sa.Connection) -> Iterator[tuple[str, str]]:
    """Each right by itself, and the table or sequence that it is on."""
    for name, kind, column, privilege in db.execute(sa.text(GRANTED)).all():
        what = "SEQUENCE" if kind == "S" else "TABLE"
        part = f" ({column})" if column else ""
        yield f"{privilege}{part} ON {what} klipboard.{name}", name


def test_no_right_can_be_left_out(roles: sa.Engine) -> None:
    texts = [statement(path) for path in FILES]
    with roles.connect() as db:
        granted = list(rights(db))

    unneeded = []
    for right, name in granted:
        # What names the table first: the others are hardly ever needed.
        likely = sorted(texts, key=lambda text: name.removesuffix("_id_seq") not in text)
        with roles.connect() as db:
            db.exec_driver_sql(f"REVOKE {right} FROM ledger_sync")
            db.exec_driver_sql("SET LOCAL ROLE ledger_sync")
            if not any(isinstance(refusal(db, each), InsufficientPrivilege) for each in likely):
                unneeded.append(right)
            db.rollback()

    assert unneeded == []
    assert len(granted) > 100


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param("UPDATE klipboard.companies SET name = 'Other'", id="rename a company"),
        pytest.param("UPDATE klipboard.clients SET company_id = 2", id="give a client away"),
        pytest.param("UPDATE klipboard.invoices SET company_id = 2", id="give an invoice away"),
        pytest.param("UPDATE klipboard.purchase_orders SET number = '1'", id="change an order"),
        pytest.param("INSERT INTO klipboard.invoices (number) VALUES ('1')", id="add an invoice"),
        pytest.param("DELETE FROM klipboard.clients", id="delete a client"),
        pytest.param("DELETE FROM klipboard.invoices", id="delete an invoice"),
        pytest.param("DELETE FROM klipboard.invoice_payments", id="delete a payment"),
        pytest.param("TRUNCATE klipboard.invoice_lines", id="empty a table"),
        pytest.param("ALTER TABLE klipboard.clients ADD COLUMN more text", id="alter a table"),
        pytest.param("DROP TABLE klipboard.invoice_lines", id="drop a table"),
        pytest.param("CREATE TABLE klipboard.more (id int)", id="make a table"),
        pytest.param("DROP TRIGGER set_updated_at ON klipboard.clients", id="drop a trigger"),
        pytest.param("SELECT * FROM payroll.salaries", id="read another schema"),
        pytest.param("CREATE SCHEMA more", id="make a schema"),
        pytest.param("CREATE ROLE more", id="make a role"),
    ],
)
def test_the_rights_allow_no_more(roles: sa.Engine, worker: sa.Engine, forbidden: str) -> None:
    with roles.begin() as db:
        db.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS payroll")
        db.exec_driver_sql("CREATE TABLE IF NOT EXISTS payroll.salaries (amount int)")

    with worker.connect() as db, pytest.raises(ProgrammingError, match=r"permission|owner"):
        db.exec_driver_sql(forbidden)


def test_people_see_everything_but_the_tokens(roles: sa.Engine, worker: sa.Engine) -> None:
    migrate(worker)
    with roles.begin() as db:
        execute(db, FOR_PEOPLE.text)

    with roles.connect() as db:
        db.exec_driver_sql("SET ROLE ledger_sync_reader")
        db.exec_driver_sql("SELECT tenant_name, state FROM sync.ledger_connections")
        db.exec_driver_sql("SELECT message FROM sync.quarantine")
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.exec_driver_sql("SELECT access_token FROM sync.ledger_connections")
