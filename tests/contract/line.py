"""A line to one organisation at the sandbox: the real session; tokens and time in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ledger_sync.ledgers.contract import Answer, Caller, Ledger
from ledger_sync.model import Reply
from ledger_sync.rest import oauth
from ledger_sync.rest.limits import Pace
from ledger_sync.rest.oauth import OAuthApp
from ledger_sync.rest.session import ApiSession, Policy
from ledger_sync.rules.quotas import Quota

from sandbox.process import SandboxProcess

PLENTY = 100_000
TIMEOUT = 60
"""Seconds: no call that is answered takes so long, on a busy machine either."""


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


class WatchedPace(Pace):
    """A pace that remembers what it was asked for."""

    def __init__(
        self,
        quotas: Sequence[Quota],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        super().__init__(quotas, clock=clock, sleep=sleep)
        self.asked: list[tuple[str, int]] = []

    def wait(self, path: str = "", elements: int = 1) -> None:
        self.asked.append((path, elements))
        super().wait(path, elements)


class LedgerLine:
    """Sessions of one organisation. Their waits are noted, and pass at the sandbox at once."""

    def __init__(self, ledger: Ledger, sandbox: SandboxProcess, there: Any, tenant_id: str) -> None:
        self.ledger = ledger
        self.sandbox = sandbox
        self.there = there
        self.tenant_id = tenant_id
        self.waits: list[float] = []
        self.now = 0.0
        app = OAuthApp(
            ledger_title=ledger.title,
            client_id=there.client_id,
            client_secret=there.client_secret,
            authorize_url=there.authorize_url,
            token_url=there.token_url,
            scopes=ledger.oauth.defaults["scopes"],
            pkce=ledger.oauth.pkce,
        )
        self.tokens = MemoryTokens(app, there.sign_in())
        self.pace = self.a_pace([Quota(PLENTY, 60)])
        self.session = self.a_session()

    @property
    def base_path(self) -> str:
        return self.ledger.base_path.format(tenant_id=self.tenant_id)

    def a_pace(self, quotas: Sequence[Quota]) -> WatchedPace:
        return WatchedPace(quotas, lambda: self.now, self.sleep)

    def a_session(
        self,
        attempts: int = 3,
        pace: Pace | None = None,
        timeout: float = TIMEOUT,
        host: str | None = None,
    ) -> ApiSession:
        return ApiSession(
            f"{host or self.sandbox.base_url}{self.base_path}",
            tokens=self.tokens,
            sign=lambda token: self.ledger.signed(token, self.tenant_id),
            judge=self.judge,
            pace=pace or self.pace,
            policy=Policy(attempts, timeout, 60, self.sleep),
            remaining_header=self.ledger.limits.remaining_minute,
            token_expired_code=self.ledger.token_expired,
        )

    def consent_again(self) -> None:
        """The company connects anew; whoever holds this line's tokens has the new ones."""
        granted = self.there.sign_in()
        self.tokens.current = str(granted["access_token"])
        self.tokens.refresh_token = str(granted["refresh_token"])

    def judge(
        self, status: int, headers: Mapping[str, str], text: str, path: str
    ) -> Exception | None:
        return self.ledger.fault(Answer(status, headers, text), path)

    def sleep(self, seconds: float) -> None:
        """Time passes for the sync and for the ledger, and nobody waits for it."""
        self.waits.append(seconds)
        self.now += seconds
        self.sandbox.advance_clock(seconds)


def forgetful(call: Caller) -> Caller:
    """Calls whose answers lack the last entry of every list."""

    def made(*args: Any, **options: Any) -> Reply:
        reply = call(*args, **options)
        body = {
            name: value[:-1] if isinstance(value, list) else value
            for name, value in reply.body.items()
        }
        return reply._replace(body=body)

    return made
