"""From Xero's answers to our errors: the table, and what each error tells."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ledger_sync.errors import (
    AuthenticationFailed,
    ConnectionEnded,
    FatalError,
    LedgerUnavailable,
    QuotaExhausted,
    RateLimited,
    Refused,
    RequestRefused,
    ResponseError,
    TransientError,
    UnexpectedResponse,
)
from ledger_sync.ledgers.contract import Answer, Taken, WrongStatus
from ledger_sync.ledgers.xero import faults
from ledger_sync.model import CLIENT, INVOICE, PURCHASE_ORDER, Json, Ref

JSON = {"content-type": "application/json; charset=utf-8"}
HTML = {"content-type": "text/html; charset=utf-8"}


def problem(status: int, title: str, detail: str) -> str:
    return json.dumps({"Type": None, "Title": title, "Status": status, "Detail": detail})


def judge(status: int, headers: dict[str, str], text: str = "") -> Exception | None:
    return faults.fault(Answer(status, headers, text), "/Invoices")


@pytest.mark.parametrize(
    ("status", "headers", "text", "error", "code"),
    [
        pytest.param(
            429, {"x-rate-limit-problem": "minute", "retry-after": "26"}, "", RateLimited, "minute",
            id="minute limit",
        ),
        pytest.param(
            429, {"x-rate-limit-problem": "concurrent"}, "", RateLimited, "concurrent",
            id="too many at once",
        ),
        pytest.param(
            429, {"x-rate-limit-problem": "appminute", "retry-after": "5"}, "", RateLimited,
            "appminute", id="limit of the app",
        ),
        pytest.param(
            429, {"x-rate-limit-problem": "Day", "retry-after": "66975"}, "", QuotaExhausted, "day",
            id="daily limit",
        ),
        pytest.param(429, {}, "", RateLimited, None, id="limit that is not named"),
        pytest.param(500, HTML, "<html>oops</html>", LedgerUnavailable, None, id="server error"),
        pytest.param(
            503, {"content-type": "text/plain"}, "The Organisation is offline", LedgerUnavailable,
            None, id="organisation offline",
        ),
        pytest.param(
            401, JSON, problem(401, "Unauthorized", "TokenExpired: token expired at 04/09/2023"),
            AuthenticationFailed, faults.TOKEN_EXPIRED, id="token expired",
        ),
        pytest.param(
            401, {}, "", AuthenticationFailed, faults.TOKEN_EXPIRED, id="401 without a word"
        ),
        pytest.param(
            401, JSON, problem(401, "Unauthorized", "AuthorizationUnsuccessful"),
            AuthenticationFailed, None, id="scope missing",
        ),
        pytest.param(
            403, JSON, problem(403, "Forbidden", "AuthenticationUnsuccessful"), ConnectionEnded,
            "disconnected", id="disconnected",
        ),
        pytest.param(403, JSON, "[]", AuthenticationFailed, None, id="403 without a reason"),
        pytest.param(404, HTML, "<html>", RequestRefused, None, id="not found"),
        pytest.param(
            400, JSON, '{"Type": "ValidationException", "Message": "A validation exception"}',
            RequestRefused, None, id="call refused as a whole",
        ),
        pytest.param(412, JSON, "{}", RequestRefused, None, id="precondition"),
        pytest.param(200, HTML, "<html>", UnexpectedResponse, None, id="a page for JSON"),
        pytest.param(200, {}, "", UnexpectedResponse, None, id="nothing for JSON"),
    ],
)  # fmt: skip
def test_an_answer_is_the_error(
    status: int, headers: dict[str, str], text: str, error: type[ResponseError], code: str | None
) -> None:
    found = judge(status, headers, text)

    assert type(found) is error
    assert isinstance(found, ResponseError)
    assert (found.http_status, found.code) == (status, code)


@pytest.mark.parametrize(
    ("status", "headers"), [(200, JSON), (204, {})], ids=["JSON", "nothing to say"]
)
def test_a_good_answer_is_no_error(status: int, headers: dict[str, str]) -> None:
    assert judge(status, headers) is None


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        pytest.param({"x-rate-limit-problem": "minute", "retry-after": "26"}, 26, id="named"),
        pytest.param({"x-rate-limit-problem": "concurrent"}, 1, id="a breath"),
        pytest.param({"x-rate-limit-problem": "day"}, 86_400, id="a day where none is named"),
        pytest.param({"x-rate-limit-problem": "day", "retry-after": "60000"}, 60_000, id="hours"),
        pytest.param({"retry-after": "soon"}, 1, id="no number"),
    ],
)
def test_the_wait_is_the_one_that_xero_names(headers: dict[str, str], wait: float) -> None:
    found = judge(429, headers)

    assert isinstance(found, ResponseError)
    assert found.retry_after == wait


def test_what_a_later_try_cures_is_transient_and_the_rest_is_not() -> None:
    assert isinstance(judge(429, {}), TransientError)
    assert isinstance(judge(503, {}), TransientError)
    assert isinstance(judge(400, {}), FatalError)
    assert isinstance(judge(429, {"x-rate-limit-problem": "day"}), FatalError)


def test_an_error_begins_with_the_id_that_xeros_support_asks_for() -> None:
    found = judge(400, {**JSON, "xero-correlation-id": "abc-1"}, '{"Message": "No"}')

    assert str(found).startswith("[abc-1] Xero refused the call to /Invoices with 400: No")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            '{"Message": "A validation exception", "Elements": [{"ValidationErrors": '
            '[{"Message": "Account code must be specified"}], "Name": "Secret Ltd"}]}',
            "A validation exception; Account code must be specified",
            id="the reasons",
        ),
        pytest.param('{"Detail": "Bad where"}', "Bad where", id="detail"),
        pytest.param("<html>Secret</html>", "not JSON", id="a page"),
        pytest.param("", "not JSON", id="nothing"),
        pytest.param("[1]", "not a JSON object", id="a list"),
        pytest.param("Sorry", "Sorry", id="plain words"),
    ],
)
def test_an_error_has_xeros_words_and_nothing_of_what_was_sent(text: str, words: str) -> None:
    found = judge(400, JSON, text)

    assert str(found).endswith(f"with 400: {words}")
    assert "Secret" not in str(found)


@pytest.mark.parametrize(
    ("element", "refused"),
    [
        pytest.param({"StatusAttributeString": "OK"}, False, id="ok"),
        pytest.param({"StatusAttributeString": "WARNING", "Warnings": [{}]}, False, id="warning"),
        pytest.param({"StatusAttributeString": "ERROR"}, True, id="error"),
        pytest.param({"HasErrors": True}, True, id="flag of documents"),
        pytest.param({"HasValidationErrors": True}, True, id="flag of contacts"),
        pytest.param({"ValidationErrors": [{"Message": "No"}]}, True, id="reasons only"),
        pytest.param({}, False, id="nothing said"),
    ],
)
def test_an_element_is_judged_by_itself(element: Json, refused: bool) -> None:
    assert faults.is_refused(element) is refused


def refusal(*messages: str, entity: str = INVOICE) -> Any:
    element = {"ValidationErrors": [{"Message": message} for message in messages]}
    return faults.refusal(element, Ref(entity, 42), "r-1")


NAME = "The contact name X is already assigned to another contact. The contact name must be unique"


@pytest.mark.parametrize(
    ("messages", "entity", "kind", "rule", "field"),
    [
        pytest.param([NAME], CLIENT, Taken, "X-08", "name", id="contact name in use"),
        pytest.param(
            ["Another contact has this contact number."], CLIENT, Taken, "X-08", None,
            id="contact number in use",
        ),
        pytest.param(
            ["Invoice # must be unique."], INVOICE, Taken, "C-08", "number", id="invoice number"
        ),
        pytest.param(
            ["Order number must be unique"], PURCHASE_ORDER, Taken, "X-11", "number", id="order"
        ),
        pytest.param(
            ["PurchaseOrder status change is invalid", "Deleted PurchaseOrders cannot be updated"],
            PURCHASE_ORDER, Taken, "X-11", "number", id="number of a deleted order",
        ),
        pytest.param(
            ["Invoice not of valid status for modification"], INVOICE, WrongStatus, "refused", None,
            id="status",
        ),
        pytest.param(
            ["PurchaseOrder status change is invalid"], PURCHASE_ORDER, WrongStatus, "refused",
            None, id="status of an order",
        ),
        pytest.param(
            ["Account code '999' is not a valid code for this document."], INVOICE, Refused, "C-12",
            None, id="account code",
        ),
        pytest.param(
            ["The TaxType code X does not exist"], INVOICE, Refused, "C-12", None, id="tax type"
        ),
        pytest.param(
            ["The document date cannot be before the period lock date"], INVOICE, Refused,
            "refused", None, id="locked period",
        ),
        pytest.param([], INVOICE, Refused, "refused", None, id="no reason"),
    ],
)  # fmt: skip
def test_a_refusal_is_of_a_kind_with_rule_and_field(
    messages: list[str], entity: str, kind: type, rule: str, field: str | None
) -> None:
    found = refusal(*messages, entity=entity)

    error = found if isinstance(found, Refused) else found.error
    assert type(found) is kind
    assert (error.rule, error.field, error.request_id) == (rule, field, "r-1")


def test_a_refusal_says_each_reason_once_in_xeros_words() -> None:
    assert refusal("No date", "No account", "No date").message == "Xero: No date; No account"
    assert refusal().message == "Xero: Xero refused it without a reason"


def test_a_reason_may_stand_under_another_name() -> None:
    assert faults.messages_of({"ValidationErrors": [{"Description": "No"}]}) == ["No"]
