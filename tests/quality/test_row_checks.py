"""Each kind of impossible row is found, named, and alone in being held."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from ledger_sync.quality.checks import check_lines, check_rows
from ledger_sync.quality.frames import line_frame, row_frame

from tests.quality.rows import a_line, a_party, a_purchase_order, an_invoice

pytestmark = pytest.mark.usefixtures("great_expectations")

ROWS = {
    "client": a_party,
    "client_location": lambda source_id, **spoiled: a_party(
        source_id, "client_location", **spoiled
    ),
    "supplier": lambda source_id, **spoiled: a_party(source_id, "supplier", **spoiled),
    "invoice": an_invoice,
    "purchase_order": a_purchase_order,
}


def find(entity, ledger, rows):
    return check_rows(entity, ledger, row_frame(entity, rows))


def find_lines(entity, ledger, document):
    return check_lines(entity, ledger, line_frame([document]))


def spoiled_rows(entity, ledger, cases):
    """One good row (id 0), and for each case of the ledger a row whose id is the case's place."""
    bad = [
        ROWS[entity](place, **{case.values[1]: case.values[2]})
        for place, case in enumerate(cases, start=1)
        if case.values[0] == ledger
    ]
    return [ROWS[entity](0), *bad]


def numbered(cases):
    """The cases as parameters, each with its place in front."""
    return [
        pytest.param(place, *case.values, id=case.id) for place, case in enumerate(cases, start=1)
    ]


@pytest.mark.rule("C-09")
@pytest.mark.parametrize("ledger", ["xero", "quickbooks"])
@pytest.mark.parametrize("entity", list(ROWS))
def test_good_rows_pass(entity, ledger):
    rows = [ROWS[entity](number) for number in (1, 2, 3)]

    found = find(entity, ledger, rows)
    if entity in ("invoice", "purchase_order"):
        found += check_lines(entity, ledger, line_frame(rows))

    assert found == []


BAD_PARTIES = [
    pytest.param("xero", "name", None, id="null name"),
    pytest.param("xero", "name", "x" * 500, id="500 characters"),
    pytest.param("xero", "name", "Acme <Leeds>", id="angle brackets"),
    pytest.param("xero", "contact_first_name", "x" * 256, id="first name"),
    pytest.param("xero", "email", "jo@example", id="no domain"),
    pytest.param("xero", "email", "jo@example.com, al@example.com", id="two addresses"),
    pytest.param("xero", "email", "jörg@example.com", id="umlaut"),
    pytest.param("xero", "email", f"{'x' * 250}@example.com", id="long e-mail"),
    pytest.param("xero", "phone", "0" * 51, id="phone"),
    pytest.param("xero", "mobile", "0" * 51, id="mobile"),
    pytest.param("xero", "account_number", "9" * 51, id="account number"),
    pytest.param("xero", "address_line1", "x" * 501, id="address line"),
    pytest.param("xero", "city", "x" * 256, id="city"),
    pytest.param("xero", "postcode", "x" * 51, id="postcode"),
    pytest.param("xero", "country", "x" * 51, id="country"),
    pytest.param("xero", "tax_number", "9" * 51, id="tax number"),
    pytest.param("xero", "currency", "gbp", id="currency"),
    pytest.param("quickbooks", "name", "x" * 501, id="QuickBooks name"),
    pytest.param("quickbooks", "phone", "0" * 31, id="QuickBooks phone"),
    pytest.param("quickbooks", "email", f"{'x' * 95}@example.com", id="QuickBooks e-mail"),
]


@cache
def found_in_parties(entity, ledger):
    return find(entity, ledger, spoiled_rows(entity, ledger, BAD_PARTIES))


@pytest.mark.rule("C-09")
@pytest.mark.parametrize("entity", ["client", "supplier"])
@pytest.mark.parametrize(("source_id", "ledger", "field", "value"), numbered(BAD_PARTIES))
def test_a_bad_party_is_named(entity, source_id, ledger, field, value):
    (found,) = [one for one in found_in_parties(entity, ledger) if one.source_id == source_id]

    assert (found.entity, found.field, found.value) == (entity, field, value)
    assert found.holds


