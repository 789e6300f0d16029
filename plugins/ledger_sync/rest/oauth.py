"""OAuth 2 with a ledger: consent, code for tokens, renewal; ``authlib`` speaks the protocol."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from ledger_sync.errors import AuthenticationFailed, ConnectionEnded, LedgerUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TIMEOUT_SECONDS = 30
_NO_TOKEN = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
WRONG_CLIENT = ("invalid_client", "unauthorized_client", "invalid_scope")


@dataclass(frozen=True)
class OAuthApp:
    """Our app at a ledger, as the Airflow connection describes it."""

    ledger_title: str
    client_id: str
    client_secret: str
    authorize_url: str
    token_url: str
    scopes: str
    pkce: bool

    def __repr__(self) -> str:
        return f"OAuthApp({self.ledger_title}, {self.client_id})"


@dataclass(frozen=True)
class TokenSet:
    """What a consent or a renewal gave."""

    access_token: str
    refresh_token: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"TokenSet(expires_at={self.expires_at.isoformat()})"


@dataclass(frozen=True)
class Consent:
    """A consent under way: where the person goes, and what must come back."""

    url: str
    state: str = field(repr=False)
    verifier: str | None = field(repr=False)


def begin(app: OAuthApp, redirect_uri: str) -> Consent:
    """Make the address that a person opens to consent."""
    verifier = secrets.token_urlsafe(64) if app.pkce else None
    session = _session(app, redirect_uri)
    url, state = session.create_authorization_url(app.authorize_url, code_verifier=verifier)
    return Consent(url=url, state=state, verifier=verifier)


def finish(app: OAuthApp, consent: Consent, code: str, redirect_uri: str) -> TokenSet:
    """Change the code that came back for tokens.

    Raises:
        ConnectionEnded: the code is not accepted (too old, used, of another app).
        AuthenticationFailed: client id or secret is wrong.
    """
    extra = {"code_verifier": consent.verifier} if consent.verifier else {}
    session = _session(app, redirect_uri)
    return _ask(
        app,
        lambda: session.fetch_token(
            app.token_url,
            code=code,
            grant_type="authorization_code",
            redirect_uri=redirect_uri,
            timeout=TIMEOUT_SECONDS,
            **extra,
        ),
    )


def renew(app: OAuthApp, refresh_token: str) -> TokenSet:
    """Change a refresh token for new tokens. The old one is used up: keep the new before using it.

    Raises:
        ConnectionEnded: the refresh token is revoked, used up or too old.
        AuthenticationFailed: client id or secret is wrong.
    """
    session = _session(app)
    return _ask(
        app,
        lambda: session.refresh_token(
            app.token_url, refresh_token=refresh_token, timeout=TIMEOUT_SECONDS
        ),
    )


def _session(app: OAuthApp, redirect_uri: str | None = None) -> OAuth2Session:
    session = OAuth2Session(
        app.client_id,
        app.client_secret,
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - a method's name
        scope=app.scopes,
        redirect_uri=redirect_uri,
        code_challenge_method="S256" if app.pkce else None,
    )
    session.trust_env = False
    return session


def _ask(app: OAuthApp, ask: Callable[[], Mapping[str, Any]]) -> TokenSet:
    try:
        return _token_set(ask())
    except OAuthError as error:
        raise _denied(app, error) from error
    except requests.HTTPError as error:
        raise _unavailable(app, error) from error
    # An answer that is no token may be any JSON, with times beyond every calendar.
    except (requests.RequestException, *_NO_TOKEN) as error:
        raise _unavailable(app, error) from error


def _denied(app: OAuthApp, error: OAuthError) -> Exception:
    if error.error in WRONG_CLIENT:
        return AuthenticationFailed(
            f"{app.ledger_title} does not know our client id and secret ({error.error}): check "
            "login and password of the Airflow connection",
            code=error.error,
        )
    return ConnectionEnded(
        f"{app.ledger_title} no longer accepts this company's consent ({error.error})",
        code=error.error,
    )


def _unavailable(app: OAuthApp, error: Exception) -> LedgerUnavailable:
    return LedgerUnavailable(
        f"{app.ledger_title} gave no token at {app.token_url}: {type(error).__name__}"
    )


def _token_set(token: Mapping[str, Any]) -> TokenSet:
    seconds = float(token.get("expires_in") or 0)
    access, refresh = token["access_token"], token["refresh_token"]
    if not all(isinstance(each, str) and each for each in (access, refresh)):
        raise TypeError("a token is a text")
    return TokenSet(
        access_token=access,
        refresh_token=refresh,
        expires_at=datetime.now(tz=UTC) + timedelta(seconds=seconds),
    )
