"""The simulated Xero as a whole: organisations, users' consent, switches, limits, tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.clock import Clock
from sandbox.ledger_world import LedgerWorld
from sandbox.oauth import App
from sandbox.xero.authority import Authority
from sandbox.xero.desk import Desk
from sandbox.xero.idempotency import KeyStore
from sandbox.xero.limits import Meters
from sandbox.xero.organisation import IdSource, Organisation
from sandbox.xero.switches import Limits, Switches


@dataclass(slots=True)
class Consent:
    """What the user at the consent page does."""

    user: str = "owner"
    tenant_ids: list[str] | None = None  # None: every organisation of the user
    automatic: bool = True
    refuses: bool = False


class World(LedgerWorld[Switches, Limits]):
    """All state of the simulated Xero."""

    authority: Authority
    meters: Meters

    def __init__(self, clock: Clock, app: App, seed: int | None = None) -> None:
        super().__init__(Switches(), Limits())
        self.clock = clock
        self.ids = IdSource(seed)
        self.authority = Authority(clock, self.ids, app)
        self.consent = Consent()
        self.organisations: dict[str, Organisation] = {}
        self.meters = Meters()
        self.keys = KeyStore()

    def add_organisation(
        self,
        *,
        name: str,
        country: str = "GB",
        base_currency: str | None = None,
        tenant_id: str | None = None,
        currencies: Iterable[str] = (),
        users: Iterable[str] = ("owner",),
    ) -> Organisation:
        """Open an organisation with the usual chart of accounts of its country."""
        org = Organisation(
            tenant_id=(tenant_id or self.ids.new()).lower(),
            name=name,
            country=country,
            base_currency=base_currency,
            ids=self.ids,
            now_ms=self.clock.ms(),
            currencies=currencies,
            users=users,
        )
        self.organisations[org.tenant_id] = org
        return org

    def consent_tenants(self) -> list[str]:
        """Return the organisations that the next consent joins."""
        chosen = self.consent.tenant_ids
        return [
            tenant_id
            for tenant_id, org in self.organisations.items()
            if self.consent.user in org.users and (chosen is None or tenant_id in chosen)
        ]

    def desk(self, org: Organisation, *, unit_places: int = 2, by_app: bool = True) -> Desk:
        """Return what resources need to answer a request."""
        return Desk(
            org=org,
            switches=self.switches_for(org),
            clock=self.clock,
            ids=self.ids,
            unit_places=unit_places,
            by_app=by_app,
        )

    def moment(self, seconds: float) -> datetime:
        """Return an instant of the sandbox's clock."""
        return datetime.fromtimestamp(seconds, UTC)
