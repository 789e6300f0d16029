"""Tokens are renewed once whoever looks, kept before they are used, and survive who dies between.

Graces: Xero's refresh token changes at every renewal, and the one before works for 30 minutes more.
QuickBooks' changes once a day; whether the one before works for a while after that is documented by
nobody for certain, so both are tried.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from ledger_sync.errors import ConnectionEnded
from ledger_sync.ledgers.contract import LedgerClient
from ledger_sync.state import connections

from sandbox.process import LoggedRequest
from tests.patience import until
from tests.pipeline import forked
from tests.pipeline.crashing import Boundaries, watched
from tests.pipeline.either_ledger import numbers
from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World, told

pytestmark = [pytest.mark.rule("B-02"), pytest.mark.usefixtures("unchecked")]

WAITING = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
A_DAY = 86_400
Kill = Callable[[World], None]


def let_tokens_end(at: World, how: str = "by our clock") -> None:
    if how == "by our clock":
        at.sql("UPDATE sync.ledger_connections SET access_expires_at = now()")
    else:
        at.there.expire_tokens()


def renewals(at: World) -> list[LoggedRequest]:
    """Each time that a refresh token was changed for new tokens, or was refused."""
    asked = at.there.requests(api_only=False)
    return [each for each in asked if (each.body or {}).get("grant_type") == "refresh_token"]


def let_it_rotate(at: World, grace: int = 0) -> None:
    """QuickBooks' refresh token changes at the next renewal, as it does after a day."""
    if isinstance(at, QuickBooksWorld):
        at.there.set_switches(refresh_token_kept=0, old_refresh_token_grace=grace)


def call(at: World) -> None:
    """One call of the ledger's API, of the only company."""
    with at.engine.connect() as db:
        (connection,) = connections.list_open(db, at.ledger_name, ())
    at.ports.open_line(connection).client.list_codes("account")


@contextmanager
def row_held(at: World, until_waiting: int) -> Iterator[None]:
    """Who wants the connection's tokens waits until so many do."""
    with at.engine.begin() as db:
        db.execute(sa.text("SELECT id FROM sync.ledger_connections FOR UPDATE"))
        yield
        until(lambda: at.sql(WAITING)[0]["count"] >= until_waiting)


@pytest.mark.parametrize("how", ["by our clock", "by the ledger's word"])
def test_two_processes_that_find_the_same_ended_token_renew_it_once(at: World, how: str) -> None:
    at.a_company()
    let_it_rotate(at)
    let_tokens_end(at, how)

    with row_held(at, until_waiting=2):
        workers = [forked.start(at, call, number) for number in (1, 2)]

    assert forked.ended(*workers) == [0, 0]
    assert [each.status for each in renewals(at)] == [200]


class Fatal(Boundaries):
    """SIGKILL as soon as what was passed says so."""

    def __init__(self, is_now: Callable[[Sequence[str]], bool]) -> None:
        super().__init__()
        self._is_now = is_now

    def reach(self, name: str) -> None:
        self.names.append(name)
        if self._is_now(self.names):
            os.kill(os.getpid(), signal.SIGKILL)


def is_answered(passed: Sequence[str]) -> bool:
    """The ledger gave new tokens, and nothing of them is kept."""
    return passed[-1].startswith("after POST") and "token" in passed[-1]


def is_stored(passed: Sequence[str]) -> bool:
    """New tokens are kept, and no call was made with them."""
    return passed[-1] == "after a commit" and any(is_answered([each]) for each in passed)


def run_killed_when(is_now: Callable[[Sequence[str]], bool]) -> Kill:
    """An hourly run in a process that dies of it."""

    def run(at: World) -> None:
        with watched(at.engine, Fatal(is_now)):
            at.run()

    def kill(at: World) -> None:
        assert forked.ended(forked.start(at, run)) == [-signal.SIGKILL]

    return kill


