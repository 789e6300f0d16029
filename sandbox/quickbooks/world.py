"""The simulated QuickBooks as a whole: companies, consent, switches, limits, tokens."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.ledger_world import LedgerWorld
from sandbox.oauth import App
from sandbox.quickbooks.authority import Authority
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.limits import Meters
from sandbox.quickbooks.opening import open_company
from sandbox.quickbooks.request_ids import RequestIds
from sandbox.quickbooks.switches import Limits, Switches


@dataclass(slots=True)
class Consent:
    """What the user at the consent page does."""

    realm_id: str | None = None  # None: the only company, or the page asks
    automatic: bool = True
    refuses: bool = False


class World(LedgerWorld[Switches, Limits]):
    """All state of the simulated QuickBooks."""

    authority: Authority
    meters: Meters

    def __init__(self, clock: Clock, app: App, seed: int | None = None) -> None:
        super().__init__(Switches(), Limits())
        self.clock = clock
        self.random = random.Random(seed)  # noqa: S311 - ids of a sandbox, not secrets
        self.authority = Authority(clock, app)
        self.consent = Consent()
        self.companies: dict[str, Company] = {}
        self.meters = Meters()
        self.request_ids = RequestIds()

    def add_company(
        self,
        *,
        name: str,
        country: str = "US",
        base_currency: str | None = None,
        multicurrency: bool = False,
        custom_txn_numbers: bool = True,
        realm_id: str | None = None,
    ) -> Company:
        """Open a company with the usual chart of accounts of its country."""
        company = open_company(
            realm_id=realm_id or self._new_realm_id(),
            name=name,
            now=self.clock.now(),
            country=country,
            currency=base_currency,
            multicurrency=multicurrency,
            custom_txn_numbers=custom_txn_numbers,
        )
        self.companies[company.realm_id] = company
        return company

    def _new_realm_id(self) -> str:
        return f"9341{self.random.randrange(10**12):012}"

    def new_tid(self) -> str:
        """Return a value of the header `intuit_tid`."""
        return f"1-{self.random.getrandbits(32):08x}-{self.random.getrandbits(96):024x}"

    def consent_realm(self) -> str | None:
        """Return the company that the next consent joins, unless a person has to choose."""
        if self.consent.realm_id is not None or len(self.companies) != 1:
            return self.consent.realm_id
        return next(iter(self.companies))

    def desk(self, company: Company) -> Desk:
        """Return what is needed to work on one request."""
        now = self.clock.now().replace(microsecond=0)
        return Desk(company=company, switches=self.switches_for(company), now=now)
