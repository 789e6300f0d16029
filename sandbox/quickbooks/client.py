"""A Python client of the simulated QuickBooks' control API, for tests, the demo and the stack."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from sandbox.control_client import ControlClient
from sandbox.ledger_client import Body, LedgerClient, Organisation
from sandbox.quickbooks.authority import SCOPE
from sandbox.quickbooks.bookkeeper_client import Bookkeeper

PARTIES = ("Customer", "Vendor")
XERO_LIMITS = frozenset({"concurrent", "day", "app_minute"})


class QuickBooksClient(LedgerClient):
    """The simulated QuickBooks, from outside; a tenant id is the id of a realm."""

    name = "quickbooks"

    def __init__(self, control: ControlClient) -> None:
        super().__init__(control)
        about = control.get("/quickbooks/")
        base = control.base_url
        self.client_id: str = about["client_id"]
        self.client_secret: str = about["client_secret"]
        self.api_url = base + about["api_path"]
        self.authorize_url = base + about["authorize_path"]
        self.token_url = base + about["token_path"]
        self.revoke_url = base + about["revoke_path"]

    def sign_in(
        self,
        tenant_id: str | None = None,
        *,
        scopes: str = SCOPE,
        redirect_uri: str = "http://127.0.0.1/back",
    ) -> Body:
        """Consent and exchange the code, as an app would; return the token response.

        Args:
            tenant_id: The company that consents; without it, the one of `set_consent`.
            scopes: What the app asks for.
            redirect_uri: Where the browser goes back to.

        Returns:
            The token response, and the `realmId` of the redirect, which is not in it.
        """
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": scopes,
            **({"realm_id": tenant_id} if tenant_id else {}),
        }
        method = "POST" if tenant_id else "GET"
        back = self._control.plain(method, self.authorize_url, params=asked).headers["location"]
        answer = dict(parse_qsl(urlsplit(back).query))
        form = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": redirect_uri,
        }
        client = (self.client_id, self.client_secret)
        tokens = self._control.plain("POST", self.token_url, data=form, auth=client).json()
        return {**tokens, "realmId": answer["realmId"]}

    def add_organisation(
        self,
        name: str,
        country: str = "US",
        base_currency: str | None = None,
        *,
        multicurrency: bool = False,
        custom_txn_numbers: bool = True,
        tenant_id: str | None = None,
    ) -> Organisation:
        """Open a company with the chart of accounts of its country."""
        wanted = {
            "name": name,
            "country": country,
            "base_currency": base_currency,
            "multicurrency": multicurrency,
            "custom_txn_numbers": custom_txn_numbers,
            "realm_id": tenant_id,
        }
        return Organisation(**self._control.post("/quickbooks/organisations", wanted))

    def bookkeeper(self, tenant_id: str) -> Bookkeeper:
        """Return the bookkeeper of a company."""
        return Bookkeeper(self._control, tenant_id)

    def parties(self, tenant_id: str) -> list[Body]:
        """Return all customers and vendors, inactive ones included."""
        return [one for entity in PARTIES for one in self.documents(tenant_id, entity)]

    def set_limits(self, tenant_id: str | None = None, **values: int) -> Body:
        """Set limits, for one company or for all; those that only Xero has are passed over."""
        own = {name: value for name, value in values.items() if name not in XERO_LIMITS}
        return super().set_limits(tenant_id, **own)

    def set_consent(
        self, realm_id: str | None = None, *, automatic: bool = True, refuses: bool = False
    ) -> None:
        """Say which company consents next (None: the only one, or the page asks), and how."""
        wanted = {"realm_id": realm_id, "automatic": automatic, "refuses": refuses}
        self._control.post("/quickbooks/consent", wanted)
