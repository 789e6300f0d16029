"""Clocks that disagree by hours: what changed is asked for by the ledger's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from ledger_sync.errors import LedgerUnavailable
from ledger_sync.model import Record

from tests.contract.bench import Bench
from tests.contract.reader import CLIENT, INVOICE, Reader
from tests.contract.records import invoices, parties
from tests.unit.builders import a_party

HOURS = [-14, -1, 1, 14]
"""As far as time zones taken for one another put clocks apart."""
NIGHT = timedelta(days=1)


@pytest.fixture(params=HOURS, ids=lambda hours: f"the ledger's is {hours:+} h")
def off(request: pytest.FixtureRequest, bench: Bench) -> Bench:
    """A ledger whose clock is off; who connects to it goes by his own."""
    bench.sandbox.advance_clock(timedelta(hours=request.param).total_seconds())
    bench.line.consent_again()
    return bench


@pytest.mark.rule("C-05")
@pytest.mark.rule("C-06")
def test_every_change_is_read_once_however_far_the_clocks_are_apart(off: Bench) -> None:
    off.made(CLIENT)
    off.made(INVOICE)
    reader = Reader(off)
    reader.since = datetime.now(UTC) - NIGHT
    # The second in which a reading ends is read again by the next one: each in a minute of its own.
    reader.later()
    first = {each.ledger_id for each in reader.read()}
    reader.later()
    off.person.put_off(INVOICE.number, "2026-12-24")
    reader.later()
    edited = reader.edits(INVOICE)
    reader.later()
    off.person.pay(INVOICE.number, "10.00", "2026-12-01", "Bank")
    reader.later()
    (paid,) = reader.read()
    reader.later()

    assert first == {link.ledger_id for link in off.links.values()}
    assert edited == {"due_date": "2026-12-24"}
    assert paid.money is not None
    assert len(paid.money.payments) == 1
    assert reader.read() == []


@pytest.mark.rule("B-02")
@pytest.mark.parametrize("make", [parties, invoices])
def test_a_lost_answer_is_found_however_far_the_clocks_are_apart(
    off: Bench, make: Callable[[int], Sequence[Record]]
) -> None:
    off.made(a_party(source_id=7))
    sent = off.items(make(3))
    claimed_at = datetime.now(UTC)
    off.there.inject("drop_after")

    with pytest.raises(LedgerUnavailable):
        off.impatient().write(sent, "key-lost")
    found = off.client.find_sent(sent, claimed_at)

    assert [each and each.number for each in found] == [off.ledger.number_of(item) for item in sent]
