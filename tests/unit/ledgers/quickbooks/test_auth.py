"""QuickBooks' consent: its company, and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from ledger_sync.errors import LedgerUnavailable, UnexpectedResponse
from ledger_sync.ledgers.contract import App, Tenant
from ledger_sync.ledgers.quickbooks import auth
from ledger_sync.model import Json

APP = App(
    client_id="id",
    client_secret="secret",
    addresses={
        "api_url": "https://api.example/v3/company/{tenant_id}",
        "revoke_url": "https://revoke.example/revoke",
    },
)


@dataclass
class Response:
    status_code: int
    body: Json = field(default_factory=dict)

    def json(self) -> Json:
        return self.body


class Http:
    """Plain HTTP that gives one answer."""

    def __init__(self, answer: Response | Exception) -> None:
        self.answer = answer
        self.calls: list[Json] = []

    def _answer(self, url: str, **how: Any) -> Response:
        self.calls.append({"url": url, **how})
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    get = post = _answer


class Tokens:
    def access(self) -> str:
        return "access"

    def refresh(self) -> str:
        return "refresh"


def test_a_consent_gives_the_company_of_the_redirect_under_its_own_name() -> None:
    http = Http(Response(200, {"CompanyInfo": {"CompanyName": "Harbour Plumbing"}}))

    tenants = auth.list_tenants(http, APP, "token", {"realmId": "4620", "code": "c"})

    assert tenants == [Tenant(tenant_id="4620", name="Harbour Plumbing", consent_id="4620")]
    (call,) = http.calls
    assert call["url"] == "https://api.example/v3/company/4620/companyinfo/4620"
    assert call["headers"]["Authorization"] == "Bearer token"
    assert call["timeout"] == auth.TIMEOUT_SECONDS


def test_a_redirect_without_a_company_is_not_guessed() -> None:
    with pytest.raises(UnexpectedResponse, match="without naming a company"):
        auth.list_tenants(Http(Response(200)), APP, "token", {"code": "c"})


@pytest.mark.parametrize(
    "answer", [Response(500), ConnectionError("no route")], ids=["refused", "no answer"]
)
def test_a_company_that_cannot_be_read_is_a_failure_that_passes(
    answer: Response | Exception,
) -> None:
    with pytest.raises(LedgerUnavailable):
        auth.list_tenants(Http(answer), APP, "token", {"realmId": "4620"})


@pytest.mark.parametrize("status", [200, 400], ids=["taken back", "gone already"])
def test_a_consent_is_taken_back_by_its_refresh_token(status: int) -> None:
    http = Http(Response(status))

    auth.revoke(http, APP, "4620", Tokens())

    (call,) = http.calls
    assert (call["url"], call["json"]) == (
        "https://revoke.example/revoke",
        {"token": "refresh"},
    )
    assert call["auth"] == ("id", "secret")


@pytest.mark.parametrize(
    "answer", [Response(503), ConnectionError("no route")], ids=["refused", "no answer"]
)
def test_a_consent_that_cannot_be_taken_back_is_told(answer: Response | Exception) -> None:
    with pytest.raises(LedgerUnavailable):
        auth.revoke(Http(answer), APP, "4620", Tokens())


def test_a_call_is_signed_by_its_token_alone() -> None:
    assert auth.signed("token", "4620") == {"Authorization": "Bearer token"}
