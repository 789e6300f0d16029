"""What a ledger changes in a row is written there, once, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal

import pytest
from ledger_sync.errors import SourceBusy
from ledger_sync.model import CLIENT, CLIENT_LOCATION, INVOICE, PARTIES, SUPPLIER
from ledger_sync.source import changes
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound

from tests.integration.changing import (
    LOCKED,
    OTHER_VALUES,
    both,
    lines_of,
    values_of,
    writing,
)
from tests.integration.source import HIGH, LOW, TABLES, Source
from tests.patience import PATIENCE_SECONDS


@pytest.mark.parametrize("entity", LOCKED)
def test_a_row_that_is_locked_waits_for_us_and_no_other_does(source: Source, entity: str) -> None:
    pair = both(source, entity)
    table = TABLES[entity]

    with writing(source) as db:
        changes.lock(db, entity, source.company.id, {pair.theirs, pair.mine})

        with pytest.raises(DBAPIError, match="could not obtain lock"):
            source.sql(f"SELECT id FROM klipboard.{table} WHERE id = {pair.mine} FOR UPDATE NOWAIT")
        source.sql(f"SELECT id FROM klipboard.{table} WHERE id = {pair.theirs} FOR UPDATE NOWAIT")


@pytest.mark.parametrize("entity", TABLES)
def test_a_row_is_read_as_the_extract_gives_it_and_never_anothers(
    source: Source, entity: str
) -> None:
    pair = both(source, entity)

    with writing(source) as db:
        found = changes.read(db, entity, source.company.id, {pair.theirs, pair.mine, 0})

    assert found == {pair.mine: source.read(entity, held=(pair.mine,), low=HIGH)[0][2]}


def test_amounts_are_read_exactly(source: Source) -> None:
    lines = [{"quantity": Decimal("0.1"), "unit_price": Decimal("12345678901234.5678")}]
    made = source.an_invoice(
        source.company,
        source.parties[source.company.id][0],
        lines=lines,
        amount_paid=Decimal("0.1"),
    )

    with writing(source) as db:
        row = changes.read(db, INVOICE, source.company.id, [made])[made]

    (line,) = row["lines"]
    assert (row["amount_paid"], line["quantity"]) == (Decimal("0.1"), Decimal("0.1"))
    assert line["unit_price"] == Decimal("12345678901234.5678")
    assert isinstance(row["amount_paid"], Decimal)


def test_a_connection_that_has_read_can_write(source: Source) -> None:
    made = source.made(CLIENT, LOW)

    with writing(source) as db:
        changes.read(db, CLIENT, source.company.id, [made])
        changes.change_party(db, CLIENT, source.company.id, made, {"city": "Leeds"})

    assert source.row("clients", made)["city"] == "Leeds"


def changed_party(source: Source, entity: str, made: int, columns: changes.Columns) -> datetime:
    with writing(source) as db:
        return changes.change_party(db, entity, source.company.id, made, columns)


def changed_invoice(source: Source, made: int, columns: changes.Columns) -> datetime:
    with writing(source) as db:
        return changes.change_invoice(db, source.company.id, made, columns)


def changed(source: Source, entity: str, made: int, columns: changes.Columns) -> datetime:
    if entity == INVOICE:
        return changed_invoice(source, made, columns)
    return changed_party(source, entity, made, columns)


@pytest.mark.parametrize("column", sorted(changes.PARTY_COLUMNS))
@pytest.mark.parametrize("entity", PARTIES)
def test_only_the_named_column_of_a_party_changes(source: Source, entity: str, column: str) -> None:
    made = source.made(entity, LOW)
    before = source.row(TABLES[entity], made)
    value = OTHER_VALUES.get(column, f"new {column}")

    changed_at = changed_party(source, entity, made, {column: value})

    after = source.row(TABLES[entity], made)
    assert after == {**before, column: value, "updated_at": changed_at}
    assert changed_at > before["updated_at"]


@pytest.mark.rule("C-05")
@pytest.mark.parametrize("column", sorted(changes.INVOICE_COLUMNS))
def test_only_the_named_column_of_an_invoice_changes(source: Source, column: str) -> None:
    client = source.a_client(source.company)
    places = {"client_id": client, "billing_location_id": source.a_location(source.company, client)}
    made = source.made(INVOICE, LOW)
    before = source.row("invoices", made)
    value = {**OTHER_VALUES, **places}.get(column, f"new {made}")

    changed_at = changed_invoice(source, made, {column: value})

    after = source.row("invoices", made)
    assert after == {**before, column: value, "updated_at": changed_at}
    assert changed_at > before["updated_at"]


@pytest.mark.parametrize(
    "entity", PARTIES, ids=["a client", "a location, whose client did not change", "a supplier"]
)
def test_a_columns_value_can_be_taken_away(source: Source, entity: str) -> None:
    made = source.made(entity, LOW)

    changed_party(source, entity, made, {"email": None, "city": None})

    row = source.row(TABLES[entity], made)
    assert (row["email"], row["phone"] is None) == (None, False)


@pytest.mark.parametrize("entity", PARTIES)
def test_a_change_that_changes_nothing_leaves_a_partys_time(source: Source, entity: str) -> None:
    made = source.made(entity, LOW)
    table = TABLES[entity]
    columns = values_of(changes.PARTY_COLUMNS)
    first = changed_party(source, entity, made, columns)
    before = source.row(table, made)

    again = [changed_party(source, entity, made, each) for each in (columns, {})]

    assert again == [first, first]
    assert source.row(table, made) == before


def test_a_change_that_changes_nothing_leaves_an_invoices_time(source: Source) -> None:
    made = source.made(INVOICE, LOW)
    client = source.parties[source.company.id][0]
    columns = {
        **values_of(changes.INVOICE_COLUMNS, frozenset({"client_id", "billing_location_id"})),
        "number": f"new {made}",
        "client_id": client,
        "amount_paid": Decimal("12.30"),
    }
    first = changed_invoice(source, made, columns)
    before = source.row("invoices", made)

    again = [
        changed_invoice(source, made, each)
        for each in (columns, {"amount_paid": Decimal("12.3")}, {})
    ]

    assert again == [first] * 3
    assert source.row("invoices", made) == before


def test_a_location_has_the_later_time_of_its_own_and_its_clients(source: Source) -> None:
    client = source.a_client(source.company)
    made = source.a_location(source.company, client)
    source.changed("client_locations", made, LOW)
    source.changed("clients", client, HIGH)

    same = changed_party(source, CLIENT_LOCATION, made, {})
    later = changed_party(source, CLIENT_LOCATION, made, {"city": "Leeds"})

    own = source.row("client_locations", made)["updated_at"]
    assert (same, later) == (HIGH, max(HIGH, own))


@pytest.mark.parametrize("entity", LOCKED)
def test_a_record_of_another_company_is_never_changed(source: Source, entity: str) -> None:
    pair = both(source, entity)
    before = source.row(TABLES[entity], pair.theirs)

    with pytest.raises(NoResultFound):
        changed(source, entity, pair.theirs, {"currency": "EUR"})

    assert source.row(TABLES[entity], pair.theirs) == before


def test_an_invoice_never_gets_a_client_of_another_company(source: Source) -> None:
    made = source.made(INVOICE, LOW)

    with pytest.raises(IntegrityError, match="client_id"):
        changed_invoice(source, made, {"client_id": source.parties[source.other.id][0]})


@pytest.mark.parametrize(
    "change",
    [
        lambda db: changes.change_party(db, CLIENT, 1, 1, {"company_id": 2}),
        lambda db: changes.change_party(db, SUPPLIER, 1, 1, {"client_id": 2}),
        lambda db: changes.change_invoice(db, 1, 1, {"notes": "x"}),
        lambda db: changes.change_lines(db, 1, 1, {1: {"invoice_id": 2}}, {}, (), {}),
        lambda db: changes.change_lines(db, 1, 1, {}, {1: {"product_id": 2}}, (), {1: 1}),
    ],
    ids=["a party's company", "a supplier's client", "notes", "a line's invoice", "a product"],
)
def test_columns_that_no_ledger_changes_are_refused(
    source: Source, change: Callable[[Connection], object]
) -> None:
    with writing(source) as db, pytest.raises(ValueError, match="no ledger changes"):
        change(db)


def test_an_amount_is_written_exactly(source: Source) -> None:
    made = source.made(INVOICE, LOW)

    changed_invoice(source, made, {"amount_paid": Decimal("12345678901234.5678")})

    assert source.row("invoices", made)["amount_paid"] == Decimal("12345678901234.5678")


def test_an_amount_finer_than_klipboards_is_rounded_once_and_then_the_same(source: Source) -> None:
    made = source.made(INVOICE, LOW)
    columns = {"amount_paid": Decimal("0.00005")}

    first = changed_invoice(source, made, columns)

    assert changed_invoice(source, made, columns) == first
    assert source.row("invoices", made)["amount_paid"] == Decimal("0.0001")


def test_columns_that_klipboard_added_do_not_matter(source: Source, db: Connection) -> None:
    made = source.made(CLIENT, LOW)
    for kind in ("json", "point"):
        db.exec_driver_sql(f"ALTER TABLE klipboard.clients ADD COLUMN more_{kind} {kind}")
    mine = (db, CLIENT, source.company.id, made)

    first = changes.change_party(*mine, {"city": "Leeds"})

    assert LOW < first == changes.change_party(*mine, {"city": "Leeds"})


def test_a_change_that_waited_keeps_what_a_person_did_meanwhile(source: Source) -> None:
    made = source.made(CLIENT, LOW)
    with ThreadPoolExecutor() as threads:
        with writing(source) as person:
            person.exec_driver_sql(f"UPDATE klipboard.clients SET city = 'York' WHERE id = {made}")
            ours = threads.submit(
                changed_party, source, CLIENT, made, {"email": "new@acme.example"}
            )
            with pytest.raises(TimeoutError):
                ours.result(timeout=0.5)
        changed_at = ours.result(timeout=PATIENCE_SECONDS)

    row = source.row("clients", made)
    assert (row["city"], row["email"]) == ("York", "new@acme.example")
    assert row["updated_at"] == changed_at


def test_a_text_is_written_as_it_is(source: Source) -> None:
    made = source.made(CLIENT, LOW)
    text = 'O\'Neill; "DROP" \\ :name %s {} \N{SNOWMAN}\n--'

    changed_party(source, CLIENT, made, {"name": text})

    assert source.row("clients", made)["name"] == text


@pytest.mark.rule("C-05")
def test_the_other_invoice_that_has_a_number_is_found_in_its_own_company(source: Source) -> None:
    pair = both(source, INVOICE)
    number = source.row("invoices", pair.mine)["number"]
    source.update("invoices", pair.theirs, number="theirs alone")

    with writing(source) as db:
        company = source.company.id
        assert changes.find_number(db, company, number, but_not=pair.theirs) == pair.mine
        assert changes.find_number(db, company, number, but_not=pair.mine) is None
        assert changes.find_number(db, company, "theirs alone", but_not=0) is None
        assert changes.find_number(db, source.other.id, "theirs alone", but_not=0) == pair.theirs


def test_whose_locations_these_are_is_told_of_ones_own(source: Source) -> None:
    pair = both(source, CLIENT_LOCATION)

    with writing(source) as db:
        found = changes.clients_of(db, source.company.id, {pair.mine, pair.theirs, 0})

    assert found == {pair.mine: source.parties[source.company.id][0]}


@pytest.mark.parametrize("entity", LOCKED)
def test_we_give_way_to_somebody_who_works_on_a_row(source: Source, entity: str) -> None:
    mine = both(source, entity).mine
    with writing(source) as user:
        user.exec_driver_sql(
            f"SELECT 1 FROM klipboard.{TABLES[entity]} WHERE id = {mine} FOR UPDATE"
        )

        with pytest.raises(SourceBusy, match="somebody works on rows"), writing(source) as db:
            changes.lock(db, entity, source.company.id, {mine})


def test_we_give_way_to_somebody_who_works_on_a_line_of_an_invoice_that_we_hold(
    source: Source,
) -> None:
    invoice = both(source, INVOICE).mine
    line, company_id = lines_of(source, invoice)[0]["id"], source.company.id
    with writing(source) as user:
        query = f"SELECT 1 FROM klipboard.invoice_lines WHERE id = {line} FOR UPDATE"
        user.exec_driver_sql(query)

        with writing(source) as db:
            changes.lock(db, INVOICE, company_id, {invoice})
            # What failed ends our transaction, and the user's goes on.
            with pytest.raises(SourceBusy), changes.giving_way(company_id), db.begin_nested():
                changes.change_lines(db, company_id, invoice, {}, {}, [line], {})
