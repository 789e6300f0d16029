"""A ledger's client on the bench: the real session and the real client, tokens in memory.

A new ledger is tested by being in ``LEDGERS`` and in the sandbox, under its own name there.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from ledger_sync.ledgers.contract import Answer, Item, Ledger, LedgerClient, Outcome
from ledger_sync.model import Action, Company, Link, Party, Record, Ref, Written
from ledger_sync.rest import oauth
from ledger_sync.rest.limits import Pace
from ledger_sync.rest.oauth import OAuthApp
from ledger_sync.rules.quotas import Quota
from ledger_sync.rest.session import ApiSession, Policy
from ledger_sync.rules.mapping import MappingTable, Tables
from ledger_sync.steps.mapping_tables import from_file

from sandbox.process import Organisation, SandboxProcess

GB = Company(company_id=1, name="Harbour Plumbing", country="GB", base_currency="GBP")
PLENTY = 100_000


def shipped_tables(ledger: Ledger) -> Tables:
    return {
        spec.name: MappingTable.of(ledger.name, spec, from_file(ledger.name, spec))
        for spec in ledger.tables
    }


class MemoryTokens:
    """Tokens that are renewed at the ledger and kept nowhere."""

    def __init__(self, app: OAuthApp, granted: Mapping[str, Any]) -> None:
        self.app = app
        self.current = str(granted["access_token"])
        self.refresh_token = str(granted["refresh_token"])
        self.seen = [self.current, self.refresh_token]
        self.renewals = 0
        self.lock = threading.Lock()

    def access(self) -> str:
        return self.current

    def renew(self, stale: str) -> str:
        with self.lock:
            if self.current == stale:
                renewed = oauth.renew(self.app, self.refresh_token)
                self.current, self.refresh_token = renewed.access_token, renewed.refresh_token
                self.seen += [self.current, self.refresh_token]
                self.renewals += 1
        return self.current


class Bench:
    """One organisation of one ledger, its client, and what was linked so far."""

    def __init__(self, ledger: Ledger, sandbox: SandboxProcess) -> None:
        self.ledger = ledger
        self.sandbox = sandbox
        self.there: Any = getattr(sandbox, ledger.name)
        self.there.set_limits(minute=PLENTY, day=PLENTY, app_minute=PLENTY)
        self.organisation: Organisation = self.there.add_organisation("Harbour Plumbing", "GB")
        self.tables = shipped_tables(ledger)
        self.links: dict[Ref, Link] = {}
        self.waits: list[float] = []
        self.now = 0.0
        self.tokens = MemoryTokens(self._app(), self.there.sign_in())
        self.session = self.a_session()
        self.client: LedgerClient = ledger.client(self.session)
        self.keys = (f"key-{number}" for number in count(1))

    def _app(self) -> OAuthApp:
        return OAuthApp(
            ledger_title=self.ledger.title,
            client_id=self.there.client_id,
            client_secret=self.there.client_secret,
            authorize_url=self.there.authorize_url,
            token_url=self.there.token_url,
            scopes=self.ledger.oauth.defaults["scopes"],
            pkce=self.ledger.oauth.pkce,
        )

    def a_session(self, attempts: int = 3) -> ApiSession:
        def judge(
            status: int, headers: Mapping[str, str], text: str, path: str
        ) -> Exception | None:
            return self.ledger.fault(Answer(status, headers, text), path)

        return ApiSession(
            f"{self.sandbox.base_url}{self.ledger.base_path.format(tenant_id=self.organisation.tenant_id)}",
            tokens=self.tokens,
            sign=lambda token: self.ledger.signed(token, self.organisation.tenant_id),
            judge=judge,
            pace=Pace([Quota(PLENTY, 60)], clock=lambda: self.now, sleep=self.sleep),
            policy=Policy(attempts, 10, 60, self.sleep),
            remaining_header=self.ledger.limits.remaining_minute,
            token_expired_code=self.ledger.token_expired,
        )

    def sleep(self, seconds: float) -> None:
        """Time passes for the sync, and nobody waits for it."""
        self.waits.append(seconds)
        self.now += seconds

    def impatient(self) -> LedgerClient:
        """A client that makes every call once."""
        return self.ledger.client(self.a_session(attempts=1))

    def item(self, record: Record, action: Action = "create") -> Item:
        draft = self.ledger.draft(record, GB, self.tables)
        ids = {ref: self.links[ref].ledger_id for ref in draft.requires}
        link = None if action == "create" else self.links[record.ref]
        return Item(draft, action, link, ids)

    def write(self, records: Sequence[Record], action: Action = "create") -> list[Outcome]:
        """One call; what the ledger took is linked."""
        items = [self.item(record, action) for record in records]
        outcomes = self.client.write(items, next(self.keys))
        for item, outcome in zip(items, outcomes, strict=True):
            if isinstance(outcome, Written):
                self._link(item, outcome)
        return outcomes

    def _link(self, item: Item, written: Written) -> None:
        ref = item.draft.ref
        lines = item.draft.content.get("LineItems") or ()
        children = zip((str(line["$line"]) for line in lines), written.children, strict=False)
        known = self.links.get(ref)
        content = known.content if known and item.action in ("void", "archive") else None
        self.links[ref] = Link(
            ref=ref,
            ledger_id=written.ledger_id,
            number=written.number,
            fingerprint="f",
            content=content or item.draft.content,
            children=dict(children) or (known.children if known else {}),
        )

    def made(self, record: Record) -> Written:
        """Create one record that the ledger must take."""
        (outcome,) = self.write([record])
        assert isinstance(outcome, Written), outcome
        return outcome

    def parties_there(self) -> dict[str, Party]:
        """The ledger's parties by id."""
        return {
            each.ledger_id: replace(each.party, entity="client")
            for page in self.client.list_parties()
            for each in page
        }

    def numbers_there(self, entity: str) -> list[str]:
        return [each.number for page in self.client.list_numbers(entity) for each in page]