@pytest.mark.rule("X-03")
def test_a_location_is_held_when_only_the_composed_name_is_too_long():
    composed = f"{'c' * 150} - {'l' * 150}"
    row = a_party(2, "client_location", name="l" * 150, ledger_name=composed)

    (found,) = find("client_location", "xero", [row])

    assert (found.field, found.value) == ("name", composed)


def test_a_blank_name_counts_as_missing():
    (found,) = find("client", "xero", [a_party(1, name=" \t ")])

    assert (found.field, found.value) == ("name", None)


@pytest.mark.rule("B-05")
def test_an_archived_party_is_not_held_for_what_matters_only_when_sending():
    assert find("client", "xero", [a_party(1, name="x" * 500, email="?", archived=True)]) == []


@pytest.mark.rule("C-09")
def test_a_warning_is_told_and_does_not_hold():
    (found,) = find("client", "xero", [a_party(1, country="UK 2")])

    assert (found.field, found.severity, found.holds) == ("country", "warning", False)


BAD_INVOICES = [
    pytest.param("xero", "status", None, "C-12", id="null status"),
    pytest.param("xero", "number", None, "C-08", id="null number"),
    pytest.param("xero", "number", "9" * 256, "C-08", id="long number"),
    pytest.param("xero", "number", "INV–1", "C-08", id="not ASCII"),
    pytest.param("quickbooks", "number", "9" * 22, "C-08", id="QuickBooks number"),
    pytest.param("xero", "issue_date", None, "C-09", id="null issue date"),
    pytest.param("xero", "due_date", None, "X-06", id="null due date"),
    pytest.param("quickbooks", "due_date", None, "Q-10", id="QuickBooks due date"),
    pytest.param("xero", "currency", "gbp", "C-09", id="small letters"),
    pytest.param("xero", "currency", "POUND", "C-09", id="no currency"),
    pytest.param("xero", "client_id", None, "C-09", id="null client"),
    pytest.param("xero", "reference", "x" * 256, "C-09", id="long reference"),
]


@cache
def found_in_invoices(ledger):
    return find("invoice", ledger, spoiled_rows("invoice", ledger, BAD_INVOICES))


@pytest.mark.rule("C-09")
@pytest.mark.parametrize(("source_id", "ledger", "field", "value", "rule"), numbered(BAD_INVOICES))
def test_a_bad_invoice_is_named(source_id, ledger, field, value, rule):
    (found,) = [one for one in found_in_invoices(ledger) if one.source_id == source_id]

    assert (found.rule, found.field, found.value) == (rule, field, value)
    assert found.holds


@pytest.mark.rule("C-09")
@pytest.mark.parametrize("ledger", ["xero", "quickbooks"])
def test_a_good_row_among_bad_ones_passes(ledger):
    found = found_in_parties("client", ledger) + found_in_invoices(ledger)

    assert 0 not in {one.source_id for one in found}


def test_a_document_without_a_line_is_held():
    (found,) = find("invoice", "xero", [an_invoice(1, lines=[])])

    assert (found.field, found.value) == ("lines", "0")


@pytest.mark.rule("X-06")
@pytest.mark.parametrize("status", ["Draft", "Cancelled"])
def test_what_is_not_awaiting_payment_needs_no_due_date(status):
    assert find("invoice", "xero", [an_invoice(1, status=status, due_date=None)]) == []


@pytest.mark.rule("B-05")
@pytest.mark.parametrize("entity", ["invoice", "purchase_order"])
def test_a_cancelled_document_is_not_held_for_what_matters_only_when_sending(entity):
    line = a_line(1, quantity=Decimal(-1), unit_price=None, tax_rate=None, account_code=None)
    document = ROWS[entity](
        1, status="Cancelled", issue_date=None, number="Ü", currency=None, lines=[line]
    )

    assert find(entity, "xero", [document]) == []
    assert find_lines(entity, "xero", document) == []


