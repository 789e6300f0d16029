"""What a dead worker holds frees itself: its claims, its lock, the row of its run (B-02)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from ledger_sync.state.connections import LOCK_SPACE
from ledger_sync.steps import bring

from tests.pipeline.dying import Disturbed, Killed, die_at
from tests.pipeline.either_desk import edit_party
from tests.pipeline.either_ledger import names
from tests.pipeline.world import Ended, World

pytestmark = [pytest.mark.rule("B-02"), pytest.mark.usefixtures("unchecked")]


def out(at: World) -> Ended:
    return at.attempt()


def back(at: World) -> Ended:
    return at.attempt_to_bring_back()


directions = pytest.mark.parametrize("again", [out, back], ids=["out", "back"])


def claimed(at: World) -> list[str]:
    found = at.sql("SELECT action FROM sync.batches WHERE state = 'claimed'")
    return [row["action"] for row in found]


def running(at: World) -> int:
    return len(at.sql("SELECT id FROM sync.runs WHERE state = 'running'"))


@directions
def test_a_batch_that_was_claimed_is_taken_over_by_the_next_run_of_either_direction(
    at: World, again: Callable[[World], Ended]
) -> None:
    company = at.a_company()
    client = at.a_client(company, name="Acme")
    at.wrap_client = lambda client: Disturbed(client, after=die_at(1))
    with pytest.raises(Killed):
        at.attempt()
    assert (claimed(at), running(at)) == (["create"], 1)
    at.wrap_client = lambda client: client

    ended = again(at)

    assert ended.failure is None
    assert claimed(at) == []
    at.run()
    assert names(at, company) == ["Acme"]
    assert len(at.sql("SELECT id FROM sync.links WHERE source_id = :id", id=client)) == 1
    assert at.sql("SELECT id FROM sync.outbox") == []
    # The row of the run that died stays as it is, and is in nobody's way.
    assert running(at) == 1


@directions
def test_an_edit_that_a_worker_died_with_comes_with_the_next_run_of_either_direction(
    at: World, again: Callable[[World], Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    company = at.a_company()
    client = at.a_client(company, name="Acme", email="old@example.com")
    at.run()
    edit_party(at, company, "client", client, email="new@example.com")

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(bring, "settle_letters", die)
        with pytest.raises(Killed):
            at.bring_back()
    assert len(at.sql("SELECT plan FROM sync.inbox WHERE plan IS NOT NULL")) == 1
    assert at.row("clients", client)["email"] == "new@example.com"

    ended = again(at)

    assert ended.failure is None
    at.bring_back()
    inbound = [
        row["changes"] for row in at.audit("client", client) if row["direction"] == "inbound"
    ]
    assert inbound == [{"email": ["old@example.com", "new@example.com"]}]
    assert at.sql("SELECT ledger_id FROM sync.inbox") == []


@directions
def test_a_lock_is_waited_for_told_and_free_when_its_session_is_gone(
    at: World, again: Callable[[World], Ended]
) -> None:
    at.configure(lock_wait_seconds=0)
    company = at.a_company()
    at.a_client(company, name="Acme")
    key = {"space": LOCK_SPACE, "id": at.connection(company)["id"]}
    with at.engine.connect() as dead:
        dead.execute(sa.text("SELECT pg_advisory_lock(:space, :id)"), key)
        process = dead.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        busy = again(at)
        at.sql("SELECT pg_terminate_backend(:process, 5000)", process=process)
        dead.invalidate()

    freed = again(at)

    assert busy.failure is not None
    assert "load" in str(busy.failure) or "receive" in str(busy.failure)
    assert freed.failure is None
    at.run()
    assert names(at, company) == ["Acme"]
