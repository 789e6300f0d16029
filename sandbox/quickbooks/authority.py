"""OAuth 2 as Intuit does it: one grant a company, and a refresh token that changes once a day."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sandbox.clock import Clock
from sandbox.oauth import App, OAuthError

CODE_SECONDS = 300
ACCESS_SECONDS = 3600
REFRESH_SECONDS = 100 * 86_400
HARD_SECONDS = 5 * 365 * 86_400
SCOPE = "com.intuit.quickbooks.accounting"


@dataclass(slots=True)
class Code:
    """An authorization code that waits to be exchanged."""

    realm_id: str
    scopes: str
    redirect_uri: str
    expires: float


@dataclass(slots=True)
class Grant:
    """What a company gave the app by one consent, with the refresh token that stands for it."""

    realm_id: str
    scopes: str
    given: float
    refresh: str = ""
    rotated: float = 0.0
    previous: str = ""
    expires: float = 0.0
    revoked: bool = False


@dataclass(slots=True)
class Access:
    """An access token."""

    token: str
    grant: Grant
    expires: float


class Authority:
    """Give and take back access."""

    def __init__(self, clock: Clock, app: App) -> None:
        self._clock, self.app = clock, app
        self._codes: dict[str, Code] = {}
        self._grants: dict[str, Grant] = {}
        self._access: dict[str, Access] = {}

    def consent(self, realm_id: str, scopes: str, redirect_uri: str) -> str:
        """Note that a company lets the app in; return the authorization code."""
        code = secrets.token_urlsafe(32)
        expires = self._clock.seconds() + CODE_SECONDS
        self._codes[code] = Code(realm_id, scopes, redirect_uri, expires)
        return code

    def exchange(self, code: str, redirect_uri: str) -> Access:
        """Exchange a code for tokens; it works once.

        Raises:
            OAuthError: The code is unknown, used, late, or does not belong to the request.
        """
        known, now = self._codes.pop(code, None), self._clock.seconds()
        if known is None or known.expires <= now or known.redirect_uri != redirect_uri:
            raise OAuthError("invalid_grant", description="Invalid authorization code")
        grant = Grant(known.realm_id, known.scopes, given=now)
        self._rotate(grant, now)
        return self._issue(grant, now)

    def refresh(self, token: str, *, kept: float, grace: float) -> Access:
        """Renew the access token, and the refresh token if its day is over.

        Args:
            token: The refresh token.
            kept: For how many seconds a refresh token keeps its value.
            grace: For how many seconds the value before it is still good.

        Raises:
            OAuthError: The token is unknown, revoked, too old, or was replaced.
        """
        grant, now = self._grants.get(token), self._clock.seconds()
        if grant is None or grant.revoked or min(grant.expires, grant.given + HARD_SECONDS) <= now:
            raise _incorrect()
        if token == grant.refresh:
            if now - grant.rotated >= kept:
                self._rotate(grant, now)
        elif token != grant.previous or now - grant.rotated > grace:
            raise _incorrect()
        return self._issue(grant, now)

    def revoke(self, token: str) -> bool:
        """End the grant of a refresh or access token; say whether the token was known."""
        access = self._access.get(token)
        grant = access.grant if access else self._grants.get(token)
        if grant is None:
            return False
        grant.revoked = True
        return True

    def disconnect(self, realm_id: str) -> None:
        """End every grant of a company, as its user does in QuickBooks."""
        for grant in self._grants.values():
            if grant.realm_id == realm_id:
                grant.revoked = True

    def is_connected(self, realm_id: str) -> bool:
        """Say whether the app has a grant of a company."""
        grants = self._grants.values()
        return any(grant.realm_id == realm_id and not grant.revoked for grant in grants)

    def access(self, token: str) -> Access | None:
        """Return what is known of an access token, expired or not."""
        return self._access.get(token)

    def expire(self, token: str | None = None) -> None:
        """Let an access token, or all of them, end now."""
        now = self._clock.seconds()
        for access in self._access.values():
            if token in (None, access.token):
                access.expires = min(access.expires, now)

    def hard_seconds_left(self, grant: Grant) -> int:
        """Return for how long a grant can be renewed at all."""
        return int(grant.given + HARD_SECONDS - self._clock.seconds())

    def _rotate(self, grant: Grant, now: float) -> None:
        grant.previous, grant.refresh = grant.refresh, "RT1-" + secrets.token_urlsafe(24)
        grant.rotated = now
        self._grants[grant.refresh] = grant

    def _issue(self, grant: Grant, now: float) -> Access:
        grant.expires = now + REFRESH_SECONDS
        access = Access("AT0-" + secrets.token_urlsafe(96), grant, now + ACCESS_SECONDS)
        self._access[access.token] = access
        return access


def token_response(access: Access) -> dict[str, Any]:
    """Return the body of the token endpoint; the realm is not in it."""
    return {
        "token_type": "bearer",
        "access_token": access.token,
        "expires_in": ACCESS_SECONDS,
        "refresh_token": access.grant.refresh,
        "x_refresh_token_expires_in": REFRESH_SECONDS,
    }


def _incorrect() -> OAuthError:
    return OAuthError("invalid_grant", description="Incorrect or invalid refresh token")
