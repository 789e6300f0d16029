"""Klipboard's invoices as QuickBooks shall hold them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.errors import InvalidRecord, UnmappedCode
from ledger_sync.ledgers.quickbooks.invoices import difference
from ledger_sync.ledgers.quickbooks.outbound import draft
from ledger_sync.model import CLIENT_LOCATION, ItemKey, Json, Lookup, Ref, Written
from ledger_sync.rules.money import cents, line_amount

from tests.unit.builders import GB, US, a_line, a_party, an_invoice
from tests.unit.ledgers.quickbooks.records import content, quickbooks_tables

TABLES = quickbooks_tables()


def lines(*of: Any, **values: Any) -> list[Json]:
    found: list[Json] = content(an_invoice(lines=of, **values))["Line"]
    return found


def one_line(**values: Any) -> Json:
    (line,) = lines(a_line(**values))
    return line


def test_an_invoice_says_all_that_quickbooks_would_make_up() -> None:
    made = content(an_invoice(reference=" Kitchen "))

    assert {name: value for name, value in made.items() if name != "Line"} == {
        "DocNumber": "INV-42",
        "CustomerRef": {"$ref": ["client", 7]},
        "TxnDate": "2026-10-01",
        "DueDate": "2026-10-31",
        "EmailStatus": "EmailSent",
        "CustomerMemo": {"value": "Kitchen"},
        "CurrencyRef": {"value": "GBP"},
        "GlobalTaxCalculation": "TaxExcluded",
    }


def test_a_line_names_item_amounts_and_tax_code() -> None:
    assert one_line() == {
        "$line": 70,
        "Description": "Mixer tap",
        "ItemRef": {"$item": ["Tap", "200"]},
        "Qty": "2",
        "UnitPrice": "45.5",
        "Amount": "91",
        "TaxCodeRef": {"$code": ["tax_code", "20.0% S"]},
    }


def test_an_invoice_goes_to_the_party_whose_address_was_selected_and_waits_for_it() -> None:
    place = Ref(CLIENT_LOCATION, 5)

    made = draft(an_invoice(party=place), GB, TABLES)

    assert made.content["CustomerRef"] == {"$ref": ["client_location", 5]}
    assert made.requires == (place,)


@pytest.mark.rule("Q-09")
@pytest.mark.parametrize("due", [None, date(2026, 12, 1)], ids=["no due date", "one of its own"])
def test_a_draft_is_due_on_the_day_of_its_creation(due: date | None) -> None:
    made = content(an_invoice(status=" draft ", due_date=due, created_on=date(2026, 9, 30)))

    assert (made["DueDate"], made["EmailStatus"]) == ("2026-09-30", "NotSet")


@pytest.mark.rule("Q-09")
def test_a_draft_of_an_unknown_day_is_held() -> None:
    with pytest.raises(InvalidRecord, match="time zone") as caught:
        content(an_invoice(status="Draft", created_on=None))

    assert caught.value.rule == "Q-09"


@pytest.mark.rule("Q-10")
@pytest.mark.rule("Q-11")
@pytest.mark.parametrize("status", ["Sent", "Overdue"])
def test_what_is_no_draft_has_klipboards_dates_and_is_sent(status: str) -> None:
    made = content(an_invoice(status=status, created_on=date(2026, 1, 1)))

    assert (made["TxnDate"], made["DueDate"]) == ("2026-10-01", "2026-10-31")
    assert made["EmailStatus"] == "EmailSent"


@pytest.mark.rule("B-05")
def test_a_cancelled_invoice_is_voided_and_waits_for_nobody() -> None:
    made = draft(an_invoice(status="Cancelled", lines=()), GB, TABLES)

    assert (made.intent, made.content, made.requires, made.items) == ("void", {}, (), ())


@pytest.mark.rule("B-05")
def test_a_cancelled_invoice_with_payments_is_held() -> None:
    with pytest.raises(InvalidRecord, match=r"INV-42 .* has payments of 12.5:") as caught:
        content(an_invoice(status="Cancelled", amount_paid=Decimal("12.50")))

    assert (caught.value.rule, caught.value.field) == ("B-05", "status")


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"status": "Lost"}, "status", id="status"),
        pytest.param({"lines": (a_line(tax_rate="7% MwSt"),)}, "tax_rate", id="tax rate"),
    ],
)
def test_a_code_without_a_row_is_named(values: Json, field: str) -> None:
    with pytest.raises(UnmappedCode) as caught:
        content(an_invoice(**values))

    assert caught.value.field == field


class TestItems:
    @pytest.mark.parametrize(
        ("name", "code", "key"),
        [
            pytest.param("Tap", "200", ["Tap", "200"], id="as typed"),
            pytest.param(" Valve: 15 mm ", "200", ["Valve\u2236 15 mm", "200"], id="cleaned"),
            pytest.param("Tap", "Sales", ["Tap", "Sales:Labour"], id="account with a row"),
            pytest.param("Tap", " ", ["Tap", None], id="no account"),
            pytest.param(None, "200", ["General", "200"], id="no name"),
        ],
    )
    def test_a_line_names_its_item_by_name_and_account(
        self, name: str | None, code: str, key: list[str | None]
    ) -> None:
        assert one_line(item_name=name, account_code=code)["ItemRef"] == {"$item": key}

    def test_each_item_is_needed_once_in_the_order_of_the_lines(self) -> None:
        made = draft(
            an_invoice(
                lines=(
                    a_line(item_name="Tap"),
                    a_line(item_name="Pipe"),
                    a_line(item_name=None, unit_price=Decimal(0)),
                    a_line(item_name="Tap"),
                    a_line(item_name="Tap", account_code="260"),
                )
            ),
            GB,
            TABLES,
        )

        assert made.items == (ItemKey("Tap", "200"), ItemKey("Pipe", "200"), ItemKey("Tap", "260"))

    def test_an_item_name_that_is_too_long_holds_the_invoice(self) -> None:
        assert one_line(item_name="x" * 100)["ItemRef"]["$item"][0] == "x" * 100
        with pytest.raises(InvalidRecord) as caught:
            one_line(item_name="x" * 101)
        assert (caught.value.rule, caught.value.field) == ("Q-12", "item_name")

    @pytest.mark.parametrize(
        ("values", "text"),
        [
            pytest.param({"quantity": Decimal(0)}, "Back door", id="no quantity"),
            pytest.param({"unit_price": Decimal(0)}, "Back door", id="no price"),
            pytest.param({"discount_percent": Decimal(100)}, "Back door", id="all discounted"),
            pytest.param({"quantity": Decimal(0), "description": " "}, "-", id="no words either"),
        ],
    )
    def test_a_line_without_item_and_money_only_says_something(
        self, values: Json, text: str
    ) -> None:
        line = one_line(**{"item_name": " ", "description": "Back door", **values})

        assert line == {"$line": 70, "Description": text}

    def test_a_free_item_is_still_an_item(self) -> None:
        line = one_line(unit_price=Decimal(0))

        assert (line["ItemRef"], line["Amount"]) == ({"$item": ["Tap", "200"]}, "0")

    @pytest.mark.parametrize(
        ("description", "item", "sent"),
        [
            pytest.param("Chromed", "Tap", "Chromed", id="its own"),
            pytest.param(" ", "Tap", "Tap", id="the item's name"),
            pytest.param(None, None, None, id="none"),
        ],
    )
    def test_a_line_is_described(
        self, description: str | None, item: str | None, sent: str | None
    ) -> None:
        assert one_line(description=description, item_name=item)["Description"] == sent


class TestAmounts:
    def test_the_amount_is_rounded_half_up(self) -> None:
        line = one_line(quantity=Decimal("128.35"), unit_price=Decimal("14.50"))

        assert (line["Qty"], line["UnitPrice"], line["Amount"]) == ("128.35", "14.5", "1861.08")

    def test_a_discount_is_taken_off_the_price(self) -> None:
        line = one_line(
            quantity=Decimal(4), unit_price=Decimal("19.99"), discount_percent=Decimal("12.5")
        )

        assert (line["Qty"], line["UnitPrice"], line["Amount"]) == ("4", "17.4913", "69.97")

    def test_a_line_whose_net_price_cannot_give_the_amount_goes_in_one_piece(self) -> None:
        line = one_line(
            quantity=Decimal(3000), unit_price=Decimal("0.3333"), discount_percent=Decimal("33.33")
        )

        assert (line["Qty"], line["UnitPrice"], line["Amount"]) == ("1", "666.63", "666.63")
        assert line["Description"] == "3000 x Mixer tap"

    @given(
        st.decimals("0.0001", "5000", places=4),
        st.decimals("-5000", "5000", places=4),
        st.decimals("0", "100", places=4),
    )
    def test_amount_is_always_quantity_times_price_and_klipboards(
        self, quantity: Decimal, price: Decimal, discount: Decimal
    ) -> None:
        line = one_line(quantity=quantity, unit_price=price, discount_percent=discount)

        amount = Decimal(line["Amount"])
        assert amount == cents(Decimal(line["Qty"]) * Decimal(line["UnitPrice"]))
        assert amount == line_amount(quantity, price, discount)


class TestTax:
    @pytest.mark.parametrize(
        ("inclusive", "rate", "mode"),
        [
            pytest.param(False, "20% VAT", "TaxExcluded", id="without tax"),
            pytest.param(True, "20% VAT", "TaxInclusive", id="with tax"),
            pytest.param(True, None, "NotApplicable", id="no tax code at all"),
        ],
    )
    def test_outside_of_the_us_it_is_said_whether_prices_include_tax(
        self, inclusive: bool, rate: str | None, mode: str
    ) -> None:
        made = content(an_invoice(prices_include_tax=inclusive, lines=(a_line(tax_rate=rate),)))

        assert made["GlobalTaxCalculation"] == mode

    def test_outside_of_the_us_tax_codes_are_looked_up_once_each(self) -> None:
        rates = ("20% VAT", "No Tax", None, "20% vat")
        made = draft(an_invoice(lines=tuple(a_line(tax_rate=each) for each in rates)), GB, TABLES)

        assert made.lookups == (Lookup("tax_code", "20.0% S"), Lookup("tax_code", "No VAT"))
        assert made.content["Line"][2]["TaxCodeRef"] is None

    @pytest.mark.parametrize(("rate", "code"), [("20% VAT", "TAX"), ("No Tax", "NON")])
    def test_in_the_us_a_line_says_whether_it_is_taxed_and_nothing_is_looked_up(
        self, rate: str, code: str
    ) -> None:
        made = draft(an_invoice(lines=(a_line(tax_rate=rate),)), US, TABLES)

        assert made.content["Line"][0]["TaxCodeRef"] == {"value": code}
        assert (made.content["GlobalTaxCalculation"], made.lookups) == (None, ())

    @pytest.mark.rule("C-12")
    def test_in_the_us_taxed_prices_that_include_tax_are_held(self) -> None:
        untaxed = an_invoice(prices_include_tax=True, lines=(a_line(tax_rate="No Tax"),))
        assert content(untaxed, US)["GlobalTaxCalculation"] is None

        with pytest.raises(InvalidRecord) as caught:
            content(an_invoice(prices_include_tax=True), US)
        assert (caught.value.rule, caught.value.field) == ("C-12", "prices_include_tax")


def test_a_payment_is_never_sent() -> None:
    unpaid, paid = (content(an_invoice(amount_paid=Decimal(each))) for each in (0, 50))

    assert paid == unpaid
    assert not any("Payment" in name or "Balance" in name for name in paid)


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
    text = a_line(item_name=None, unit_price=Decimal(0))
    made = content(an_invoice(prices_include_tax=inclusive, lines=(a_line(), text)))

    written = answer(subtotal=Decimal(subtotal), total=Decimal(total))

    assert difference(made, written) == Decimal(gap)


def test_without_a_sum_there_is_no_difference() -> None:
    assert difference(content(an_invoice()), answer()) == 0
    assert difference(content(a_party()), answer(subtotal=Decimal(5))) == 0
