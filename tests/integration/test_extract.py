"""The extract files keep what their headers promise: window, grain, order, lines, held rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from ledger_sync.model import CLIENT, CLIENT_LOCATION, INVOICE, PURCHASE_ORDER, SUPPLIER
from ledger_sync.rules.windows import Window
from ledger_sync.source import klipboard as source
from ledger_sync.source.rows import typed
from sqlalchemy import Engine

from tests.integration.source import HIGH, LOW, NOBODY, TABLES, TICK, Source

PARTY = {
    "company_id", "source_id", "name", "account_number", "contact_first_name", "contact_last_name",
    "email", "phone", "mobile", "address_line1", "address_line2", "city", "region", "postcode",
    "country", "tax_number", "payment_terms", "currency", "archived", "created_at", "updated_at",
}  # fmt: skip
DOCUMENT = {
    "company_id", "source_id", "number", "status", "issue_date", "reference", "currency",
    "prices_include_tax", "notes", "created_at", "updated_at", "lines",
}  # fmt: skip
COLUMNS = {
    CLIENT: PARTY,
    CLIENT_LOCATION: PARTY | {"client_id", "client_name", "client_archived"},
    SUPPLIER: PARTY,
    INVOICE: DOCUMENT
    | {"client_id", "location_id", "billing_location_id", "due_date", "amount_paid"},
    PURCHASE_ORDER: DOCUMENT | {"supplier_id", "delivery_date", "delivery_address"},
}
LINE = {
    "line_id", "position", "product_id", "item_name", "description", "quantity", "unit_price",
    "discount_percent", "account_code", "tax_rate",
}  # fmt: skip

every_entity = pytest.mark.parametrize("entity", list(TABLES))


@pytest.fixture
def klipboard(shared: Engine) -> Source:
    return Source(shared)


@every_entity
def test_low_is_included_and_high_is_not(klipboard: Source, entity: str) -> None:
    _, at_low, before_high, _ = (
        klipboard.made(entity, at) for at in (LOW - TICK, LOW, HIGH - TICK, HIGH)
    )

    assert klipboard.ids(entity) == [at_low, before_high]


@every_entity
def test_without_a_low_everything_before_high_is_read(klipboard: Source, entity: str) -> None:
    old = klipboard.made(entity, datetime(1970, 1, 1, tzinfo=UTC))
    klipboard.made(entity, HIGH)

    ids = klipboard.ids(entity, None)

    assert ids == [old]


@pytest.mark.rule("C-09")
@every_entity
def test_held_rows_are_read_whenever_they_changed_and_once(klipboard: Source, entity: str) -> None:
    old, new = klipboard.made(entity, LOW - TICK), klipboard.made(entity, LOW)
    later = klipboard.made(entity, HIGH)

    assert klipboard.ids(entity, held=(new, old, later)) == [old, new, later]


@every_entity
def test_a_held_row_that_was_deleted_is_nowhere(klipboard: Source, entity: str) -> None:
    assert klipboard.ids(entity, held=(NOBODY,)) == []


@every_entity
def test_a_held_row_that_is_another_companys_is_not_read(klipboard: Source, entity: str) -> None:
    theirs = klipboard.made(entity, LOW - TICK, klipboard.other)

    assert klipboard.ids(entity, held=(theirs,)) == []


@every_entity
def test_every_company_has_its_own_window_and_rows_come_by_company_and_id(
    klipboard: Source, entity: str
) -> None:
    mine, other = klipboard.company, klipboard.other
    klipboard.made(entity, LOW, other)
    late = klipboard.made(entity, HIGH - TICK, other)
    first, second = klipboard.made(entity, LOW), klipboard.made(entity, LOW)

    windows = [Window(other.id, HIGH - TICK), Window(mine.id, LOW)]
    rows = klipboard.read(entity, windows=windows)

    assert [row[:2] for row in rows] == [(mine.id, first), (mine.id, second), (other.id, late)]


@every_entity
def test_a_company_that_was_not_asked_for_is_not_read(klipboard: Source, entity: str) -> None:
    klipboard.made(entity, LOW, klipboard.other)

    assert klipboard.ids(entity) == []


@every_entity
def test_a_row_has_the_columns_that_the_checks_and_rules_know(
    klipboard: Source, entity: str
) -> None:
    made = klipboard.made(entity, LOW)

    ((company_id, source_id, row),) = klipboard.read(entity)

    assert set(row) == COLUMNS[entity]
    assert (row["company_id"], row["source_id"]) == (company_id, source_id)
    assert source_id == made
    # A location is as new as its client.
    assert typed(row)["updated_at"] == (HIGH if entity == CLIENT_LOCATION else LOW)


@pytest.mark.rule("X-03")
def test_a_location_follows_the_window_of_its_client(klipboard: Source) -> None:
    client = klipboard.a_client(klipboard.company, name="Acme")
    place = klipboard.a_location(klipboard.company, client, name="Leeds")
    klipboard.changed("client_locations", place, LOW - timedelta(days=9))
    klipboard.changed("clients", client, LOW)

    ((_, source_id, row),) = klipboard.read(CLIENT_LOCATION)

    assert (source_id, row["client_name"], row["client_id"]) == (place, "Acme", client)
    assert typed(row)["updated_at"] == LOW


def test_a_location_that_changed_itself_is_read_once_with_its_own_time(klipboard: Source) -> None:
    client = klipboard.a_client(klipboard.company)
    place = klipboard.a_location(klipboard.company, client)
    klipboard.changed("clients", client, LOW)
    klipboard.changed("client_locations", place, LOW + TICK)

    ((_, source_id, row),) = klipboard.read(CLIENT_LOCATION)

    assert (source_id, typed(row)["updated_at"]) == (place, LOW + TICK)


@pytest.mark.rule("B-05")
def test_a_location_knows_that_its_client_is_archived(klipboard: Source) -> None:
    client = klipboard.a_client(klipboard.company, archived=True)
    place = klipboard.a_location(klipboard.company, client)
    klipboard.changed("client_locations", place, LOW)

    ((_, _, row),) = klipboard.read(CLIENT_LOCATION)

    assert (row["archived"], row["client_archived"]) == (False, True)


def test_a_documents_lines_come_by_position_with_all_their_decimals(klipboard: Source) -> None:
    client = klipboard.parties[klipboard.company.id][0]
    lines = [{"quantity": Decimal("2.5"), "unit_price": Decimal("12.3456")}, {}]
    made = klipboard.an_invoice(klipboard.company, client, lines=lines)
    third = klipboard.a_line(klipboard.company, made, position=0, description="First")
    klipboard.changed("invoices", made, LOW)
    klipboard.made(INVOICE, LOW - TICK)

    ((_, _, row),) = klipboard.read(INVOICE)

    assert [line["position"] for line in row["lines"]] == [0, 1, 2]
    assert row["lines"][0]["line_id"] == third
    assert set(row["lines"][1]) == LINE
    assert str(row["lines"][1]["unit_price"]) == "12.3456"
    assert str(row["lines"][1]["quantity"]) == "2.5000"


@pytest.mark.parametrize(
    ("entity", "table", "key"),
    [
        (INVOICE, "invoice_lines", "invoice_id"),
        (PURCHASE_ORDER, "purchase_order_lines", "purchase_order_id"),
    ],
    ids=["invoice", "purchase order"],
)
def test_a_document_without_lines_is_read_with_none(
    klipboard: Source, entity: str, table: str, key: str
) -> None:
    made = klipboard.made(entity, LOW)
    klipboard.sql(f"DELETE FROM klipboard.{table} WHERE {key} = :id", id=made)
    klipboard.changed(TABLES[entity], made, LOW)

    ((_, _, row),) = klipboard.read(entity)

    assert row["lines"] == []


@pytest.mark.rule("C-04")
@pytest.mark.parametrize(
    ("entity", "change"),
    [
        (INVOICE, "UPDATE klipboard.invoice_lines SET quantity = 2 WHERE company_id = :id"),
        (INVOICE, "DELETE FROM klipboard.invoice_lines WHERE company_id = :id"),
        (
            PURCHASE_ORDER,
            "UPDATE klipboard.purchase_order_lines SET quantity = 2 WHERE company_id = :id",
        ),
    ],
    ids=["line of an invoice changed", "line of an invoice deleted", "line of an order changed"],
)
def test_a_change_of_a_line_brings_its_document_into_the_window(
    klipboard: Source, entity: str, change: str
) -> None:
    made = klipboard.made(entity, LOW - timedelta(days=9))
    with klipboard.engine.connect() as db:
        now = source.clock(db)

    klipboard.sql(change, id=klipboard.company.id)

    with klipboard.engine.connect() as db:
        window = [Window(klipboard.company.id, now)]
        rows = list(source.changed(db, entity, window, source.clock(db), ()))
    assert [source_id for _, source_id, _ in rows] == [made]


def test_a_text_with_quotes_and_signs_arrives_as_it_was_typed(klipboard: Source) -> None:
    name = 'O\'Brien "&" Söhne :low %s \\ ;--'
    made = klipboard.a_client(klipboard.company, name=name)
    klipboard.changed("clients", made, LOW)

    ((_, _, row),) = klipboard.read(CLIENT)

    assert row["name"] == name


@pytest.mark.rule("X-08")
def test_the_directory_is_everyone_of_one_company_who_is_in_use(klipboard: Source) -> None:
    company = klipboard.company
    client, supplier = klipboard.parties[company.id]
    place = klipboard.a_location(company, client)
    gone = klipboard.a_client(company, archived=True)
    klipboard.a_location(company, gone)
    klipboard.a_location(company, client, archived=True)
    klipboard.a_supplier(company, archived=True)

    with klipboard.engine.connect() as db:
        everyone = source.directory(db, company.id)

    found = [(each["entity"], each["source_id"]) for each in everyone]
    assert found == [(CLIENT, client), (CLIENT_LOCATION, place), (SUPPLIER, supplier)]
    assert {each["company_id"] for each in everyone} == {company.id}


def test_companies_are_read_by_id_and_unknown_ones_are_left_out(klipboard: Source) -> None:
    with klipboard.engine.connect() as db:
        found = source.companies(db, [klipboard.company.id, NOBODY])

    company = found[klipboard.company.id]
    assert set(found) == {klipboard.company.id}
    assert (company.country, company.base_currency) == ("GB", "GBP")


def test_the_sources_clock_goes_on_within_a_transaction(klipboard: Source) -> None:
    with klipboard.engine.connect() as db:
        first, second = source.clock(db), source.clock(db)

    assert first < second
    assert first.tzinfo is not None
