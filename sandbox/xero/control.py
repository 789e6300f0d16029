"""The control API of the simulated Xero, under `/_sandbox/xero`: no limits, no log, no tokens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from sandbox.ledger_control import LedgerControl, shown
from sandbox.xero.accounting_api import API_BASE, RESOURCES
from sandbox.xero.bookkeeper import Refused, act
from sandbox.xero.desk import UnknownId
from sandbox.xero.identity_api import AUTHORIZE, CONNECTIONS, REVOCATION, TOKEN
from sandbox.xero.ledger import Xero
from sandbox.xero.listing import Page, Query
from sandbox.xero.organisation import Organisation


class NewOrganisation(BaseModel):
    """What a new organisation needs."""

    model_config = ConfigDict(extra="forbid")

    name: str
    country: str = "GB"
    base_currency: str | None = None
    tenant_id: str | None = None
    currencies: list[str] = []
    users: list[str] = ["owner"]


class ConsentSettings(BaseModel):
    """Who consents next, to what, and how."""

    model_config = ConfigDict(extra="forbid")

    user: str = "owner"
    tenant_ids: list[str] | None = None
    automatic: bool = True
    refuses: bool = False


class XeroControl(LedgerControl):
    """The handlers that only Xero has."""

    def __init__(self, xero: Xero) -> None:
        super().__init__(xero)
        self.xero = xero

    def add_routes(self, router: APIRouter) -> None:
        """Add what only Xero has."""
        one = "/organisations/{tenant_id}"
        router.add_api_route("/", self.about, methods=["GET"])
        router.add_api_route("/organisations", self.list_organisations, methods=["GET"])
        router.add_api_route("/organisations", self.add_organisation, methods=["POST"])
        router.add_api_route(f"{one}/records/{{resource}}", self.records, methods=["GET"])
        router.add_api_route(f"{one}/bookkeeper/{{action}}", self.bookkeeper, methods=["POST"])
        router.add_api_route("/consent", self.set_consent, methods=["POST"])

    def organisation(self, tenant_id: str) -> Organisation:
        """Return an organisation, or answer 404."""
        org = self.xero.world.organisations.get(tenant_id.lower())
        if org is None:
            raise HTTPException(404, f"no organisation {tenant_id}")
        return org

    async def about(self) -> Response:
        """Return what a client needs to begin."""
        app = self.xero.world.authority.app
        return shown(
            {
                "client_id": app.client_id,
                "client_secret": app.client_secret,
                "api_path": API_BASE,
                "authorize_path": AUTHORIZE,
                "token_path": TOKEN,
                "revocation_path": REVOCATION,
                "connections_path": CONNECTIONS,
            }
        )

    async def list_organisations(self) -> Response:
        """Return the organisations with counts."""
        world = self.xero.world
        return shown(
            [
                {
                    "tenant_id": org.tenant_id,
                    "name": org.name,
                    "country": org.country,
                    "base_currency": org.base_currency,
                    "contacts": len(org.contacts),
                    "invoices": len(org.invoices),
                    "purchase_orders": len(org.orders),
                    "payments": len(org.payments),
                    "connected_users": [
                        one.user
                        for one in world.authority.connections.values()
                        if one.tenant_id == org.tenant_id
                    ],
                }
                for org in world.organisations.values()
            ]
        )

    async def add_organisation(self, wanted: NewOrganisation) -> Response:
        """Open an organisation."""
        try:
            org = self.xero.world.add_organisation(**wanted.model_dump())
        except KeyError as error:
            raise HTTPException(422, f"no chart of accounts for country {error}") from error
        return shown({"tenant_id": org.tenant_id, "name": org.name})

    async def records(self, tenant_id: str, resource: str, key: str | None = None) -> Response:
        """Return records in full, as the API would show each by itself."""
        org, found = self.organisation(tenant_id), RESOURCES.get(resource.lower())
        if found is None:
            raise HTTPException(404, f"no resource {resource}")
        desk = self.xero.world.desk(org, unit_places=4)
        if key is not None:
            try:
                return shown([found.single(desk, key)])
            except UnknownId as error:
                raise HTTPException(404, f"no {resource} {key}") from error
        if found.name == "Organisations":
            return shown(found.listed(desk, Query({}))[0])
        query = Query({"includearchived": "true", "where": ""})
        rows = list(found.rows(desk, query))
        if found.name in ("Contacts", "Invoices", "PurchaseOrders", "Payments"):
            return shown([found.single(desk, found.fields.id_of(row)) for row in rows])
        return shown([found.row_view(desk, row, Page(rows), query) for row in rows])

    async def bookkeeper(
        self, tenant_id: str, action: str, arguments: Annotated[dict[str, Any], Body()]
    ) -> Response:
        """Let the bookkeeper do something."""
        desk = self.xero.world.desk(self.organisation(tenant_id), unit_places=4, by_app=False)
        try:
            return shown(act(desk, action, arguments))
        except Refused as error:
            raise HTTPException(422, str(error)) from error

    async def set_consent(self, wanted: ConsentSettings) -> Response:
        """Say who consents next and to which organisations."""
        consent = self.xero.world.consent
        consent.user, consent.tenant_ids = wanted.user, wanted.tenant_ids
        consent.automatic, consent.refuses = wanted.automatic, wanted.refuses
        return shown(wanted.model_dump())
