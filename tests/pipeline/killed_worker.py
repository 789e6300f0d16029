"""A worker in a process of its own that kills itself for good at a boundary: nothing is cleared up.

``python -m tests.pipeline.killed_worker '{"database": …}'``; started by ``test_crash_everywhere``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from itertools import count
from pathlib import Path

from ledger_sync import files
from ledger_sync.state.database import open_engine

from sandbox.process import Organisation, attach
from tests.pipeline.crashing import FIRST_NUMBER, Boundaries, run_forward, watched
from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.xero_world import XeroWorld

KINDS = {"xero": XeroWorld, "quickbooks": QuickBooksWorld}


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(order: str) -> None:
    """Make a forward run, and die in it."""
    told = json.loads(order)
    files.PROJECT = Path(told["project"])
    engine = open_engine(told["database"], name="tests")
    world = KINDS[told["ledger"]](engine, attach(told["sandbox"]), count(FIRST_NUMBER))
    organisation = Organisation(told["tenant_id"], "")
    with watched(engine, Boundaries(told["point"], _kill)):
        run_forward(world, Company(told["company_id"], "GB", organisation, told["ledger"]))


if __name__ == "__main__":
    main(sys.argv[1])
