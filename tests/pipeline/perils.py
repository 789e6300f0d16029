"""A worker that dies at any boundary: a commit, or a call of the ledger, before it or after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import GeneratorType
from typing import Any

from ledger_sync.ledgers.contract import LedgerClient

from tests.pipeline.dying import Killed
from tests.pipeline.world import World


class Peril:
    """Kills at one of the boundaries; who is dead does nothing any more, not even clear up."""

    def __init__(self, at: int) -> None:
        self._at = at
        self.passed = 0
        self.dead = False

    def pass_by(self) -> None:
        self.passed += 1
        self.dead = self.dead or self.passed == self._at
        if self.dead:
            raise Killed


class Mortal:
    """A ledger's client whose user may die at every call."""

    def __init__(self, client: LedgerClient, peril: Peril) -> None:
        self._client = client
        self._peril = peril

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        return self._called(found) if callable(found) else found

    def _called(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self._peril.pass_by()
            result = method(*args, **options)
            if isinstance(result, GeneratorType):
                return self._each(result)
            self._peril.pass_by()
            return result

        return call

    def _each(self, results: Iterator[Any]) -> Iterator[Any]:
        for each in results:
            self._peril.pass_by()
            yield each


@contextmanager
def mortal(world: World, at: int) -> Iterator[Peril]:
    """What runs inside dies at a boundary, if it passes as many."""
    peril = Peril(at)
    dialect: Any = world.engine.dialect
    commit = dialect.do_commit

    def mortal_commit(connection: Any) -> None:
        peril.pass_by()
        commit(connection)
        peril.pass_by()

    world.wrap_client = lambda client: Mortal(client, peril)
    dialect.do_commit = mortal_commit
    try:
        yield peril
    except Killed:
        pass
    finally:
        del dialect.do_commit
        world.wrap_client = lambda client: client
        if peril.dead:
            hang_up(world)


def hang_up(world: World) -> None:
    """The system closes the connections of a dead process; this one lives on and must do so."""
    world.engine.dispose()
    world.sql(
        """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()"""
    )
