"""The demo data and the generator of sql/klipboard/scale/: the same on every machine."""

from __future__ import annotations

import psycopg
import pytest

from tests.source.contract import TABLES
from tests.source.databases import (
    SCALE_SIZES,
    Connection,
    MakeDatabase,
    load,
    load_scale,
)

DIGEST = """
    SELECT md5(string_agg(CAST(to_jsonb(r) - 'updated_at' AS text), ',' ORDER BY id))
    FROM klipboard.{} AS r
"""
PARTIES = """
    SELECT company_id, name, phone, mobile, email FROM klipboard.clients
    UNION ALL SELECT company_id, name, phone, mobile, email FROM klipboard.client_locations
    UNION ALL SELECT company_id, name, phone, mobile, email FROM klipboard.suppliers
"""


def digest(address: str) -> dict[str, object]:
    with psycopg.connect(address) as connection:
        rows = {
            table: connection.execute(DIGEST.format(table).encode()).fetchone() for table in TABLES
        }
    return {table: row[0] if row else None for table, row in rows.items()}


def test_the_demo_is_the_same_in_another_database(
    make_database: MakeDatabase, demo_address: str
) -> None:
    address = make_database("demo_again")
    load(address, "schema.sql", "demo.sql")

    assert digest(address) == digest(demo_address)


def test_loading_the_demo_again_changes_nothing(make_database: MakeDatabase) -> None:
    address = make_database("demo_twice")
    load(address, "schema.sql", "demo.sql")
    stamps = "SELECT max(updated_at) FROM klipboard.invoices"
    with psycopg.connect(address) as connection:
        first = connection.execute(stamps).fetchone()

    load(address, "schema.sql", "demo.sql")

    with psycopg.connect(address) as connection:
        assert connection.execute(stamps).fetchone() == first


def test_the_generator_gives_the_same_rows_in_another_database(
    make_database: MakeDatabase, scale_address: str
) -> None:
    address = make_database("scale_again")
    load(address, "schema.sql")
    load_scale(address)

    assert digest(address) == digest(scale_address)


@pytest.mark.parametrize(
    "table, per_company",
    [
        ("clients", SCALE_SIZES["clients"]),
        ("client_locations", SCALE_SIZES["locations"]),
        ("suppliers", SCALE_SIZES["suppliers"]),
        ("invoices", SCALE_SIZES["invoices"]),
        ("invoice_lines", SCALE_SIZES["invoices"] * SCALE_SIZES["lines"]),
        ("purchase_orders", SCALE_SIZES["purchase_orders"]),
        ("purchase_order_lines", SCALE_SIZES["purchase_orders"] * SCALE_SIZES["lines"]),
    ],
    ids=lambda value: str(value),
)
def test_the_generator_makes_what_it_is_asked_for(
    scale: Connection, table: str, per_company: int
) -> None:
    counts = scale.execute(
        f"SELECT company_id, count(*) FROM klipboard.{table} GROUP BY 1 ORDER BY 1".encode()
    ).fetchall()

    first = SCALE_SIZES["first_company_id"]
    companies = range(first, first + SCALE_SIZES["companies"])
    assert counts == [(company_id, per_company) for company_id in companies]


@pytest.mark.parametrize("field", ["name", "phone", "mobile", "email"])
def test_generated_parties_do_not_collide(scale: Connection, field: str) -> None:
    collisions = scale.execute(
        f"SELECT company_id, {field} FROM ({PARTIES}) AS party"
        f" GROUP BY 1, 2 HAVING count(*) > 1 OR {field} IS NULL".encode()
    ).fetchall()

    assert collisions == []


def test_generated_documents_take_every_status_that_is_sent(scale: Connection) -> None:
    def statuses(table: str) -> set[object]:
        rows = scale.execute(f"SELECT DISTINCT status FROM klipboard.{table}".encode()).fetchall()
        return {status for (status,) in rows}

    assert statuses("invoices") == {"Draft", "Unpaid", "Sent", "Overdue"}
    assert statuses("purchase_orders") == {
        "Draft",
        "Sent",
        "Overdue",
        "Part Delivered",
        "Delivered",
    }


def test_generated_invoices_are_worked_and_billed_at_their_own_clients_locations(
    scale: Connection,
) -> None:
    strangers = scale.execute(
        "SELECT count(*) FROM klipboard.invoices AS i INNER JOIN klipboard.client_locations AS l"
        " ON l.id IN (i.location_id, i.billing_location_id) WHERE l.client_id <> i.client_id"
    ).fetchone()
    billed = scale.execute(
        "SELECT count(*) > 0 FROM klipboard.invoices WHERE billing_location_id IS NOT NULL"
    ).fetchone()

    assert strangers == (0,)
    assert billed == (True,)


def test_more_companies_can_be_added_beside_the_first(make_database: MakeDatabase) -> None:
    address = make_database("scale_more")
    load(address, "schema.sql")

    load_scale(address, first_company_id=1, companies=1)
    load_scale(address, first_company_id=2, companies=1)

    with psycopg.connect(address) as connection:
        counts = connection.execute(
            "SELECT company_id, count(*) FROM klipboard.invoices GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert counts == [(1, SCALE_SIZES["invoices"]), (2, SCALE_SIZES["invoices"])]
