"""The control API of the simulated QuickBooks, under `/_sandbox/quickbooks`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from sandbox.ledger_control import LedgerControl, shown
from sandbox.quickbooks.answers import Refusal
from sandbox.quickbooks.api import API_BASE
from sandbox.quickbooks.bookkeeper import act
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.identity_api import AUTHORIZE, REVOKE, TOKEN
from sandbox.quickbooks.ledger import QuickBooks
from sandbox.quickbooks.operations import RESOURCES, view

COUNTED = ("Customer", "Vendor", "Item", "Invoice", "Payment")
KEYS = ("Id", "DocNumber", "DisplayName", "Name")


class NewCompany(BaseModel):
    """What a new company needs."""

    model_config = ConfigDict(extra="forbid")

    name: str
    country: str = "US"
    base_currency: str | None = None
    multicurrency: bool = False
    custom_txn_numbers: bool = True
    realm_id: str | None = None


class ConsentSettings(BaseModel):
    """Which company consents next, and how."""

    model_config = ConfigDict(extra="forbid")

    realm_id: str | None = None
    automatic: bool = True
    refuses: bool = False


class QuickBooksControl(LedgerControl):
    """The handlers that only QuickBooks has."""

    def __init__(self, quickbooks: QuickBooks) -> None:
        super().__init__(quickbooks)
        self.quickbooks = quickbooks

    def add_routes(self, router: APIRouter) -> None:
        """Add what only QuickBooks has."""
        one = "/organisations/{tenant_id}"
        router.add_api_route("/", self.about, methods=["GET"])
        router.add_api_route("/organisations", self.list_companies, methods=["GET"])
        router.add_api_route("/organisations", self.add_company, methods=["POST"])
        router.add_api_route(f"{one}/records/{{entity}}", self.records, methods=["GET"])
        router.add_api_route(f"{one}/bookkeeper/{{action}}", self.bookkeeper, methods=["POST"])
        router.add_api_route("/consent", self.set_consent, methods=["POST"])

    def organisation(self, tenant_id: str) -> Company:
        """Return a company, or answer 404."""
        company = self.quickbooks.world.companies.get(tenant_id)
        if company is None:
            raise HTTPException(404, f"no company {tenant_id}")
        return company

    async def about(self) -> Response:
        """Return what a client needs to begin."""
        app = self.quickbooks.world.authority.app
        return shown(
            {
                "client_id": app.client_id,
                "client_secret": app.client_secret,
                "api_path": API_BASE,
                "authorize_path": AUTHORIZE,
                "token_path": TOKEN,
                "revoke_path": REVOKE,
            }
        )

    async def list_companies(self) -> Response:
        """Return the companies with counts."""
        world = self.quickbooks.world
        return shown(
            [
                {
                    "tenant_id": company.realm_id,
                    "name": company.name,
                    "country": company.country,
                    "base_currency": company.currency,
                    "connected": world.authority.is_connected(company.realm_id),
                    **{entity: sum(1 for _ in company.rows(entity)) for entity in COUNTED},
                }
                for company in world.companies.values()
            ]
        )

    async def add_company(self, wanted: NewCompany) -> Response:
        """Open a company."""
        if wanted.realm_id in self.quickbooks.world.companies:
            raise HTTPException(422, f"there is a company {wanted.realm_id} already")
        try:
            company = self.quickbooks.world.add_company(**wanted.model_dump())
        except KeyError as error:
            raise HTTPException(422, f"no chart of accounts for country {error}") from error
        return shown({"tenant_id": company.realm_id, "name": company.name})

    async def records(self, tenant_id: str, entity: str, key: str | None = None) -> Response:
        """Return objects in full, inactive ones included, as a read shows each by itself."""
        company = self.organisation(tenant_id)
        if entity not in RESOURCES:
            raise HTTPException(404, f"no entity {entity}")
        desk = self.quickbooks.world.desk(company)
        found = [view(desk, row) for row in company.rows(entity)]
        if key is not None:
            found = [one for one in found if key in (one.get(name) for name in KEYS)]
            if not found:
                raise HTTPException(404, f"no {entity} {key}")
        return shown(found)

    async def bookkeeper(
        self, tenant_id: str, action: str, arguments: Annotated[dict[str, Any], Body()]
    ) -> Response:
        """Let the bookkeeper do something."""
        desk = self.quickbooks.world.desk(self.organisation(tenant_id))
        try:
            return shown(act(desk, action, arguments))
        except Refusal as refusal:
            raise HTTPException(422, str(refusal)) from refusal

    async def set_consent(self, wanted: ConsentSettings) -> Response:
        """Say which company consents next, and how."""
        consent = self.quickbooks.world.consent
        consent.realm_id = wanted.realm_id
        consent.automatic, consent.refuses = wanted.automatic, wanted.refuses
        return shown(wanted.model_dump())
