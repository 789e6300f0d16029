"""QuickBooks' consent: which company it gives access to, and how it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger_sync.errors import LedgerUnavailable, UnexpectedResponse
from ledger_sync.ledgers.contract import Tenant
from ledger_sync.ledgers.quickbooks.bodies import part, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ledger_sync.ledgers.contract import App, Tokens
    from ledger_sync.model import Json

DEFAULTS = {
    "authorize_url": "https://appcenter.intuit.com/connect/oauth2",
    "token_url": "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
    "revoke_url": "https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
    "scopes": "com.intuit.quickbooks.accounting",
}
TIMEOUT_SECONDS = 30


def signed(token: str, tenant_id: str) -> dict[str, str]:
    """Headers that every call of the Accounting API needs; the company stands in its address."""
    del tenant_id
    return {"Authorization": f"Bearer {token}"}


def list_tenants(http: Any, app: App, token: str, redirect: Mapping[str, str]) -> list[Tenant]:
    """The one company of a consent: the redirect names it, its own page tells its name."""
    realm = redirect.get("realmId")
    if not realm:
        raise UnexpectedResponse("QuickBooks sent the browser back without naming a company")
    base = app.addresses["api_url"].format(tenant_id=realm)
    response = _asked(
        lambda: http.get(
            f"{base}/companyinfo/{realm}",
            params={"minorversion": "75"},
            headers={**signed(token, realm), "Accept": "application/json"},
            timeout=TIMEOUT_SECONDS,
        )
    )
    if response.status_code != 200:
        raise LedgerUnavailable(
            f"QuickBooks did not tell the name of the company ({response.status_code})",
            http_status=response.status_code,
        )
    name = text(part(_object_of(response), "CompanyInfo"), "CompanyName") or ""
    return [Tenant(tenant_id=realm, name=name, consent_id=realm)]


def _object_of(response: Any) -> Json:
    try:
        found = response.json()
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UnexpectedResponse("QuickBooks told the company's name in no JSON object")
    return found


def revoke(http: Any, app: App, tenant_id: str, tokens: Tokens) -> None:
    """Take back the consent; it is of this company alone. One that is gone already is as good."""
    del tenant_id
    response = _asked(
        lambda: http.post(
            app.addresses["revoke_url"],
            json={"token": tokens.refresh()},
            auth=(app.client_id, app.client_secret),
            headers={"Accept": "application/json"},
            timeout=TIMEOUT_SECONDS,
        )
    )
    if response.status_code not in (200, 400):
        raise LedgerUnavailable(
            f"QuickBooks did not take the consent back ({response.status_code})",
            http_status=response.status_code,
        )


def _asked(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except OSError as error:  # what every failure of the connection is
        raise LedgerUnavailable(f"QuickBooks gave no answer: {type(error).__name__}") from error
