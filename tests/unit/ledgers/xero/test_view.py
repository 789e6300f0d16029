"""Contacts and invoices of Xero as they are compared on the way back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.ledgers.views import Ids
from ledger_sync.ledgers.xero.outbound import draft
from ledger_sync.ledgers.xero.view import (
    LINE_PARTS,
    LINES,
    PARTS,
    is_gone,
    shown,
    view,
    written_view,
)
from ledger_sync.model import Json, Party, Ref

from tests.unit.builders import (
    GB,
    a_draft,
    a_full_party,
    a_link,
    a_party,
    an_invoice,
    an_item,
    xero_tables,
)

NOWHERE = dict.fromkeys(("line1", "line2", "city", "region", "postcode", "country"))
TERMS = {"Bills": {"Day": 7, "Type": "OFCURRENTMONTH"},
         "Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}  # fmt: skip
CLIENT = Ref("client", 7)


def a_contact(**values: Any) -> Json:
    """A contact as a list shows it, with Xero's empty texts and slots."""
    return {
        "ContactID": "c-1",
        "ContactStatus": "ACTIVE",
        "Name": "Acme Ltd",
        "EmailAddress": "",
        "Addresses": [{"AddressType": "POBOX", "City": ""}, {"AddressType": "STREET"}],
        "Phones": [{"PhoneType": "DDI"}, {"PhoneType": "DEFAULT", "PhoneNumber": ""}],
        **values,
    }


def an_answer(**values: Any) -> Json:
    return {
        "InvoiceID": "i-1",
        "InvoiceNumber": "INV-42",
        "Reference": "",
        "Contact": {"ContactID": "c-1", "Name": "Acme Ltd"},
        "DateString": "2026-10-01T00:00:00",
        "Date": "/Date(1790812800000+0000)/",
        "Status": "AUTHORISED",
        "LineAmountTypes": "Exclusive",
        "LineItems": [a_line_item()],
        "CurrencyCode": "GBP",
        **values,
    }


def a_line_item(**values: Any) -> Json:
    return {
        "LineItemID": "l-1",
        "Description": "Tap",
        "Quantity": Decimal("2.0000"),
        "UnitAmount": Decimal("45.5000"),
        "LineAmount": Decimal("91.00"),
        "AccountCode": "200",
        "TaxType": "OUTPUT2",
        "TaxAmount": Decimal("18.20"),
        "Tracking": [],
        **values,
    }


def the_line(**values: Any) -> Json:
    (line,) = view(an_answer(LineItems=[a_line_item(**values)]), "Invoices")["lines"]
    return dict(line)


class TestParties:
    def test_what_xero_shows_as_empty_is_not_there(self) -> None:
        assert view(a_contact(), "Contacts") == {
            "name": "Acme Ltd",
            "account_number": None,
            "contact_first_name": None,
            "contact_last_name": None,
            "email": None,
            "phone": None,
            "mobile": None,
            "address": NOWHERE,
            "tax_number": None,
            "payment_terms": None,
            "currency": None,
        }

    def test_the_parts_of_a_phone_are_one_number(self) -> None:
        phone = {"PhoneType": "MOBILE", "PhoneCountryCode": "44", "PhoneNumber": "7700 900007"}

        assert view(a_contact(Phones=[phone]), "Contacts")["mobile"] == "44 7700 900007"

    @pytest.mark.parametrize(
        ("fields", "terms"),
        [
            pytest.param({"ContactNumber": "KB-CLIENT-7", "IsSupplier": True},
                         "30 DAYSAFTERBILLDATE", id="our client, whatever was bought there"),
            pytest.param({"ContactNumber": "KB-SUPPLIER-7", "IsCustomer": True},
                         "7 OFCURRENTMONTH", id="our supplier"),
            pytest.param({}, "30 DAYSAFTERBILLDATE", id="nobody's yet"),
            pytest.param({"IsSupplier": True}, "7 OFCURRENTMONTH", id="theirs, a supplier"),
            pytest.param({"IsSupplier": True, "IsCustomer": True}, "30 DAYSAFTERBILLDATE",
                         id="theirs, both"),
        ],
    )  # fmt: skip
    def test_payment_terms_are_those_of_the_parties_side(self, fields: Json, terms: str) -> None:
        there = view(a_contact(PaymentTerms=TERMS, **fields), "Contacts")

        assert there["payment_terms"] == terms

    def test_a_supplier_of_xeros_own_that_buys_once_keeps_its_terms(self) -> None:
        bills = {"Bills": TERMS["Bills"]}
        before = view(a_contact(PaymentTerms=bills, IsSupplier=True), "Contacts")

        after = view(a_contact(PaymentTerms=bills, IsSupplier=True, IsCustomer=True), "Contacts")

        assert before == after

    @pytest.mark.parametrize("status", ["ARCHIVED", "GDPRREQUEST"])
    def test_a_contact_out_of_use_is_gone(self, status: str) -> None:
        assert is_gone(a_contact(ContactStatus=status), "Contacts")
        assert not is_gone(a_contact(), "Contacts")


