"""The server: one port for every simulated ledger, the control API and the pages for people."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict
from starlette.types import ASGIApp

from sandbox.clock import Clock
from sandbox.exchange import Call
from sandbox.gate import Gate
from sandbox.ledger import Ledger
from sandbox.pages import pages_router
from sandbox.quickbooks.control import QuickBooksControl
from sandbox.quickbooks.ledger import QuickBooks
from sandbox.quickbooks.pages import quickbooks_overview, quickbooks_pages
from sandbox.request_log import LoggedRequest, RequestLog
from sandbox.wire import ConnectionCloser, to_response
from sandbox.xero.control import XeroControl
from sandbox.xero.ledger import Xero
from sandbox.xero.pages import xero_overview, xero_pages

METHODS = ["GET", "PUT", "POST", "PATCH", "DELETE"]
# Before Xero's: /connect/oauth2 lies inside its /connect.
QUICKBOOKS_PATHS = (
    "/v3/company/{rest:path}",
    "/connect/oauth2",
    "/oauth2/v1/tokens/bearer",
    "/v2/oauth2/tokens/revoke",
)
XERO_PATHS = (
    "/api.xro/2.0/{rest:path}",
    "/identity/connect/{rest:path}",
    "/connect/{rest:path}",
    "/connections",
    "/connections/{rest:path}",
)


class ClockMove(BaseModel):
    """Where the clock is set to, and how far it is moved then."""

    model_config = ConfigDict(extra="forbid")

    set_to: datetime | None = None
    advance: float = 0.0


class Sandbox:
    """All state of the process."""

    def __init__(self, settings: dict[str, Any] | None = None) -> None:
        self.clock = Clock()
        self.log = RequestLog()
        self.gate = Gate(self.clock, self.log)
        settings = settings or {}
        self.xero = Xero(self.clock, settings.get("xero"))
        self.quickbooks = QuickBooks(self.clock, settings.get("quickbooks"))
        self.ledgers: list[Ledger] = [self.xero, self.quickbooks]
        self._moments: dict[str, list[Any]] = {}

    def reset(self) -> None:
        """Return everything to the state of the start."""
        self.clock.reset()
        self.log.clear()
        self._moments.clear()
        for ledger in self.ledgers:
            ledger.reset()

    def keep(self, moment: str) -> None:
        """Keep the state of all ledgers as it is now, under a name."""
        self._moments[moment] = self._copied([ledger.world for ledger in self.ledgers])

    def has_kept(self, moment: str) -> bool:
        """Tell whether there is such a moment."""
        return moment in self._moments

    def put_back(self, moment: str) -> None:
        """Return all ledgers to a moment; the clock goes on, faults and calls are forgotten."""
        self.log.clear()
        worlds = self._copied(self._moments[moment])
        for ledger, world in zip(self.ledgers, worlds, strict=True):
            ledger.faults.clear()
            ledger.world = world

    def _copied(self, worlds: list[Any]) -> list[Any]:
        # There is one clock: a copy of a world goes by it too.
        return deepcopy(worlds, {id(self.clock): self.clock})


def make_app(settings: dict[str, Any] | None = None) -> ASGIApp:
    """Return the ASGI application."""
    sandbox = Sandbox(settings)
    app = FastAPI(title="Ledger sandbox", docs_url="/_sandbox/docs", openapi_url="/_sandbox/api")
    app.include_router(_control_router(sandbox))
    app.include_router(_moments_router(sandbox))
    app.include_router(XeroControl(sandbox.xero).router())
    app.include_router(QuickBooksControl(sandbox.quickbooks).router())
    _add_pages(app, sandbox)
    for path in QUICKBOOKS_PATHS:
        app.add_api_route(path, _carrier(sandbox, sandbox.quickbooks), methods=METHODS)
    for path in XERO_PATHS:
        app.add_api_route(path, _carrier(sandbox, sandbox.xero), methods=METHODS)
    return ConnectionCloser(app)


def _add_pages(app: FastAPI, sandbox: Sandbox) -> None:
    xero, quickbooks, log = sandbox.xero, sandbox.quickbooks, sandbox.log
    overviews = {
        "Xero": partial(xero_overview, xero, log),
        "QuickBooks Online": partial(quickbooks_overview, quickbooks, log),
    }
    app.include_router(pages_router(overviews))
    app.include_router(xero_pages(xero, log))
    app.include_router(quickbooks_pages(quickbooks, log))


def _carrier(sandbox: Sandbox, ledger: Ledger) -> Any:
    async def carry(request: Request) -> Response:
        outcome = await sandbox.gate.admit(await _call(request), ledger)
        return to_response(outcome)

    return carry


async def _call(request: Request) -> Call:
    return Call(
        method=request.method,
        path=request.scope["raw_path"].decode("ascii", "replace"),
        query=dict(request.query_params),
        raw_query=request.url.query,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
        base_url=str(request.base_url).rstrip("/"),
    )


def _control_router(sandbox: Sandbox) -> APIRouter:
    router = APIRouter(prefix="/_sandbox")

    @router.get("/health")
    async def health() -> dict[str, Any]:
        return {"status": "ok", "now": sandbox.clock.now().isoformat()}

    @router.post("/reset")
    async def reset() -> dict[str, str]:
        sandbox.reset()
        return {}

    @router.post("/clock")
    async def move_clock(move: ClockMove) -> dict[str, str]:
        if move.set_to is not None:
            sandbox.clock.set(move.set_to)
        sandbox.clock.advance(move.advance)
        return {"now": sandbox.clock.now().isoformat()}

    @router.get("/requests")
    async def requests(
        ledger: str, tenant_id: str | None = None, api_only: bool = True
    ) -> list[LoggedRequest]:
        return sandbox.log.select(ledger, tenant_id=tenant_id, api_only=api_only)

    @router.get("/requests/counts")
    async def counts(ledger: str, tenant_id: str | None = None) -> dict[str, int]:
        return sandbox.log.counts(ledger, tenant_id=tenant_id)

    @router.delete("/requests")
    async def clear_requests() -> dict[str, str]:
        sandbox.log.clear()
        return {}

    return router


def _moments_router(sandbox: Sandbox) -> APIRouter:
    router = APIRouter(prefix="/_sandbox/moments")

    @router.post("/{moment}")
    async def keep(moment: str) -> dict[str, str]:
        sandbox.keep(moment)
        return {}

    @router.post("/{moment}/put-back")
    async def put_back(moment: str) -> dict[str, str]:
        if not sandbox.has_kept(moment):
            raise HTTPException(404, f"no moment {moment} was kept")
        sandbox.put_back(moment)
        return {}

    return router
