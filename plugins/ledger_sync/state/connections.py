"""Ledger connections: which company is joined to which organisation, and how it stands.

States: *pending* (tokens are there, the first connection was not carried out: the gate is shut,
C-01), *connected*, *ended* (tokens are gone or refused: reconnect).
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, case, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from ledger_sync.errors import ConnectionBusy, MissingConnection
from ledger_sync.state.tables import ledger_connections as table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Engine

LOCK_SPACE = 0x4C53
"""First key of the advisory locks that keep one task at a time on a ledger connection."""


@dataclass(frozen=True)
class LedgerConnection:
    """A company joined to one organisation of a ledger. Tokens are not in it."""

    id: int
    company_id: int
    ledger: str
    tenant_id: str
    tenant_name: str
    state: str
    stay_connected: bool
    connected_at: datetime
    session_ends_at: datetime | None
    gate_opened_at: datetime | None
    ended_at: datetime | None
    ended_reason: str | None
    parked_until: datetime | None

    @property
    def gate_is_open(self) -> bool:
        """Whether the first-time connection has been carried out (C-01)."""
        return self.gate_opened_at is not None

    def label(self) -> str:
        """How the connection is called in the grid and in logs."""
        return f"{self.company_id} {self.tenant_name}"


_FIELDS = tuple(LedgerConnection.__dataclass_fields__)


def _made(row: Row[tuple[object, ...]]) -> LedgerConnection:
    return LedgerConnection(**{name: getattr(row, name) for name in _FIELDS})


def list_open(db: Connection, ledger: str, companies: Sequence[int]) -> list[LedgerConnection]:
    """All connections of a ledger whose gate is open; of these companies, or of all."""
    query = select(table).where(table.c.ledger == ledger, table.c.gate_opened_at.is_not(None))
    if companies:
        query = query.where(table.c.company_id.in_(companies))
    return [_made(row) for row in db.execute(query.order_by(table.c.company_id))]


def get(db: Connection, connection_id: int) -> LedgerConnection:
    """One connection by its id."""
    row = db.execute(select(table).where(table.c.id == connection_id)).one()
    return _made(row)


def get_all(db: Connection, connection_ids: Sequence[int]) -> list[LedgerConnection]:
    """These connections, by company."""
    query = select(table).where(table.c.id.in_(connection_ids)).order_by(table.c.company_id)
    return [_made(row) for row in db.execute(query)]


def find(db: Connection, company_id: int, ledger: str) -> LedgerConnection | None:
    """The connection of a company to a ledger, if there is one."""
    query = select(table).where(table.c.company_id == company_id, table.c.ledger == ledger)
    row = db.execute(query).one_or_none()
    return _made(row) if row else None


def require(db: Connection, company_id: int, ledger: str) -> LedgerConnection:
    """As ``find``, but a missing one is an error that says how to make it."""
    connection = find(db, company_id, ledger)
    if connection is None:
        raise MissingConnection(
            f"company {company_id} is not connected to {ledger}: "
            f"make connect LEDGER={ledger} COMPANY={company_id}"
        )
    return connection


def holder(db: Connection, ledger: str, tenant_id: str) -> LedgerConnection | None:
    """Which company is joined to an organisation."""
    query = select(table).where(table.c.ledger == ledger, table.c.tenant_id == tenant_id)
    row = db.execute(query).one_or_none()
    return _made(row) if row else None


def join(
    db: Connection,
    *,
    company_id: int,
    ledger: str,
    tenant_id: str,
    tenant_name: str,
    stay_connected: bool,
    session: timedelta | None,
) -> LedgerConnection:
    """Connect or reconnect; a company whose gate was open goes on where it was."""
    values = {
        "tenant_id": tenant_id,
        "tenant_name": tenant_name,
        "stay_connected": stay_connected,
        "session_ends_at": func.now() + session if session else None,
        "connected_at": func.now(),
        "ended_at": None,
        "ended_reason": None,
        "parked_until": None,
    }
    if find(db, company_id, ledger) is None:
        query = insert(table).values(
            company_id=company_id, ledger=ledger, state="pending", **values
        )
        db.execute(query)
    else:
        state = case((table.c.gate_opened_at.is_not(None), "connected"), else_="pending")
        mine = (table.c.company_id == company_id) & (table.c.ledger == ledger)
        db.execute(update(table).where(mine).values(state=state, **values))
    return require(db, company_id, ledger)


def open_gate(db: Connection, connection_id: int) -> None:
    """The first connection has been carried out (C-01)."""
    values = {"state": "connected", "gate_opened_at": func.now()}
    db.execute(update(table).where(table.c.id == connection_id).values(**values))


def end(
    db: Connection, connection_id: int, reason: str, *, made_at: datetime | None = None
) -> bool:
    """Forget the tokens; links, outbox and watermarks stay, so nothing is lost (Q-02).

    A session that was over ended when its time was up, whenever that is noticed.

    Args:
        made_at: End it only as it was made then: whoever reconnected since has given new tokens.
    """
    values = {
        "state": "ended",
        "access_token": None,
        "refresh_token": None,
        "access_expires_at": None,
        "ended_at": func.least(func.now(), table.c.session_ends_at),
        "ended_reason": reason,
    }
    query = update(table).where(table.c.id == connection_id).values(**values)
    if made_at is not None:
        query = query.where(table.c.connected_at == made_at)
    return bool(db.execute(query).rowcount)


def park(db: Connection, connection_id: int, seconds: float) -> datetime:
    """Make no call before the ledger's daily limit comes back."""
    until = func.now() + timedelta(seconds=seconds)
    query = update(table).where(table.c.id == connection_id).values(parked_until=until)
    value = db.execute(query.returning(table.c.parked_until)).scalar_one()
    if value is None:
        raise AssertionError("parked_until was just set")
    return value  # type: ignore[no-any-return]


