"""Each named trouble of ``faults``, amid writing and reading: nothing doubled, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ledger_sync.errors import RequestRefused
from ledger_sync.ledgers.contract import Item
from ledger_sync.model import INVOICE, Written
from ledger_sync.rest.session import ApiSession
from ledger_sync.steps.second_look import is_ours

from tests.contract.bench import Bench
from tests.contract.faults import (
    ELEMENTS,
    FAULTS,
    HELD,
    LOST,
    OF_ANY_CALL,
    Case,
    at_every_ledger,
)
from tests.contract.reader import INVOICE as READ
from tests.contract.reader import Reader
from tests.contract.records import invoices, parties
from tests.patience import until
from tests.unit.builders import a_party

pytestmark = pytest.mark.rule("B-02")

A_MINUTE = timedelta(minutes=1)
DAY = "2026-12-24"


def once(bench: Bench, case: Case) -> ApiSession:
    """A line whose calls are made once."""
    return bench.line.a_session(attempts=1, timeout=case.timeout)


def as_told(error: type[Exception] | None) -> AbstractContextManager[Any]:
    return pytest.raises(error) if error else nullcontext()


def befall(bench: Bench, case: Case) -> None:
    bench.there.inject(**case.injected())


def cured(bench: Bench, case: Case) -> None:
    """The trouble is over, and whatever the ledger still had to do is done."""
    (fault,) = bench.there.faults()
    assert fault["fired"] == 1
    bench.there.clear_faults()
    if case.is_held:
        until(lambda: any(HELD & set(each.faults) for each in bench.there.requests()))
    if case.cure == "a new consent":
        bench.line.consent_again()


def lost(bench: Bench, sent: Sequence[Item]) -> list[Item]:
    """What of a batch is not in the ledger; what is there is ours."""
    found = bench.client.find_sent(sent, bench.sandbox.now() - A_MINUTE)
    pairs = list(zip(sent, found, strict=True))
    assert all(is_ours(bench.ledger, item, there) for item, there in pairs if there)
    return [item for item, there in pairs if there is None]


@pytest.mark.parametrize(("bench", "case"), at_every_ledger(FAULTS), indirect=["bench"])
def test_a_batch_that_meets_it_is_in_the_ledger_once(bench: Bench, case: Case) -> None:
    bench.made(a_party())
    sent = bench.items(invoices(3))
    befall(bench, case)

    with as_told(case.error):
        bench.ledger.client(once(bench, case)).write(sent, "key-lost")
    cured(bench, case)
    missing = lost(bench, sent)
    outcomes = bench.send(missing) if missing else []

    assert all(isinstance(each, Written) for each in outcomes)
    assert sorted(bench.numbers_there(INVOICE)) == [each.number for each in invoices(3)]
    assert lost(bench, sent) == []


@pytest.mark.parametrize(("bench", "case"), at_every_ledger([*LOST, *ELEMENTS]), indirect=["bench"])
def test_a_change_that_meets_it_is_made(bench: Bench, case: Case) -> None:
    bench.write(parties(2))
    renamed = [replace(each, name=f"{each.name} Ltd") for each in parties(2)]
    items = bench.items(renamed, "update")
    befall(bench, case)

    with as_told(case.error):
        bench.ledger.client(once(bench, case)).write(items, "key-lost")
    cured(bench, case)

    assert all(isinstance(bench.insist(item), Written) for item in items)
    assert bench.names_there() == [each.name for each in renamed]


@pytest.mark.rule("C-05")
@pytest.mark.parametrize(("bench", "case"), at_every_ledger(OF_ANY_CALL), indirect=["bench"])
def test_a_reading_that_meets_it_gives_every_edit_in_the_end(
    bench: Bench, reader: Reader, case: Case
) -> None:
    bench.person.put_off(READ.number, DAY)
    marks = dict(reader.marks)
    # A reading that is refused is made in another way, where the ledger has one.
    goes_on = bench.traits.reads_otherwise and case.error is RequestRefused
    error = None if goes_on else case.error
    befall(bench, case)

    with as_told(error):
        reader.read(once(bench, case))
    moved = reader.marks != marks
    cured(bench, case)
    reader.marks = marks

    assert moved is (error is None)
    assert reader.edits(READ) == {"due_date": DAY}


@pytest.mark.parametrize(("bench", "case"), at_every_ledger(OF_ANY_CALL), indirect=["bench"])
def test_who_asks_again_is_answered_where_that_cures_it(bench: Bench, case: Case) -> None:
    befall(bench, case)
    patient = bench.ledger.client(bench.line.a_session(timeout=case.timeout))
    waits = case.cure == "asking again"

    with as_told(None if waits else case.error):
        assert patient.list_codes("account")
    cured(bench, case)

    assert bool(bench.line.waits) is waits
