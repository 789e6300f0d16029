"""Xero's consent: which organisations it gives access to, and how one is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger_sync.errors import LedgerUnavailable, UnexpectedResponse
from ledger_sync.ledgers.contract import Tenant
from ledger_sync.ledgers.xero import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger_sync.ledgers.contract import App, Tokens
    from ledger_sync.model import Json

DEFAULTS = {
    "authorize_url": "https://login.xero.com/identity/connect/authorize",
    "token_url": "https://identity.xero.com/connect/token",
    "connections_url": "https://api.xero.com/connections",
    "scopes": (
        "offline_access accounting.contacts accounting.invoices accounting.payments.read "
        "accounting.settings.read"
    ),
}
TIMEOUT_SECONDS = 30


def signed(token: str, tenant_id: str) -> dict[str, str]:
    """Headers that every call of the Accounting API needs."""
    return {"Authorization": f"Bearer {token}", "xero-tenant-id": tenant_id}


def list_tenants(http: Any, app: App, token: str, redirect: Mapping[str, str]) -> list[Tenant]:
    """The organisations of a consent; the redirect says nothing of them."""
    del redirect
    response = http.get(
        app.addresses["connections_url"], headers=_headers(token), timeout=TIMEOUT_SECONDS
    )
    if response.status_code != 200:
        raise LedgerUnavailable(
            f"Xero did not list its organisations ({response.status_code})",
            http_status=response.status_code,
        )
    return [
        Tenant(
            tenant_id=fields.record_id(each, "tenantId"),
            name=fields.text(each, "tenantName") or "",
            consent_id=fields.record_id(each, "id"),
        )
        for each in _list_of(response)
        if each.get("tenantType", "ORGANISATION") == "ORGANISATION"
    ]


def _list_of(response: Any) -> list[Json]:
    try:
        found = response.json()
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise UnexpectedResponse("Xero listed its organisations in no JSON list")
    return fields.parts({"connections": found}, "connections")


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def revoke(http: Any, app: App, tenant_id: str, tokens: Tokens) -> None:
    """Take back the access to one organisation.

    Revoking the token itself would end every organisation that the same person connected, so only
    this organisation's connection is removed; one that is gone already is as good.
    """
    token = tokens.access()
    for tenant in list_tenants(http, app, token, {}):
        if tenant.tenant_id != tenant_id:
            continue
        url = f"{app.addresses['connections_url'].rstrip('/')}/{tenant.consent_id}"
        response = http.delete(url, headers=_headers(token), timeout=TIMEOUT_SECONDS)
        if response.status_code not in (204, 200, 404):
            raise LedgerUnavailable(
                f"Xero did not remove the connection ({response.status_code})",
                http_status=response.status_code,
            )
