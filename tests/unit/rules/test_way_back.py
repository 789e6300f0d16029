"""What is taken from a ledger becomes the columns of Klipboard, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ledger_sync.errors import InvalidRecord, UnmappedCode
from ledger_sync.ledgers import LEDGERS
from ledger_sync.ledgers.views import Ids, WayBack
from ledger_sync.model import CLIENT, CLIENT_LOCATION, SUPPLIER, Json, Line, Ref
from ledger_sync.rules.line_numbers import is_in_one_piece
from ledger_sync.rules.mapping import ANY, MappingTable, Row, Tables
from ledger_sync.rules.merge import changes
from ledger_sync.rules.money import line_amount, plain
from ledger_sync.rules.way_back import Books, invoice_columns, line_columns, party_columns
from ledger_sync.steps.mapping_tables import from_file

from tests.unit.builders import GB, a_line, a_party, an_invoice

ADDRESS = {
    "line1": "2 Low Street",
    "line2": None,
    "city": "Leeds",
    "region": None,
    "postcode": "LS2 2BB",
    "country": None,
}


@cache
def tables(ledger: str, **own: Row) -> Tables:
    """The shipped tables, with a company's own row each."""
    return {
        spec.name: MappingTable.of(
            ledger, spec, [*from_file(ledger, spec), *(own[n] for n in own if n == spec.name)]
        )
        for spec in LEDGERS[ledger].tables
    }


def books(ledger: str = "xero", **own: Row) -> Books:
    return Books(
        company=GB,
        tables=tables(ledger, **own),
        names={("tax_code", "5"): "20% VAT", ("tax_code", "6"): "5% VAT", ("term", "3"): "NET 30"},
        parties={
            "c-7": Ref(CLIENT, 7),
            "c-9": Ref(CLIENT_LOCATION, 9),
            "c-8": Ref(SUPPLIER, 8),
        },
        clients_of={9: 3},
    )


def way(ledger: str = "xero") -> WayBack:
    found = LEDGERS[ledger].way_back
    assert found is not None
    return found


def of_party(field: str, value: Any, ledger: str = "xero", **ours: Any) -> dict[str, Any]:
    return party_columns(way(ledger), a_party(**ours), field, value, books(ledger))


def of_invoice(field: str, value: Any, ledger: str = "xero", **ours: Any) -> dict[str, Any]:
    return invoice_columns(an_invoice(**ours), field, value, books(ledger))


def of_line(taken: Json, ledger: str = "xero", **ours: Any) -> dict[str, Any]:
    line = a_line(**ours)
    view = {**a_view(ledger), **taken}
    return line_columns(way(ledger), line, taken, view, books(ledger))


def a_view(ledger: str, **values: Any) -> Json:
    common = {"id": "l-1", "description": "Tap", "quantity": "2", "unit_price": "45.5"}
    own: dict[str, Json] = {
        "xero": {"discount_percent": None, "account": "200", "tax": "OUTPUT2"},
        "quickbooks": {"tax": "5", "item": "11", "item_name": "Tap"},
    }
    return {**common, **own[ledger], **values}


@pytest.mark.rule("X-04")
@pytest.mark.parametrize(
    ("ledger", "shown"), [("xero", "Acme Ltd - New yard"), ("quickbooks", "New yard")]
)
def test_the_name_of_a_location_comes_back_without_its_clients(ledger: str, shown: str) -> None:
    ours = {"entity": CLIENT_LOCATION, "name": "Yard", "client_id": 3, "client_name": "Acme Ltd"}

    assert of_party("name", shown, ledger, **ours) == {"name": "New yard"}


@pytest.mark.rule("C-05")
@pytest.mark.parametrize(
    ("field", "value", "columns"),
    [
        pytest.param("email", "jo@acme.example", {"email": "jo@acme.example"}, id="text"),
        pytest.param("phone", None, {"phone": None}, id="blank"),
        pytest.param("archived", True, {"archived": True}, id="archived"),
        pytest.param(
            "payment_terms", "30 DAYSAFTERBILLDATE", {"payment_terms": "30 days"}, id="terms"
        ),
        pytest.param("payment_terms", None, {"payment_terms": None}, id="no terms"),
        pytest.param(
            "address",
            ADDRESS,
            {
                "address_line1": "2 Low Street",
                "address_line2": None,
                "city": "Leeds",
                "region": None,
                "postcode": "LS2 2BB",
                "country": None,
            },
            id="address",
        ),
    ],
)
def test_a_taken_field_of_a_party_becomes_its_columns(
    field: str, value: Any, columns: dict[str, Any]
) -> None:
    assert of_party(field, value) == columns


@pytest.mark.rule("C-12")
def test_the_terms_of_quickbooks_are_translated_by_their_name() -> None:
    assert of_party("payment_terms", "3", "quickbooks") == {"payment_terms": "30 days"}


