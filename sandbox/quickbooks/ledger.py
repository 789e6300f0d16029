"""The simulated QuickBooks as the shared server sees it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

from sandbox.clock import Clock
from sandbox.exchange import Call, Reply
from sandbox.faults import Fault, FaultBook, FaultKind
from sandbox.oauth import App, bearer_token
from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Refusal
from sandbox.quickbooks.api import API_BASE, Api, path_parts, refusal_of
from sandbox.quickbooks.envelopes import FORBIDDEN, GATEWAY, service_reply
from sandbox.quickbooks.gateway import Gateway
from sandbox.quickbooks.identity_api import for_log, handle_identity
from sandbox.quickbooks.world import World
from sandbox.replies import PLAIN, html_page

VERSION = "1991.137"


class QuickBooks:
    """Carries calls to the right part of the simulated QuickBooks."""

    name = "quickbooks"
    fault_kinds = frozenset(get_args(FaultKind))

    def __init__(self, clock: Clock, settings: dict[str, Any] | None = None) -> None:
        self.clock = clock
        self.faults = FaultBook()
        self._settings = settings or {}
        self.world = self._new_world()

    def _new_world(self) -> World:
        settings = self._settings
        world = World(self.clock, App(**settings.get("app", {})), settings.get("seed"))
        world.set_switches(settings.get("switches", {}))
        world.set_limits(settings.get("limits", {}))
        for company in settings.get("companies", []):
            world.add_company(**company)
        return world

    def identify(self, call: Call) -> None:
        """Fill in what the log and the faults need to know of a call."""
        if not call.path.startswith(API_BASE):
            call.kind = "oauth"
            for_log(call)
            return
        realm_id, *parts = path_parts(call.path) or [""]
        call.tenant_id = realm_id or None
        call.resource_path = "/" + "/".join(parts)
        call.idempotency_key = call.query.get("requestid")
        if call.method == "POST":
            call.logged_body, call.elements = _content(call)

    def enter(self, call: Call) -> float:
        """Return how many seconds a call should take at least."""
        company = self.world.companies.get(call.tenant_id or "")
        return self.world.switches_for(company).latency_ms / 1000

    def leave(self, call: Call) -> None:
        """Do nothing: QuickBooks does not count calls in progress."""

    async def handle(self, call: Call) -> Reply:
        """Answer a call."""
        if call.kind == "oauth":
            await call.take_time()
            return handle_identity(self.world, call)
        refused = Gateway(self.world, call).refusal()
        await call.take_time()
        return self._with_headers(refused or self._serve(call))

    def _serve(self, call: Call) -> Reply:
        company = self.world.companies[call.tenant_id or ""]
        if company.offline:
            return outage()
        return Api(self.world, self.faults, call, self.world.desk(company)).reply()

    def _with_headers(self, reply: Reply) -> Reply:
        reply.headers |= {"intuit_tid": self.world.new_tid(), "QBO-Version": VERSION}
        return reply

    def act(self, fault: Fault, call: Call) -> None:
        """Carry out a fault that changes the state."""
        token, authority = bearer_token(call), self.world.authority
        if fault.kind == "expire_token":
            authority.expire(token)
        elif fault.kind == "disconnect" and call.tenant_id:
            authority.disconnect(call.tenant_id)
        elif fault.kind == "revoke":
            authority.revoke(token)

    def reply_for(self, fault: Fault, call: Call) -> Reply | None:
        """Return the answer that a fault puts in the place of the real one, if it does."""
        makers: dict[str, Callable[[], Reply]] = {
            "offline": outage,
            "server_error": lambda: html_page(fault.status, "Service Unavailable"),
            "rate_limit": lambda: Gateway(self.world, call).throttled(
                fault.retry_after, xml=fault.xml
            ),
            "gateway": lambda: Gateway(self.world, call).reply(
                GATEWAY.get(fault.code or "", FORBIDDEN), xml=fault.xml
            ),
            "fault_200": lambda: self._refused(
                call, 200, refusal_of(fault) if fault.code else answers.company_status()
            ),
            "system_fault": lambda: self._refused(
                call, fault.status, answers.system_failure(fault.detail or "try again")
            ),
        }
        make = makers.get(fault.kind)
        return self._with_headers(make()) if make else None

    def _refused(self, call: Call, status: int, refusal: Refusal) -> Reply:
        accept, body = call.headers.get("accept", ""), {"Fault": refusal.fault()}
        return service_reply(status, body, moment=self.clock.now(), accept=accept)

    def reset(self) -> None:
        """Return to the state of the start."""
        self.faults.clear()
        self.world = self._new_world()


def outage() -> Reply:
    """Return what comes back while QuickBooks is down: plain text."""
    return Reply(504, b"stream timeout", PLAIN)


def _content(call: Call) -> tuple[Any, int]:
    if call.resource_path == "/query":
        return call.body.decode("utf-8", "replace"), 0
    try:
        content = json.loads(call.body)
    except ValueError:
        return None, 0
    items = content.get("BatchItemRequest") if isinstance(content, dict) else None
    return content, len(items) if isinstance(items, list) else 1
