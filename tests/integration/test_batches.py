"""Claims: a batch is written down before it is sent, and found again if nobody settled it."""

from __future__ import annotations

import pytest
from ledger_sync.model import CLIENT, PARTIES, Ref
from ledger_sync.state import (
    batches,
    outbox,
)
from ledger_sync.state.connections import LedgerConnection
from sqlalchemy import Connection

from tests.integration.entries import an_entry


def a_claim(db: Connection, connection: LedgerConnection, run: int) -> batches.Batch:
    outbox.put(db, [an_entry(connection, Ref(CLIENT, number)) for number in (1, 2)])
    entries = outbox.claimable(db, connection.id, PARTIES, "create", 9)
    return batches.claim(db, connection.id, run, "create", entries)


@pytest.mark.rule("B-02")
def test_a_claim_is_found_again_as_it_was_made(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    claimed = a_claim(db, joined, run)

    (found,) = batches.in_doubt(db, joined.id)

    assert (found.id, found.key, found.action) == (claimed.id, claimed.key, "create")
    assert found.claimed_at == claimed.claimed_at
    assert [entry.draft for entry in found.entries] == [entry.draft for entry in claimed.entries]
    assert all(entry.in_doubt for entry in found.entries)


def test_what_is_claimed_cannot_be_claimed_again(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    a_claim(db, joined, run)

    assert outbox.claimable(db, joined.id, PARTIES, "create", 9) == []


def test_a_claim_keeps_what_was_sent_though_the_row_is_replaced(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    a_claim(db, joined, run)
    outbox.put(db, [an_entry(joined, Ref(CLIENT, 1), fingerprint="newer")])

    (found,) = batches.in_doubt(db, joined.id)

    assert [entry.fingerprint for entry in found.entries] == ["new", "new"]


def test_a_settled_batch_is_in_doubt_no_longer(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    batches.settle(db, a_claim(db, joined, run).id)

    assert batches.in_doubt(db, joined.id) == []


@pytest.mark.rule("B-02")
@pytest.mark.parametrize("certain", [True, False], ids=["surely not sent", "perhaps sent"])
def test_a_released_batch_gives_its_rows_back_and_remembers_the_doubt(
    db: Connection, joined: LedgerConnection, run: int, certain: bool
) -> None:
    first = a_claim(db, joined, run)

    batches.release(db, first.id, certain=certain)

    again = outbox.claimable(db, joined.id, PARTIES, "create", 9)
    assert [entry.in_doubt for entry in again] == [not certain] * 2
    assert batches.in_doubt(db, joined.id) == []
    assert batches.claim(db, joined.id, run, "create", again).key != first.key
