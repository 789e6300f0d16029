"""Answers that are no answer: on the line to an API, of tokens, of organisations."""

from __future__ import annotations

import gc
import sys
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import requests
from hypothesis import given
from ledger_sync.errors import LedgerSyncError, LedgerUnavailable, UnexpectedResponse
from ledger_sync.ledgers.contract import App
from ledger_sync.ledgers.quickbooks import auth as quickbooks
from ledger_sync.ledgers.xero import auth as xero
from ledger_sync.rest.oauth import renew
from ledger_sync.rest.session import _parsed, _storable

from tests.unit.bad_input.nasty import json_values, refusal_of
from tests.unit.rest.test_oauth import GRANTED, an_app
from tests.unit.rest.test_session import a_session
from tests.unit.rest.web import Reply, serving

DEEP = "[" * 100_000


def test_half_a_character_is_replaced_because_no_database_and_no_file_can_keep_it() -> None:
    with serving(
        Reply(body='{"Name": "A\\\\ud800B", "Emoji": "\\\\ud83d\\\\ude00"}'.replace("\\\\", "\\"))
    ) as web:
        answer = a_session(web.url)("GET", "/Contacts").body

    assert answer == {"Name": "A\ufffdB", "Emoji": "\U0001f600"}


@given(json_values)
def test_whatever_an_answer_says_can_be_stored(value: Any) -> None:
    kept = repr(_storable({"Name": value}))

    kept.encode()
    assert "\\x00" not in kept


class Finalized:
    """Part of a cycle, so that the collector alone ends it; it needs some of the stack."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        dig(50)


def dig(deep: int) -> None:
    if deep:
        dig(deep - 1)


def test_nothing_is_finalized_where_a_bottomless_answer_has_used_up_the_stack(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", failed.append)
    before = gc.get_threshold()
    try:
        # One of these times the collector would begin its work near the end of the stack.
        for allocations in range(100, 2_500, 20):
            Finalized()
            gc.set_threshold(allocations)
            with pytest.raises(LedgerUnavailable):
                _parsed(an_answer('{"a":[' * 5_000), "/Invoices")
    finally:
        gc.set_threshold(*before)

    assert failed == []
    assert gc.isenabled()


def an_answer(text: str) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer._content, answer.encoding = 200, text.encode(), "utf-8"
    return answer


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(DEEP, id="no bottom"),
        pytest.param('{"a":' * 5_000, id="objects without a bottom"),
        pytest.param('{"Total": NaN}', id="no number"),
        pytest.param('{"Total": -Infinity}', id="endless"),
        pytest.param('{"Total": ' + "9" * 5_000 + "}", id="five thousand digits"),
        pytest.param('{"Total": 1', id="cut off"),
        pytest.param("\ufeff", id="a byte order mark alone"),
    ],
)
def test_an_answer_that_is_no_json_is_one_that_did_not_come(body: str) -> None:
    with serving(Reply(body=body)) as web:
        refused = refusal_of(
            lambda: a_session(web.url, attempts=1)("GET", "/Invoices"), LedgerUnavailable
        )

    assert refused is not None
    assert refused.message == "the answer to Invoices was cut off or is not JSON"


def test_of_a_name_that_comes_twice_the_last_one_counts() -> None:
    with serving(Reply(body='{"Total": 1, "Total": 2.50}')) as web:
        assert a_session(web.url)("GET", "/Invoices").body == {"Total": Decimal("2.50")}


@pytest.mark.parametrize("remaining", ["²", "-1", "many", "9" * 5_000])
def test_a_header_that_makes_no_sense_says_nothing(remaining: str) -> None:
    with serving(Reply(headers={"X-Left": remaining.encode().decode("latin-1")})) as web:
        assert a_session(web.url)("GET", "/Invoices").body == {}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param([], id="a list"),
        pytest.param(7, id="a number"),
        pytest.param(None, id="null"),
        pytest.param({**GRANTED, "expires_in": "soon"}, id="a time that is none"),
        pytest.param({**GRANTED, "expires_in": 1e300}, id="a time beyond all calendars"),
        pytest.param({**GRANTED, "expires_in": {}} | {"access_token": None}, id="wrong types"),
        pytest.param(DEEP, id="no bottom"),
    ],
)
def test_tokens_that_make_no_sense_are_none(body: Any) -> None:
    with serving(Reply(body=body)) as web:
        refused = refusal_of(lambda: renew(an_app(web.url), "refresh-0"), LedgerUnavailable)

    assert refused is not None
    assert "gave no token at" in refused.message


class Http:
    """Plain HTTP that gives one answer."""

    status_code = 200

    def __init__(self, body: Any) -> None:
        self.body = body

    def get(self, _url: str, **_how: Any) -> Http:
        return self

    def json(self) -> Any:
        if self.body is DEEP:
            raise RecursionError
        return self.body


APP = App("id", "secret", {"connections_url": "http://x", "api_url": "http://x/{tenant_id}"})


@given(body=json_values)
def test_organisations_of_any_kind_are_understood_or_refused(body: Any) -> None:
    for listed in (body, [body], [{"tenantId": body, "id": "1"}]):
        refusal_of(partial(xero.list_tenants, Http(listed), APP, "t", {}), LedgerSyncError)
    realm = {"realmId": "1"}
    for told in (body, {"CompanyInfo": body}, {"CompanyInfo": {"CompanyName": body}}):
        refusal_of(partial(quickbooks.list_tenants, Http(told), APP, "t", realm), LedgerSyncError)


@pytest.mark.parametrize("list_tenants", [xero.list_tenants, quickbooks.list_tenants])
def test_organisations_that_are_no_json_are_refused(list_tenants: Any) -> None:
    with pytest.raises(UnexpectedResponse, match="in no JSON"):
        list_tenants(Http(DEEP), APP, "t", {"realmId": "1"})
