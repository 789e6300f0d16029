"""QuickBooks' customers and vendors as clients, locations and suppliers."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_sync.ledgers.quickbooks.directory import customers, vendor
from ledger_sync.model import Address, Json

TERMS = {"3": "Net 30"}


def a_customer(id: str, parent: str | None = None, **values: Any) -> Json:  # noqa: A002
    place = {"Job": True, "ParentRef": {"value": parent}} if parent else {}
    return {"Id": id, "DisplayName": f"Customer {id}", **place, **values}


def hierarchy(*bodies: Json) -> list[tuple[str, str, str | None]]:
    return [(each.ledger_id, each.party.entity, each.parent_id) for each in customers(bodies, {})]


def test_parents_are_clients_and_come_before_their_locations() -> None:
    found = hierarchy(a_customer("1", parent="2"), a_customer("2"), a_customer("3"))

    assert found == [
        ("2", "client", None),
        ("3", "client", None),
        ("1", "client_location", "2"),
    ]


def test_a_deeper_sub_customer_is_a_location_of_its_top_parent() -> None:
    chain = [a_customer("1"), *(a_customer(str(n), parent=str(n - 1)) for n in range(2, 6))]

    assert hierarchy(*reversed(chain))[1:] == [
        (str(number), "client_location", "1") for number in range(5, 1, -1)
    ]


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        pytest.param(
            [a_customer("1", Active=False), a_customer("2", parent="1")],
            [("2", "client", None)],
            id="its parent is not in use",
        ),
        pytest.param(
            [a_customer("2", parent="1")], [("2", "client", None)], id="its parent is not there"
        ),
        pytest.param(
            [a_customer("1"), a_customer("2", parent="1", Active=False),
             a_customer("3", parent="2")],
            [("1", "client", None), ("3", "client_location", "1")],
            id="the one between is not in use",
        ),
        pytest.param([a_customer("1", Active=False)], [], id="not in use itself"),
    ],
)  # fmt: skip
def test_what_is_not_in_use_is_no_party_and_no_parent(
    bodies: list[Json], expected: list[tuple[str, str, str | None]]
) -> None:
    assert hierarchy(*bodies) == expected


def a_full_body() -> Json:
    return {
        "Id": "67",
        "SyncToken": "4",
        "DisplayName": "Acme\u2236 Leeds",
        "GivenName": "Jo",
        "FamilyName": " Field ",
        "PrimaryEmailAddr": {"Address": "jo@acme.example"},
        "PrimaryPhone": {"FreeFormNumber": "0113 496 0007"},
        "Mobile": {"FreeFormNumber": "07700 900007"},
        "BillAddr": {
            "Id": "96",
            "Line1": "1 High Street",
            "Line2": "Unit 2",
            "Line4": "Yard",
            "City": "Leeds",
            "CountrySubDivisionCode": "West Yorkshire",
            "PostalCode": "LS1 1AA",
            "Country": "United Kingdom",
            "Lat": "INVALID",
        },
        "CurrencyRef": {"value": "GBP", "name": "British Pound Sterling"},
    }


def test_every_field_of_a_customer_that_klipboard_has_is_read() -> None:
    (theirs,) = customers([{**a_full_body(), "SalesTermRef": {"value": "3"}}], TERMS)

    party = theirs.party
    assert (theirs.ledger_id, theirs.resource, theirs.version) == ("67", "Customer", "4")
    assert (theirs.number, theirs.is_customer, theirs.is_supplier) == (None, True, False)
    assert (party.name, party.contact_first_name, party.contact_last_name) == (
        "Acme: Leeds", "Jo", "Field",
    )  # fmt: skip
    assert (party.email, party.phone, party.mobile) == (
        "jo@acme.example", "0113 496 0007", "07700 900007",
    )  # fmt: skip
    assert (party.payment_terms, party.currency) == ("Net 30", "GBP")
    assert party.address == Address(
        line1="1 High Street",
        line2="Unit 2, Yard",
        city="Leeds",
        region="West Yorkshire",
        postcode="LS1 1AA",
        country="United Kingdom",
    )


def test_a_vendor_is_a_supplier_whose_tax_number_cannot_be_read() -> None:
    theirs = vendor(
        {
            **a_full_body(),
            "AcctNum": "A-7",
            "TaxIdentifier": "XXXXXX6789",
            "TermRef": {"value": "3"},
        },
        TERMS,
    )

    party = theirs.party
    assert (theirs.resource, theirs.is_supplier, theirs.is_customer) == ("Vendor", True, False)
    assert (party.entity, party.account_number, party.tax_number) == ("supplier", "A-7", None)
    assert party.payment_terms == "Net 30"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        pytest.param(None, None, id="none"),
        pytest.param({}, None, id="empty"),
        pytest.param({"value": "3"}, "Net 30", id="by id"),
        pytest.param({"value": "3", "name": "Net 60"}, "Net 60", id="by name"),
        pytest.param({"value": "4"}, None, id="not in use"),
    ],
)
def test_terms_are_read_by_their_name(reference: Json | None, expected: str | None) -> None:
    (theirs,) = customers([a_customer("1", SalesTermRef=reference)], TERMS)

    assert theirs.party.payment_terms == expected


def test_a_customer_with_a_name_only_has_nothing_else() -> None:
    (theirs,) = customers([a_customer("1")], TERMS)

    assert (theirs.party.email, theirs.party.phone, theirs.party.address) == (None, None, Address())
