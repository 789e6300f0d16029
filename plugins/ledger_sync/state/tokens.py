"""A connection's tokens: renewed by one worker at a time, stored before they are used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Engine, func, select, update

from ledger_sync.errors import ConnectionEnded
from ledger_sync.state.tables import ledger_connections as table

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger_sync.state.secrets import Cipher

EARLY = timedelta(minutes=2)
"""A token that ends within this time is renewed before it is used."""


class NewTokens(Protocol):
    """What a consent or a renewal gave (``rest.oauth.TokenSet``)."""

    @property
    def access_token(self) -> str:
        """Signs calls."""
        ...

    @property
    def refresh_token(self) -> str:
        """Is changed for the next tokens, once."""
        ...

    @property
    def expires_at(self) -> datetime:
        """When the access token ends."""
        ...


def store(db: Connection, cipher: Cipher, connection_id: int, tokens: NewTokens) -> None:
    """Keep new tokens, encrypted."""
    values = {
        "access_token": cipher.encrypt(tokens.access_token),
        "refresh_token": cipher.encrypt(tokens.refresh_token),
        "access_expires_at": tokens.expires_at,
    }
    db.execute(update(table).where(table.c.id == connection_id).values(**values))


class StoredTokens:
    """The tokens of one ledger connection, for ``rest.session``.

    Args:
        renew: Changes a refresh token for new tokens at the ledger.
    """

    def __init__(
        self,
        engine: Engine,
        cipher: Cipher,
        connection_id: int,
        renew: Callable[[str], NewTokens],
    ) -> None:
        self._engine = engine
        self._cipher = cipher
        self._connection_id = connection_id
        self._renew = renew
        self._access: tuple[str, datetime] | None = None

    def access(self) -> str:
        """A token that is good for now; renewed first when it is about to end."""
        if self._access is None or self._access[1] - EARLY <= datetime.now(tz=UTC):
            self._access = self._current(stale=None)
        return self._access[0]

    def renew(self, stale: str) -> str:
        """A token other than the one that the ledger called expired."""
        self._access = self._current(stale=stale)
        return self._access[0]

    def refresh(self) -> str:
        """The token that is changed for the next ones, for taking a consent back."""
        with self._engine.connect() as db:
            query = select(table.c.refresh_token).where(table.c.id == self._connection_id)
            kept = db.execute(query).scalar_one()
        if kept is None:
            raise ConnectionEnded("the connection has ended; reconnect the company")
        return self._cipher.decrypt(kept)

    def _current(self, stale: str | None) -> tuple[str, datetime]:
        """Read under a row lock; whoever comes second finds the token that the first one stored."""
        with self._engine.begin() as db:
            row = db.execute(
                select(
                    table.c.access_token,
                    table.c.refresh_token,
                    table.c.access_expires_at,
                    (table.c.session_ends_at <= func.now()).label("over"),
                )
                .where(table.c.id == self._connection_id)
                .with_for_update()
            ).one()
            if row.refresh_token is None or row.over:
                raise ConnectionEnded("the connection has ended; reconnect the company")
            access = self._cipher.decrypt(row.access_token)
            if access != stale and row.access_expires_at - EARLY > datetime.now(tz=UTC):
                return access, row.access_expires_at
            tokens = self._renew(self._cipher.decrypt(row.refresh_token))
            store(db, self._cipher, self._connection_id, tokens)
        return tokens.access_token, tokens.expires_at
