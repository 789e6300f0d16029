"""A link is not taken back under the hands of a task, or while its party is in doubt."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from ledger_sync.errors import ConnectionBusy
from ledger_sync.model import CLIENT
from ledger_sync.state import connections

from tests.patience import PATIENCE_SECONDS
from tests.pipeline.dying import Disturbed, Killed, die_at
from tests.pipeline.either_ledger import a_linked_client, links, take_back
from tests.pipeline.klipboard import Company
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")


@pytest.fixture(params=["world", "quickbooks"], ids=["xero", "quickbooks"])
def at(request: pytest.FixtureRequest) -> World:
    """A world with either ledger."""
    found: World = request.getfixturevalue(request.param)
    return found


@pytest.mark.rule("B-02")
@pytest.mark.parametrize("sent", ["the party", "its document"])
def test_what_is_left_in_doubt_is_cleared_up_first(at: World, sent: str) -> None:
    company, client = a_linked_client(at)
    at.an_invoice(company, client, number="INV-0", lines=[{"item_name": "Valve"}])
    at.run()
    if sent == "the party":
        at.update("clients", client, city="Leeds")
    else:
        at.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Valve"}])
    at.wrap_client = lambda there: Disturbed(there, after=die_at(1))
    with pytest.raises(Killed):
        at.run()
    before = at.everything()

    with pytest.raises(ConnectionBusy, match=r"batch \d+ was left in doubt") as refused:
        take_back(at, company, CLIENT, client)

    assert f"run klipboard_to_{at.ledger_name} to clear it up" in str(refused.value)
    assert at.everything() == before
    at.wrap_client = lambda there: there
    at.run()
    take_back(at, company, CLIENT, client)
    assert ("client", client) not in links(at)


def test_who_works_on_the_connection_is_not_disturbed(world: XeroWorld) -> None:
    company, client = a_linked_client(world)

    with at_work(world, company), pytest.raises(ConnectionBusy):
        take_back(world, company, CLIENT, client)

    assert set(links(world)) == {("client", client)}


@contextmanager
def at_work(world: World, company: Company) -> Iterator[None]:
    """Another task has the connection's lock."""
    taken, done = threading.Event(), threading.Event()

    def work() -> None:
        with connections.locked(world.engine, world.connection(company)["id"], 0):
            taken.set()
            done.wait(PATIENCE_SECONDS)

    thread = threading.Thread(target=work)
    thread.start()
    assert taken.wait(PATIENCE_SECONDS)
    try:
        yield
    finally:
        done.set()
        thread.join()
