"""A call whose answer was lost: a create is found and never made twice, a change is made again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ledger_sync.errors import AnswerLost, LedgerUnavailable
from ledger_sync.model import INVOICE, Written
from ledger_sync.steps.second_look import is_ours

from tests.contract.bench import Bench
from tests.contract.records import invoices, parties
from tests.contract.traits import REMEMBERING
from tests.unit.builders import a_party, an_invoice

pytestmark = pytest.mark.rule("B-02")

FIVE_SECONDS = timedelta(seconds=5)
LOSSES = ["drop_before", "drop_after", "truncate"]


@pytest.mark.parametrize("kind", LOSSES)
def test_it_is_found_what_the_ledger_took(bench: Bench, kind: str) -> None:
    since = bench.sandbox.now() - FIVE_SECONDS
    bench.made(a_party())
    before, *sent = bench.items(invoices(4))
    bench.client.write([before], "key-before")
    bench.there.inject(kind)

    with pytest.raises(LedgerUnavailable):
        bench.impatient().write(sent, "key-lost")

    found = bench.client.find_sent(sent, since)
    numbers = [each.number if each else None for each in found]
    taken = [bench.ledger.number_of(item) for item in sent]
    assert numbers == ([None] * 3 if kind == "drop_before" else taken)


@pytest.mark.parametrize("kind", LOSSES)
@pytest.mark.parametrize(("bench", "memory"), REMEMBERING, indirect=["bench"])
def test_lost_documents_are_looked_up_and_none_is_made_twice(
    bench: Bench, memory: dict[str, Any], kind: str
) -> None:
    bench.there.set_switches(**memory)
    since = bench.sandbox.now() - FIVE_SECONDS
    bench.made(a_party())
    sent = bench.items(invoices(3))
    bench.there.inject(kind)

    with suppress(AnswerLost):
        bench.client.write(sent, "key-lost")
    found = bench.client.find_sent(sent, since)
    missing = [item for item, there in zip(sent, found, strict=True) if there is None]
    for item in missing:
        bench.send([item])

    assert all(is_ours(bench.ledger, item, bench.found(item)) for item in sent)
    assert sorted(bench.numbers_there(INVOICE)) == [each.number for each in invoices(3)]


@pytest.mark.parametrize("kind", LOSSES)
def test_lost_parties_are_looked_up_and_none_is_made_twice(bench: Bench, kind: str) -> None:
    since = bench.sandbox.now() - FIVE_SECONDS
    sent = bench.items(parties(3))
    bench.there.inject(kind)

    with suppress(AnswerLost):
        bench.client.write(sent, "key-lost")
    found = bench.client.find_sent(sent, since)
    missing = [item for item, there in zip(sent, found, strict=True) if there is None]
    for item in missing:
        bench.send([item])

    assert bench.names_there() == [each.name for each in parties(3)]


def test_what_was_not_sent_is_not_found(bench: Bench) -> None:
    since = bench.sandbox.now() - FIVE_SECONDS
    sent = bench.items(parties(3))
    bench.client.write(sent[:2], "key-1")

    found = bench.client.find_sent(sent, since)

    assert [each and each.name for each in found] == ["Client 00001", "Client 00002", None]


@pytest.mark.parametrize("kind", LOSSES)
def test_a_change_whose_answer_was_lost_is_made_again(bench: Bench, kind: str) -> None:
    bench.made(a_party())
    item = bench.item(a_party(name="Acme Group"), "update")
    bench.there.inject(kind)

    outcome = bench.insist(item)

    assert isinstance(outcome, Written)
    assert bench.names_there() == ["Acme Group"]


@pytest.mark.parametrize("kind", LOSSES)
def test_a_void_whose_answer_was_lost_is_made_again(bench: Bench, kind: str) -> None:
    for document in bench.documents():
        bench.made(document)
        item = bench.item(replace(document, status="Cancelled"), "void")
        bench.there.inject(kind, method="POST")

        bench.send([item])

        assert bench.ledger.is_void(bench.found(item))


def test_a_run_that_died_after_a_change_makes_it_again(bench: Bench) -> None:
    bench.made(a_party())
    bench.made(an_invoice())
    changed = an_invoice(reference="PO 7")
    item = bench.item(changed, "update")
    bench.client.write([item], "key-of-the-dead")

    outcome = bench.insist(item)

    assert isinstance(outcome, Written)
    assert bench.numbers_there(INVOICE) == [changed.number]
