"""From QuickBooks' answers to our errors: the table, and what each error tells."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ledger_sync.errors import (
    AuthenticationFailed,
    ConnectionEnded,
    FatalError,
    LedgerUnavailable,
    RateLimited,
    Refused,
    RequestRefused,
    ResponseError,
    TransientError,
    UnexpectedResponse,
)
from ledger_sync.ledgers.contract import Answer, NotNow, Taken, WrongStatus, WrongVersion
from ledger_sync.ledgers.quickbooks import faults
from ledger_sync.ledgers.quickbooks.answers import fault_in
from ledger_sync.model import CLIENT, INVOICE, ITEM, Action

from tests.unit.ledgers.quickbooks.records import refused

JSON = {"content-type": "application/json;charset=UTF-8"}
HTML = {"content-type": "text/html"}
PLAIN = {"content-type": "text/plain"}


def service(code: str, words: str = "No") -> str:
    return json.dumps({**refused(code, words), "time": "2026-02-03T09:10:12.001-08:00"})


def gateway(code: str) -> str:
    error = {"message": "No", "detail": None, "code": code, "element": None}
    return json.dumps({"fault": {"error": [error], "type": "SERVICE"}, "batchItemResponse": []})


def xml(code: str) -> str:
    error = f'<Error code="{code}"><Message>No</Message></Error>'
    return f"<IntuitResponse><Fault>{error}</Fault></IntuitResponse>"


def judge(status: int, headers: dict[str, str], text: str = "") -> Exception | None:
    return faults.fault(Answer(status, headers, text), "/batch")


@pytest.mark.parametrize(
    ("status", "headers", "text", "error", "code"),
    [
        pytest.param(429, JSON, gateway("3001"), RateLimited, "3001", id="too fast"),
        pytest.param(429, {}, xml("3001"), RateLimited, "3001", id="too fast in XML"),
        pytest.param(403, {}, xml("3001"), RateLimited, "3001", id="too fast as once it was"),
        pytest.param(429, {}, "", RateLimited, None, id="too fast without a word"),
        pytest.param(
            401, JSON, gateway("3200"), AuthenticationFailed, faults.TOKEN_EXPIRED, id="token"
        ),
        pytest.param(
            401, {}, xml("100"), AuthenticationFailed, faults.TOKEN_EXPIRED, id="token in XML"
        ),
        pytest.param(
            401, {}, "", AuthenticationFailed, faults.TOKEN_EXPIRED, id="401 without a word"
        ),
        pytest.param(401, JSON, gateway("120"), ConnectionEnded, "120", id="no administrator"),
        pytest.param(403, JSON, gateway("3100"), ConnectionEnded, "3100", id="wrong company"),
        pytest.param(403, HTML, "<html>", AuthenticationFailed, None, id="403 without a reason"),
        pytest.param(400, JSON, service("6190"), FatalError, "6190", id="subscription"),
        pytest.param(200, JSON, service("6190"), FatalError, "6190", id="subscription with 200"),
        pytest.param(500, JSON, service("10000"), LedgerUnavailable, "10000", id="system failure"),
        pytest.param(
            200, JSON, service("10000"), LedgerUnavailable, "10000", id="system failure with 200"
        ),
        pytest.param(503, HTML, "<html>oops</html>", LedgerUnavailable, None, id="server error"),
        pytest.param(504, PLAIN, "stream timeout", LedgerUnavailable, None, id="gateway timeout"),
        pytest.param(200, PLAIN, "stream timeout", LedgerUnavailable, None, id="cut off with 200"),
        pytest.param(400, JSON, service("4000"), RequestRefused, "4000", id="query"),
        pytest.param(400, JSON, service("610"), RequestRefused, "610", id="not found"),
        pytest.param(400, JSON, service("500"), RequestRefused, "500", id="not supported"),
        pytest.param(200, JSON, service("500"), RequestRefused, "500", id="refused with 200"),
        pytest.param(413, HTML, "<html>", RequestRefused, None, id="too large"),
        pytest.param(200, HTML, "<html>", UnexpectedResponse, None, id="a page for JSON"),
        pytest.param(200, {}, "", UnexpectedResponse, None, id="nothing for JSON"),
    ],
)
def test_an_answer_is_the_error(
    status: int, headers: dict[str, str], text: str, error: type[ResponseError], code: str | None
) -> None:
    found = judge(status, headers, text)

    assert type(found) is error
    assert isinstance(found, ResponseError)
    assert (found.http_status, found.code) == (status, code)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"QueryResponse": {}, "time": "now"}', id="no rows"),
        pytest.param('{"Customer": {"Notes": "no Fault of his"}}', id="a record"),
        pytest.param(json.dumps({"BatchItemResponse": [refused("6240")]}), id="a batch"),
    ],
)
def test_a_good_answer_is_no_error(text: str) -> None:
    assert judge(200, JSON, text) is None


@pytest.mark.parametrize(
    ("headers", "wait"),
    [({"retry-after": "7"}, 7), ({}, 60), ({"retry-after": "soon"}, 60)],
    ids=["named", "a minute where none is named", "no number"],
)
def test_the_wait_is_a_minute_unless_quickbooks_names_one(
    headers: dict[str, str], wait: float
) -> None:
    found = judge(429, headers, gateway("3001"))

    assert isinstance(found, ResponseError)
    assert found.retry_after == wait


def test_what_a_later_try_cures_is_transient_and_the_rest_is_not() -> None:
    assert isinstance(judge(429, {}), TransientError)
    assert isinstance(judge(503, {}), TransientError)
    assert isinstance(judge(400, JSON, service("2010")), FatalError)
    assert isinstance(judge(400, JSON, service("6190")), FatalError)


def test_an_ended_subscription_is_told_in_plain_words_and_divides_no_batch() -> None:
    found = judge(400, JSON, service("6190"))

    assert "subscription has ended or is suspended" in str(found)
    assert not isinstance(found, RequestRefused)


def test_an_error_begins_with_the_id_that_intuits_support_asks_for() -> None:
    found = judge(400, {**JSON, "intuit_tid": "1-abc"}, service("2010", "Property Name"))

    assert str(found) == (
        "[1-abc] QuickBooks refused the call to /batch with 400: Refused: Property Name"
    )


@pytest.mark.parametrize("text", ["<html>Secret</html>", "", '{"Secret": 1}'])
def test_an_error_has_nothing_of_what_was_sent(text: str) -> None:
    found = judge(400, JSON, text)

    assert str(found).endswith("no reason given")


def refusal(
    code: str, detail: str = "No", element: str = "", *, entity: str = INVOICE,
    action: Action = "update",
) -> Any:  # fmt: skip
    told = fault_in(refused(code, detail, element))
    assert told is not None
    return faults.refusal(told, entity, action)


LOCKED = "Business Validation Error: Another user was editing this item."


@pytest.mark.parametrize(
    ("made", "kind", "rule", "field"),
    [
        pytest.param(refusal("6240", entity=CLIENT), Taken, "Q-07", "name", id="name"),
        pytest.param(refusal("6240", entity=ITEM), Taken, "Q-12", "name", id="item's name"),
        pytest.param(refusal("6140"), Taken, "C-08", "number", id="number"),
        pytest.param(refusal("5010"), WrongVersion, "refused", None, id="stale"),
        pytest.param(refusal("10000"), NotNow, "refused", None, id="system failure"),
        pytest.param(refusal("3001"), NotNow, "refused", None, id="too fast"),
        pytest.param(refusal("6000", LOCKED), NotNow, "refused", None, id="locked"),
        pytest.param(refusal("6000", LOCKED, action="void"), NotNow, "refused", None,
                     id="locked while it is voided"),
        pytest.param(refusal("6000"), Refused, "refused", None, id="business rule"),
        pytest.param(refusal("6000", action="void"), WrongStatus, "refused", None,
                     id="void refused"),
        pytest.param(refusal("610", action="void"), WrongStatus, "refused", None,
                     id="void of what is deleted"),
        pytest.param(refusal("6210", action="void"), Refused, "refused", None,
                     id="void in closed books"),
        pytest.param(refusal("610"), Refused, "refused", None, id="deleted there"),
        pytest.param(refusal("610", action="create"), Refused, "refused", "item",
                     id="an inactive item"),
        pytest.param(refusal("610", entity=CLIENT, action="create"), Refused, "refused", None,
                     id="an inactive parent"),
        pytest.param(
            refusal("2500", "Invalid Reference Id : Line.SalesItemLineDetail.ItemRef"),
            Refused, "refused", "item", id="item in words",
        ),
        pytest.param(
            refusal("2500", element="Line.SalesItemLineDetail.ItemRef"), Refused, "refused",
            "item", id="item",
        ),
        pytest.param(
            refusal("2500", element="Line.SalesItemLineDetail.TaxCodeRef"), Refused, "C-12",
            "tax_rate", id="tax code",
        ),
        pytest.param(refusal("6100", element="Line.TaxCodeRef"), Refused, "C-12", "tax_rate",
                     id="tax code of the US"),
        pytest.param(refusal("2050", element="DocNumber"), Refused, "refused", "number",
                     id="too long"),
        pytest.param(refusal("2210", element="PrimaryEmailAddr.Address", entity=CLIENT), Refused,
                     "refused", "email", id="e-mail"),
        pytest.param(refusal("6210"), Refused, "refused", None, id="closed books"),
        pytest.param(refusal("6070", element="Line.Amount"), Refused, "refused", None,
                     id="amount"),
        pytest.param(refusal("4711"), Refused, "refused", None, id="unheard of"),
    ],
)  # fmt: skip
def test_a_refusal_is_of_a_kind_with_rule_and_field(
    made: Any, kind: type, rule: str, field: str | None
) -> None:
    error = made if isinstance(made, Refused) else made.error

    assert type(made) is kind
    assert (error.rule, error.field) == (rule, field)


def test_a_refusal_has_quickbooks_own_words() -> None:
    assert refusal("6210", "The books are closed").message == (
        "QuickBooks: Refused: The books are closed"
    )
