"""One sandbox for the folder; every test has an organisation of its own, at every ledger.

A test of what only some ledgers have is parametrised with their names, indirectly.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ledger_sync.ledgers import LEDGERS

from sandbox.process import SandboxProcess, running_sandbox
from tests.contract.bench import Bench
from tests.contract.reader import CLIENT, INVOICE, Reader


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxProcess]:
    with running_sandbox() as process:
        yield process


@pytest.fixture(params=list(LEDGERS))
def bench(request: pytest.FixtureRequest, sandbox: SandboxProcess) -> Bench:
    sandbox.reset()
    return Bench(LEDGERS[request.param], sandbox)


@pytest.fixture
def reader(bench: Bench) -> Reader:
    """A client and an invoice are in the ledger, and were read."""
    bench.made(CLIENT)
    bench.made(INVOICE)
    reader = Reader(bench)
    reader.at_rest()
    return reader
