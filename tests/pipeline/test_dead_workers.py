"""What a dead worker holds frees itself: its claims, its lock, the row of its run (B-02)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from ledger_sync.state.connections import LOCK_SPACE
from ledger_sync.steps import bring

from tests.pipeline.dying import Disturbed, Killed, die_at
from tests.pipeline.either_desk import edit_party, party_there
from tests.pipeline.either_ledger import names
from tests.pipeline.klipboard import Company
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


def die_before_the_notes(at: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A nightly run dies when Klipboard has what it brought, and nobody has noted that."""

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(bring, "settle_letters", die)
        with pytest.raises(Killed):
            at.bring_back()
    at.later(hours=1)


def an_edit_that_nobody_noted(at: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Company, int]:
    """A client whose new e-mail came from the ledger with a worker's last act."""
    company = at.a_company()
    client = at.a_client(company, name="Acme", email="old@example.com")
    at.run()
    edit_party(at, company, "client", client, email="new@example.com")
    die_before_the_notes(at, monkeypatch)
    return company, client


def brought(at: World, client: int) -> list[Any]:
    """What the audit says of a client's changes that came."""
    return [row["changes"] for row in at.audit("client", client) if row["direction"] == "inbound"]


@directions
def test_an_edit_that_a_worker_died_with_comes_with_the_next_run_of_either_direction(
    at: World, again: Callable[[World], Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, client = an_edit_that_nobody_noted(at, monkeypatch)
    assert len(at.sql("SELECT plan FROM sync.inbox WHERE plan IS NOT NULL")) == 1
    assert at.row("clients", client)["email"] == "new@example.com"

    ended = again(at)

    assert ended.failure is None
    at.bring_back()
    assert brought(at, client) == [{"email": ["old@example.com", "new@example.com"]}]
    assert at.sql("SELECT ledger_id FROM sync.inbox") == []


@pytest.mark.rule("B-03")
@pytest.mark.rule("C-05")
@directions
def test_an_edit_that_was_made_after_a_worker_died_with_the_one_before_comes_too(
    at: World, again: Callable[[World], Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    company, client = an_edit_that_nobody_noted(at, monkeypatch)
    edit_party(at, company, "client", client, email="newest@example.com")
    at.later(hours=1)

    again(at)
    at.later(hours=1)
    at.bring_back()

    assert at.row("clients", client)["email"] == "newest@example.com"
    assert brought(at, client) == [
        {"email": ["old@example.com", "new@example.com"]},
        {"email": ["new@example.com", "newest@example.com"]},
    ]
    assert at.sql("SELECT ledger_id FROM sync.inbox") == []


@pytest.mark.rule("B-03")
@pytest.mark.rule("C-06")
def test_a_payment_that_was_made_after_a_worker_died_with_the_one_before_comes_too(
    at: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = at.a_company()
    invoice = at.an_invoice(company, at.a_client(company), number="INV-1")
    at.run()
    desk = at.bookkeeper(company)
    desk.record_payment("INV-1", amount=20)
    die_before_the_notes(at, monkeypatch)
    desk.record_payment("INV-1", amount=30)
    at.later(hours=1)

    at.bring_back()
    at.later(hours=1)
    at.bring_back()

    paid = at.sql("SELECT amount FROM klipboard.invoice_payments ORDER BY amount")
    assert [row["amount"] for row in paid] == [20, 30]
    assert at.row("invoices", invoice)["amount_paid"] == 50


@pytest.mark.rule("B-03")
@directions
def test_what_a_worker_died_with_is_told_although_a_user_changed_that_row_since(
    at: World, again: Callable[[World], Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    company, client = an_edit_that_nobody_noted(at, monkeypatch)
    at.update("clients", client, phone="0113 499 0001")

    again(at)
    at.run()

    there = party_there(at, company, "client", client)
    assert (there["email"], there["phone"]) == ("new@example.com", "0113 499 0001")
    assert brought(at, client) == [{"email": ["old@example.com", "new@example.com"]}]


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
