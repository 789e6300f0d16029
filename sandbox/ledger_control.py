"""The part of the control API that every simulated ledger has: switches, limits, tokens, faults.

A ledger's own `control.py` adds its organisations, records, bookkeeper and consent.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Body, HTTPException
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from sandbox.faults import Fault, FaultBook
from sandbox.ledger_world import LedgerWorld, Tenant
from sandbox.replies import json_reply

Values = Annotated[dict[str, Any], Body()]


class SteeredLedger(Protocol):
    """A ledger that can be steered."""

    name: str
    faults: FaultBook
    fault_kinds: frozenset[str]

    @property
    def world(self) -> LedgerWorld[Any, Any]:
        """The state of the ledger; a reset puts another one in its place."""


def shown(body: object) -> Response:
    """Return a body as JSON, written as the ledgers write it."""
    reply = json_reply(200, body)
    return Response(reply.body, reply.status, media_type=reply.content_type)


class LedgerControl(ABC):
    """The handlers that all ledgers share."""

    def __init__(self, ledger: SteeredLedger) -> None:
        self._ledger = ledger

    @abstractmethod
    def organisation(self, tenant_id: str) -> Tenant:
        """Return an organisation, or answer 404."""

    @abstractmethod
    def add_routes(self, router: APIRouter) -> None:
        """Add what only this ledger has."""

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(prefix=f"/_sandbox/{self._ledger.name}")
        self.add_routes(router)
        one = "/organisations/{tenant_id}"
        router.add_api_route(f"{one}/disconnect", self.disconnect, methods=["POST"])
        router.add_api_route(f"{one}/offline", self.offline, methods=["POST"])
        router.add_api_route("/switches", self.list_switches, methods=["GET"])
        router.add_api_route("/switches", self.set_switches, methods=["POST"])
        router.add_api_route("/limits", self.set_limits, methods=["POST"])
        router.add_api_route("/limits/restart", self.restart_limits, methods=["POST"])
        router.add_api_route("/expire-tokens", self.expire_tokens, methods=["POST"])
        router.add_api_route("/faults", self.list_faults, methods=["GET"])
        router.add_api_route("/faults", self.add_fault, methods=["POST"])
        router.add_api_route("/faults", self.clear_faults, methods=["DELETE"])
        return router

    async def disconnect(self, tenant_id: str) -> Response:
        """Take the organisation away from the app."""
        self.organisation(tenant_id)
        self._ledger.world.authority.disconnect(tenant_id.lower())
        return shown({})

    async def offline(self, tenant_id: str, offline: Annotated[bool, Body(embed=True)]) -> Response:
        """Put the organisation off line, or back."""
        self.organisation(tenant_id).offline = offline
        return shown({})

    async def list_switches(self) -> Response:
        """Return switches with their descriptions, and the limits."""
        world = self._ledger.world
        fields = type(world.switches).model_fields
        switches = {
            name: {"value": value, "about": fields[name].description}
            for name, value in world.switches.model_dump().items()
        }
        return shown({"switches": switches, "limits": world.limits.model_dump()})

    async def set_switches(self, values: Values, tenant_id: str | None = None) -> Response:
        """Set switches for all organisations or for one."""
        world = self._ledger.world
        return self._set(world.set_switches, world.switches_for, values, tenant_id)

    async def set_limits(self, values: Values, tenant_id: str | None = None) -> Response:
        """Set limits for all organisations or for one."""
        world = self._ledger.world
        return self._set(world.set_limits, world.limits_for, values, tenant_id)

    def _set(
        self,
        set_values: Callable[[dict[str, Any], Any], None],
        values_for: Callable[[Any], BaseModel],
        values: dict[str, Any],
        tenant_id: str | None,
    ) -> Response:
        org = self.organisation(tenant_id) if tenant_id else None
        try:
            set_values(values, org)
        except ValidationError as error:
            raise HTTPException(422, json.loads(error.json())) from error
        return shown(values_for(org).model_dump())

    async def restart_limits(self) -> Response:
        """Start all windows anew."""
        self._ledger.world.meters.clear()
        return shown({})

    async def expire_tokens(self) -> Response:
        """Let every access token end now."""
        self._ledger.world.authority.expire()
        return shown({})

    async def list_faults(self) -> Response:
        """Return the faults and how often they happened."""
        faults = self._ledger.faults.faults
        return shown([{**fault.model_dump(), "fired": fault.fired} for fault in faults])

    async def add_fault(self, fault: Fault) -> Response:
        """Inject a fault."""
        if fault.kind not in self._ledger.fault_kinds:
            raise HTTPException(422, f"{self._ledger.name} has no fault {fault.kind}")
        self._ledger.faults.add(fault)
        return shown({"id": fault.id})

    async def clear_faults(self) -> Response:
        """Forget all faults, and let the calls go on that they hold."""
        self._ledger.faults.clear()
        return shown({})
