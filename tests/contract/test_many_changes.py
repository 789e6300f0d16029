"""Many changes in one window: none is left out, whatever else happens while they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from ledger_sync.model import Record, Written

from tests.contract.bench import Bench
from tests.contract.reader import CLIENT, Reader, meddling
from tests.contract.records import invoices, parties

MANY = 1_250
ENOUGH_FOR_PAGES = 1_050


def batches(bench: Bench, make: Callable[[int, int], Sequence[Record]], count: int) -> set[str]:
    """Records made in the ledger, and their ids there."""
    made: set[str] = set()
    for first in range(1, count + 1, bench.ledger.batch_size):
        some = make(min(bench.ledger.batch_size, count + 1 - first), first)
        made |= {each.ledger_id for each in bench.write(some) if isinstance(each, Written)}
    return made


def test_2500_changes_in_one_window_are_all_given(bench: Bench) -> None:
    reader = Reader(bench)
    clients = batches(bench, parties, MANY)
    sold = batches(bench, invoices, MANY)

    records = reader.read()

    assert (len(clients), len(sold)) == (MANY, MANY)
    seen = {(each.resource, each.ledger_id): each for each in records}
    resources = bench.ledger.resources
    assert {(resources["client"], each) for each in clients} <= set(seen)
    assert {(resources["invoice"], each) for each in sold} <= set(seen)
    assert all(each.money for each in records if each.resource == resources["invoice"])


def test_what_changes_while_it_is_read_is_read_now_or_next_time(bench: Bench) -> None:
    reader = Reader(bench)
    clients = batches(bench, parties, ENOUGH_FOR_PAGES)
    reader.later()
    names = iter(f"Client {number:05}" for number in range(1, ENOUGH_FOR_PAGES))
    touched: list[str] = []

    def touch_the_next() -> None:
        touched.append(next(names))
        bench.person.give_email(touched[-1], "new@acme.example")

    resource = bench.ledger.resource("client")
    given = reader.read(meddling(bench.line.session, touch_the_next))
    reader.later()
    next_time = reader.read()

    seen = {each.ledger_id: each.view for each in (*given, *next_time) if each.resource == resource}
    assert {each.ledger_id for each in given} >= clients
    assert len(touched) > 1
    emails = {view["name"]: view["email"] for view in seen.values()}
    assert {emails[name] for name in touched} == {"new@acme.example"}


@pytest.mark.parametrize("days", [29, 31, 45])
def test_a_reading_after_a_long_time_leaves_nothing_out(bench: Bench, days: int) -> None:
    reader = Reader(bench)
    written = bench.made(CLIENT)
    reader.at_rest()
    bench.person.give_email("Acme Ltd", "early@acme.example")
    reader.later(days * 24 * 3600)

    (there,) = reader.read()

    assert (there.ledger_id, there.view["email"]) == (written.ledger_id, "early@acme.example")
