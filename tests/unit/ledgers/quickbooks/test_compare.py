"""Our content held against what QuickBooks has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ledger_sync.ledgers.quickbooks.compare import agreed_keys, holds, is_open, is_void, may_be
from ledger_sync.ledgers.views import LedgerParty
from ledger_sync.model import CLIENT, CLIENT_LOCATION, PARTIES, SUPPLIER, Address

from tests.unit.builders import a_found, a_full_party, a_party, their_party
from tests.unit.ledgers.quickbooks.records import content

CONTENT = content(a_full_party())


def theirs(**changes: Any) -> LedgerParty:
    # As QuickBooks gives it: without what it has no place for, terms by its own name.
    same = replace(a_full_party(), payment_terms="Net 30", account_number=None, tax_number=None)
    return replace(their_party(), party=replace(same, **changes))


@pytest.mark.rule("Q-07")
def test_the_name_is_all_that_must_be_unique() -> None:
    assert agreed_keys(CONTENT) == {"name": "acme ltd"}
    assert agreed_keys({}) == {"name": None}


def test_a_customer_that_has_all_of_it_need_not_be_sent() -> None:
    assert holds(CONTENT, theirs())


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"name": "Acme Limited"}, id="name"),
        pytest.param({"name": "ACME LTD"}, id="case of the name"),
        pytest.param({"email": None}, id="e-mail"),
        pytest.param({"phone": "1"}, id="phone"),
        pytest.param({"mobile": None}, id="mobile"),
        pytest.param({"contact_first_name": "Al"}, id="first name"),
        pytest.param({"contact_last_name": None}, id="last name"),
        pytest.param({"address": Address(city="York")}, id="address"),
        pytest.param({"payment_terms": "Net 15"}, id="terms"),
        pytest.param({"payment_terms": None}, id="no terms"),
    ],
)
def test_a_customer_that_differs_is_sent(changes: dict[str, Any]) -> None:
    assert not holds(CONTENT, theirs(**changes))


def test_more_at_quickbooks_than_klipboard_has_means_a_difference_but_for_terms_and_currency() -> (
    None
):
    bare = content(a_party())

    assert holds(bare, their_party(payment_terms="Net 30", currency="EUR"))
    assert not holds(bare, their_party(email="jo@acme.example"))


@pytest.mark.parametrize(
    ("ours", "there", "same"), [("EUR", "EUR", True), ("EUR", "GBP", False)], ids=["same", "other"]
)
def test_a_foreign_currency_must_agree(ours: str, there: str, same: bool) -> None:
    assert holds(content(a_party(currency=ours)), their_party(currency=there)) is same


@pytest.mark.parametrize(
    ("values", "there", "same"),
    [
        pytest.param({"account_number": "A-7"}, {"account_number": "A-7"}, True, id="number"),
        pytest.param({"account_number": "A-7"}, {}, False, id="number missing there"),
        pytest.param({}, {"account_number": "A-7"}, True, id="number missing here"),
        pytest.param({"tax_number": "GB1"}, {}, False, id="a tax number cannot be read"),
        pytest.param({"payment_terms": "30 days"}, {"payment_terms": "Net 30"}, True, id="terms"),
    ],
)
def test_the_own_fields_of_a_supplier(
    values: dict[str, str], there: dict[str, str], same: bool
) -> None:
    mine = content(a_party(entity=SUPPLIER, **values))

    assert holds(mine, their_party(entity=SUPPLIER, **there)) is same


def test_where_quickbooks_has_put_a_location_makes_no_difference() -> None:
    mine = content(a_party(entity=CLIENT_LOCATION, client_id=7))

    assert holds(mine, replace(their_party(entity=CLIENT_LOCATION), parent_id="elsewhere"))


@pytest.mark.parametrize("ours", PARTIES)
@pytest.mark.parametrize("there", PARTIES)
def test_each_kind_of_party_is_only_its_like(there: str, ours: str) -> None:
    assert may_be(their_party(entity=there), a_party(entity=ours)) is (there == ours)


def test_a_location_may_be_one_of_any_client() -> None:
    place = their_party(entity=CLIENT_LOCATION)

    assert may_be(place, a_party(entity=CLIENT_LOCATION, client_id=7))
    assert not may_be(place, a_party(entity=CLIENT))


@pytest.mark.parametrize(
    ("status", "paid", "void", "is_open_"),
    [
        pytest.param("EmailSent", False, False, True, id="open"),
        pytest.param("NotSet", False, False, True, id="not sent"),
        pytest.param("EmailSent", True, False, False, id="paid in part"),
        pytest.param("Voided", False, True, False, id="voided"),
        pytest.param("Deleted", False, True, False, id="deleted"),
        pytest.param("Inactive", False, True, False, id="inactive"),
        pytest.param("Active", False, False, True, id="active"),
    ],
)
def test_what_can_still_be_changed(status: str, paid: bool, void: bool, is_open_: bool) -> None:
    found = a_found(status=status, paid=paid)

    assert (is_void(found), is_open(found)) == (void, is_open_)
