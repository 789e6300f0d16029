"""The control API of the simulated Xero, under `/_sandbox/xero`: no limits, no log, no tokens."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.faults import Fault
from sandbox.xero.accounting_api import API_BASE, RESOURCES
from sandbox.xero.answers import json_reply
from sandbox.xero.bookkeeper import Refused, act
from sandbox.xero.desk import UnknownId
from sandbox.xero.identity_api import AUTHORIZE, CONNECTIONS, REVOCATION, TOKEN
from sandbox.xero.ledger import Xero
from sandbox.xero.listing import Page, Query
from sandbox.xero.organisation import Organisation
from sandbox.xero.switches import Switches


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


def _json(body: object) -> Response:
    reply = json_reply(200, body)
    return Response(reply.body, reply.status, media_type=reply.content_type)


class XeroControl:
    """The handlers of the control API."""

    def __init__(self, xero: Xero) -> None:
        self.xero = xero

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(prefix="/_sandbox/xero")
        one = "/organisations/{tenant_id}"
        router.add_api_route("/", self.about, methods=["GET"])
        router.add_api_route("/organisations", self.list_organisations, methods=["GET"])
        router.add_api_route("/organisations", self.add_organisation, methods=["POST"])
        router.add_api_route(f"{one}/records/{{resource}}", self.records, methods=["GET"])
        router.add_api_route(f"{one}/bookkeeper/{{action}}", self.bookkeeper, methods=["POST"])
        router.add_api_route(f"{one}/disconnect", self.disconnect, methods=["POST"])
        router.add_api_route(f"{one}/offline", self.offline, methods=["POST"])
        router.add_api_route("/switches", self.list_switches, methods=["GET"])
        router.add_api_route("/switches", self.set_switches, methods=["POST"])
        router.add_api_route("/limits", self.set_limits, methods=["POST"])
        router.add_api_route("/limits/restart", self.restart_limits, methods=["POST"])
        router.add_api_route("/consent", self.set_consent, methods=["POST"])
        router.add_api_route("/expire-tokens", self.expire_tokens, methods=["POST"])
        router.add_api_route("/faults", self.list_faults, methods=["GET"])
        router.add_api_route("/faults", self.add_fault, methods=["POST"])
        router.add_api_route("/faults", self.clear_faults, methods=["DELETE"])
        return router

    def _org(self, tenant_id: str) -> Organisation:
        org = self.xero.world.organisations.get(tenant_id.lower())
        if org is None:
            raise HTTPException(404, f"no organisation {tenant_id}")
        return org

    async def about(self) -> Response:
        """Return what a client needs to begin."""
        app = self.xero.world.authority.app
        return _json(
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
        return _json(
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
        return _json({"tenant_id": org.tenant_id, "name": org.name})

    async def records(self, tenant_id: str, resource: str, key: str | None = None) -> Response:
        """Return records in full, as the API would show each by itself."""
        org, found = self._org(tenant_id), RESOURCES.get(resource.lower())
        if found is None:
            raise HTTPException(404, f"no resource {resource}")
        desk = self.xero.world.desk(org, unit_places=4)
        if key is not None:
            try:
                return _json([found.single(desk, key)])
            except UnknownId as error:
                raise HTTPException(404, f"no {resource} {key}") from error
        if found.name == "Organisations":
            return _json(found.listed(desk, Query({}))[0])
        query = Query({"includearchived": "true", "where": ""})
        rows = list(found.rows(desk, query))
        if found.name in ("Contacts", "Invoices", "PurchaseOrders", "Payments"):
            return _json([found.single(desk, found.fields.id_of(row)) for row in rows])
        return _json([found.row_view(desk, row, Page(rows), query) for row in rows])

    async def bookkeeper(
        self, tenant_id: str, action: str, arguments: Annotated[dict[str, Any], Body()]
    ) -> Response:
        """Let the bookkeeper do something."""
        desk = self.xero.world.desk(self._org(tenant_id), unit_places=4, by_app=False)
        try:
            return _json(act(desk, action, arguments))
        except Refused as error:
            raise HTTPException(422, str(error)) from error

    async def disconnect(self, tenant_id: str) -> Response:
        """Take the organisation away from the app."""
        self._org(tenant_id)
        self.xero.world.authority.disconnect(tenant_id.lower())
        return _json({})

    async def offline(self, tenant_id: str, offline: Annotated[bool, Body(embed=True)]) -> Response:
        """Put the organisation off line, or back."""
        self._org(tenant_id).offline = offline
        return _json({})

    async def list_switches(self) -> Response:
        """Return switches with their descriptions, and the limits."""
        world = self.xero.world
        values = world.switches.model_dump()
        fields = Switches.model_fields
        switches = {
            name: {"value": value, "about": fields[name].description}
            for name, value in values.items()
        }
        return _json({"switches": switches, "limits": world.limits.model_dump()})

    async def set_switches(
        self, values: Annotated[dict[str, Any], Body()], tenant_id: str | None = None
    ) -> Response:
        """Set switches for all organisations or for one."""
        org = self._org(tenant_id) if tenant_id else None
        try:
            self.xero.world.set_switches(values, org)
        except ValidationError as error:
            raise HTTPException(422, json.loads(error.json())) from error
        return _json(self.xero.world.switches_for(org).model_dump())

    async def set_limits(
        self, values: Annotated[dict[str, Any], Body()], tenant_id: str | None = None
    ) -> Response:
        """Set limits for all organisations or for one."""
        org = self._org(tenant_id) if tenant_id else None
        try:
            self.xero.world.set_limits(values, org)
        except ValidationError as error:
            raise HTTPException(422, json.loads(error.json())) from error
        return _json(self.xero.world.limits_for(org).model_dump())

    async def restart_limits(self) -> Response:
        """Start all windows anew."""
        self.xero.world.meters.clear()
        return _json({})

    async def set_consent(self, wanted: ConsentSettings) -> Response:
        """Say who consents next and to which organisations."""
        consent = self.xero.world.consent
        consent.user, consent.tenant_ids = wanted.user, wanted.tenant_ids
        consent.automatic, consent.refuses = wanted.automatic, wanted.refuses
        return _json(wanted.model_dump())

    async def expire_tokens(self) -> Response:
        """Let every access token end now."""
        self.xero.world.authority.expire()
        return _json({})

    async def list_faults(self) -> Response:
        """Return the faults and how often they happened."""
        faults = self.xero.faults.faults
        return _json([{**fault.model_dump(), "fired": fault.fired} for fault in faults])

    async def add_fault(self, fault: Fault) -> Response:
        """Inject a fault."""
        self.xero.faults.add(fault)
        return _json({"id": fault.id})

    async def clear_faults(self) -> Response:
        """Forget all faults."""
        self.xero.faults.clear()
        return _json({})