class TestInvoices:
    def test_dates_are_days_and_numbers_are_plain(self) -> None:
        assert view(an_answer(), "Invoices") == {
            "number": "INV-42",
            "party": "c-1",
            "issue_date": "2026-10-01",
            "due_date": None,
            "reference": None,
            "currency": "GBP",
            "prices_include_tax": False,
            "status": "AUTHORISED",
            "lines": [
                {
                    "id": "l-1",
                    "description": "Tap",
                    "quantity": "2",
                    "unit_price": "45.5",
                    "discount_percent": "0",
                    "account": "200",
                    "tax": "OUTPUT2",
                }
            ],
        }

    def test_a_day_may_come_as_a_time_alone(self) -> None:
        body = an_answer(DateString=None, DueDate="/Date(1791936000000+0000)/")

        there = view(body, "Invoices")

        assert (there["issue_date"], there["due_date"]) == ("2026-10-01", "2026-10-14")

    @pytest.mark.parametrize(
        ("word", "expected"),
        [("DRAFT", "DRAFT"), ("SUBMITTED", "DRAFT"), ("AUTHORISED", "AUTHORISED"),
         ("PAID", "AUTHORISED"), ("VOIDED", "VOIDED"), ("DELETED", "DELETED")],
    )  # fmt: skip
    def test_a_status_is_told_as_far_as_klipboard_tells_it_apart(
        self, word: str, expected: str
    ) -> None:
        body = an_answer(Status=word)

        assert view(body, "Invoices")["status"] == expected
        assert is_gone(body, "Invoices") == (expected in ("VOIDED", "DELETED"))

    @pytest.mark.parametrize(
        ("types", "expected"), [("Exclusive", False), ("Inclusive", True), ("NoTax", None)]
    )
    def test_prices_include_tax_or_not_or_there_is_none(
        self, types: str, expected: bool | None
    ) -> None:
        there = view(an_answer(LineAmountTypes=types), "Invoices")

        assert there["prices_include_tax"] is expected

    def test_a_deleted_invoice_may_lack_nearly_everything(self) -> None:
        bare = {"Type": "ACCREC", "InvoiceID": "i-1", "Status": "DELETED", "LineItems": []}

        assert view(bare, "Invoices")["lines"] == []

    def test_a_purchase_order_never_comes_back(self) -> None:
        assert view({"PurchaseOrderID": "p-1"}, "PurchaseOrders") == {}
        assert written_view(an_item(), {}, {"PurchaseOrderID": "p-1"}, "PurchaseOrders") == {}

    def test_a_line_of_text_alone_costs_nothing(self) -> None:
        (line,) = view(
            an_answer(LineItems=[{"LineItemID": "l-1", "Description": "Thank\r\nyou"}]), "Invoices"
        )["lines"]

        assert (line["description"], line["account"], line["tax"]) == ("Thank\nyou", None, None)
        assert (line["quantity"], line["unit_price"]) == ("1", "0")

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            pytest.param({"DiscountRate": Decimal("12.50")}, ("2", "45.5", "12.5"), id="a rate"),
            pytest.param({"DiscountAmount": Decimal("9.10"), "LineAmount": Decimal("81.90")},
                         ("2", "45.5", "10"), id="an amount that is a rate"),
            pytest.param({"DiscountAmount": Decimal(1), "LineAmount": Decimal(90)},
                         ("2", "45.5", "1.0989"), id="an amount that is nearly one"),
            pytest.param({"DiscountRate": Decimal(10), "DiscountAmount": Decimal("9.10")},
                         ("2", "45.5", "10"), id="both"),
            pytest.param({"DiscountAmount": Decimal(0)}, ("2", "45.5", "0"), id="none"),
            pytest.param({"UnitAmount": Decimal(0), "DiscountAmount": Decimal(1),
                          "LineAmount": Decimal(-1)}, ("2", "0", "0"), id="on nothing"),
            pytest.param({"Quantity": Decimal(3), "UnitAmount": Decimal("900000.01"),
                          "DiscountAmount": Decimal("0.01"), "LineAmount": Decimal("2700000.02")},
                         ("3", "900000.0067", "0"), id="too small for a rate"),
            pytest.param({"Quantity": Decimal(3000), "UnitAmount": Decimal("900.01"),
                          "DiscountAmount": Decimal("0.01"), "LineAmount": Decimal("2700029.99")},
                         ("1", "2700029.99", "0"), id="too small for a price"),
        ],
    )  # fmt: skip
    def test_a_discount_comes_to_the_same_amount(
        self, fields: Json, expected: tuple[str, str, str]
    ) -> None:
        line = the_line(**fields)

        parts = (line["quantity"], line["unit_price"], line["discount_percent"])
        assert parts == expected


