"""The simulated Xero as the shared server sees it."""

from __future__ import annotations

import json
from typing import Any

from sandbox.clock import Clock
from sandbox.exchange import Call, Reply
from sandbox.faults import Fault, FaultBook
from sandbox.oauth import App
from sandbox.replies import html_page
from sandbox.xero.accounting_api import (
    API_BASE,
    handle_accounting,
    key_for,
    locate,
    with_limits,
)
from sandbox.xero.answers import offline
from sandbox.xero.identity_api import for_log, handle_identity
from sandbox.xero.limits import too_many
from sandbox.xero.world import World

FAULT_KINDS = frozenset(
    {
        "hold_before",
        "hold_after",
        "rate_limit",
        "server_error",
        "offline",
        "drop_before",
        "drop_after",
        "reset_before",
        "reset_after",
        "truncate",
        "answer",
        "elements",
        "huge",
        "expire_token",
        "disconnect",
        "revoke",
        "shuffle",
    }
)


class Xero:
    """Carries calls to the right part of the simulated Xero."""

    name = "xero"
    fault_kinds = FAULT_KINDS

    def __init__(self, clock: Clock, settings: dict[str, Any] | None = None) -> None:
        self.clock = clock
        self.faults = FaultBook()
        self._settings = settings or {}
        self._crowded: set[int] = set()
        self.world = self._new_world()

    def _new_world(self) -> World:
        settings = self._settings
        app = App(**settings.get("app", {}))
        world = World(self.clock, app, settings.get("seed"))
        world.set_switches(settings.get("switches", {}))
        world.set_limits(settings.get("limits", {}))
        for organisation in settings.get("organisations", []):
            world.add_organisation(**organisation)
        return world

    def identify(self, call: Call) -> None:
        """Fill in what the log and the faults need to know of a call."""
        if not call.path.startswith(API_BASE):
            call.kind = "oauth"
            for_log(call)
            return
        call.tenant_id = call.headers.get("xero-tenant-id", "").strip().lower() or None
        call.resource_path = call.path.removeprefix(API_BASE)
        call.idempotency_key = call.headers.get("idempotency-key")
        if call.body:
            call.logged_body, call.elements = _content(call)

    def enter(self, call: Call) -> float:
        """Count a call as in progress; return how many seconds it should take at least."""
        org = self.world.organisations.get(call.tenant_id or "")
        if call.kind == "api" and org is not None:
            count = self.world.meters.enter(org.tenant_id)
            if count > self.world.limits_for(org).concurrent:
                self._crowded.add(id(call))
        return self.world.switches_for(org).latency_ms / 1000

    def leave(self, call: Call) -> None:
        """Count a call as finished."""
        self._crowded.discard(id(call))
        if call.kind == "api" and call.tenant_id in self.world.organisations:
            self.world.meters.leave(call.tenant_id)

    async def handle(self, call: Call) -> Reply:
        """Answer a call."""
        if call.kind == "oauth":
            await call.take_time()
            return handle_identity(self.world, call)
        return await handle_accounting(self.world, call, crowded=id(call) in self._crowded)

    def act(self, fault: Fault, call: Call) -> None:
        """Carry out a fault that changes the state."""
        token = call.headers.get("authorization", "").partition(" ")[2].strip()
        if fault.kind == "expire_token":
            self.world.authority.expire(token)
        elif fault.kind == "disconnect" and call.tenant_id:
            self.world.authority.disconnect(call.tenant_id)
        elif fault.kind == "revoke":
            access = self.world.authority.access(token)
            if access and access.session.refresh:
                self.world.authority.revoke(access.session.refresh)

    def reply_for(self, fault: Fault, call: Call) -> Reply | None:
        """Return the answer that a fault puts in the place of the real one, if it does."""
        org = self.world.organisations.get(call.tenant_id or "")
        makers = {
            "offline": self._offline,
            "server_error": self._server_error,
            "rate_limit": self._too_many,
        }
        make = makers.get(fault.kind)
        return with_limits(self.world, org, make(fault, call)) if make else None

    def _offline(self, fault: Fault, call: Call) -> Reply:
        del fault, call
        return offline()

    def _server_error(self, fault: Fault, call: Call) -> Reply:
        reply = html_page(fault.status, "An error occurred in Xero. Check the API Status page.")
        org = self.world.organisations.get(call.tenant_id or "")
        if org:
            limits = self.world.limits_for(org)
            self.world.meters.spend(org.tenant_id, limits, self.clock.seconds())
        key = key_for(self.world, org, call) if org else None
        # Xero keeps internal errors under the key like any other answer.
        if key and fault.status == 500 and not self.world.keys.find(key, self.clock.seconds()):
            entry = self.world.keys.begin(key, call, self.clock.seconds())
            entry.reply = reply
            entry.finished.set()
        return reply

    def _too_many(self, fault: Fault, call: Call) -> Reply:
        world, now = self.world, self.clock.seconds()
        tenant_id = call.tenant_id or ""
        wait = fault.retry_after
        if wait is None and tenant_id in world.organisations:
            wait = world.meters.seconds_left(tenant_id, fault.problem, now)
        return too_many(fault.problem, wait)

    def reset(self) -> None:
        """Return to the state of the start."""
        self.faults.clear()
        self.world = self._new_world()


def _content(call: Call) -> tuple[Any, int]:
    try:
        content = json.loads(call.body)
    except ValueError:
        return None, 0
    resource, _ = locate(call.path)
    if isinstance(content, dict) and resource is not None:
        for key, value in content.items():
            if key.lower() == resource.name.lower() and isinstance(value, list):
                return content, len(value)
    return content, len(content) if isinstance(content, list) else 1
