"""A Python client of the simulated Xero's control API, for tests, the demo and the stack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.control_client import ControlClient
from sandbox.request_log import LoggedRequest
from sandbox.xero.bookkeeper_client import Bookkeeper

Body = dict[str, Any]
SCOPES = (
    "offline_access accounting.contacts accounting.invoices accounting.payments accounting.settings"
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the sandbox, by its tenant id."""

    tenant_id: str
    name: str


class XeroClient:
    """The simulated Xero, from outside."""

    def __init__(self, control: ControlClient) -> None:
        self._control = control
        about = control.get("/xero/")
        base = control.base_url
        self.client_id: str = about["client_id"]
        self.client_secret: str = about["client_secret"]
        self.api_url = base + about["api_path"]
        self.authorize_url = base + about["authorize_path"]
        self.token_url = base + about["token_path"]
        self.revocation_url = base + about["revocation_path"]
        self.connections_url = base + about["connections_path"]

    def sign_in(self, scopes: str = SCOPES, redirect_uri: str = "http://127.0.0.1/back") -> Body:
        """Consent and exchange the code, as an app would; return the token response."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": scopes,
        }
        back = self._control.plain("GET", self.authorize_url, params=asked).headers["location"]
        code = dict(parse_qsl(urlsplit(back).query))["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        client = (self.client_id, self.client_secret)
        tokens: Body = self._control.plain("POST", self.token_url, data=form, auth=client).json()
        return tokens

    def add_organisation(
        self,
        name: str,
        country: str = "GB",
        base_currency: str | None = None,
        *,
        currencies: Iterable[str] = (),
        users: Iterable[str] = ("owner",),
        tenant_id: str | None = None,
    ) -> Organisation:
        """Open an organisation with the chart of accounts of its country."""
        wanted = {
            "name": name,
            "country": country,
            "base_currency": base_currency,
            "currencies": list(currencies),
            "users": list(users),
            "tenant_id": tenant_id,
        }
        return Organisation(**self._control.post("/xero/organisations", wanted))

    def organisations(self) -> list[Body]:
        """Return the organisations with counts."""
        found: list[Body] = self._control.get("/xero/organisations")
        return found

    def bookkeeper(self, tenant_id: str) -> Bookkeeper:
        """Return the bookkeeper of an organisation."""
        return Bookkeeper(self._control, tenant_id)

    def documents(self, tenant_id: str, resource: str) -> list[Body]:
        """Return all records of a resource in full (Invoices, PurchaseOrders, Payments ...)."""
        path = f"/xero/organisations/{tenant_id}/records/{resource}"
        found: list[Body] = self._control.get(path)
        return found

    def document(self, tenant_id: str, resource: str, key: str) -> Body:
        """Return one record by id or number."""
        path = f"/xero/organisations/{tenant_id}/records/{resource}"
        found: list[Body] = self._control.get(path, key=key)
        return found[0]

    def contacts(self, tenant_id: str) -> list[Body]:
        """Return all contacts, archived ones included."""
        return self.documents(tenant_id, "Contacts")

    def requests(
        self, tenant_id: str | None = None, *, api_only: bool = True
    ) -> list[LoggedRequest]:
        """Return the calls that were received, oldest first."""
        return self._control.requests("xero", tenant_id, api_only=api_only)

    def request_counts(self, tenant_id: str | None = None) -> dict[str, int]:
        """Return how many calls there were by method and path."""
        return self._control.request_counts("xero", tenant_id)

    def clear_requests(self) -> None:
        """Forget the calls that were received."""
        self._control.delete("/requests")

    def inject(self, kind: str, **match: Any) -> int:
        """Inject a fault; see `sandbox.faults.Fault` for kinds and match. Returns its id."""
        fault_id: int = self._control.post("/xero/faults", {"kind": kind, **match})["id"]
        return fault_id

    def faults(self) -> list[Body]:
        """Return the injected faults and how often each happened."""
        found: list[Body] = self._control.get("/xero/faults")
        return found

    def clear_faults(self) -> None:
        """Forget all faults."""
        self._control.delete("/xero/faults")

    def set_switches(self, tenant_id: str | None = None, **values: Any) -> Body:
        """Set switches, for one organisation or for all."""
        found: Body = self._control.post("/xero/switches", values, tenant_id=tenant_id)
        return found

    def set_limits(self, tenant_id: str | None = None, **values: int) -> Body:
        """Set limits (concurrent, minute, day, app_minute), for one organisation or for all."""
        found: Body = self._control.post("/xero/limits", values, tenant_id=tenant_id)
        return found

    def restart_limits(self) -> None:
        """Start all windows of the limits anew."""
        self._control.post("/xero/limits/restart", {})

    def set_consent(
        self,
        tenant_ids: Iterable[str] | None = None,
        *,
        user: str = "owner",
        automatic: bool = True,
        refuses: bool = False,
    ) -> None:
        """Say who consents next, to which organisations (None: all of the user's), and how."""
        self._control.post(
            "/xero/consent",
            {
                "user": user,
                "tenant_ids": None if tenant_ids is None else list(tenant_ids),
                "automatic": automatic,
                "refuses": refuses,
            },
        )

    def expire_tokens(self) -> None:
        """Let every access token end now."""
        self._control.post("/xero/expire-tokens", {})

    def disconnect(self, tenant_id: str) -> None:
        """Take an organisation away from the app, as a user does in Xero."""
        self._control.post(f"/xero/organisations/{tenant_id}/disconnect", {})

    def set_offline(self, tenant_id: str, *, offline: bool = True) -> None:
        """Put an organisation off line, or back."""
        self._control.post(f"/xero/organisations/{tenant_id}/offline", {"offline": offline})
