"""A Python client of the simulated Xero's control API, for tests, the demo and the stack."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from sandbox.control_client import ControlClient
from sandbox.ledger_client import Body, LedgerClient, Organisation
from sandbox.xero.bookkeeper_client import Bookkeeper

SCOPES = (
    "offline_access accounting.contacts accounting.invoices accounting.payments accounting.settings"
)


class XeroClient(LedgerClient):
    """The simulated Xero, from outside."""

    name = "xero"

    def __init__(self, control: ControlClient) -> None:
        super().__init__(control)
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

    def bookkeeper(self, tenant_id: str) -> Bookkeeper:
        """Return the bookkeeper of an organisation."""
        return Bookkeeper(self._control, tenant_id)

    def contacts(self, tenant_id: str) -> list[Body]:
        """Return all contacts, archived ones included."""
        return self.documents(tenant_id, "Contacts")

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
