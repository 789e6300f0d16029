"""The source's contract: what others load into must exist under exactly these names and types."""

from __future__ import annotations

import psycopg
import pytest

from tests.source.contract import ID, STAMPS, TABLES
from tests.source.databases import Connection, MakeDatabase, load

EXTRACTED = ("clients", "client_locations", "suppliers", "invoices", "purchase_orders", "products")
COLUMNS = """
    SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = CAST(%s AS regclass) AND attnum > 0 AND NOT attisdropped
"""


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_columns_and_types_of_the_contract(demo: Connection, table: str) -> None:
    columns: dict[str, str] = dict(demo.execute(COLUMNS, (f"klipboard.{table}",)).fetchall())

    assert columns == {**ID, **TABLES[table], **STAMPS}


@pytest.mark.parametrize("table", EXTRACTED)
def test_an_extracted_table_is_indexed_by_company_and_time_of_change(
    demo: Connection, table: str
) -> None:
    indexes = demo.execute(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'klipboard' AND tablename = %s",
        (table,),
    ).fetchall()

    assert any("(company_id, updated_at" in str(definition) for (definition,) in indexes)


@pytest.mark.parametrize("table", TABLES)
def test_the_ids_that_a_table_gives_start_far_above_klipboards_own(
    demo: Connection, table: str
) -> None:
    start = demo.execute(
        "SELECT seqstart FROM pg_sequence"
        " WHERE seqrelid = CAST(pg_get_serial_sequence(%s, 'id') AS regclass)",
        (f"klipboard.{table}",),
    ).fetchone()

    assert start == (1_000_000_000_000,)


def test_explicit_ids_do_not_use_up_the_tables_own(demo: Connection) -> None:
    demo.execute("INSERT INTO klipboard.clients (id, company_id, name) VALUES (77, 1, 'Explicit')")

    made = demo.execute(
        "INSERT INTO klipboard.clients (company_id, name) VALUES (1, 'Made'), (1, 'Made too')"
        " RETURNING id >= 1000000000000"
    ).fetchall()

    assert made == [(True,), (True,)]


def test_a_transaction_may_load_the_tables_in_any_order(make_database: MakeDatabase) -> None:
    address = make_database("any_order")
    load(address, "schema.sql")

    with psycopg.connect(address) as connection:
        connection.execute(
            "INSERT INTO klipboard.invoice_lines (company_id, invoice_id, position)"
            " VALUES (1, 3, 1)"
        )
        connection.execute(
            "INSERT INTO klipboard.invoices (id, company_id, number, client_id, issue_date)"
            " VALUES (3, 1, 'INV-1', 2, '2026-01-01')"
        )
        connection.execute(
            "INSERT INTO klipboard.clients (id, company_id, name) VALUES (2, 1, 'C')"
        )
        connection.execute(
            "INSERT INTO klipboard.companies (id, name, country, base_currency, timezone)"
            " VALUES (1, 'Co', 'GB', 'GBP', 'Europe/London')"
        )

    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT count(*) FROM klipboard.invoice_lines").fetchone() == (1,)


@pytest.mark.parametrize(
    "statement, error",
    [
        pytest.param(
            "INSERT INTO klipboard.invoices (company_id, number, client_id, issue_date)"
            " VALUES (1, 'INV-0001', 1001, '2026-01-01')",
            psycopg.errors.UniqueViolation,
            id="number taken in the company",
        ),
        pytest.param(
            "INSERT INTO klipboard.invoices (company_id, number, client_id, issue_date)"
            " VALUES (2, 'INV-9999', 1001, '2026-01-01')",
            psycopg.errors.ForeignKeyViolation,
            id="client of another company",
        ),
        pytest.param(
            "INSERT INTO klipboard.clients (company_id, name) VALUES (1, NULL)",
            psycopg.errors.NotNullViolation,
            id="party without a name",
        ),
    ],
)
def test_what_is_no_row_at_all_is_refused(
    demo: Connection, statement: str, error: type[psycopg.Error]
) -> None:
    with pytest.raises(error):
        demo.execute(statement.encode())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE klipboard.invoices SET status = 'Perhaps'", id="unknown status"),
        pytest.param("UPDATE klipboard.invoices SET due_date = NULL", id="no due date"),
        pytest.param("UPDATE klipboard.invoice_lines SET quantity = -1", id="negative quantity"),
        pytest.param("UPDATE klipboard.invoice_lines SET discount_percent = 250", id="discount"),
        pytest.param("UPDATE klipboard.invoice_lines SET tax_rate = '99% VAT'", id="unknown rate"),
        pytest.param("UPDATE klipboard.clients SET name = 'Same', phone = '1'", id="duplicates"),
    ],
)
def test_what_the_pipeline_must_find_is_let_in(demo: Connection, change: str) -> None:
    assert demo.execute(change.encode()).rowcount > 1