@pytest.mark.rule("C-10")
def test_terms_that_mean_the_same_to_the_ledger_stay_as_they_were_typed() -> None:
    columns = of_party("payment_terms", "30 DAYSAFTERBILLDATE", payment_terms="30 days net")

    assert columns == {"payment_terms": "30 days net"}


@pytest.mark.rule("C-12")
def test_terms_without_a_way_back_are_named_with_what_to_do() -> None:
    with pytest.raises(UnmappedCode) as caught:
        of_party("payment_terms", "99 DAYSAFTERBILLDATE")

    error = caught.value
    assert (error.rule, error.field, error.value) == (
        "C-12",
        "payment_terms",
        "99 DAYSAFTERBILLDATE",
    )
    assert error.message == (
        "Payment term '99 DAYSAFTERBILLDATE' of xero has no way back in mapping table "
        "payment_terms: add a row with inbound = yes there, or one in sync.mapping_overrides"
    )


@pytest.mark.rule("C-05")
@pytest.mark.parametrize(
    ("field", "value", "columns"),
    [
        pytest.param("number", "INV-43", {"number": "INV-43"}, id="number"),
        pytest.param("issue_date", "2026-10-02", {"issue_date": date(2026, 10, 2)}, id="date"),
        pytest.param("due_date", "2026-11-15", {"due_date": date(2026, 11, 15)}, id="due date"),
        pytest.param("due_date", None, {"due_date": None}, id="no due date"),
        pytest.param("reference", "Job 8", {"reference": "Job 8"}, id="reference"),
        pytest.param("currency", "EUR", {"currency": "EUR"}, id="currency"),
        pytest.param("prices_include_tax", True, {"prices_include_tax": True}, id="with tax"),
        pytest.param("prices_include_tax", None, {}, id="no tax at all"),
        pytest.param("party", "c-7", {"client_id": 7, "billing_location_id": None}, id="client"),
        pytest.param("party", "c-9", {"client_id": 3, "billing_location_id": 9}, id="location"),
    ],
)
def test_a_taken_field_of_an_invoice_becomes_its_columns(
    field: str, value: Any, columns: dict[str, Any]
) -> None:
    assert of_invoice(field, value) == columns


@pytest.mark.rule("C-05")
@pytest.mark.parametrize("ledger_id", ["c-8", "c-99", None], ids=["supplier", "stranger", "none"])
def test_an_invoice_that_is_billed_to_nobody_of_ours_is_held(ledger_id: str | None) -> None:
    with pytest.raises(InvalidRecord, match="is no client or location of Klipboard") as caught:
        of_invoice("party", ledger_id)

    assert (caught.value.rule, caught.value.field) == ("C-05", "party")


@pytest.mark.rule("C-05")
@pytest.mark.parametrize("field", ["number", "issue_date", "currency"])
def test_an_invoice_without_what_klipboard_needs_is_held(field: str) -> None:
    with pytest.raises(InvalidRecord, match="Klipboard needs one: enter it there"):
        of_invoice(field, None)


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("ledger", "before", "shown", "columns"),
    [
        pytest.param("xero", "Draft", "AUTHORISED", {"status": "Sent"}, id="approved"),
        pytest.param("xero", "Overdue", "AUTHORISED", {}, id="overdue is open there"),
        pytest.param("xero", "Unpaid", "AUTHORISED", {}, id="unpaid is open there"),
        pytest.param("quickbooks", "Draft", "EmailSent", {"status": "Sent"}, id="sent"),
        pytest.param("quickbooks", "Sent", "NotSet", {}, id="to be mailed once more"),
        pytest.param("quickbooks", "Paid", "NotSet", {}, id="payments decide on a paid one"),
    ],
)
def test_a_status_comes_back_as_the_word_of_the_table_unless_ours_means_the_same(
    ledger: str, before: str, shown: str, columns: dict[str, Any]
) -> None:
    assert of_invoice("status", shown, ledger, status=before) == columns


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("ledger", "taken", "columns"),
    [
        pytest.param("xero", {"tax": "RROUTPUT"}, {"tax_rate": "5% VAT"}, id="tax type"),
        pytest.param("xero", {"tax": None}, {"tax_rate": None}, id="no tax"),
        pytest.param("quickbooks", {"tax": "6"}, {"tax_rate": "5% VAT"}, id="tax code"),
        pytest.param("xero", {"account": "260"}, {"account_code": "260"}, id="account"),
        pytest.param("xero", {"account": None}, {"account_code": None}, id="no account"),
    ],
)
def test_the_codes_of_a_line_come_back_through_the_tables(
    ledger: str, taken: Json, columns: dict[str, Any]
) -> None:
    assert of_line(taken, ledger) == columns


