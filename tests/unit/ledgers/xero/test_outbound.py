"""What Xero shall hold for a record of Klipboard. The whole bodies stand in ``tests/golden``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.errors import InvalidRecord, UnmappedCode
from ledger_sync.ledgers.xero.outbound import contact_number, difference, draft, shown_name
from ledger_sync.model import CLIENT, CLIENT_LOCATION, SUPPLIER, Json, Lookup, Record, Ref, Written
from ledger_sync.rules.mapping import Row
from ledger_sync.rules.money import line_amount

from tests.unit.builders import (
    GB,
    a_full_party,
    a_line,
    a_party,
    a_purchase_order,
    an_invoice,
    xero_tables,
)

TABLES = xero_tables()


def content(record: Record) -> Json:
    return draft(record, GB, TABLES).content


def first_line(record: Record) -> Json:
    line: Json = content(record)["LineItems"][0]
    return line


@pytest.mark.rule("X-03")
@pytest.mark.parametrize(
    ("entity", "name", "client", "shown"),
    [
        pytest.param(CLIENT, "Acme Ltd", None, "Acme Ltd", id="client"),
        pytest.param(SUPPLIER, " Steel \t Co ", None, "Steel Co", id="spaces are folded"),
        pytest.param(CLIENT_LOCATION, "Leeds", "Acme Ltd", "Acme Ltd - Leeds", id="location"),
        pytest.param(CLIENT_LOCATION, " Unit  2", " Acme", "Acme - Unit 2", id="folded location"),
        pytest.param(CLIENT_LOCATION, "Leeds", None, " - Leeds", id="client without a name"),
    ],
)
def test_the_name_that_xero_shows(entity: str, name: str, client: str | None, shown: str) -> None:
    assert shown_name(entity, name, client) == shown


@pytest.mark.parametrize(
    ("entity", "number"),
    [
        (CLIENT, "KB-CLIENT-7"),
        (CLIENT_LOCATION, "KB-LOCATION-7"),
        (SUPPLIER, "KB-SUPPLIER-7"),
    ],
    ids=["client", "location", "supplier"],
)
def test_each_kind_of_party_has_numbers_of_its_own(entity: str, number: str) -> None:
    assert contact_number(Ref(entity, 7)) == number


def test_blank_texts_of_a_party_are_absent() -> None:
    made = content(a_party(email="  ", phone="", account_number=" A-1 "))

    assert (made["EmailAddress"], made["Phones"]["DEFAULT"]["PhoneNumber"]) == (None, None)
    assert made["AccountNumber"] == "A-1"


@pytest.mark.rule("X-05")
def test_the_address_is_the_one_that_xero_prints_on_invoices_and_the_other_alike() -> None:
    addresses = content(a_full_party())["Addresses"]

    assert addresses["POBOX"]["AddressLine1"] == "1 High Street"
    assert addresses["STREET"] == addresses["POBOX"]


@pytest.mark.parametrize(
    ("entity", "terms"),
    [
        pytest.param(CLIENT, {"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}, id="client"),
        pytest.param(SUPPLIER, {"Bills": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}, id="supplier"),
    ],
)
def test_payment_terms_stand_on_the_side_of_the_party(entity: str, terms: Json) -> None:
    assert content(a_party(entity=entity, payment_terms="30 Days"))["PaymentTerms"] == terms


def test_a_party_without_payment_terms_needs_no_row() -> None:
    assert content(a_party(payment_terms=" "))["PaymentTerms"] is None


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        pytest.param(a_party(payment_terms="whenever"), "payment_terms", "whenever", id="terms"),
        pytest.param(an_invoice(status="Lost"), "status", "Lost", id="invoice status"),
        pytest.param(a_purchase_order(status="Unpaid"), "status", "Unpaid", id="order status"),
        pytest.param(
            an_invoice(lines=(a_line(tax_rate="7% MwSt"),)), "tax_rate", "7% MwSt", id="tax rate"
        ),
    ],
)
def test_a_code_without_a_row_is_named(record: Record, field: str, value: str) -> None:
    with pytest.raises(UnmappedCode) as caught:
        draft(record, GB, TABLES)

    assert (caught.value.rule, caught.value.field, caught.value.value) == ("C-12", field, value)


@pytest.mark.rule("B-05")
def test_an_archived_party_is_archived_whatever_else_it_says() -> None:
    made = draft(a_party(archived=True, payment_terms="whenever"), GB, TABLES)

    assert (made.intent, made.content, made.requires) == ("archive", {}, ())


@pytest.mark.rule("X-06")
@pytest.mark.parametrize(
    ("status", "due", "expected"),
    [
        pytest.param("Draft", None, ("DRAFT", None), id="draft without a due date"),
        pytest.param("Draft", date(2026, 1, 1), ("DRAFT", "2026-01-01"), id="draft with one"),
        pytest.param("Sent", date(2026, 1, 1), ("AUTHORISED", "2026-01-01"), id="sent"),
        pytest.param("overdue", date(2025, 1, 1), ("AUTHORISED", "2025-01-01"), id="overdue"),
    ],
)
def test_an_invoice_has_status_and_due_date(
    status: str, due: date | None, expected: tuple[str, str | None]
) -> None:
    made = content(an_invoice(status=status, due_date=due))

    assert (made["Status"], made["DueDate"]) == expected


@pytest.mark.rule("X-05")
def test_an_invoice_goes_to_the_party_whose_address_was_selected_and_waits_for_it() -> None:
    place = Ref(CLIENT_LOCATION, 5)

    made = draft(an_invoice(party=place), GB, TABLES)

    assert made.content["Contact"] == {"$ref": ["client_location", 5]}
    assert made.requires == (place,)


@pytest.mark.parametrize(
    ("inclusive", "types"),
    [(True, "Inclusive"), (False, "Exclusive")],
    ids=["with tax", "without tax"],
)
def test_prices_are_sent_as_they_were_typed(inclusive: bool, types: str) -> None:
    assert content(an_invoice(prices_include_tax=inclusive))["LineAmountTypes"] == types


def test_amounts_are_texts_so_that_no_float_touches_them() -> None:
    line = a_line(quantity=Decimal("2.5000"), unit_price=Decimal("12.3456"), line_id=9)

    made = first_line(an_invoice(lines=(line,)))

    assert (made["Quantity"], made["UnitAmount"], made["$line"]) == ("2.5", "12.3456", 9)


@pytest.mark.parametrize(
    ("discount", "sent"),
    [(Decimal("12.5000"), "12.5"), (Decimal(0), None)],
    ids=["discount", "none"],
)
def test_a_discount_of_an_invoice_is_sent_as_such(discount: Decimal, sent: str | None) -> None:
    assert (
        first_line(an_invoice(lines=(a_line(discount_percent=discount),)))["DiscountRate"] == sent
    )


@pytest.mark.parametrize(
    ("description", "item", "sent"),
    [
        pytest.param("Chromed", "Tap", "Tap\nChromed", id="item above its description"),
        pytest.param("Tap, chromed", "Tap", "Tap, chromed", id="item named in its description"),
        pytest.param("Chromed", None, "Chromed", id="description alone"),
        pytest.param("  ", "Tap", "Tap", id="item stands in"),
        pytest.param(None, None, "-", id="Xero demands one"),
    ],
)
def test_a_line_has_a_description(description: str | None, item: str | None, sent: str) -> None:
    line = a_line(description=description, item_name=item)

    assert first_line(an_invoice(lines=(line,)))["Description"] == sent


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("code", "sent", "lookups"),
    [
        pytest.param("Sales", "200", (), id="a row"),
        pytest.param(" 4000 ", "4000", ("4000",), id="no row: the chart decides"),
        pytest.param(" ", None, (), id="none"),
    ],
)
def test_an_account_is_mapped_or_looked_up(
    code: str, sent: str | None, lookups: tuple[str, ...]
) -> None:
    made = draft(an_invoice(lines=(a_line(account_code=code),)), GB, TABLES)

    assert made.content["LineItems"][0]["AccountCode"] == sent
    assert made.lookups == tuple(Lookup("account", each) for each in lookups)


def test_a_code_that_several_lines_have_is_looked_up_once() -> None:
    lines = (a_line(account_code="400"), a_line(account_code="300"), a_line(account_code="400 "))

    assert draft(an_invoice(lines=lines), GB, TABLES).lookups == (
        Lookup("account", "400"),
        Lookup("account", "300"),
    )


@pytest.mark.rule("C-12")
def test_sales_and_purchases_map_differently() -> None:
    assert first_line(an_invoice())["TaxType"] == "OUTPUT2"
    assert first_line(a_purchase_order())["TaxType"] == "INPUT2"


def test_a_line_without_a_tax_rate_names_none() -> None:
    assert first_line(an_invoice(lines=(a_line(tax_rate=None),)))["TaxType"] is None


@pytest.mark.rule("C-12")
def test_a_companys_own_row_is_used_for_its_documents() -> None:
    rates = TABLES["tax_rates"]
    own = Row("20% VAT", ("any", "any"), "TAX001", company_id=1)
    tables = {**TABLES, "tax_rates": replace(rates, index={**rates.index, (1, "20% vat"): (own,)})}

    mine = draft(an_invoice(company_id=1), GB, tables)
    other = draft(an_invoice(company_id=2), GB, tables)

    assert mine.content["LineItems"][0]["TaxType"] == "TAX001"
    assert other.content["LineItems"][0]["TaxType"] == "OUTPUT2"


@pytest.mark.rule("X-09")
def test_a_purchase_order_has_its_own_fields() -> None:
    made = content(
        a_purchase_order(delivery_date=date(2026, 10, 8), delivery_address=" Site 4\nLeeds ")
    )

    assert (made["PurchaseOrderNumber"], made["Status"]) == ("PO-42", "AUTHORISED")
    assert (made["DeliveryDate"], made["DeliveryAddress"]) == ("2026-10-08", "Site 4\nLeeds")
    assert {"Type", "InvoiceNumber", "DueDate"}.isdisjoint(made)


def test_a_discount_of_an_order_is_taken_off_the_price() -> None:
    line = a_line(
        quantity=Decimal(4), unit_price=Decimal("19.99"), discount_percent=Decimal("12.5")
    )

    made = first_line(a_purchase_order(lines=(line,)))

    assert (made["Quantity"], made["UnitAmount"]) == ("4", "17.4913")
    assert "DiscountRate" not in made


def test_an_order_line_whose_net_price_cannot_give_the_amount_is_sent_as_one_piece() -> None:
    line = a_line(
        quantity=Decimal(3000), unit_price=Decimal("0.3333"), discount_percent=Decimal("33.33")
    )

    made = first_line(a_purchase_order(lines=(line,)))

    assert made == {
        "$line": 70,
        "Description": "3000 x Tap\nMixer tap",
        "Quantity": "1",
        "UnitAmount": "666.63",
        "AccountCode": "200",
        "TaxType": "INPUT2",
    }


@given(
    st.decimals("0", "5000", places=4),
    st.decimals("-5000", "5000", places=4),
    st.decimals("0", "100", places=4),
)
def test_an_order_line_always_comes_to_the_same_amount_at_xero(
    quantity: Decimal, price: Decimal, discount: Decimal
) -> None:
    line = a_line(quantity=quantity, unit_price=price, discount_percent=discount)

    made = first_line(a_purchase_order(lines=(line,)))

    sent = line_amount(Decimal(made["Quantity"]), Decimal(made["UnitAmount"]), Decimal(0))
    assert sent == line_amount(quantity, price, discount)


@pytest.mark.rule("B-05")
@pytest.mark.parametrize(
    ("document", "status"),
    [
        pytest.param(an_invoice(status="Cancelled", lines=()), "VOIDED", id="invoice"),
        pytest.param(a_purchase_order(status="Cancelled", lines=()), "DELETED", id="order"),
    ],
)
def test_a_cancelled_document_is_withdrawn_and_waits_for_nobody(
    document: Record, status: str
) -> None:
    made = draft(document, GB, TABLES)

    assert (made.intent, made.content, made.requires) == ("void", {"Status": status}, ())


@pytest.mark.rule("B-05")
def test_a_cancelled_invoice_with_payments_is_held() -> None:
    with pytest.raises(
        InvalidRecord, match=r"INV-42 is cancelled .* has payments of 12.5:"
    ) as caught:
        draft(an_invoice(status="Cancelled", amount_paid=Decimal("12.50")), GB, TABLES)

    assert (caught.value.rule, caught.value.field) == ("B-05", "status")


def test_a_payment_is_never_sent() -> None:
    unpaid, paid = (content(an_invoice(amount_paid=Decimal(each))) for each in (0, 50))

    assert paid == unpaid
    assert not any("Paid" in name or "Payment" in name for name in paid)


@pytest.mark.rule("C-07")
def test_no_attachment_is_ever_named() -> None:
    assert not any("Attachment" in name for name in content(an_invoice()))


def answer(**values: Any) -> Written:
    return Written(ledger_id="x", number=None, children=(), **values)


@pytest.mark.parametrize(
    ("inclusive", "subtotal", "total", "gap"),
    [
        pytest.param(False, "91.00", "109.20", "0", id="agrees"),
        pytest.param(False, "91.01", "109.21", "0.01", id="a cent more"),
        pytest.param(True, "75.83", "91.00", "0", id="agrees with tax in the prices"),
        pytest.param(True, "75.83", "90.99", "-0.01", id="a cent less with tax in the prices"),
    ],
)
def test_the_ledgers_sum_is_held_against_ours(
    inclusive: bool, subtotal: str, total: str, gap: str
) -> None:
    made = content(an_invoice(prices_include_tax=inclusive))

    written = answer(subtotal=Decimal(subtotal), total=Decimal(total))

    assert difference(made, written) == Decimal(gap)


def test_without_a_sum_there_is_no_difference() -> None:
    assert difference(content(an_invoice()), answer()) == 0
    assert difference(content(a_party()), answer(subtotal=Decimal(5))) == 0
