"""Ids of another company, handed in at every door: nothing of it is seen, moved or changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import sqlalchemy as sa
from ledger_sync.errors import MissingConnection
from sqlalchemy.exc import IntegrityError

from tests.pipeline.either_ledger import books, names, numbers
from tests.pipeline.klipboard import Company, Row
from tests.pipeline.products import import_products, products_of
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World, told

pytestmark = pytest.mark.usefixtures("unchecked")

NOBODY = 999_999
TABLES = ("clients", "client_locations", "suppliers", "invoices", "invoice_lines")


@contextmanager
def without_foreign_keys(at: World) -> Iterator[sa.Connection]:
    """Rows as a replica takes them, which checks no foreign key and runs no trigger."""
    with at.engine.begin() as db:
        db.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield db


def set_key(at: World, table: str, row_id: int, column: str, value: int) -> None:
    with without_foreign_keys(at) as db:
        statement = f"UPDATE klipboard.{table} SET {column} = :value WHERE id = :id"
        db.execute(sa.text(statement), {"value": value, "id": row_id})


def rows_of(at: World, company: Company) -> dict[str, list[Row]]:
    return {table: at.rows(table, company) for table in TABLES}


def a_neighbour(at: World) -> tuple[Company, dict[str, int]]:
    """Another company, whose every record says whose it is."""
    other = at.a_company()
    client = at.a_client(other, name="Theirs")
    return other, {
        "client": client,
        "place": at.a_location(other, client, name="Their Yard"),
        "supplier": at.a_supplier(other, name="Their Pipes"),
        "invoice": at.an_invoice(other, client, number="THEIRS", lines=[{"description": "Theirs"}]),
    }


def hold(at: World, company: Company, entity: str, source_id: int) -> None:
    at.sql(
        """WITH run AS (SELECT max(id) AS id FROM sync.runs)
        INSERT INTO sync.quarantine (ledger_connection_id, company_id, ledger, entity, source_id,
            kind, rule, message, run)
        SELECT :connection, :company, :ledger, :entity, :source, 'validation', 'C-09', 'm', run.id
        FROM run""",
        connection=at.connection(company)["id"],
        company=company.id,
        ledger=at.ledger_name,
        entity=entity,
        source=source_id,
    )


@pytest.mark.rule("C-09")
def test_a_held_id_that_is_another_companys_brings_nothing_of_it(at: World) -> None:
    other, theirs = a_neighbour(at)
    mine = at.a_company()
    at.an_invoice(mine, at.a_client(mine, name="Ours"), number="OURS")
    for entity, key in (("client", "client"), ("client_location", "place"), ("invoice", "invoice")):
        hold(at, mine, entity, theirs[key])

    at.run(companies=(mine.id,))

    assert (names(at, mine), numbers(at, mine)) == (["Ours"], ["OURS"])
    assert (names(at, other), numbers(at, other)) == ([], [])
    # As with a record that was deleted: nobody could cure it.
    assert at.held(mine) == []


def test_rows_that_point_into_another_company_take_nothing_from_it(at: World) -> None:
    other, theirs = a_neighbour(at)
    at.run()
    mine = at.a_company()
    client = at.a_client(mine, name="Ours")
    place = at.a_location(mine, client, name="Our Yard")
    good = at.an_invoice(mine, client, number="GOOD")
    bad = at.an_invoice(mine, client, number="BAD")
    billed = at.an_invoice(mine, client, number="BILLED", billing_location_id=place)
    stray = at.a_line(mine, good, position=2, description="Stray")
    set_key(at, "client_locations", place, "client_id", theirs["client"])
    set_key(at, "invoices", bad, "client_id", theirs["client"])
    set_key(at, "invoices", billed, "billing_location_id", theirs["place"])
    set_key(at, "invoice_lines", stray, "company_id", other.id)
    before = books(at, other)

    for _ in range(2):
        summary = at.run(full_refresh=True)

    assert numbers(at, mine) == ["GOOD"]
    assert "Theirs" not in json.dumps(books(at, mine), default=str)
    assert "Stray" not in json.dumps(books(at, mine), default=str)
    assert books(at, other) == before
    # What cannot go is not lost: it says for whom it waits.
    waiting = told(summary, mine)
    assert f"client {theirs['client']}" in waiting
    assert f"client_location {theirs['place']}" in waiting


@pytest.mark.parametrize("entity", ["client", "invoice"])
def test_a_link_that_was_given_another_companys_id_sends_nothing_of_it(
    at: World, entity: str
) -> None:
    mine = at.a_company()
    client = at.a_client(mine, name="Ours")
    invoice = at.an_invoice(mine, client, number="OURS")
    other, theirs = a_neighbour(at)
    at.run()
    at.sql(
        """UPDATE sync.links SET source_id = :wrong
        WHERE ledger_connection_id = :connection AND entity = :entity AND source_id = :right""",
        wrong=theirs[entity],
        right=client if entity == "client" else invoice,
        connection=at.connection(mine)["id"],
        entity=entity,
    )
    at.update("clients", theirs["client"], email="changed@theirs.example")
    at.update("invoices", theirs["invoice"], reference="Changed")
    rows = rows_of(at, other)
    # One task for both, and mine comes first: what becomes of it is nothing to the other.
    at.configure(shards=1)

    # Xero finds a contact by our number; that two links lead to it the database does not take.
    with suppress(IntegrityError):
        at.run(full_refresh=True)
    with suppress(IntegrityError):
        at.bring_back()

    assert "heirs" not in json.dumps(books(at, mine), default=str)
    assert "changed@theirs.example" in json.dumps(books(at, other), default=str)
    assert numbers(at, other) == ["THEIRS"]
    assert rows_of(at, other) == rows


def test_a_company_that_was_not_connected_is_told_and_no_other_is_read(at: World) -> None:
    mine = at.a_company()
    at.a_client(mine, name="Ours")
    other = at.a_company(connected=False)

    with at.counting_calls() as calls:
        out = at.run(companies=(other.id, NOBODY))
        back = at.bring_back(companies=(other.id, NOBODY))

    assert calls == []
    for summary in (out, back):
        assert {each["company"] for each in summary["messages"]} == {other.id, NOBODY}
        assert "has had no first-time connection" in told(summary, other)
    for company_id in (other.id, NOBODY):
        unknown = Company(company_id, "GB", other.organisation, at.ledger_name)
        with pytest.raises(MissingConnection, match=f"company {company_id} is not connected"):
            at.first_connection(unknown)


def test_an_import_of_products_reads_and_writes_its_own_company_alone(
    quickbooks: QuickBooksWorld,
) -> None:
    at = quickbooks
    mine, other = at.a_company(), at.a_company()
    for company in (mine, other):
        # The same names, and the same ids there: each organisation counts its items for itself.
        at.bookkeeper(company).create_item("Valve", type="Service", UnitPrice=7)
        import_products(at, company)
    theirs = products_of(at, other)["Valve"]
    at.update("products", theirs["id"], name="Theirs alone", sku="SKU-1")
    before = at.rows("products", other)

    import_products(at, mine)
    at.bookkeeper(mine).create_item("Theirs alone", type="Service", Sku="SKU-1")
    import_products(at, mine)

    assert at.rows("products", other) == before
    assert {row["name"] for row in at.rows("products", mine)} >= {"Valve", "Theirs alone"}


def test_every_table_says_whose_its_rows_are(at: World) -> None:
    columns: list[Any] = at.sql(
        """SELECT table_name, array_agg(column_name::text) AS names
        FROM information_schema.columns WHERE table_schema = 'sync' GROUP BY table_name"""
    )
    keys = {"ledger_connection_id", "company_id"}

    nobodys = {row["table_name"] for row in columns if not keys & set(row["names"])}

    # A run works for several companies; its figures, messages and rows say for which.
    # What travelled in a batch is the batch's.
    assert nobodys == {"runs", "batch_items", "alembic_version"}