@pytest.mark.rule("C-12")
def test_a_tax_without_a_way_back_is_named_with_what_to_do() -> None:
    with pytest.raises(UnmappedCode, match=r"Tax rate 'TAX009' of xero .* country GB") as caught:
        of_line({"tax": "TAX009"})

    assert (caught.value.rule, caught.value.field) == ("C-12", "tax_rate")


@pytest.mark.rule("C-12")
def test_a_company_s_own_account_comes_back_and_its_former_meaning_does_not() -> None:
    mine = books(accounts=Row("200", (ANY,), "4000", company_id=1))
    line = a_line(account_code="310")

    columns = line_columns(way(), line, {"account": "4000"}, a_view("xero"), mine)

    assert columns == {"account_code": "200"}
    with pytest.raises(UnmappedCode, match="Account code '200' of xero has no way back"):
        line_columns(way(), line, {"account": "200"}, a_view("xero"), mine)
    same = replace(line, account_code="200")
    assert line_columns(way(), same, {"account": "4000"}, a_view("xero"), mine) == {
        "account_code": "200"
    }


@pytest.mark.rule("C-05")
@pytest.mark.parametrize(
    ("ledger", "taken", "columns"),
    [
        pytest.param("xero", {"quantity": "3"}, {"quantity": Decimal(3)}, id="quantity"),
        pytest.param(
            "xero", {"discount_percent": "10"}, {"discount_percent": Decimal(10)}, id="off"
        ),
        pytest.param(
            "xero", {"discount_percent": None}, {"discount_percent": Decimal(0)}, id="not off"
        ),
        pytest.param("quickbooks", {"unit_price": "50"}, {"unit_price": Decimal(50)}, id="price"),
        pytest.param("quickbooks", {"description": "New"}, {"description": "New"}, id="words"),
        pytest.param(
            "quickbooks",
            {"item": "12", "item_name": "Sink"},
            {"item_name": "Sink"},
            id="another item",
        ),
    ],
)
def test_a_taken_field_of_a_line_becomes_its_column(
    ledger: str, taken: Json, columns: dict[str, Any]
) -> None:
    assert of_line(taken, ledger) == columns


def test_a_new_line_of_xero_comes_with_everything_that_it_has() -> None:
    view = a_view("xero", description="Van", discount_percent="5")

    columns = line_columns(way(), None, {}, view, books())

    assert columns == {
        "item_name": None,
        "description": "Van",
        "quantity": Decimal(2),
        "unit_price": Decimal("45.5"),
        "discount_percent": Decimal(5),
        "account_code": "200",
        "tax_rate": "20% VAT",
    }


def test_a_new_line_of_quickbooks_comes_with_its_item() -> None:
    columns = line_columns(
        way("quickbooks"), None, {}, a_view("quickbooks", description="Mixer"), books("quickbooks")
    )

    assert columns == {
        "item_name": "Tap",
        "description": "Mixer",
        "quantity": Decimal(2),
        "unit_price": Decimal("45.5"),
        "discount_percent": Decimal(0),
        "account_code": None,
        "tax_rate": "20% VAT",
    }


def test_a_line_of_words_alone_is_one_piece_free_of_charge() -> None:
    view = a_view("quickbooks", quantity=None, unit_price=None, tax=None, item=None, item_name=None)

    columns = line_columns(way("quickbooks"), None, {}, view, books("quickbooks"))

    assert (columns["quantity"], columns["unit_price"]) == (Decimal(1), Decimal(0))
    assert (columns["tax_rate"], columns["item_name"]) == (None, None)


@pytest.mark.rule("C-05")
def test_a_discount_stays_where_it_still_gives_the_ledgers_net_price() -> None:
    ours = {"unit_price": Decimal(20), "discount_percent": Decimal(10)}

    more = of_line({"quantity": "5"}, "quickbooks", **ours)
    same_price = of_line({"quantity": "5", "unit_price": "18"}, "quickbooks", **ours)
    other_price = of_line({"unit_price": "17"}, "quickbooks", **ours)

    assert more == same_price == {"quantity": Decimal(5)}
    assert other_price == {"unit_price": Decimal(17), "discount_percent": Decimal(0)}


def test_a_discount_goes_that_would_give_another_amount_with_the_ledgers_quantity() -> None:
    ours = {"unit_price": Decimal("1.6382"), "discount_percent": Decimal(10)}

    columns = of_line({"quantity": "10.0686", "unit_price": "1.4744"}, "quickbooks", **ours)

    assert columns == {
        "quantity": Decimal("10.0686"),
        "unit_price": Decimal("1.4744"),
        "discount_percent": Decimal(0),
    }


