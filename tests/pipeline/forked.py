"""Workers in processes of their own, which share with this one the database and the ledger only."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from ledger_sync.state.database import open_engine

from sandbox.process import attach
from tests.patience import PATIENCE_SECONDS
from tests.pipeline.world import World

FIRST_NUMBER = 700_001
"""Of the runs that a process makes: no other run has these."""


def start(at: World, work: Callable[[World], object], number: int = 1) -> BaseProcess:
    """Let another process do something in the same world."""
    process = get_context("fork").Process(target=_begin, args=(at, work, number))
    process.start()
    return process


def _begin(at: World, work: Callable[[World], object], number: int) -> None:
    # What the first process has open (database, HTTP) must not be used by this one.
    engine = open_engine(at.engine.url, name="tests")
    mine = type(at)(engine, attach(at.sandbox.base_url), count(number * FIRST_NUMBER))
    mine.settings = at.settings
    work(mine)


def ended(*workers: BaseProcess) -> list[int | None]:
    """How they ended; who does not is ended."""
    for worker in workers:
        worker.join(PATIENCE_SECONDS)
        worker.kill()
    return [worker.exitcode for worker in workers]
