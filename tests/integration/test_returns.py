"""What a ledger changes is written where it belongs, once, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.errors import SourceBusy
from ledger_sync.model import CLIENT, CLIENT_LOCATION, INVOICE, PARTIES, SUPPLIER, LedgerPayment
from ledger_sync.rules.settlement import KeptPayment
from ledger_sync.source import changes, klipboard
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound

from tests.integration.source import HIGH, LOW, TABLES, Source
from tests.integration.test_apply import OURS
from tests.pipeline.klipboard import Company, Row

LOCKED = (*PARTIES, INVOICE)
OTHER_VALUES: dict[str, Any] = {
    "archived": True,
    "currency": "EUR",
    "issue_date": date(2026, 9, 30),
    "due_date": date(2026, 12, 24),
    "prices_include_tax": True,
    "amount_paid": Decimal("12.3456"),
    "paid_at": datetime(2026, 10, 3, 12, tzinfo=UTC),
    "quantity": Decimal("2.5000"),
    "unit_price": Decimal("-0.3333"),
    "discount_percent": Decimal("12.5000"),
}
"""What a column is changed to; every other column gets a text."""


@pytest.fixture
def source(shared: Engine) -> Source:
    return Source(shared)


@dataclass(frozen=True)
class Both:
    """The same records in our company and in another."""

    mine: int
    theirs: int


def both(source: Source, entity: str) -> Both:
    return Both(*(source.made(entity, LOW, each) for each in (source.company, source.other)))


@contextmanager
def writing(source: Source) -> Iterator[Connection]:
    with source.engine.begin() as db:
        yield db


def values_of(columns: frozenset[str], but: frozenset[str] = frozenset()) -> dict[str, Any]:
    return {each: OTHER_VALUES.get(each, f"new {each}") for each in sorted(columns - but)}


def lines_of(source: Source, invoice: int) -> list[Row]:
    query = "SELECT * FROM klipboard.invoice_lines WHERE invoice_id = :id ORDER BY position, id"
    return list(source.sql(query, id=invoice))


def kept(source: Source, invoice: int) -> list[Row]:
    query = "SELECT * FROM klipboard.invoice_payments WHERE invoice_id = :id ORDER BY id"
    return list(source.sql(query, id=invoice))


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
        changed_at = ours.result(timeout=60)

    row = source.row("clients", made)
    assert (row["city"], row["email"]) == ("York", "new@acme.example")
    assert row["updated_at"] == changed_at


def test_a_text_is_written_as_it_is(source: Source) -> None:
    made = source.made(CLIENT, LOW)
    text = 'O\'Neill; "DROP" \\ :name %s {} \N{SNOWMAN}\n--'

    changed_party(source, CLIENT, made, {"name": text})

    assert source.row("clients", made)["name"] == text


@dataclass(frozen=True)
class Invoice:
    """An invoice with three lines that was changed last at ``LOW``."""

    source: Source
    company: Company
    id: int

    @classmethod
    def of(cls, source: Source, company: Company | None = None) -> Invoice:
        company = company or source.company
        client = source.parties[company.id][0]
        made = source.an_invoice(company, client, lines=[{}, {}, {}])
        source.changed("invoices", made, LOW)
        return cls(source, company, made)

    @property
    def lines(self) -> list[Row]:
        return lines_of(self.source, self.id)

    @property
    def line_ids(self) -> list[int]:
        return [line["id"] for line in self.lines]

    @property
    def changed_at(self) -> datetime:
        changed_at: datetime = self.source.row("invoices", self.id)["updated_at"]
        return changed_at

    def change(
        self,
        changed: dict[int, changes.Columns] | None = None,
        added: dict[int, changes.Columns] | None = None,
        removed: tuple[int, ...] = (),
        positions: dict[int, int] | None = None,
    ) -> None:
        """As the company of the source does, whose ever the invoice is."""
        with writing(self.source) as db:
            changes.change_lines(
                db,
                self.source.company.id,
                self.id,
                changed or {},
                added or {},
                removed,
                positions or {},
            )


@pytest.fixture
def invoice(source: Source) -> Invoice:
    return Invoice.of(source)


def reserved(source: Source) -> int:
    with writing(source) as db:
        (line,) = klipboard.reserve_ids(db, "invoice_line", 1)
    assert line >= OURS
    return line


@pytest.mark.rule("C-05")
@pytest.mark.parametrize("column", sorted(changes.LINE_COLUMNS))
def test_only_the_named_column_of_a_line_changes_and_its_invoice_is_touched(
    invoice: Invoice, column: str
) -> None:
    before = invoice.lines
    value = OTHER_VALUES.get(column, f"new {column}")

    invoice.change({before[1]["id"]: {column: value}})

    after = invoice.lines
    assert after[0::2] == before[0::2]
    changed_at = after[1]["updated_at"]
    assert after[1] == {**before[1], column: value, "updated_at": changed_at}
    assert LOW < before[1]["updated_at"] < changed_at <= invoice.changed_at


@pytest.mark.rule("C-05")
@pytest.mark.rule("B-02")
def test_lines_are_changed_added_removed_and_ordered_and_twice_equals_once(
    source: Source, invoice: Invoice
) -> None:
    first, second, third = invoice.line_ids
    new = reserved(source)
    change: dict[str, Any] = {
        "changed": {third: {"quantity": Decimal("0.1"), "description": None}},
        "added": {new: {"description": "Added", "unit_price": Decimal("0.0001")}},
        "removed": (first,),
        "positions": {third: 1, new: 2, second: 3},
    }
    invoice.change(**change)
    once, changed_at = invoice.lines, invoice.changed_at

    invoice.change(**change)

    assert (invoice.lines, invoice.changed_at) == (once, changed_at)
    assert [(line["id"], line["position"]) for line in once] == [(third, 1), (new, 2), (second, 3)]
    assert (once[0]["quantity"], once[0]["description"]) == (Decimal("0.1"), None)
    assert (once[1]["quantity"], once[1]["unit_price"]) == (Decimal(1), Decimal("0.0001"))
    assert (once[1]["discount_percent"], once[1]["tax_rate"]) == (Decimal(0), None)
    assert once[1]["company_id"] == source.company.id
    assert changed_at > LOW


def test_the_time_after_a_change_of_lines_is_the_invoices(source: Source, invoice: Invoice) -> None:
    with writing(source) as db:
        changes.change_lines(db, source.company.id, invoice.id, {}, {}, invoice.line_ids[:1], {})
        changed_at = changes.change_invoice(db, source.company.id, invoice.id, {})

    assert LOW < changed_at == invoice.changed_at


@pytest.mark.rule("B-02")
def test_a_line_that_is_added_again_stays_as_a_person_left_it(
    source: Source, invoice: Invoice
) -> None:
    new = reserved(source)
    invoice.change(added={new: {"description": "Added"}}, positions={new: 4})
    source.update("invoice_lines", new, description="By hand")

    invoice.change(added={new: {"description": "Added"}}, positions={new: 4})

    assert source.row("invoice_lines", new)["description"] == "By hand"


def test_lines_in_which_nothing_changes_are_not_touched_nor_is_their_invoice(
    invoice: Invoice,
) -> None:
    before = invoice.lines
    same: dict[int, changes.Columns] = {
        line["id"]: {"quantity": Decimal(1), "unit_price": Decimal("100.00"), "item_name": None}
        for line in before
    }

    invoice.change(same, {}, (0,), {line["id"]: line["position"] for line in before})
    invoice.change()

    assert (invoice.lines, invoice.changed_at) == (before, LOW)


def test_a_column_that_is_not_named_keeps_what_a_person_wrote_since(
    source: Source, invoice: Invoice
) -> None:
    line = invoice.line_ids[0]
    source.update("invoice_lines", line, description="By hand")

    invoice.change({line: {"tax_rate": "No VAT"}})

    row = source.row("invoice_lines", line)
    assert (row["description"], row["tax_rate"]) == ("By hand", "No VAT")


def test_lines_of_another_company_are_never_touched(source: Source, invoice: Invoice) -> None:
    theirs = Invoice.of(source, source.other)
    before, mine = theirs.lines, invoice.lines
    ids = theirs.line_ids
    change: dict[str, Any] = {
        "changed": {ids[0]: {"description": "ours"}},
        "removed": (ids[1],),
        "positions": {ids[2]: 9},
    }

    theirs.change(**change, added={})
    new = reserved(source)
    theirs.change(added={new: {"description": "ours"}}, positions={new: 4})
    invoice.change(**change)
    invoice.change(added={ids[0]: {"description": "ours"}}, positions={ids[0]: 1})

    assert (theirs.lines, theirs.changed_at) == (before, LOW)
    assert (invoice.lines, invoice.changed_at) == (mine, LOW)


def test_lines_of_another_invoice_are_never_touched(source: Source, invoice: Invoice) -> None:
    second = Invoice.of(source)
    before = second.lines
    ids = second.line_ids

    invoice.change({ids[0]: {"description": "x"}}, {}, (ids[1],), {ids[2]: 9})

    assert (second.lines, second.changed_at, invoice.changed_at) == (before, LOW, LOW)


def a_payment(ledger_id: str = "P1", amount: str = "40.10", **values: Any) -> LedgerPayment:
    defaults = {"paid_on": date(2026, 10, 2), "reference": "BACS"}
    return LedgerPayment(ledger_id=ledger_id, amount=Decimal(amount), **{**defaults, **values})


def pay(
    invoice: Invoice,
    *payments: LedgerPayment,
    gone: tuple[str, ...] = (),
    ledger: str = "xero",
) -> None:
    company = invoice.source.company.id
    with writing(invoice.source) as db:
        changes.write_payments(db, company, invoice.id, ledger, payments, gone)


def payments_of(source: Source, *invoices: Invoice) -> dict[int, list[KeptPayment]]:
    with writing(source) as db:
        ids = {each.id for each in invoices}
        return changes.payments(db, source.company.id, ids)


@pytest.mark.rule("C-06")
def test_payments_are_kept_and_read_back_exactly(source: Source, invoice: Invoice) -> None:
    unpaid = Invoice.of(source)

    pay(invoice, a_payment(), a_payment("P2", "0.0001", reference=None))

    assert payments_of(source, invoice, unpaid) == {
        invoice.id: [
            KeptPayment("xero", "P1", Decimal("40.10"), date(2026, 10, 2), "BACS", False),
            KeptPayment("xero", "P2", Decimal("0.0001"), date(2026, 10, 2), None, False),
        ],
        unpaid.id: [],
    }


@pytest.mark.rule("C-06")
@pytest.mark.rule("B-02")
def test_a_payment_that_is_as_it_was_is_not_touched(source: Source, invoice: Invoice) -> None:
    payments = (a_payment(), a_payment("P2", reference=None))
    pay(invoice, *payments)
    before = kept(source, invoice.id)

    pay(invoice, *payments)
    pay(invoice)

    assert kept(source, invoice.id) == before
    assert invoice.changed_at == LOW


@pytest.mark.rule("C-06")
@pytest.mark.parametrize(
    "change",
    [{"amount": "40.11"}, {"paid_on": date(2026, 10, 3)}, {"reference": None}],
    ids=["amount", "day", "reference"],
)
def test_a_payment_that_changed_keeps_its_row(
    source: Source, invoice: Invoice, change: dict[str, Any]
) -> None:
    pay(invoice, a_payment(), a_payment("P2"))
    before = kept(source, invoice.id)

    pay(invoice, a_payment(**change), a_payment("P2"))

    changed, other = kept(source, invoice.id)
    assert (changed["id"], other) == (before[0]["id"], before[1])
    ((name, value),) = change.items()
    assert str(changed[name]).removesuffix("00") == str(value)


@pytest.mark.rule("C-06")
@pytest.mark.rule("B-02")
def test_a_payment_that_was_removed_keeps_its_row_and_the_time_of_it(
    source: Source, invoice: Invoice
) -> None:
    pay(invoice, a_payment(), a_payment("P2"))
    pay(invoice, a_payment("P2"), gone=("P1",))
    once = kept(source, invoice.id)

    pay(invoice, a_payment("P2"), gone=("P1", "never there"))

    assert kept(source, invoice.id) == once
    assert [each["reversed_at"] is None for each in once] == [False, True]
    assert [each.reversed for each in payments_of(source, invoice)[invoice.id]] == [True, False]


@pytest.mark.rule("C-06")
def test_a_payment_that_is_back_is_reversed_no_more(source: Source, invoice: Invoice) -> None:
    pay(invoice, a_payment())
    pay(invoice, gone=("P1",))

    pay(invoice, a_payment())

    (row,) = kept(source, invoice.id)
    assert row["reversed_at"] is None


@pytest.mark.rule("C-06")
def test_one_payment_pays_several_invoices_and_ledgers_do_not_meet(
    source: Source, invoice: Invoice
) -> None:
    second = Invoice.of(source)
    pay(invoice, a_payment())
    pay(invoice, a_payment(amount="1"), ledger="quickbooks")
    pay(second, a_payment(amount="2"))

    pay(invoice, gone=("P1",))

    found = payments_of(source, invoice, second)
    assert [(each.ledger, each.amount, each.reversed) for each in found[invoice.id]] == [
        ("quickbooks", Decimal(1), False),
        ("xero", Decimal("40.10"), True),
    ]
    assert [(each.amount, each.reversed) for each in found[second.id]] == [(Decimal(2), False)]


def test_payments_of_another_company_are_never_written_nor_read(source: Source) -> None:
    theirs = Invoice.of(source, source.other)
    with writing(source) as db:
        changes.write_payments(db, source.other.id, theirs.id, "xero", [a_payment()], ())
    before = kept(source, theirs.id)

    pay(theirs, a_payment(amount="1"), a_payment("P2"), gone=("P1",))

    assert len(before) == 1
    assert kept(source, theirs.id) == before
    assert payments_of(source, theirs) == {theirs.id: []}


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
