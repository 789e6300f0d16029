"""What a second look at the ledger means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from ledger_sync.errors import Refused
from ledger_sync.model import CLIENT, INVOICE, Ref
from ledger_sync.rules.recovery import (
    Adopt,
    Hold,
    Resend,
    after_taken,
    after_taken_change,
    after_wrong_status,
    after_wrong_version,
    is_ours,
)

from tests.unit.builders import a_draft, a_found

TAKEN = Refused("Xero: Invoice # must be unique.", rule="C-08", field="number", request_id="r-1")
STATUS = Refused("Xero: Invoice not of valid status for modification", rule="refused")
INVOICE_DRAFT = a_draft(Ref(INVOICE, 42), requires=(Ref(CLIENT, 7),))
PARTY_DRAFT = a_draft(Ref(CLIENT, 7))


@pytest.mark.parametrize(
    ("number", "party", "ours"),
    [
        pytest.param("INV-42", "ledger-7", True, id="number and party agree"),
        pytest.param("INV-42", "ledger-8", False, id="another party"),
        pytest.param("INV-42", None, False, id="party unknown"),
        pytest.param("INV-43", "ledger-7", False, id="another number"),
    ],
)
def test_a_document_is_ours_if_number_and_party_agree(
    number: str, party: str | None, ours: bool
) -> None:
    assert (
        is_ours(a_found(), resource="Invoices", number=number, own_key=False, party_ledger_id=party)
        is ours
    )


def test_a_party_is_ours_by_its_number_alone() -> None:
    found = a_found(number="KB-CLIENT-7", party_ledger_id=None)

    assert is_ours(
        found, resource="Invoices", number="KB-CLIENT-7", own_key=True, party_ledger_id="any"
    )


def test_a_record_of_another_kind_is_never_ours() -> None:
    found = a_found(number="Acme", resource="Vendor")

    assert not is_ours(
        found, resource="Customer", number="Acme", own_key=False, party_ledger_id="ledger-7"
    )


@pytest.mark.rule("B-02")
def test_a_document_that_a_lost_call_may_have_made_is_adopted() -> None:
    found = a_found()

    verdict = after_taken(INVOICE_DRAFT, TAKEN, found, ours=True, gone=False)

    assert verdict == Adopt(found)


@pytest.mark.rule("C-08")
@pytest.mark.parametrize(
    ("ours", "gone"),
    [
        pytest.param(False, False, id="of another party, or no call was lost"),
        pytest.param(True, True, id="voided"),
    ],
)
def test_a_number_in_use_holds_the_document_and_names_the_clash(ours: bool, gone: bool) -> None:
    found = a_found(total=Decimal("120.00"), day=date(2026, 9, 1))

    verdict = after_taken(INVOICE_DRAFT, TAKEN, found, ours=ours, gone=gone)

    assert isinstance(verdict, Hold)
    assert verdict.error.message == (
        "Xero: Invoice # must be unique. (in use there: invoice INV-42, to Acme Ltd, of "
        "2026-09-01, over 120.00, status AUTHORISED; id ledger-42)"
    )
    assert (verdict.error.rule, verdict.error.field) == ("C-08", "number")
    assert (verdict.error.value, verdict.error.request_id) == ("INV-42", "r-1")
    assert verdict.error.__cause__ is TAKEN


@pytest.mark.rule("X-08")
def test_a_party_with_our_number_is_adopted_without_further_proof() -> None:
    found = a_found(number="KB-CLIENT-7")

    verdict = after_taken(PARTY_DRAFT, TAKEN, found, ours=True, gone=False)

    assert verdict == Adopt(found)


def test_a_party_whose_name_another_has_is_held_under_that_name() -> None:
    found = a_found(number=None, status="ACTIVE")

    verdict = after_taken(PARTY_DRAFT, TAKEN, found, ours=False, gone=False)

    assert isinstance(verdict, Hold)
    assert "in use there: client, Acme Ltd, status ACTIVE; id ledger-42" in verdict.error.message
    assert verdict.error.value == "Acme Ltd"


@pytest.mark.parametrize("withdrawing", [True, False], ids=["void", "update"])
def test_what_the_ledger_does_not_show_keeps_its_own_words(withdrawing: bool) -> None:
    assert after_taken(INVOICE_DRAFT, TAKEN, None, ours=False, gone=False) == Hold(TAKEN)
    assert after_wrong_status(
        STATUS, None, withdrawing=withdrawing, gone=False, tried="AUTHORISED"
    ) == Hold(STATUS)


def test_an_update_that_the_status_forbids_is_held() -> None:
    found = a_found(status="PAID")

    verdict = after_wrong_status(STATUS, found, withdrawing=False, gone=False, tried="AUTHORISED")

    assert verdict == Hold(STATUS)


@pytest.mark.rule("B-05")
@pytest.mark.parametrize(
    ("status", "gone", "tried", "expected"),
    [
        pytest.param("VOIDED", True, "AUTHORISED", "adopt", id="voided there already"),
        pytest.param("DRAFT", False, "AUTHORISED", "DRAFT", id="a draft there: delete it instead"),
        pytest.param("AUTHORISED", False, "DRAFT", "AUTHORISED", id="approved there meanwhile"),
        pytest.param("AUTHORISED", False, "AUTHORISED", "hold", id="the same status was tried"),
    ],
)
def test_a_void_that_the_status_forbids_is_tried_as_the_ledger_has_it(
    status: str, gone: bool, tried: str, expected: str
) -> None:
    found = a_found(status=status)

    verdict = after_wrong_status(STATUS, found, withdrawing=True, gone=gone, tried=tried)

    outcomes = {"adopt": Adopt(found), "hold": Hold(STATUS)}
    assert verdict == outcomes.get(expected, Resend(found))


@pytest.mark.rule("B-05")
def test_a_void_of_what_has_payments_is_held_with_that_reason() -> None:
    found = a_found(status="AUTHORISED", paid=True)

    verdict = after_wrong_status(STATUS, found, withdrawing=True, gone=False, tried="AUTHORISED")

    assert isinstance(verdict, Hold)
    assert verdict.error.rule == "B-05"
    assert "has payments or credits in the ledger" in verdict.error.message


def test_a_change_on_top_of_somebody_elses_goes_once_more() -> None:
    found = a_found(version="3")

    assert after_wrong_version(STATUS, found, withdrawn=False, tried="2") == Resend(found)
    assert after_wrong_version(STATUS, found, withdrawn=False, tried="3") == Hold(STATUS)
    assert after_wrong_version(STATUS, None, withdrawn=False, tried="3") == Hold(STATUS)
    assert after_wrong_version(STATUS, found, withdrawn=True, tried="2") == Adopt(found)


@pytest.mark.rule("X-08")
@pytest.mark.parametrize("holder", ["nobody", "itself"])
def test_a_change_whose_name_was_freed_meanwhile_is_tried_again(holder: str) -> None:
    found = a_found(ledger_id="own") if holder == "itself" else None

    verdict = after_taken_change(PARTY_DRAFT, TAKEN, found, own_id="own")

    assert verdict == Resend(found)


@pytest.mark.rule("X-08")
def test_a_change_whose_name_another_record_has_is_held_and_names_it() -> None:
    verdict = after_taken_change(PARTY_DRAFT, TAKEN, a_found(), own_id="own")

    assert isinstance(verdict, Hold)
    assert "id ledger-42" in verdict.error.message