def test_our_new_price_stays_where_the_ledger_changed_the_quantity_alone() -> None:
    line = a_line(unit_price=Decimal(60), discount_percent=Decimal(10))

    columns = line_columns(
        way("quickbooks"),
        line,
        {"quantity": "5"},
        a_view("quickbooks", quantity="5", unit_price="18"),
        books("quickbooks"),
    )

    assert columns == {"quantity": Decimal(5)}


IN_ONE_PIECE = {
    "quantity": Decimal(3000),
    "unit_price": Decimal("0.3333"),
    "discount_percent": Decimal("33.33"),
    "description": "Screws",
}
"""QuickBooks was told 1 at 666.63, ``3000 x Screws``."""


@pytest.mark.rule("C-05")
def test_a_line_that_went_in_one_piece_takes_the_ledgers_numbers_and_says_how_many() -> None:
    columns = of_line({"quantity": "1", "unit_price": "600"}, "quickbooks", **IN_ONE_PIECE)

    assert columns == {
        "description": "3000 x Screws",
        "quantity": Decimal(1),
        "unit_price": Decimal(600),
        "discount_percent": Decimal(0),
    }


@pytest.mark.rule("C-05")
def test_new_words_of_a_line_that_went_in_one_piece_do_not_say_twice_how_many() -> None:
    columns = of_line({"description": "3000 x Brass screws"}, "quickbooks", **IN_ONE_PIECE)

    assert columns == {"description": "Brass screws"}


def test_new_words_and_numbers_of_a_line_in_one_piece_are_taken_as_they_are() -> None:
    taken = {"description": "A box", "quantity": "2", "unit_price": "300"}

    columns = of_line(taken, "quickbooks", **IN_ONE_PIECE)

    assert (columns["description"], columns["quantity"]) == ("A box", Decimal(2))


@pytest.mark.rule("C-05")
def test_a_price_that_four_places_cannot_give_comes_back_in_one_piece() -> None:
    taken = {"quantity": "300", "unit_price": "3.3333333"}

    columns = of_line(taken, "quickbooks", description=None)

    assert columns == {
        "description": "300 x Tap",
        "quantity": Decimal(1),
        "unit_price": Decimal("1000.00"),
    }


def test_the_former_items_name_stays_the_text_of_a_line_that_has_no_other() -> None:
    view = {"description": "Tap", "item": "12", "item_name": "Sink"}

    columns = line_columns(
        way("quickbooks"),
        a_line(description=None),
        {"item": "12"},
        a_view("quickbooks", **view),
        books("quickbooks"),
    )

    assert columns == {"item_name": "Sink", "description": "Tap"}


amounts = st.decimals(1, "999.9999", places=4)
ours_lines = st.builds(
    a_line,
    item_name=st.sampled_from([None, "Tap"]),
    description=st.sampled_from([None, "Mixer tap", "Tap, chromed"]),
    quantity=amounts,
    unit_price=amounts,
    discount_percent=st.sampled_from([Decimal(0), Decimal(10), Decimal("33.33")]),
)
edits = st.fixed_dictionaries(
    {},
    optional={
        "description": st.sampled_from(["Sink", "Tap", "Tap\nChromed", "3 x Tap"]),
        "quantity": amounts.map(plain),
        "unit_price": amounts.map(plain),
    },
)


def shown_line(ledger: str, line: Line) -> Json:
    invoice = an_invoice(lines=(line,))
    content = LEDGERS[ledger].draft(invoice, GB, tables(ledger)).content
    shown: Json = way(ledger).shown(content, Ids())["lines"][0]
    return shown


@pytest.mark.rule("C-10")
@pytest.mark.parametrize("ledger", sorted(LEDGERS))
@given(line=ours_lines, edit=edits)
def test_the_amount_of_an_edited_line_is_the_ledgers_to_the_cent(
    ledger: str, line: Line, edit: Json
) -> None:
    before = shown_line(ledger, line)
    view = {**before, **edit}
    taken = changes(before, view)

    after = replace(line, **line_columns(way(ledger), line, taken, view, books(ledger)))

    numbers = after.quantity, after.unit_price, after.discount_percent
    theirs = [Decimal(view.get(n) or 0) for n in ("quantity", "unit_price", "discount_percent")]
    assert line_amount(*numbers) == line_amount(theirs[0], theirs[1], theirs[2])


@pytest.mark.rule("C-10")
@pytest.mark.parametrize("ledger", sorted(LEDGERS))
@given(line=ours_lines, edit=edits)
def test_an_edited_line_would_be_sent_again_as_the_ledger_shows_it(
    ledger: str, line: Line, edit: Json
) -> None:
    before = shown_line(ledger, line)
    view = {**before, **edit}
    assume(not is_in_one_piece(line, view))

    after = replace(
        line, **line_columns(way(ledger), line, changes(before, view), view, books(ledger))
    )

    assume(not is_in_one_piece(after, view))
    assert changes(view, shown_line(ledger, after)) == {}
