"""Consent, code for tokens, renewal: and what each refusal means."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from ledger_sync.errors import AuthenticationFailed, ConnectionEnded, LedgerUnavailable
from ledger_sync.rest.access import ApiAccess
from ledger_sync.rest.oauth import OAuthApp, TokenSet, begin, finish, renew

from tests.unit.rest.web import Reply, serving

BACK = "http://localhost:8765/callback"
GRANTED = {"access_token": "access-1", "refresh_token": "refresh-1", "expires_in": 1800}


def an_app(url: str = "http://127.0.0.1:1", *, pkce: bool = True) -> OAuthApp:
    return OAuthApp(
        ledger_title="Xero",
        client_id="client-1",
        client_secret="secret-1",
        authorize_url=f"{url}/authorize",
        token_url=f"{url}/token",
        scopes="offline_access accounting.contacts",
        pkce=pkce,
    )


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def form(body: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body).items()}


def test_the_consents_address_says_who_asks_for_what_and_where_to_return() -> None:
    consent = begin(an_app(), BACK)

    asked = query(consent.url)
    assert asked["client_id"] == "client-1"
    assert asked["redirect_uri"] == BACK
    assert asked["scope"] == "offline_access accounting.contacts"
    assert asked["state"] == consent.state
    assert "secret-1" not in consent.url


def test_the_code_is_bound_to_us_by_a_challenge() -> None:
    consent = begin(an_app(), BACK)

    digest = hashlib.sha256(str(consent.verifier).encode()).digest()
    assert query(consent.url)["code_challenge"] == base64.urlsafe_b64encode(digest).decode()[:-1]
    assert query(consent.url)["code_challenge_method"] == "S256"


def test_a_ledger_without_challenges_gets_none() -> None:
    consent = begin(an_app(pkce=False), BACK)

    assert consent.verifier is None
    assert "code_challenge" not in consent.url


def test_no_two_consents_share_a_state() -> None:
    assert begin(an_app(), BACK).state != begin(an_app(), BACK).state


def test_a_code_becomes_tokens() -> None:
    with serving(Reply(body=GRANTED)) as web:
        app = an_app(web.url)
        consent = begin(app, BACK)
        granted = finish(app, consent, "code-1", BACK)

    (asked,) = web.asked
    assert form(asked.body)["code"] == "code-1"
    assert form(asked.body)["code_verifier"] == consent.verifier
    assert form(asked.body)["redirect_uri"] == BACK
    assert asked.headers["Authorization"].startswith("Basic ")
    assert "secret-1" not in asked.body
    assert (granted.access_token, granted.refresh_token) == ("access-1", "refresh-1")
    left = granted.expires_at - datetime.now(tz=UTC)
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)


def test_a_refresh_token_becomes_new_tokens() -> None:
    with serving(Reply(body=GRANTED)) as web:
        renewed = renew(an_app(web.url), "refresh-0")

    sent = form(web.asked[0].body)
    assert (sent["grant_type"], sent["refresh_token"]) == ("refresh_token", "refresh-0")
    assert renewed.refresh_token == "refresh-1"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(
            Reply(400, {"error": "invalid_grant"}), ConnectionEnded, id="used up or revoked"
        ),
        pytest.param(
            Reply(401, {"error": "invalid_client"}), AuthenticationFailed, id="wrong client"
        ),
        pytest.param(
            Reply(400, {"error": "unauthorized_client"}), AuthenticationFailed, id="not allowed"
        ),
        pytest.param(
            Reply(400, {"error": "invalid_scope"}), AuthenticationFailed, id="scope not allowed"
        ),
        pytest.param(Reply(503, "<html>"), LedgerUnavailable, id="down"),
        pytest.param(Reply(200, "<html>"), LedgerUnavailable, id="a page for JSON"),
        pytest.param(Reply(200, {"refresh_token": "r"}), LedgerUnavailable, id="half a grant"),
        pytest.param(Reply(drop=True), LedgerUnavailable, id="no answer"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_refused_renewal_means(reply: Reply, error: type[Exception]) -> None:
    with serving(reply) as web, pytest.raises(error) as caught:
        renew(an_app(web.url), "refresh-0")

    assert "refresh-0" not in str(caught.value)
    assert "secret-1" not in str(caught.value)


def test_neither_tokens_nor_the_secret_show_when_printed() -> None:
    tokens = TokenSet("access-1", "refresh-1", datetime(2026, 1, 1, tzinfo=UTC))
    access = ApiAccess("https://x", "client-1", "secret-1", {"scopes": "hush"})

    shown = f"{tokens!r} {tokens} {an_app()!r} {an_app()} {access!r}"

    assert "client-1" in shown
    assert [each for each in ("access-1", "refresh-1", "secret-1", "hush") if each in shown] == []


@pytest.mark.parametrize(
    ("extra", "address"),
    [
        pytest.param({}, "https://ledger/token", id="the ledger's own"),
        pytest.param({"token_url": ""}, "https://ledger/token", id="empty is none"),
        pytest.param({"token_url": "http://here"}, "http://here", id="of the Airflow connection"),
    ],
)
def test_an_address_of_the_airflow_connection_wins(extra: dict[str, str], address: str) -> None:
    access = ApiAccess("", "", "", extra)

    assert access.address("token_url", {"token_url": "https://ledger/token"}) == address