def lose_answer(at: World) -> None:
    """The next renewal is carried out at the ledger, and nobody hears of it."""
    path = next(each.path for each in at.there.requests(api_only=False) if "token" in each.path)
    at.there.inject("drop_after", path=path)


def a_company_with_something_to_send(at: World) -> Company:
    company = at.a_company()
    at.an_invoice(company, at.a_client(company, name="Acme"), number="INV-1")
    let_tokens_end(at)
    return company


WITHIN_THE_GRACE = [
    pytest.param("world", None, id="xero, at once"),
    pytest.param("quickbooks", None, id="quickbooks, within the day"),
    pytest.param("quickbooks", A_DAY, id="quickbooks, on another day, with a grace"),
]
BEYOND_THE_GRACE = [
    pytest.param("world", run_killed_when(is_answered), id="xero, killed, half an hour later"),
    pytest.param("quickbooks", run_killed_when(is_answered), id="quickbooks without one, killed"),
    pytest.param("quickbooks", lose_answer, id="quickbooks without one, answer lost"),
]


@pytest.mark.parametrize(
    "trouble", [run_killed_when(is_answered), lose_answer], ids=["killed", "answer lost"]
)
@pytest.mark.parametrize(("at", "grace"), WITHIN_THE_GRACE, indirect=["at"])
def test_new_tokens_that_were_never_kept_cost_nothing_within_the_ledgers_grace(
    at: World, grace: int | None, trouble: Kill
) -> None:
    company = a_company_with_something_to_send(at)
    if grace is not None:
        let_it_rotate(at, grace)

    trouble(at)
    at.run()

    assert [each.status for each in renewals(at)][-1] == 200
    assert at.connection(company)["state"] == "connected"
    assert numbers(at, company) == ["INV-1"]


@pytest.mark.parametrize(("at", "trouble"), BEYOND_THE_GRACE, indirect=["at"])
def test_beyond_the_grace_the_company_reconnects_and_has_lost_nothing(
    at: World, trouble: Kill
) -> None:
    company = a_company_with_something_to_send(at)
    let_it_rotate(at)
    trouble(at)
    if not isinstance(at, QuickBooksWorld):
        at.later(minutes=31)

    summary = at.run()
    before = numbers(at, company)
    at.connect(company)
    at.run()

    assert "no longer accepts this company's consent" in told(summary, company)
    assert f"make connect LEDGER={at.ledger_name} COMPANY={company.id}" in told(summary, company)
    assert before == []
    assert numbers(at, company) == ["INV-1"]


def test_tokens_are_kept_before_they_are_used(at: World) -> None:
    company = a_company_with_something_to_send(at)
    let_it_rotate(at)

    run_killed_when(is_stored)(at)
    at.later(minutes=31)
    at.run()

    assert at.connection(company)["state"] == "connected"
    assert numbers(at, company) == ["INV-1"]


class Reconnecting:
    """A client whose company is connected again at the moment at which the ledger refuses it."""

    def __init__(self, client: LedgerClient, reconnect: Callable[[], object]) -> None:
        self._client = client
        self._reconnect = reconnect

    def __getattr__(self, name: str) -> Any:
        made: Callable[..., Any] = getattr(self._client, name)

        def call(*args: Any, **options: Any) -> Any:
            try:
                return made(*args, **options)
            except ConnectionEnded:
                self._reconnect()
                raise

        return call


def test_a_reconnection_is_not_undone_by_a_run_that_was_refused_before_it(at: World) -> None:
    company = a_company_with_something_to_send(at)
    at.there.disconnect(company.organisation.tenant_id)

    at.wrap_client = lambda client: Reconnecting(client, lambda: at.connect(company))
    summary = at.run()
    found = at.connection(company)
    at.wrap_client = lambda client: client
    at.run()

    assert (found["state"], found["refresh_token"] is None) == ("connected", False)
    assert f"company {company.id} " in told(summary, company)
    assert "was reconnected" in told(summary, company)
    assert numbers(at, company) == ["INV-1"]
