"""Opens lines to ledgers: the parts of ``rest`` put together for one ledger connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from ledger_sync.ledgers.contract import Answer, App, Ledger
from ledger_sync.rest import oauth
from ledger_sync.rest.limits import Pace
from ledger_sync.rest.oauth import OAuthApp
from ledger_sync.rest.session import ApiSession, Permit, Policy, always
from ledger_sync.state import recent_calls
from ledger_sync.state.tokens import StoredTokens
from ledger_sync.steps.consent import ConsentPorts
from ledger_sync.steps.ports import Line, OpenLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Engine

    from ledger_sync.rest.access import ApiAccess
    from ledger_sync.settings import Settings
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.state.secrets import Cipher


def oauth_app(ledger: Ledger, api: ApiAccess) -> OAuthApp:
    """Our app at the ledger."""
    defaults = ledger.oauth.defaults
    return OAuthApp(
        ledger_title=ledger.title,
        client_id=api.client_id,
        client_secret=api.client_secret,
        authorize_url=api.address("authorize_url", defaults),
        token_url=api.address("token_url", defaults),
        scopes=api.address("scopes", defaults),
        pkce=ledger.oauth.pkce,
    )


def line_opener(
    ledger: Ledger,
    access: Callable[[], ApiAccess],
    state: Engine,
    cipher: Cipher,
    settings: Settings,
) -> OpenLine:
    """How a line to one organisation of the ledger is opened.

    Args:
        access: Reads what the ledger's Airflow connection says. Not before a line is needed: who
            has no company at a ledger need not have an app there.
    """

    def open_line(connection: LedgerConnection, permit: Permit = always) -> Line:
        session = _session(ledger, access(), state, cipher, settings, connection, permit)
        return Line(
            client=ledger.client(session),
            calls=session.calls,
            pace=session.pace,
            items=ledger.catalogue.client(session) if ledger.catalogue else None,
        )

    return open_line


def _session(
    ledger: Ledger,
    api: ApiAccess,
    state: Engine,
    cipher: Cipher,
    settings: Settings,
    connection: LedgerConnection,
    permit: Permit,
) -> ApiSession:
    app = oauth_app(ledger, api)
    with state.connect() as db:
        before = recent_calls.read(db, connection.id)
    return ApiSession(
        api_url(ledger, api, connection.tenant_id),
        tokens=StoredTokens(
            state, cipher, connection.id, lambda refresh_token: oauth.renew(app, refresh_token)
        ),
        sign=lambda token: ledger.signed(token, connection.tenant_id),
        judge=_judge(ledger),
        pace=Pace(ledger.limits.quotas, before=before),
        policy=Policy(
            attempts=settings.http_attempts,
            timeout_seconds=settings.http_timeout_seconds,
            longest_wait_seconds=settings.retry_wait_seconds,
        ),
        remaining_header=ledger.limits.remaining_minute,
        token_expired_code=ledger.token_expired,
        permit=permit,
    )


def api_url(ledger: Ledger, api: ApiAccess, tenant_id: str) -> str:
    """The address before the API's paths; people also write it with the ledger's own part."""
    fixed = ledger.base_path.partition("/{")[0]
    return f"{api.host.removesuffix(fixed)}{ledger.base_path.format(tenant_id=tenant_id)}"


def _judge(ledger: Ledger) -> Callable[[int, Mapping[str, str], str, str], Exception | None]:
    def judge(status: int, headers: Mapping[str, str], text: str, path: str) -> Exception | None:
        return ledger.fault(Answer(status, headers, text), path)

    return judge


def consent_ports(
    ledger: Ledger, api: ApiAccess, source: Engine, state: Engine, cipher: Cipher
) -> ConsentPorts:
    """What connecting and disconnecting need."""
    http = requests.Session()
    # Proxies and .netrc of the machine must not touch calls that carry a company's token.
    http.trust_env = False
    names = [name for name in ledger.oauth.defaults if name.endswith("_url")]
    addresses = {name: api.address(name, ledger.oauth.defaults) for name in names}
    return ConsentPorts(
        source=source,
        state=state,
        cipher=cipher,
        app=oauth_app(ledger, api),
        there=App(
            api.client_id,
            api.client_secret,
            {**addresses, "api_url": api_url(ledger, api, "{tenant_id}")},
        ),
        http=http,
    )
