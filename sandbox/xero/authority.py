"""OAuth 2 as Xero does it: codes, rotating refresh tokens, access tokens, connections."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt

from sandbox.clock import Clock
from sandbox.oauth import App, OAuthError
from sandbox.xero.organisation import IdSource

CODE_SECONDS = 300
ACCESS_SECONDS = 1800
GRACE_SECONDS = 1800
REFRESH_SECONDS = 60 * 86_400
BROAD_SCOPES = frozenset({"accounting.transactions", "accounting.transactions.read"})


@dataclass(slots=True)
class Connection:
    """The app's way into one organisation, given by one user."""

    connection_id: str
    user: str
    tenant_id: str
    event_id: str
    created: datetime
    updated: datetime


@dataclass(slots=True)
class Code:
    """An authorization code that waits to be exchanged."""

    user: str
    scopes: str
    redirect_uri: str
    challenge: str | None
    event_id: str
    expires: float


@dataclass(slots=True)
class Session:
    """One consent with the tokens that came of it."""

    user: str
    scopes: str
    event_id: str
    refresh: str | None = None
    previous: str | None = None
    rotated: float = 0.0
    expires: float = 0.0


@dataclass(slots=True)
class Access:
    """An access token."""

    token: str
    session: Session
    expires: float


class Authority:
    """Give and take back access."""

    def __init__(self, clock: Clock, ids: IdSource, app: App) -> None:
        self._clock, self._ids, self.app = clock, ids, app
        self._codes: dict[str, Code] = {}
        self._sessions: dict[str, Session] = {}
        self._access: dict[str, Access] = {}
        self._signing_key = secrets.token_hex(32)
        self.connections: dict[str, Connection] = {}

    def consent(
        self, user: str, tenants: list[str], scopes: str, redirect_uri: str, challenge: str | None
    ) -> str:
        """Note that a user lets the app into organisations; return the authorization code."""
        event_id, now = self._ids.new(), self._clock.now()
        for tenant_id in tenants:
            known = self.connection(user, tenant_id)
            if known is not None:
                known.event_id, known.updated = event_id, now
                continue
            one = Connection(self._ids.new(), user, tenant_id, event_id, now, now)
            self.connections[one.connection_id] = one
        code = secrets.token_urlsafe(32)
        expires = self._clock.seconds() + CODE_SECONDS
        self._codes[code] = Code(user, scopes, redirect_uri, challenge, event_id, expires)
        return code

    def exchange(self, code: str, redirect_uri: str, verifier: str | None) -> dict[str, Any]:
        """Exchange a code for tokens; it works once.

        Raises:
            OAuthError: The code is unknown, used, late, or does not belong to the request.
        """
        known = self._codes.pop(code, None)
        if known is None or known.expires <= self._clock.seconds():
            raise OAuthError("invalid_grant")
        if known.redirect_uri != redirect_uri or not _proves(known.challenge, verifier):
            raise OAuthError("invalid_grant")
        session = Session(known.user, known.scopes, known.event_id)
        return self._tokens(session)

    def refresh(self, token: str) -> dict[str, Any]:
        """Renew tokens. The previous refresh token still works for 30 minutes after its rotation.

        Raises:
            OAuthError: The token is unknown, out of date, or was rotated too long ago.
        """
        session, now = self._sessions.get(token), self._clock.seconds()
        if session is None or session.expires <= now:
            raise OAuthError("invalid_grant")
        if token == session.refresh:
            session.previous, session.rotated = token, now
        elif token != session.previous or now - session.rotated > GRACE_SECONDS:
            raise OAuthError("invalid_grant")
        return self._tokens(session)

    def revoke(self, token: str) -> None:
        """Forget a refresh token and every connection of its user."""
        session = self._sessions.get(token)
        if session is None:
            return
        for known in self._sessions.values():
            if known.user == session.user:
                known.expires = 0.0
        self.connections = {
            key: one for key, one in self.connections.items() if one.user != session.user
        }

    def access(self, token: str) -> Access | None:
        """Return what is known of an access token, expired or not."""
        return self._access.get(token)

    def expire(self, token: str | None = None) -> None:
        """Let an access token, or all of them, end now."""
        now = self._clock.seconds()
        for access in self._access.values():
            if token in (None, access.token):
                access.expires = min(access.expires, now)

    def connection(self, user: str, tenant_id: str) -> Connection | None:
        """Return a user's connection to an organisation."""
        for one in self.connections.values():
            if one.user == user and one.tenant_id == tenant_id:
                return one
        return None

    def disconnect(self, tenant_id: str) -> None:
        """Take an organisation away from the app, whoever connected it."""
        self.connections = {
            key: one for key, one in self.connections.items() if one.tenant_id != tenant_id
        }

    def _tokens(self, session: Session) -> dict[str, Any]:
        now = self._clock.seconds()
        token = self._signed(session, now, {"scope": session.scopes.split()})
        body = {
            "id_token": self._signed(session, now, {"sub": session.user}),
            "access_token": token,
            "expires_in": ACCESS_SECONDS,
            "token_type": "Bearer",
            "scope": session.scopes,
        }
        self._access[token] = Access(token, session, now + ACCESS_SECONDS)
        if "offline_access" in session.scopes.split():
            session.refresh = body["refresh_token"] = secrets.token_urlsafe(32)
            session.expires = now + REFRESH_SECONDS
            self._sessions[session.refresh] = session
        return body

    def _signed(self, session: Session, now: float, claims: dict[str, Any]) -> str:
        return jwt.encode(
            {
                "iss": "https://identity.xero.com",
                "aud": "https://identity.xero.com/resources",
                "client_id": self.app.client_id,
                "nbf": int(now),
                "exp": int(now) + ACCESS_SECONDS,
                "jti": secrets.token_hex(16),
                "xero_userid": session.user,
                "authentication_event_id": session.event_id,
                **claims,
            },
            self._signing_key,
            algorithm="HS256",
        )


def _proves(challenge: str | None, verifier: str | None) -> bool:
    if challenge is None:
        return True
    digest = hashlib.sha256((verifier or "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def zoneless(moment: datetime) -> str:
    """Return an instant as /connections writes it: ISO, seven decimals, no zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
