"""A worker whose lock is gone stops before it does anything more: another may be at work (B-02)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ledger_sync.state.connections import LOCK_SPACE
from ledger_sync.steps import bring, history

from tests.pipeline.dying import Disturbed
from tests.pipeline.either_desk import edit_party
from tests.pipeline.either_ledger import names, numbers
from tests.pipeline.world import World

pytestmark = [pytest.mark.rule("B-02"), pytest.mark.usefixtures("unchecked")]

LOST = "was lost with its database session: another task may work on it by now"


def lose_the_lock(at: World) -> None:
    """The database ends the session of every lock that is held, as when it is restarted."""
    query = """SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND classid = :space"""
    assert [row["pg_terminate_backend"] for row in at.sql(query, space=LOCK_SPACE)] == [True]


@pytest.fixture
def overtaking(at: World) -> Callable[[int], None]:
    """The lock is lost before a write, and another task makes a whole run before it goes on."""

    def overtake(write: int) -> None:
        own = at.wrap_client

        def before(number: int) -> None:
            if number == write:
                at.wrap_client = lambda client: client
                lose_the_lock(at)
                at.attempt()

        at.wrap_client = lambda client: Disturbed(own(client), before=before)

    return overtake


@pytest.mark.parametrize("write", [1, 2])
def test_who_was_overtaken_sends_nothing_more(
    at: World, overtaking: Callable[[int], None], write: int
) -> None:
    company = at.a_company()
    at.an_invoice(company, at.a_client(company, name="Acme"), number="INV-1")
    overtaking(write)

    ended = at.attempt()
    at.let_minutes_pass()
    at.run()

    assert LOST in str(ended.failure)
    assert (names(at, company), numbers(at, company)) == (["Acme"], ["INV-1"])
    assert len(at.sql("SELECT id FROM sync.audit WHERE action = 'create'")) == audited(at)
    assert at.sql("SELECT id FROM sync.outbox") + at.held(company) == []


def audited(at: World) -> int:
    """As many as there are links: each record was made once."""
    return len(at.sql("SELECT id FROM sync.links")) + len(at.sql("SELECT * FROM sync.ledger_items"))


def test_who_was_overtaken_writes_nothing_more_into_klipboard(
    at: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = at.a_company()
    clients = [at.a_client(company, name=name) for name in ("Acme", "Bolt")]
    at.run()
    for client in clients:
        edit_party(at, company, "client", client, email=f"new{client}@example.com")
    settled = history.settle_letters

    def settle_and_lose(*given: Any) -> None:
        settled(*given)
        lose_the_lock(at)

    with monkeypatch.context() as patched:
        patched.setattr(bring, "AT_ONCE", 1)
        patched.setattr(bring, "settle_letters", settle_and_lose)
        ended = at.attempt_to_bring_back()
    brought = emails(at)
    at.bring_back()

    assert LOST in str(ended.failure)
    assert len(brought) == 1
    assert emails(at) == {f"new{client}@example.com" for client in clients}


def emails(at: World) -> set[str]:
    found = at.sql("SELECT email FROM klipboard.clients WHERE email LIKE 'new%'")
    return {row["email"] for row in found}
