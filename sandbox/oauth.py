"""What the OAuth 2 of every ledger has in common: the app, its secret, forms and redirects."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from sandbox.exchange import Call, Reply


class OAuthError(Exception):
    """A refusal of the identity service, by its OAuth name."""

    def __init__(self, code: str, status: int = 400, description: str | None = None) -> None:
        super().__init__(code)
        self.code, self.status, self.description = code, status, description


@dataclass(slots=True)
class App:
    """The app that is registered with a simulated ledger."""

    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-secret"  # noqa: S105 - opens nothing but this sandbox
    name: str = "Ledger Sync (sandbox)"
    redirect_uris: list[str] = field(default_factory=list)


def form(call: Call) -> dict[str, str]:
    """Return the fields of a form body."""
    return dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))


def check_client(app: App, call: Call, fields: Mapping[str, str]) -> None:
    """Check the app's secret, in the Basic header or in the form.

    Raises:
        OAuthError: It is not the registered app.
    """
    scheme, _, encoded = call.headers.get("authorization", "").partition(" ")
    sent = (fields.get("client_id", ""), fields.get("client_secret", ""))
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise OAuthError("invalid_client", 401) from error
        sent = (user, password)
    if sent != (app.client_id, app.client_secret):
        raise OAuthError("invalid_client", 401)


def bearer_token(call: Call) -> str:
    """Return the token that a call carries, or an empty text."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def redirect(redirect_uri: str, parameters: Mapping[str, str]) -> Reply:
    """Send the browser back to the app; empty parameters are left out."""
    glue = "&" if "?" in redirect_uri else "?"
    filled = {key: value for key, value in parameters.items() if value}
    return Reply(302, headers={"Location": redirect_uri + glue + urlencode(filled)})
