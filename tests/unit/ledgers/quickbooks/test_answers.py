"""The faults that QuickBooks answers with, in all their forms."""

from __future__ import annotations

import json

import pytest
from ledger_sync.ledgers.quickbooks.answers import LONGEST_WORDS, Fault, fault_in, read
from ledger_sync.model import Json

SERVICE: Json = {
    "Fault": {
        "Error": [
            {
                "Message": "Duplicate Name Exists Error",
                "Detail": "The name supplied already exists. : Another one is using this \nname.",
                "code": "6240",
                "element": "",
            }
        ],
        "type": "ValidationFault",
    },
    "time": "2026-02-03T09:10:12.001-08:00",
}
GATEWAY: Json = {
    "warnings": None,
    "fault": {
        "error": [
            {
                "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
                "detail": "Token expired: AB01",
                "code": "3200",
                "element": None,
            }
        ],
        "type": "AUTHENTICATION",
    },
    "batchItemResponse": [],
    "time": 1730024394085,
}
XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<IntuitResponse time="2016-12-07T15:27:09.527-08:00" '
    'xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="3001">'
    "<Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>"
    "<Detail>The request limit was reached.  Try again &amp; later</Detail></Error></Fault>"
    "</IntuitResponse>"
)


def fault_of(answer: Json | str) -> Fault:
    found = read(answer if isinstance(answer, str) else json.dumps(answer))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        pytest.param(
            SERVICE,
            "6240",
            "Duplicate Name Exists Error: The name supplied already exists. : Another one is using "
            "this name.",
            id="service",
        ),
        pytest.param(
            GATEWAY,
            "3200",
            "message=AuthenticationFailed; errorCode=003200; statusCode=401: Token expired: AB01",
            id="gateway",
        ),
        pytest.param(
            XML,
            "3001",
            "message=ThrottleExceeded; errorCode=003001; statusCode=429: The request limit was "
            "reached. Try again & later",
            id="XML",
        ),
        pytest.param(
            '<ns0:IntuitResponse><ns0:Fault><ns0:Error code="100"><ns0:Message>No</ns0:Message>'
            "</ns0:Error></ns0:Fault></ns0:IntuitResponse>",
            "100",
            "No",
            id="XML with a prefix",
        ),
    ],
)
def test_a_fault_is_read_in_every_form(answer: Json | str, code: str, words: str) -> None:
    found = fault_of(answer)

    assert (found.code, found.words) == (code, words)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("stream timeout", id="plain words"),
        pytest.param("<html>default page</html>", id="a page"),
        pytest.param('{"Customer": {"Notes": "his fault"}}', id="a record that speaks of it"),
        pytest.param('{"fault": null, "QueryResponse": {}}', id="none"),
        pytest.param('{"Fault": {"Err', id="cut off"),
        pytest.param('["Fault"]', id="a list"),
        pytest.param(
            json.dumps({"BatchItemResponse": [{"bId": "1", **SERVICE}]}), id="one of an element"
        ),
    ],
)
def test_any_other_answer_is_no_fault(text: str) -> None:
    assert read(text) is None


def test_an_element_of_a_batch_has_its_own_fault() -> None:
    found = fault_in({"bId": "1", **SERVICE})

    assert found is not None
    assert found.code == "6240"
    assert fault_in({"bId": "1", "Customer": {"Id": "1"}}) is None


def test_several_reasons_are_told_each_once() -> None:
    errors = [
        {"code": "2050", "Message": "Too long", "Detail": "Too long", "element": "DocNumber"},
        {"code": "2020", "Message": "Missing", "Detail": "Missing : Line", "element": None},
        {"code": "2020", "Message": "Missing", "Detail": "Missing : Line"},
    ]

    found = fault_of({"Fault": {"Error": errors}})

    assert (found.code, found.words) == ("2050", "Too long; Missing : Line")
    assert [each.element for each in found.problems] == ["DocNumber", "", ""]


@pytest.mark.parametrize("errors", [[], None], ids=["no error", "nothing"])
def test_a_fault_without_a_reason_is_one_all_the_same(errors: list[Json] | None) -> None:
    found = fault_of({"Fault": {"Error": errors, "type": "SystemFault"}})

    assert (found.code, found.words) == ("", "no reason given")


def test_long_words_are_cut() -> None:
    found = fault_of({"Fault": {"Error": [{"code": "1", "Message": "x" * 9000}]}})

    assert len(found.words) == LONGEST_WORDS