@pytest.mark.rule("C-12")
@pytest.mark.parametrize("entity", ["invoice", "purchase_order"])
def test_a_status_that_nobody_knows_is_left_to_the_mapping_table(entity):
    assert find(entity, "xero", [ROWS[entity](1, status="Lost")]) == []


@pytest.mark.rule("C-12")
def test_a_purchase_order_without_a_status_is_held():
    (found,) = find("purchase_order", "xero", [a_purchase_order(1, status=None)])

    assert (found.rule, found.field, found.value) == ("C-12", "status", None)


@pytest.mark.parametrize("entity", ["invoice", "purchase_order"])
@pytest.mark.parametrize("currency", [None, "", "  "], ids=["null", "empty", "blank"])
def test_a_missing_currency_is_no_fault_because_the_base_currency_stands_in(entity, currency):
    assert find(entity, "xero", [ROWS[entity](1, currency=currency)]) == []


BAD_LINES = [
    pytest.param("quantity", Decimal("-1.0000"), "-1.0000", id="negative quantity"),
    pytest.param("quantity", None, None, id="null quantity"),
    pytest.param("quantity", Decimal("NaN"), "NaN", id="not a number"),
    pytest.param("quantity", Decimal("123456789.1234"), "123456789.1234", id="14 characters"),
    pytest.param("unit_price", None, None, id="null price"),
    pytest.param("discount_percent", Decimal("100.01"), "100.01", id="over 100 percent"),
    pytest.param("discount_percent", Decimal(-1), "-1", id="negative discount"),
    pytest.param("account_code", None, None, id="null account"),
    pytest.param("tax_rate", "", None, id="blank tax rate"),
]


@cache
def found_in_lines(entity):
    documents = [ROWS[entity](0)]
    for place, case in enumerate(BAD_LINES, start=1):
        field, value, _ = case.values
        lines = [a_line(place * 10), a_line(place * 10 + 1, 2) | {field: value}]
        documents.append(ROWS[entity](place, lines=lines))
    return check_lines(entity, "xero", line_frame(documents))


@pytest.mark.rule("C-09")
@pytest.mark.parametrize("entity", ["invoice", "purchase_order"])
@pytest.mark.parametrize(("source_id", "field", "value", "told"), numbered(BAD_LINES))
def test_a_bad_line_holds_its_document_and_is_told_by_its_place(
    entity, source_id, field, value, told
):
    (found,) = [one for one in found_in_lines(entity) if one.source_id == source_id]

    assert (found.field, found.value) == (field, told)
    assert "line 2" in found.message.lower()


def test_a_line_needs_a_description_or_an_item():
    silent = an_invoice(1, lines=[a_line(1, description="  ", item_name=None)])
    itemised = an_invoice(2, lines=[a_line(2, description=None)])

    (found,) = find_lines("invoice", "xero", silent)

    assert (found.field, found.value) == ("description", None)
    assert find_lines("invoice", "xero", itemised) == []


@pytest.mark.parametrize(
    ("price", "held"),
    [
        pytest.param("9999999999.99", False, id="largest"),
        pytest.param("10000000000.00", True, id="one cent more"),
        pytest.param("-9999999999.99", False, id="largest credit"),
        pytest.param("-10000000000.00", True, id="one cent less"),
    ],
)
def test_amounts_are_compared_to_the_cent(price, held):
    line = a_line(1, quantity=Decimal(1), unit_price=Decimal(price))

    assert bool(find_lines("invoice", "xero", an_invoice(1, lines=[line]))) is held


@pytest.mark.parametrize("field", ["account_code", "tax_rate"])
def test_a_draft_may_lack_what_only_an_approved_document_needs(field):
    draft = an_invoice(1, status="Draft", lines=[a_line(1) | {field: None}])

    assert find_lines("invoice", "xero", draft) == []


def test_a_null_beside_large_ids_does_not_blur_them():
    rows = [an_invoice(2**53 + 1, currency="POUND"), an_invoice(2, location_id=None)]

    (found,) = find("invoice", "xero", rows)

    assert found.source_id == 2**53 + 1


def test_no_rows_no_findings():
    assert find("invoice", "xero", []) == []
    assert check_lines("invoice", "xero", line_frame([])) == []
