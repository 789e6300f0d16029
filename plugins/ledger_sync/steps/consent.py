"""Connect and disconnect: a company's consent at a ledger, kept or taken back by hand."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledger_sync.errors import ConfigurationError, LedgerSyncError, MissingConnection
from ledger_sync.rest import oauth
from ledger_sync.source import klipboard
from ledger_sync.state import connections, starting_over, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta

    from sqlalchemy import Connection, Engine

    from ledger_sync.ledgers.contract import App, Ledger, Tenant
    from ledger_sync.rest.oauth import Consent, OAuthApp, TokenSet
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.state.secrets import Cipher

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 60
"""How long a person waits here for another task that works on the same ledger connection."""


@dataclass(frozen=True)
class ConsentPorts:
    """What connecting needs: the databases, the cipher, our app at the ledger, plain HTTP."""

    source: Engine
    state: Engine
    cipher: Cipher
    app: OAuthApp
    there: App
    """The same app with the addresses around the API, for what is not OAuth."""
    http: Any


@dataclass(frozen=True)
class Wish:
    """What the person asked for."""

    company_id: int
    tenant_id: str | None = None
    stay_connected: bool = True
    session: timedelta | None = None
    start_over: bool = False
    """Another organisation than before is meant: forget the former one."""


def connect(
    ports: ConsentPorts,
    ledger: Ledger,
    wish: Wish,
    redirect_uri: str,
    ask: Callable[[Consent], Mapping[str, str]],
    tell: Callable[[str], None] = log.info,
) -> LedgerConnection:
    """Carry out the consent and keep its tokens.

    Args:
        ask: Shows the consent's address and gives back what came to the redirect.
        tell: Is told what a person should know who starts over.

    Raises:
        ConfigurationError: the company does not exist, or the organisation cannot be its one.
        ConnectionBusy: it cannot start over just now.
    """
    _check_company(ports.source, wish.company_id)
    consent = oauth.begin(ports.app, redirect_uri)
    redirect = ask(consent)
    granted = oauth.finish(ports.app, consent, redirect["code"], redirect_uri)
    tenant = _choose(ports, ledger, wish, granted, redirect)
    with ports.state.begin() as db:
        before = _check_tenant(db, ledger, wish, tenant)
        if before is None or before.tenant_id == tenant.tenant_id:
            if before is not None and wish.start_over:
                tell(f"{tenant.name} is its organisation already: only its tokens were changed.")
            return _join(db, ports, ledger, wish, tenant, granted)
    because = f"company {wish.company_id} started over with {tenant.name} ({tenant.tenant_id})"
    with connections.locked(ports.state, before.id, PATIENCE_SECONDS):
        unheard = _part(ports, ledger, before.id, because)
        with ports.state.begin() as db:
            starting_over.start_over(db, before.id, because)
            made = _join(db, ports, ledger, wish, tenant, granted)
    name = f"{before.tenant_name} ({before.tenant_id})"
    if unheard is not None:
        tell(f"Remove our app in {name} by hand, which did not hear of it: {unheard.message}")
    tell(f"What was known of {name} is forgotten; nothing was changed there or in Klipboard.")
    return made


def _join(
    db: Connection,
    ports: ConsentPorts,
    ledger: Ledger,
    wish: Wish,
    tenant: Tenant,
    granted: TokenSet,
) -> LedgerConnection:
    made = connections.join(
        db,
        company_id=wish.company_id,
        ledger=ledger.name,
        tenant_id=tenant.tenant_id,
        tenant_name=tenant.name,
        stay_connected=wish.stay_connected,
        session=wish.session,
    )
    tokens.store(db, ports.cipher, made.id, granted)
    return made


def _part(
    ports: ConsentPorts, ledger: Ledger, connection_id: int, because: str
) -> LedgerSyncError | None:
    """Take leave of the former organisation as ``disconnect`` does, if that was not done before."""
    with ports.state.begin() as db:
        former = connections.get(db, connection_id)
        starting_over.check_idle(db, former)
    return None if former.state == "ended" else _take_back(ports, ledger, former, because)


def _check_company(source: Engine, company_id: int) -> None:
    with source.connect() as db:
        if company_id not in klipboard.companies(db, [company_id]):
            raise ConfigurationError(f"there is no company {company_id} in Klipboard")


def _choose(
    ports: ConsentPorts,
    ledger: Ledger,
    wish: Wish,
    granted: TokenSet,
    redirect: Mapping[str, str],
) -> Tenant:
    offered = ledger.oauth.list_tenants(ports.http, ports.there, granted.access_token, redirect)
    with ports.state.connect() as db:
        before = connections.find(db, wish.company_id, ledger.name)
        taken = {
            tenant.tenant_id
            for tenant in offered
            if (owner := connections.holder(db, ledger.name, tenant.tenant_id))
            and owner.company_id != wish.company_id
        }
    # Who starts over may still be offered the former one: it is not the one to prefer then.
    preferred = before.tenant_id if before and not wish.start_over else None
    return choose(ledger, offered, wish.tenant_id, preferred, taken)


def choose(
    ledger: Ledger,
    offered: Sequence[Tenant],
    wanted: str | None,
    before: str | None,
    taken: set[str],
) -> Tenant:
    """The organisation to join: the one asked for, the one from before, or the only one.

    Raises:
        ConfigurationError: none fits, or several do: nothing is guessed.
    """
    by_id = {tenant.tenant_id: tenant for tenant in offered}
    listed = "; ".join(f"{tenant.name} ({tenant.tenant_id})" for tenant in offered) or "none"
    if wanted is not None:
        if wanted in by_id:
            return by_id[wanted]
        raise ConfigurationError(
            f"TENANT={wanted} is not among the organisations that {ledger.title} offers: {listed}"
        )
    if before in by_id:
        return by_id[before]
    free = [tenant for tenant in offered if tenant.tenant_id not in taken]
    if len(free) == 1:
        return free[0]
    raise ConfigurationError(
        f"{ledger.title} offers {len(free)} organisations that are not connected yet; choose one "
        f"with TENANT=<id>: {listed}"
    )


def _check_tenant(
    db: Connection, ledger: Ledger, wish: Wish, tenant: Tenant
) -> LedgerConnection | None:
    """Whether the company can join it; gives how the company was connected before."""
    before = connections.find(db, wish.company_id, ledger.name)
    if before and before.tenant_id != tenant.tenant_id and not wish.start_over:
        raise ConfigurationError(
            f"company {wish.company_id} was connected to {before.tenant_name} "
            f"({before.tenant_id}); {tenant.name} ({tenant.tenant_id}) is another organisation, "
            "and the links would be wrong there: nothing was changed. NEW=1 starts over with it"
        )
    owner = connections.holder(db, ledger.name, tenant.tenant_id)
    if owner and owner.company_id != wish.company_id:
        raise ConfigurationError(
            f"{tenant.name} ({tenant.tenant_id}) is connected to company {owner.company_id}: "
            "one organisation belongs to one company"
        )
    return before


def disconnect(ports: ConsentPorts, ledger: Ledger, company_id: int) -> LedgerConnection:
    """Revoke at the ledger and forget the tokens; links, watermarks and outbox stay.

    The tokens are forgotten even when the ledger cannot be reached; the error says so then.

    Raises:
        MissingConnection: the company was never connected.
        LedgerSyncError: the ledger did not take the revocation.
    """
    with ports.state.connect() as db:
        connection = connections.require(db, company_id, ledger.name)
    if connection.state == "ended":
        raise MissingConnection(
            f"company {company_id} is disconnected from {ledger.title} already: "
            f"{connection.ended_reason}"
        )
    failure = _take_back(ports, ledger, connection, "disconnected by hand")
    if failure is not None:
        raise failure
    return connection


def _take_back(
    ports: ConsentPorts, ledger: Ledger, connection: LedgerConnection, because: str
) -> LedgerSyncError | None:
    """Revoke and forget the tokens; gives what kept the ledger from hearing of it."""
    failure: LedgerSyncError | None = None
    try:
        kept = tokens.StoredTokens(
            ports.state,
            ports.cipher,
            connection.id,
            lambda refresh_token: oauth.renew(ports.app, refresh_token),
        )
        ledger.oauth.revoke(ports.http, ports.there, connection.tenant_id, kept)
    except LedgerSyncError as error:
        failure = error
    with ports.state.begin() as db:
        connections.end(db, connection.id, because)
    return failure
