"""Where Airflow's connections become ports: hooks meet steps here and nowhere else.

DAG files call these functions inside their tasks; nothing heavy is imported before that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ledger_sync.ledgers import ledger_named
from ledger_sync.ledgers.contract import Answer, Ledger

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ledger_sync.rest.hook import ApiAccess
    from ledger_sync.rest.oauth import OAuthApp
    from ledger_sync.rest.session import ApiSession
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.state.secrets import Cipher
    from ledger_sync.steps.consent import ConsentPorts
    from ledger_sync.steps.ports import Line, Ports

SOURCE = "klipboard_db"
STATE = "sync_db"


@cache
def engine(connection_id: str) -> Engine:
    """The database behind an Airflow connection, reachable; ``sync_db`` defaults to the source's."""
    from ledger_sync.source.hook import DatabaseHook
    from ledger_sync.state.database import check_reachable, migrate, open_engine

    hook = DatabaseHook(connection_id)
    if connection_id == STATE and not hook.exists():
        hook = DatabaseHook(SOURCE)
    made = open_engine(hook.get_conn(), name=connection_id)
    check_reachable(made, name=connection_id)
    if connection_id == STATE:
        migrate(made)
    return made


def cipher() -> Cipher:
    """Encrypts tokens with Airflow's Fernet key."""
    from airflow.sdk import conf

    from ledger_sync.state.secrets import Cipher

    return Cipher(conf.get("core", "FERNET_KEY", fallback=""))


def access(ledger: Ledger) -> ApiAccess:
    """What the ledger's Airflow connection says."""
    module = import_module(f"ledger_sync.ledgers.{ledger.name}.hook")
    hook = getattr(module, f"{ledger.name.capitalize()}Hook")
    found: ApiAccess = hook().get_conn()
    return found


def oauth_app(ledger: Ledger, api: ApiAccess) -> OAuthApp:
    """Our app at the ledger."""
    from ledger_sync.rest.oauth import OAuthApp

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


def ports(ledger_name: str) -> Ports:
    """Everything that the steps of a run need."""
    from airflow.sdk import ObjectStoragePath

    from ledger_sync.settings import settings
    from ledger_sync.steps.ports import Ports

    ledger = ledger_named(ledger_name)
    return Ports(
        source=engine(SOURCE),
        state=engine(STATE),
        settings=settings(),
        open_line=line_opener(ledger),
        reports=ObjectStoragePath(settings().reports),
    )


def line_opener(ledger: Ledger) -> Callable[[LedgerConnection], Line]:
    """How a line to one organisation is opened; opening calls nothing."""
    from ledger_sync.steps.ports import Line

    def open_line(connection: LedgerConnection) -> Line:
        session = _session(ledger, connection)
        return Line(client=ledger.client(session), calls=session.calls)

    return open_line


def _session(ledger: Ledger, connection: LedgerConnection) -> ApiSession:
    from ledger_sync.rest import oauth
    from ledger_sync.rest.limits import Pace
    from ledger_sync.rest.session import ApiSession, Policy
    from ledger_sync.settings import settings
    from ledger_sync.state.tokens import StoredTokens

    api = access(ledger)
    app = oauth_app(ledger, api)
    chosen = settings()
    return ApiSession(
        f"{api.host.removesuffix(ledger.base_path)}{ledger.base_path}",
        tokens=StoredTokens(
            engine(STATE), cipher(), connection.id, lambda token: oauth.renew(app, token)
        ),
        sign=lambda token: ledger.signed(token, connection.tenant_id),
        judge=_judge(ledger),
        pace=Pace(ledger.limits.calls_per_minute),
        policy=Policy(
            attempts=chosen.http_attempts,
            timeout_seconds=chosen.http_timeout_seconds,
            longest_wait_seconds=chosen.retry_wait_seconds,
        ),
        remaining_header=ledger.limits.remaining_minute,
        token_expired_code=ledger.token_expired,
    )


def _judge(
    ledger: Ledger,
) -> Callable[[int, Mapping[str, str], str, str], Exception | None]:
    def judge(status: int, headers: Mapping[str, str], text: str, path: str) -> Exception | None:
        return ledger.fault(Answer(status, headers, text), path)

    return judge


def consent_ports(ledger_name: str) -> tuple[Ledger, ConsentPorts]:
    """What connecting and disconnecting need."""
    import requests

    from ledger_sync.steps.consent import ConsentPorts

    ledger = ledger_named(ledger_name)
    api = access(ledger)
    http = requests.Session()
    http.trust_env = False
    names = [name for name in ledger.oauth.defaults if name.endswith("_url")]
    return ledger, ConsentPorts(
        source=engine(SOURCE),
        state=engine(STATE),
        cipher=cipher(),
        app=oauth_app(ledger, api),
        addresses={name: api.address(name, ledger.oauth.defaults) for name in names},
        http=http,
    )


def run_summary(dag_id: str, run_id: str) -> dict[str, Any] | None:
    """The summary of a run, as ``make run`` prints it; None if it never began."""
    from ledger_sync.steps.summarise import read_summary

    return read_summary(engine(STATE), dag_id, run_id)
