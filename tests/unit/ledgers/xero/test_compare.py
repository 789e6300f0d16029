"""Our content held against what Xero has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ledger_sync.ledgers.views import LedgerParty
from ledger_sync.ledgers.xero.compare import agreed_keys, holds, is_open, is_void
from ledger_sync.ledgers.xero.outbound import draft
from ledger_sync.model import Address

from tests.unit.builders import GB, a_found, a_full_party, a_party, their_party, xero_tables

CONTENT = draft(a_full_party(), GB, xero_tables()).content


def theirs(**changes: Any) -> LedgerParty:
    same = replace(a_full_party(), payment_terms="30 DAYSAFTERBILLDATE")
    return replace(their_party(), party=replace(same, **changes))


@pytest.mark.rule("X-08")
def test_the_keys_of_a_content_are_those_of_the_uniqueness_rules() -> None:
    assert agreed_keys(CONTENT) == {
        "name": "acme ltd",
        "phone": "01134960007",
        "mobile": "07700900007",
        "email": "jo@acme.example",
        "account_number": "a-7",
    }


def test_an_empty_content_has_no_keys() -> None:
    assert set(agreed_keys({}).values()) == {None}


@pytest.mark.rule("X-01")
def test_a_contact_that_has_all_of_it_need_not_be_sent() -> None:
    assert holds(CONTENT, theirs())


@pytest.mark.rule("X-01")
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"name": "Acme Limited"}, id="name"),
        pytest.param({"name": "ACME LTD"}, id="case of the name"),
        pytest.param({"email": None}, id="e-mail"),
        pytest.param({"phone": "1"}, id="phone"),
        pytest.param({"mobile": None}, id="mobile"),
        pytest.param({"account_number": "A-8"}, id="account number"),
        pytest.param({"contact_first_name": "Al"}, id="first name"),
        pytest.param({"contact_last_name": None}, id="last name"),
        pytest.param({"tax_number": None}, id="tax number"),
        pytest.param({"address": Address(city="York")}, id="address"),
        pytest.param({"payment_terms": "7 DAYSAFTERBILLDATE"}, id="terms"),
        pytest.param({"payment_terms": None}, id="no terms"),
        pytest.param({"currency": "EUR"}, id="currency"),
    ],
)
def test_a_contact_that_differs_is_sent(changes: dict[str, Any]) -> None:
    assert not holds(CONTENT, theirs(**changes))


def test_more_at_xero_than_klipboard_has_means_a_difference_but_for_terms_and_currency() -> None:
    bare = draft(a_party(), GB, xero_tables()).content
    there = their_party(payment_terms="30 DAYSAFTERBILLDATE", currency="GBP")

    assert holds(bare, there)
    assert not holds(bare, their_party(email="jo@acme.example"))


@pytest.mark.parametrize(
    ("status", "paid", "void", "is_open_"),
    [
        pytest.param("AUTHORISED", False, False, True, id="approved"),
        pytest.param("AUTHORISED", True, False, False, id="approved and paid in part"),
        pytest.param("DRAFT", False, False, True, id="draft"),
        pytest.param("VOIDED", False, True, False, id="voided"),
        pytest.param("DELETED", False, True, False, id="deleted"),
        pytest.param("ARCHIVED", False, True, False, id="archived"),
    ],
)
def test_what_can_still_be_changed(status: str, paid: bool, void: bool, is_open_: bool) -> None:
    found = a_found(status=status, paid=paid)

    assert (is_void(found), is_open(found)) == (void, is_open_)
