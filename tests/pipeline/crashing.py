"""Crash everywhere: the boundaries of a run, a death at one of them, and what is left compared.

A *boundary* is a moment before or after a commit, before a request, after the ledger answered and
before the answer is read, or before what became of one element is written within a transaction.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import sqlalchemy as sa
from ledger_sync import files
from ledger_sync.retries import RETRIES
from ledger_sync.state.database import open_engine
from requests.adapters import HTTPAdapter

from sandbox.process import ROOT, SandboxProcess
from tests.pipeline.dying import Killed
from tests.pipeline.klipboard import Company
from tests.pipeline.perils import Peril, hang_up
from tests.pipeline.remains import all_that_is_left, apart, what_is_left
from tests.pipeline.world import World

START = "crash_start"
LIVED = "crash_everywhere"
DEATH = "crash_death"
WRITES = re.compile(r"(?m)^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+([\w.]+)")
ELEMENT = re.compile(r"sync\.(links|audit)|klipboard\.\w+")
"""Tables in which it is written what became of one element of an answer, or of one record."""
TRIES = RETRIES + 1
FIRST_NUMBER = 900_001
"""Of the runs that are tried: behind all numbers that were given before."""


class Boundaries(Peril):
    """Kills at one of the boundaries, and remembers which there were.

    Args:
        die: What happens there; without it everything raises ``Killed`` from then on.
    """

    def __init__(self, at: int = 0, die: Callable[[], None] | None = None) -> None:
        super().__init__(at)
        self._die = die
        self.names: list[str] = []

    def reach(self, name: str) -> None:
        """A boundary."""
        if not self.dead:
            self.names.append(name)
        if self._die is not None and len(self.names) == self._at:
            self._die()
        self.pass_by()


class Watched:
    """An engine and the way to the ledgers, where boundaries are met."""

    def __init__(self, engine: sa.Engine, peril: Boundaries) -> None:
        self._engine = engine
        self._peril = peril
        self._written: set[int] = set()
        """Database connections whose transaction has something to commit."""

    def on_statement(self, _db: Any, cursor: Any, statement: str, *_: Any) -> None:
        if found := WRITES.search(statement):
            self._written.add(id(cursor.connection))
            if ELEMENT.fullmatch(found[2]):
                self._peril.reach(f"before {found[1]} {found[2]}")

    @contextmanager
    def commits(self) -> Iterator[None]:
        """A commit of nothing, after reading, is no boundary."""
        dialect: Any = self._engine.dialect
        commit, rollback = dialect.do_commit, dialect.do_rollback

        def watched_commit(connection: Any) -> None:
            own = _own(connection)
            if own not in self._written:
                commit(connection)
                return
            self._peril.reach("before a commit")
            commit(connection)
            self._written.discard(own)
            self._peril.reach("after a commit")

        def watched_rollback(connection: Any) -> None:
            self._written.discard(_own(connection))
            rollback(connection)

        dialect.do_commit, dialect.do_rollback = watched_commit, watched_rollback
        try:
            yield
        finally:
            del dialect.do_commit, dialect.do_rollback

    @contextmanager
    def requests(self) -> Iterator[None]:
        send, peril = HTTPAdapter.send, self._peril

        def watched(self: HTTPAdapter, request: Any, *args: Any, **options: Any) -> Any:
            call = f"{request.method} {request.path_url.split('?')[0]}"
            peril.reach(f"before {call}")
            answer = send(self, request, *args, **options)
            peril.reach(f"after {call}")
            return answer

        HTTPAdapter.send = watched  # type: ignore[method-assign]
        try:
            yield
        finally:
            HTTPAdapter.send = send  # type: ignore[method-assign]


def _own(connection: Any) -> int:
    """Which connection of the driver it is, out of the pool or in it."""
    return id(getattr(connection, "dbapi_connection", connection))


@contextmanager
def watched(engine: sa.Engine, peril: Boundaries) -> Iterator[None]:
    """Whatever runs inside passes boundaries."""
    its = Watched(engine, peril)
    sa.event.listen(engine, "before_cursor_execute", its.on_statement)
    try:
        with its.commits(), its.requests():
            yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", its.on_statement)


class Stage:
    """A database and a sandbox, which can be put back to the moment at which a run begins."""

    world: World

    def __init__(self, server: sa.Engine, sandbox: SandboxProcess) -> None:
        self._server = server
        self._sandbox = sandbox

    @contextmanager
    def opened(self, kind: type[World]) -> Iterator[Stage]:
        """Have an empty database of its own, and an empty sandbox."""
        self._sandbox.reset()
        self._server.dispose()
        self._copy(str(self._server.url.database), LIVED)
        engine = open_engine(self._server.url.set(database=LIVED), name="tests")
        self.world = kind(engine, self._sandbox)
        self._part_sequences()
        try:
            yield self
        finally:
            engine.dispose()

    def _part_sequences(self) -> None:
        """Let no two tables give the same id: so an id tells whose it is, wherever it stands."""
        query = """SELECT setval(format('%I.%I', schemaname, sequencename)::regclass,
            start_value + 1000000 * row_number() OVER (ORDER BY sequencename))
            FROM pg_sequences WHERE schemaname = 'klipboard'"""
        self.world.sql(query)

    def keep(self, moment: str) -> None:
        """Remember how everything is."""
        self.world.engine.dispose()
        self._sandbox.keep(moment)
        self._copy(LIVED, moment)

    def put_back(self, moment: str) -> None:
        """Return to a moment."""
        self.world.engine.dispose()
        self._sandbox.put_back(moment)
        self._copy(moment, LIVED)

    def _copy(self, of: str, name: str) -> None:
        # From a third database: nobody may be connected to one that is copied.
        engine = open_engine(self._server.url.set(database="template1"), name="tests")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            db.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {of}")
        engine.dispose()


class Trial:
    """One run from one beginning: undisturbed, and then with a death at each boundary."""

    def __init__(
        self, stage: Stage, company: Company, run: Callable[[World, Company], None]
    ) -> None:
        self._stage = stage
        self._company = company
        self._run = run
        stage.keep(START)
        undisturbed = Boundaries()
        self._go(undisturbed)
        self.names = undisturbed.names
        self.points = range(1, len(self.names) + 1)
        self.expected = what_is_left(stage.world, company)
        self.recovered: dict[str, list[str]] = {}
        """What is wrong after going on from a state, by all that was there when its worker died."""

    def _go(self, peril: Boundaries) -> None:
        world = self._stage.world
        world.tries = 1
        world.numbers = count(FIRST_NUMBER)
        with watched(world.engine, peril):
            self._run(world, self._company)

    def die_at(self, point: int) -> list[str]:
        """Die at a boundary and go again; gives what is not as it should be."""
        peril = self._die(point)
        where = f"died {self.names[point - 1]}"
        if peril.names != self.names[:point]:
            return [f"another way was taken than without the death: {peril.names}"]
        return [f"{where}: {each}" for each in self.recover()]

    def _die(self, point: int) -> Boundaries:
        self._stage.put_back(START)
        peril = Boundaries(point)
        try:
            self._go(peril)
        except Killed:
            hang_up(self._stage.world)
        return peril

    def is_the_same_killed(self, point: int) -> bool:
        """Whether a process that gets SIGKILL at a boundary leaves what a death there leaves."""
        world = self._stage.world
        self._die(point)
        expected = all_that_is_left(world, self._company)
        self._stage.put_back(START)
        told = {
            "database": world.engine.url.render_as_string(hide_password=False),
            "sandbox": world.sandbox.base_url,
            "project": str(files.PROJECT),
            "ledger": world.ledger_name,
            "company_id": self._company.id,
            "tenant_id": self._company.organisation.tenant_id,
            "point": point,
        }
        command = [sys.executable, "-m", "tests.pipeline.killed_worker", json.dumps(told)]
        path = os.pathsep.join(each for each in sys.path if each)
        ended = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path})
        hang_up(world)
        left = all_that_is_left(world, self._company)
        return ended.returncode == -signal.SIGKILL and left == expected

    def recover(self) -> list[str]:
        """Go again from what is left: as the run that died, tried once more, and as the next run.

        Dying before a commit leaves what dying after the one before it leaves: from the same state
        nobody goes on twice.
        """
        world = self._stage.world
        state = all_that_is_left(world, self._company)
        if state not in self.recovered:
            self._stage.keep(DEATH)
            found = self._go_again("the same run", FIRST_NUMBER)
            self._stage.put_back(DEATH)
            self.recovered[state] = found + self._go_again("the next run", FIRST_NUMBER + 1)
        return self.recovered[state]

    def _go_again(self, who: str, number: int) -> list[str]:
        world = self._stage.world
        world.numbers = count(number)
        world.tries = TRIES
        try:
            self._run(world, self._company)
        except Exception as error:  # noqa: BLE001 - the other points are tried too
            return [f"{who} ended with {error!r}"]
        found = apart(self.expected, what_is_left(world, self._company))
        return [f"{who} left {found}"] if found else []


def run_forward(world: World, company: Company) -> None:
    """The hourly run."""
    world.run()


def run_back(world: World, company: Company) -> None:
    """The nightly run."""
    world.bring_back()


def connect_first(world: World, company: Company) -> None:
    """The first connection."""
    world.first_connection(company)
