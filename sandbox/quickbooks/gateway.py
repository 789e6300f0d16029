"""What stands before the service: it knows tokens, companies and limits, not accounting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sandbox.exchange import Call, Reply
from sandbox.oauth import bearer_token
from sandbox.quickbooks.authority import SCOPE, Access
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.envelopes import (
    FORBIDDEN,
    THROTTLED,
    UNAUTHENTICATED,
    GatewayRefusal,
    gateway_reply,
)
from sandbox.quickbooks.switches import Switches
from sandbox.quickbooks.world import World

MALFORMED_TOKEN = "Malformed bearer token: too short or too long"  # noqa: S105 - a message
TOKEN_LENGTHS = range(20, 4097)


@dataclass(slots=True)
class Gateway:
    """The gateway's view of one call."""

    world: World
    call: Call

    @property
    def company(self) -> Company | None:
        """The company that the path names, if there is one."""
        return self.world.companies.get(self.call.tenant_id or "")

    @property
    def switches(self) -> Switches:
        """The switches that hold for the call."""
        return self.world.switches_for(self.company)

    def refusal(self) -> Reply | None:
        """Return the answer to a call that does not get through."""
        access = self._access()
        if isinstance(access, Reply):
            return access
        company, scopes = self.company, access.grant.scopes.split()
        if company is None or SCOPE not in scopes or access.grant.realm_id != company.realm_id:
            return self.reply(FORBIDDEN)
        wait = self._spend(company)
        return self.throttled(wait if self.switches.retry_after_header else None) if wait else None

    def reply(self, refusal: GatewayRefusal, *, xml: bool = False) -> Reply:
        """Return an answer of the gateway in the form that the caller gets."""
        as_json = "json" in self.call.headers.get("accept", "").lower()
        return gateway_reply(
            refusal,
            moment=self.world.clock.now(),
            as_json=as_json and not xml and not self.switches.gateway_errors_as_xml,
        )

    def throttled(self, wait: int | str | None, *, xml: bool = False) -> Reply:
        """Return a 429, with the seconds to wait if they are told."""
        reply = self.reply(THROTTLED, xml=xml)
        if wait is not None:
            reply.headers["Retry-After"] = str(wait)
        return reply

    def _access(self) -> Access | Reply:
        token = bearer_token(self.call)
        access = self.world.authority.access(token)
        if access is None:
            return self._unauthenticated(None if len(token) in TOKEN_LENGTHS else MALFORMED_TOKEN)
        if access.expires <= self.world.clock.seconds():
            return self._unauthenticated(f"Token expired: {token}")
        if access.grant.revoked and not self.switches.revoked_access_tokens_work:
            return self._unauthenticated(f"Token revoked: {token}")
        return access

    def _unauthenticated(self, detail: str | None) -> Reply:
        return self.reply(replace(UNAUTHENTICATED, detail=detail))

    def _spend(self, company: Company) -> int:
        batch = self.call.resource_path.rstrip("/") == "/batch"
        by_item = batch and self.switches.items_count_against_minute
        return self.world.meters.spend(
            company.realm_id,
            self.world.limits_for(company),
            self.world.clock.seconds(),
            calls=max(1, self.call.elements) if by_item else 1,
            batch=batch,
        )
