"""What one element of a batch's answer says."""

from __future__ import annotations

import pytest
from ledger_sync.errors import LedgerUnavailable, Refused, UnexpectedResponse
from ledger_sync.ledgers.contract import WrongVersion
from ledger_sync.ledgers.quickbooks import elements
from ledger_sync.model import INVOICE, Json

from tests.unit.ledgers.quickbooks.records import refused


def test_an_element_with_a_record_is_no_refusal() -> None:
    element = {"bId": "1", "Invoice": {"Id": "129"}}

    assert elements.refusal(element, INVOICE, "update", repeated=False) is None
    assert elements.record(element, "Invoice") == {"Id": "129"}


def test_after_a_lost_answer_a_business_rule_may_only_mean_that_it_is_done() -> None:
    element = refused("6000", "An unexpected error occurred while accessing your data.")

    assert isinstance(elements.refusal(element, INVOICE, "update", repeated=False), Refused)
    with pytest.raises(LedgerUnavailable, match="what a lost call did"):
        elements.refusal(element, INVOICE, "update", repeated=True)


def test_after_a_lost_answer_any_other_refusal_means_what_it_says() -> None:
    found = elements.refusal(refused("5010"), INVOICE, "update", repeated=True)

    assert isinstance(found, WrongVersion)


@pytest.mark.parametrize(
    "element",
    [
        pytest.param({"bId": "1"}, id="empty"),
        pytest.param({"bId": "1", "Invoice": None}, id="nothing"),
        pytest.param({"bId": "1", "Invoice": {"DocNumber": "1"}}, id="no id"),
        pytest.param({"bId": "1", "Customer": {"Id": "1"}}, id="something else"),
    ],
)
def test_an_element_without_its_record_is_not_believed(element: Json) -> None:
    with pytest.raises(UnexpectedResponse, match="without its id"):
        elements.record(element, "Invoice")


@pytest.mark.parametrize(
    ("element", "lacks"),
    [
        pytest.param(refused("2020", element="ExpenseAccountRef"), True, id="named"),
        pytest.param(refused("2020", "Required parameter ExpenseAccountRef is missing"), True,
                     id="in words"),
        pytest.param(refused("2020", element="Line"), False, id="another field"),
        pytest.param(refused("6430", element="ExpenseAccountRef"), False, id="not missing"),
        pytest.param({"Item": {"Id": "1"}}, False, id="not refused"),
    ],
)  # fmt: skip
def test_a_field_that_is_missing_is_told(element: Json, lacks: bool) -> None:
    assert elements.lacks(element, "ExpenseAccountRef") is lacks
