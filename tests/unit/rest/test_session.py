"""A line to an API: signed, retried, counted, and silent about what it carries."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from ledger_sync.errors import (
    AnswerLost,
    AuthenticationFailed,
    LedgerUnavailable,
    RateLimited,
    RequestRefused,
    UnexpectedResponse,
)
from ledger_sync.rest.limits import Pace
from ledger_sync.rest.session import ApiSession, CallCounter, Policy
from ledger_sync.rules.quotas import Quota

from tests.unit.rest.web import Reply, Web, serving

EXPIRED = "token_expired"
KEY = {"Idempotency-Key": "KEY-1"}
SECRETS = ("token-1", "token-2", "jo@example.com", "KEY-1", "tenant-9")


class Tokens:
    """Token 1 until it is called stale, then token 2."""

    def __init__(self) -> None:
        self.current = "token-1"
        self.renewed: list[str] = []

    def access(self) -> str:
        return self.current

    def renew(self, stale: str) -> str:
        self.renewed.append(stale)
        self.current = "token-2"
        return self.current


def judge(status: int, headers: Mapping[str, str], text: str, path: str) -> Exception | None:
    if status == 401:
        return AuthenticationFailed("expired", code=EXPIRED if text == '"expired"' else None)
    if status == 429:
        return RateLimited("slow down", retry_after=float(headers["retry-after"]))
    if status == 503:
        return LedgerUnavailable(f"offline: {path}")
    return RequestRefused("no", http_status=status) if status >= 400 else None


def a_session(
    base_url: str,
    tokens: Tokens | None = None,
    *,
    attempts: int = 3,
    sleep: Callable[[float], None] = lambda _: None,
) -> ApiSession:
    return ApiSession(
        base_url,
        tokens=tokens or Tokens(),
        sign=lambda token: {"Authorization": f"Bearer {token}", "Tenant": "tenant-9"},
        judge=judge,
        pace=Pace([Quota(10_000, 60)]),
        policy=Policy(attempts, 5, 60, sleep),
        remaining_header="X-Left",
        token_expired_code=EXPIRED,
    )


def keys(web: Web) -> list[str | None]:
    return [asked.headers.get("Idempotency-Key") for asked in web.asked]


def test_a_call_is_signed_and_says_what_it_sends() -> None:
    with serving(Reply(body={"Ok": True})) as web:
        answer = a_session(web.url)(
            "PUT", "/Invoices", params={"unitdp": "4"}, body={"A": Decimal("1.2345")}, headers=KEY
        )

    (asked,) = web.asked
    assert (answer.body, answer.repeated) == ({"Ok": True}, False)
    assert (asked.method, asked.path) == ("PUT", "/Invoices?unitdp=4")
    assert asked.headers["Authorization"] == "Bearer token-1"
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.body == '{"A": 1.2345}'


def test_a_character_that_no_database_keeps_is_left_out_wherever_it_stands() -> None:
    with serving(Reply(body='{"Names": [{"Name": "A\\u0000B"}], "Ok": "\\\\u0000"}')) as web:
        answer = a_session(web.url)("GET", "/Contacts").body

    assert answer == {"Names": [{"Name": "AB"}], "Ok": "\\u0000"}


def test_numbers_come_back_exact() -> None:
    with serving(Reply(body='{"Total": 0.1, "Count": 3}')) as web:
        answer = a_session(web.url)("GET", "/Invoices").body

    assert answer == {"Total": Decimal("0.1"), "Count": 3}


@pytest.mark.parametrize(
    ("reply", "body"),
    [
        pytest.param(Reply(status=204, body=""), {}, id="no content"),
        pytest.param(Reply(body=[1, 2]), {"items": [1, 2]}, id="a bare list"),
    ],
)
def test_every_answer_is_an_object(reply: Reply, body: dict[str, object]) -> None:
    with serving(reply) as web:
        assert a_session(web.url)("GET", "/x").body == body


@pytest.mark.rule("B-02")
@pytest.mark.parametrize(
    ("first", "repeated"),
    [
        pytest.param(Reply(drop=True), True, id="the answer was lost"),
        pytest.param(Reply(body={"A": "b" * 100}, cut=True), True, id="the answer was cut off"),
        pytest.param(Reply(body="{", status=200), True, id="half an object"),
        pytest.param(Reply(body="", status=200), True, id="nothing"),
        pytest.param(Reply(body="[" * 100_000, status=200), True, id="brackets without end"),
        pytest.param(Reply(status=503), True, id="unavailable"),
        pytest.param(Reply(status=429, headers={"Retry-After": "1"}), False, id="limited"),
    ],
)
def test_every_attempt_has_the_same_key_and_what_may_have_arrived_is_told(
    first: Reply, repeated: bool
) -> None:
    with serving(first, Reply()) as web:
        answer = a_session(web.url)("PUT", "/Invoices", body={"a": 1}, headers=KEY)

    assert keys(web) == ["KEY-1", "KEY-1"]
    assert {asked.body for asked in web.asked} == {'{"a": 1}'}
    assert answer.repeated is repeated


def test_a_call_that_is_made_once_is_not_repeated_when_its_answer_is_lost() -> None:
    with serving(Reply(status=503), Reply()) as web, pytest.raises(AnswerLost):
        a_session(web.url)("POST", "/batch", body={"a": 1}, once=True)

    assert len(web.asked) == 1


def test_a_call_that_is_made_once_waits_for_a_limit_like_any_other() -> None:
    with serving(Reply(status=429, headers={"Retry-After": "1"}), Reply()) as web:
        answer = a_session(web.url)("POST", "/batch", body={"a": 1}, once=True)

    assert len(web.asked) == 2
    assert not answer.repeated


def test_the_ledgers_wait_is_obeyed() -> None:
    waits: list[float] = []
    limited = Reply(status=429, headers={"Retry-After": "26"})

    with serving(limited, Reply()) as web:
        a_session(web.url, sleep=waits.append)("GET", "/Invoices")

    (wait,) = waits
    assert 26 <= wait <= 27


def test_a_wait_that_is_too_long_is_given_back_at_once() -> None:
    too_long = Reply(status=429, headers={"Retry-After": "3600"})

    with serving(too_long) as web, pytest.raises(RateLimited):
        a_session(web.url)("GET", "/Invoices")

    assert len(web.asked) == 1


def test_after_the_last_attempt_the_error_is_raised() -> None:
    with serving(Reply(drop=True)) as web, pytest.raises(LedgerUnavailable) as caught:
        a_session(web.url, attempts=2)("GET", "/Invoices/INV-1")

    host = web.url.removeprefix("http://")
    assert caught.value.message == f"no answer from {host} to GET Invoices: ConnectionError"
    assert len(web.asked) == 2


def test_an_error_and_a_log_do_not_tell_what_was_asked_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = {"query": "SELECT * FROM Customer WHERE DisplayName = 'Planted'"}

    with serving(Reply()) as web:
        a_session(web.url)("GET", "/query", params=asked)
    with pytest.raises(LedgerUnavailable) as caught:
        a_session("http://127.0.0.1:1", attempts=1)("GET", "/query", params=asked)

    assert "GET /query answered 200" in caplog.text
    assert "Planted" not in caplog.text
    assert "Planted" not in "".join(traceback.format_exception(caught.value))


def test_a_refused_call_is_not_tried_again() -> None:
    with serving(Reply(status=400)) as web, pytest.raises(RequestRefused):
        a_session(web.url)("GET", "/Invoices")

    assert len(web.asked) == 1


def test_an_expired_token_is_renewed_once_and_the_call_made_again() -> None:
    tokens = Tokens()

    with serving(Reply(status=401, body='"expired"'), Reply()) as web:
        answer = a_session(web.url, tokens)("PUT", "/Invoices", headers=KEY)

    assert tokens.renewed == ["token-1"]
    assert [asked.headers["Authorization"] for asked in web.asked] == [
        "Bearer token-1",
        "Bearer token-2",
    ]
    assert keys(web) == ["KEY-1", "KEY-1"]
    assert not answer.repeated


def test_a_token_that_is_refused_again_is_not_renewed_for_ever() -> None:
    tokens = Tokens()

    with serving(Reply(status=401, body='"expired"')) as web, pytest.raises(AuthenticationFailed):
        a_session(web.url, tokens)("GET", "/Invoices")

    assert (tokens.renewed, len(web.asked)) == (["token-1"], 2)


def test_another_401_renews_nothing() -> None:
    tokens = Tokens()

    with serving(Reply(status=401, body='"scope"')) as web, pytest.raises(AuthenticationFailed):
        a_session(web.url, tokens)("GET", "/Invoices")

    assert tokens.renewed == []


def test_a_redirect_is_not_followed_because_a_token_must_not_travel() -> None:
    with serving(Reply(body={"stolen": True})) as other:
        away = Reply(status=302, body="", headers={"Location": f"{other.url}/Invoices"})
        with serving(away) as web, pytest.raises(UnexpectedResponse, match="status 302"):
            a_session(web.url)("GET", "/Invoices")

    assert other.asked == []


def test_neither_tokens_nor_bodies_nor_keys_nor_records_are_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    replies = [Reply(drop=True), Reply(status=401, body='"expired"'), Reply(body={"E": SECRETS[2]})]

    with serving(*replies) as web:
        a_session(web.url)(
            "PUT", "/Invoices/INV-1", body={"EmailAddress": "jo@example.com"}, headers=KEY
        )

    ours = " ".join(
        record.getMessage() for record in caplog.records if "ledger_sync" in record.name
    )
    assert "PUT /Invoices answered 200" in ours
    everything = caplog.text
    assert [secret for secret in (*SECRETS, "Bearer") if secret in everything] == []
    assert "INV-1" not in ours


def test_calls_are_counted_by_resource_and_taken_once() -> None:
    counter = CallCounter()
    for resource in ("Invoices", "Invoices", "Contacts"):
        counter.add(resource)

    assert counter.take() == {"Invoices": 2, "Contacts": 1}
    assert counter.take() == {}
    assert counter.total == 3


def test_every_attempt_counts_as_a_call_for_the_ledger_counts_it_too() -> None:
    with serving(Reply(status=503), Reply()) as web:
        session = a_session(web.url)
        session("GET", "/Invoices")

    assert session.calls.total == 2


def test_calls_left_in_the_minute_are_obeyed() -> None:
    slept: list[float] = []
    pace = Pace([Quota(10_000, 60)], clock=lambda: sum(slept), sleep=slept.append)

    with serving(Reply(headers={"X-Left": "0"}), Reply(headers={"X-Left": "many"})) as web:
        session = a_session(web.url)
        session.pace = pace
        session("GET", "/Invoices")
        session("GET", "/Invoices")

    assert slept == [60]