class TestOurs:
    @pytest.mark.parametrize("party", [a_party(), a_full_party()], ids=["bare", "whole"])
    def test_a_content_has_every_field_of_a_view(self, party: Party) -> None:
        content = draft(party, GB, xero_tables()).content

        assert set(shown(content, Ids())) == set(view(a_contact(), "Contacts"))

    def test_an_invoice_of_ours_is_shown_with_klipboards_line_ids(self) -> None:
        content = draft(an_invoice(due_date=date(2026, 10, 31)), GB, xero_tables()).content

        ours = shown(content, Ids({CLIENT: "c-1"}))

        theirs = view(
            an_answer(
                DueDateString="2026-10-31T00:00:00",
                LineItems=[a_line_item(Description="Tap\nMixer tap")],
            ),
            "Invoices",
        )
        line = ours["lines"][0]
        assert line.pop("line") == "70"
        assert ours == theirs | {"lines": [line]}
        assert line == {name: theirs["lines"][0][name] for name in LINE_PARTS}

    def test_a_party_without_a_link_stays_a_mark(self) -> None:
        content = draft(an_invoice(), GB, xero_tables()).content

        assert shown(content, Ids())["party"] == content["Contact"]

    def test_what_withdraws_says_no_more_than_it_does(self) -> None:
        assert shown({"Status": "VOIDED"}, Ids()) == {"status": "VOIDED"}
        assert shown({}, Ids()) == {}

    def test_every_field_of_a_view_has_its_place_in_a_content(self) -> None:
        contact = draft(a_full_party(), GB, xero_tables()).content
        invoice = draft(an_invoice(), GB, xero_tables()).content

        for content in (contact, invoice):
            for field in set(shown(content, Ids())) - {"lines"}:
                assert any(_is_in(content, path) for path in PARTS[field]), field
        assert {path for paths in LINE_PARTS.values() for path in paths} == set(
            invoice[LINES][0]
        ) - {"$line"}


def _is_in(content: Json, path: str) -> bool:
    *above, last = path.split(".")
    for part in above:
        content = content.get(part) or {}
    return last in content


class TestWritten:
    def test_what_an_answer_leaves_out_is_as_it_was_sent(self) -> None:
        sent = {"ContactNumber": "KB-CLIENT-7", "PaymentTerms": {"Sales": TERMS["Sales"]}}

        there = written_view(an_item(), sent, a_contact(EmailAddress="a@b.example"), "Contacts")

        assert there["payment_terms"] == "30 DAYSAFTERBILLDATE"
        assert there["email"] == "a@b.example"

    def test_what_was_neither_sent_nor_answered_is_as_it_was_agreed(self) -> None:
        link = a_link(view={**view(a_contact(), "Contacts"), "payment_terms": "7 OFCURRENTMONTH"})
        item = an_item(action="update", link=link)

        there = written_view(item, {"ContactID": "c-1", "Name": "Acme"}, {"Name": "Acme"},
                             "Contacts")  # fmt: skip

        assert (there["name"], there["payment_terms"]) == ("Acme", "7 OFCURRENTMONTH")

    def test_an_empty_text_that_was_sent_is_gone(self) -> None:
        link = a_link(view={**view(a_contact(), "Contacts"), "tax_number": "GB 1"})
        item = an_item(action="update", link=link)

        there = written_view(item, {"TaxNumber": "", "Name": "A"}, {"Name": "A"}, "Contacts")

        assert there["tax_number"] is None

    def test_an_answer_without_lines_leaves_them_as_they_were(self) -> None:
        link = a_link(Ref("invoice", 42), view=view(an_answer(), "Invoices"))
        item = an_item(a_draft(Ref("invoice", 42)), action="void", link=link)

        there = written_view(
            item,
            {"InvoiceID": "i-1", "Status": "VOIDED"},
            {"InvoiceID": "i-1", "Status": "VOIDED", "LineItems": []},
            "Invoices",
        )

        assert there == view(an_answer(Status="VOIDED"), "Invoices")
