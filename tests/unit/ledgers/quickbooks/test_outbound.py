"""Klipboard's parties as QuickBooks shall hold them."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_sync.errors import InvalidRecord, UnmappedCode
from ledger_sync.ledgers.quickbooks.outbound import draft, shown_name
from ledger_sync.model import CLIENT, CLIENT_LOCATION, SUPPLIER, Address, Lookup, Party, Ref

from tests.unit.builders import GB, US, a_full_party, a_party
from tests.unit.ledgers.quickbooks.records import content, quickbooks_tables

TABLES = quickbooks_tables()


def a_location(**values: Any) -> Party:
    return a_party(
        **{"entity": CLIENT_LOCATION, "source_id": 5, "client_id": 7, "client_name": "Acme Ltd"},
        **values,
    )


@pytest.mark.rule("Q-07")
@pytest.mark.parametrize("entity", [CLIENT, CLIENT_LOCATION, SUPPLIER])
def test_a_party_is_shown_under_its_own_name(entity: str) -> None:
    assert shown_name(entity, " Leeds: north ", "Acme Ltd") == "Leeds\u2236 north"


def test_everything_that_a_customer_has_a_place_for_is_said() -> None:
    assert content(a_full_party()) == {
        "DisplayName": "Acme Ltd",
        "GivenName": "Jo",
        "FamilyName": "Field",
        "PrimaryEmailAddr": {"Address": "jo@acme.example"},
        "PrimaryPhone": {"FreeFormNumber": "0113 496 0007"},
        "Mobile": {"FreeFormNumber": "07700 900007"},
        "BillAddr": {
            "Line1": "1 High Street",
            "Line2": "Unit 2",
            "City": "Leeds",
            "CountrySubDivisionCode": "West Yorkshire",
            "PostalCode": "LS1 1AA",
            "Country": "United Kingdom",
        },
        "SalesTermRef": {"$code": ["term", "Net 30"]},
        "CurrencyRef": None,
    }


def test_a_vendor_has_its_account_and_tax_numbers_and_terms_of_its_own() -> None:
    made = content(a_full_party(entity=SUPPLIER))

    assert (made["AcctNum"], made["TaxIdentifier"]) == ("A-7", "GB123456789")
    assert made["TermRef"] == {"$code": ["term", "Net 30"]}
    assert {"SalesTermRef", "Job", "ParentRef"}.isdisjoint(made)


def test_a_location_is_a_sub_customer_of_its_client_and_waits_for_it() -> None:
    made = draft(a_location(name="Leeds"), GB, TABLES)

    assert (made.content["DisplayName"], made.content["Job"]) == ("Leeds", True)
    assert made.content["ParentRef"] == {"$ref": ["client", 7]}
    assert made.content["BillWithParent"] is False
    assert made.requires == (Ref(CLIENT, 7),)


@pytest.mark.parametrize("entity", [CLIENT, SUPPLIER])
def test_who_is_no_location_waits_for_nobody_and_has_no_parent(entity: str) -> None:
    made = draft(a_party(entity=entity), GB, TABLES)

    assert made.requires == ()
    assert "ParentRef" not in made.content


def test_a_location_without_a_client_is_held() -> None:
    with pytest.raises(InvalidRecord, match="belongs to no client") as caught:
        draft(a_party(entity=CLIENT_LOCATION, client_id=None), GB, TABLES)

    assert (caught.value.rule, caught.value.field) == ("Q-04", "client_id")


def test_blank_details_are_absent() -> None:
    made = content(a_party(email=" ", phone="", contact_first_name=" ", address=Address(city=" ")))

    blank = ("PrimaryEmailAddr", "PrimaryPhone", "Mobile", "GivenName", "FamilyName", "BillAddr")
    assert [made[name] for name in blank] == [None] * len(blank)


def test_the_names_of_a_contact_are_cleaned_too() -> None:
    made = content(a_party(contact_first_name="Jo: site", contact_last_name=" Field\n"))

    assert (made["GivenName"], made["FamilyName"]) == ("Jo\u2236 site", "Field")


@pytest.mark.parametrize(
    ("currency", "company", "expected"),
    [
        pytest.param("EUR", GB, {"value": "EUR"}, id="foreign"),
        pytest.param("GBP", GB, None, id="the company's"),
        pytest.param("GBP", US, {"value": "GBP"}, id="the company's elsewhere"),
        pytest.param(" ", GB, None, id="none"),
    ],
)
def test_only_a_foreign_currency_is_named(
    currency: str, company: Any, expected: dict[str, str] | None
) -> None:
    assert content(a_party(currency=currency), company)["CurrencyRef"] == expected


@pytest.mark.rule("C-12")
def test_payment_terms_are_looked_up_in_quickbooks_own_list() -> None:
    assert draft(a_party(payment_terms="30 Days"), GB, TABLES).lookups == (
        Lookup("term", "Net 30"),
    )
    assert draft(a_party(payment_terms=" "), GB, TABLES).lookups == ()


@pytest.mark.rule("C-12")
def test_terms_without_a_row_are_named() -> None:
    with pytest.raises(UnmappedCode) as caught:
        draft(a_party(payment_terms="whenever"), GB, TABLES)

    assert (caught.value.field, caught.value.value) == ("payment_terms", "whenever")


@pytest.mark.parametrize(
    ("number", "fits"), [("1" * 15, True), ("1" * 16, False), (f" {'1' * 15} ", True)],
    ids=["fifteen", "sixteen", "with spaces around it"],
)  # fmt: skip
def test_an_account_number_that_is_too_long_holds_its_supplier(number: str, fits: bool) -> None:
    supplier = a_party(entity=SUPPLIER, account_number=number)

    if fits:
        assert content(supplier)["AcctNum"] == number.strip()
        return
    with pytest.raises(InvalidRecord) as caught:
        content(supplier)
    assert (caught.value.field, caught.value.value) == ("account_number", number)


def test_a_client_with_a_long_account_number_goes_because_it_is_not_sent() -> None:
    assert "AcctNum" not in content(a_party(account_number="1" * 40))


@pytest.mark.rule("B-05")
def test_an_archived_party_is_archived_whatever_else_it_says() -> None:
    made = draft(a_location(archived=True, payment_terms="whenever"), GB, TABLES)

    assert (made.intent, made.content, made.requires) == ("archive", {}, ())
