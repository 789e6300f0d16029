"""What Xero says, in our form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.errors import UnexpectedResponse
from ledger_sync.ledgers.xero import fields, inbound
from ledger_sync.model import Address, Json


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("/Date(0)/", datetime(1970, 1, 1, tzinfo=UTC), id="without an offset"),
        pytest.param("/Date(1518685950940+0000)/", datetime(2018, 2, 15, 9, 12, 30, 940000, UTC),
                     id="with one"),
        pytest.param("/Date(-86400000)/", datetime(1969, 12, 31, tzinfo=UTC), id="before 1970"),
        pytest.param("/Date(86400000+1300)/", datetime(1970, 1, 2, tzinfo=UTC),
                     id="the offset changes nothing"),
    ],
)  # fmt: skip
def test_xeros_times_are_read(text: str, expected: datetime) -> None:
    assert fields.instant(text) == expected


@pytest.mark.parametrize("text", ["2026-11-22T00:00:00", "/Date()/", ""])
def test_another_form_of_time_is_not_guessed(text: str) -> None:
    with pytest.raises(UnexpectedResponse, match="not in its format"):
        fields.instant(text)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            {"DateString": "2026-09-14T00:00:00", "Date": "/Date(0)/"},
            date(2026, 9, 14),
            id="as a text",
        ),
        pytest.param({"Date": "/Date(1789344000000+0000)/"}, date(2026, 9, 14), id="as a time"),
        pytest.param({}, None, id="none"),
        pytest.param({"Date": None, "DateString": ""}, None, id="empty"),
    ],
)
def test_a_day_is_read(body: Json, expected: date | None) -> None:
    assert fields.day(body, "Date") == expected


def test_an_acknowledged_element_gives_ids_amounts_and_warnings() -> None:
    written = inbound.written(
        {
            "InvoiceID": "i-1",
            "InvoiceNumber": "INV-1",
            "LineItems": [{"LineItemID": "a"}, {"LineItemID": "b"}],
            "SubTotal": Decimal("21.0"),
            "Total": Decimal("24.15"),
            "Warnings": [{"Message": "Only AUTHORISED invoices may have SentToContact updated."}],
        },
        "Invoices",
    )

    assert (written.ledger_id, written.number, written.children) == ("i-1", "INV-1", ("a", "b"))
    assert (written.subtotal, written.total) == (Decimal("21.0"), Decimal("24.15"))
    assert written.warnings == ("Only AUTHORISED invoices may have SentToContact updated.",)


@pytest.mark.parametrize("ledger_id", [None, "", inbound.NO_ID], ids=["none", "empty", "zeros"])
def test_an_accepted_element_without_an_id_is_not_believed(ledger_id: str | None) -> None:
    with pytest.raises(UnexpectedResponse, match="without giving it an id"):
        inbound.written({"ContactID": ledger_id}, "Contacts")


def test_a_found_document_is_reduced_to_what_decides() -> None:
    found = inbound.found(
        {
            "InvoiceID": "i-1",
            "InvoiceNumber": "INV-1",
            "Status": "AUTHORISED",
            "Contact": {"ContactID": "c-1", "Name": "Harbour Foods"},
            "DateString": "2026-09-14T00:00:00",
            "Total": 24.15,
            "LineItems": [{"LineItemID": "a"}],
        },
        "Invoices",
    )

    assert (found.ledger_id, found.number, found.status) == ("i-1", "INV-1", "AUTHORISED")
    assert (found.name, found.party_ledger_id) == ("Harbour Foods", "c-1")
    assert (found.total, found.day, found.children) == (
        Decimal("24.15"),
        date(2026, 9, 14),
        ("a",),
    )
    assert not found.paid


def test_a_found_contact_has_its_own_name_and_status() -> None:
    found = inbound.found(
        {"ContactID": "c-1", "Name": "Acme", "ContactStatus": "ARCHIVED"}, "Contacts"
    )

    assert (found.name, found.status, found.party_ledger_id) == ("Acme", "ARCHIVED", None)


@pytest.mark.rule("B-05")
@pytest.mark.parametrize(
    ("body", "paid"),
    [
        pytest.param({"Status": "PAID"}, True, id="settled"),
        pytest.param({"Status": "AUTHORISED", "AmountPaid": 10.0}, True, id="paid in part"),
        pytest.param({"Status": "AUTHORISED", "AmountCredited": 4.15}, True, id="credited in part"),
        pytest.param({"Status": "AUTHORISED", "AmountPaid": 0.0}, False, id="nothing yet"),
        pytest.param({"Status": "DRAFT"}, False, id="draft"),
    ],
)
def test_money_on_a_document_is_seen(body: Json, paid: bool) -> None:
    assert inbound.found({"InvoiceID": "i-1", **body}, "Invoices").paid is paid


@pytest.mark.parametrize(
    ("body", "code", "active"),
    [
        pytest.param({"Code": "200", "Name": "Sales", "Status": "ACTIVE"}, "200", True, id="usual"),
        pytest.param({"Code": "201", "Status": "ARCHIVED"}, "201", False, id="archived"),
        pytest.param({"Name": "Bank"}, "", True, id="without a code"),
    ],
)
def test_an_account_is_read(body: Json, code: str, active: bool) -> None:
    account = inbound.account(body)

    assert (account.code, account.active) == (code, active)


def a_contact(**values: Any) -> Json:
    return {"ContactID": "c-1", "Name": "Harbour Foods", **values}


@pytest.mark.rule("X-01")
@pytest.mark.parametrize(
    ("supplier", "customer", "entity"),
    [
        pytest.param(True, False, "supplier", id="only supplier"),
        pytest.param(False, True, "client", id="only customer"),
        pytest.param(True, True, "client", id="both"),
        pytest.param(False, False, "client", id="neither"),
        pytest.param(None, None, "client", id="not said"),
    ],
)
def test_a_contact_becomes_a_client_or_a_supplier(
    supplier: bool | None, customer: bool | None, entity: str
) -> None:
    theirs = inbound.ledger_party(a_contact(IsSupplier=supplier, IsCustomer=customer))

    assert theirs.party.entity == entity
    assert (theirs.is_supplier, theirs.is_customer) == (bool(supplier), bool(customer))


def test_every_field_of_a_contact_that_klipboard_has_is_read() -> None:
    theirs = inbound.ledger_party(
        a_contact(
            ContactNumber="KB-CLIENT-7",
            AccountNumber="A-7",
            FirstName="Jo",
            LastName=" Field ",
            EmailAddress="jo@example.com",
            TaxNumber="GB1",
            DefaultCurrency="GBP",
            PaymentTerms={"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}},
        )
    )

    party = theirs.party
    assert (theirs.number, party.account_number) == ("KB-CLIENT-7", "A-7")
    assert (party.contact_first_name, party.contact_last_name) == ("Jo", "Field")
    assert (party.email, party.tax_number, party.currency) == ("jo@example.com", "GB1", "GBP")
    assert party.payment_terms == "30 DAYSAFTERBILLDATE"


def test_the_parts_of_a_phone_become_one_number_found_by_its_type() -> None:
    phones = [
        {"PhoneType": "MOBILE", "PhoneNumber": "900007", "PhoneAreaCode": "07700",
         "PhoneCountryCode": ""},
        {"PhoneType": "FAX", "PhoneNumber": "1"},
        {"PhoneType": "DEFAULT", "PhoneNumber": "496 0007", "PhoneAreaCode": "113",
         "PhoneCountryCode": "+44"},
    ]  # fmt: skip

    party = inbound.ledger_party(a_contact(Phones=phones)).party

    assert (party.phone, party.mobile) == ("+44 113 496 0007", "07700 900007")


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        pytest.param(
            [{"AddressType": "STREET", "City": "Leeds"}, {"AddressType": "POBOX", "City": "York"}],
            Address(city="York"),
            id="the one that invoices carry",
        ),
        pytest.param(
            [{"AddressType": "STREET", "City": "Leeds"}, {"AddressType": "POBOX", "City": ""}],
            Address(city="Leeds"),
            id="the other where it is empty",
        ),
        pytest.param(
            [{"AddressType": "POBOX", "AddressLine1": "1", "AddressLine2": "2",
              "AddressLine4": "4"}],
            Address(line1="1", line2="2, 4"),
            id="four lines into two",
        ),
        pytest.param([], Address(), id="none"),
    ],
)  # fmt: skip
def test_the_address_of_a_contact(addresses: list[Json], expected: Address) -> None:
    assert inbound.ledger_party(a_contact(Addresses=addresses)).party.address == expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        pytest.param({"Bills": {"Day": 7, "Type": "OFCURRENTMONTH"}}, "7 OFCURRENTMONTH",
                     id="of bills"),
        pytest.param({"Sales": {"Day": 7, "Type": "OFCURRENTMONTH"}}, None, id="of sales only"),
        pytest.param({"Bills": {"Day": 7}}, None, id="half said"),
        pytest.param(None, None, id="none"),
    ],
)  # fmt: skip
def test_a_suppliers_terms_are_those_of_its_bills(terms: Json | None, expected: str | None) -> None:
    theirs = inbound.ledger_party(a_contact(IsSupplier=True, PaymentTerms=terms))

    assert theirs.party.payment_terms == expected


def test_an_archived_contact_is_not_in_use() -> None:
    assert not inbound.ledger_party(a_contact(ContactStatus="ARCHIVED")).active
    assert inbound.ledger_party(a_contact()).active