def is_parked(db: Connection, connection_id: int) -> bool:
    """Whether the daily limit is still used up, by the database's clock."""
    query = select(table.c.parked_until > func.now()).where(table.c.id == connection_id)
    return bool(db.execute(query).scalar())


def session_is_over(db: Connection, connection_id: int) -> bool:
    """Whether the time is up that the company chose when it connected (Q-02)."""
    query = select(table.c.session_ends_at <= func.now()).where(table.c.id == connection_id)
    return bool(db.execute(query).scalar())


class Lock:
    """The right to work on a ledger connection: it lasts as long as its database session."""

    def __init__(self, session: Connection, connection_id: int) -> None:
        self._session = session
        self._connection_id = connection_id
        self._turn = threading.Lock()
        self._is_lost = False

    def check(self) -> None:
        """Make sure that this is still the only task: asked before it does anything outside.

        Raises:
            ConnectionBusy: the database has ended the session, so another task may be at work.
        """
        with self._turn:
            try:
                if not self._is_lost:
                    self._session.execute(text("SELECT 1"))
                    self._session.commit()
            except DBAPIError:
                # Asked once more, the session would be opened anew, without the lock.
                self._is_lost = True
            if self._is_lost:
                raise ConnectionBusy(
                    f"the lock of ledger connection {self._connection_id} was lost with its "
                    "database session: another task may work on it by now"
                )


@contextmanager
def locked(engine: Engine, connection_id: int, wait_seconds: int) -> Iterator[Lock]:
    """Be the only task that works on this ledger connection; a killed one lets go by itself.

    Raises:
        ConnectionBusy: another task still works on it after the wait.
    """
    # The lock belongs to a database session: one from the pool would keep it after its return.
    session = engine.connect()
    session.detach()
    with session:
        _take_lock(session, connection_id, wait_seconds)
        yield Lock(session, connection_id)


def _take_lock(session: Connection, connection_id: int, wait_seconds: int) -> None:
    key = {"space": LOCK_SPACE, "id": connection_id}
    for _ in range(wait_seconds + 1):
        if session.execute(text("SELECT pg_try_advisory_lock(:space, :id)"), key).scalar():
            session.commit()
            return
        session.execute(text("SELECT pg_sleep(1)"))
        session.commit()
    raise ConnectionBusy(
        f"ledger connection {connection_id} is worked by another task for more than "
        f"{wait_seconds} s"
    )
