"""Voids and archiving: done once, done twice, and not done where money lies on the record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_sync.ledgers.contract import Taken, WrongStatus, WrongVersion
from ledger_sync.model import Written

from tests.contract.bench import Bench
from tests.contract.records import WRITTEN_ON, a_location, a_supplier
from tests.unit.builders import a_party, an_invoice

pytestmark = pytest.mark.rule("B-05")

DONE_ALREADY = Written | WrongStatus | WrongVersion | Taken
"""The ledger may say that it is so already: a second look finds that it is."""


def test_a_void_done_twice_equals_once(bench: Bench) -> None:
    for document in bench.documents():
        bench.made(document)
        item = bench.item(replace(document, status="Cancelled"), "void")

        (first,) = bench.send([item])
        (second,) = bench.send([item])

        assert isinstance(first, Written)
        assert isinstance(second, DONE_ALREADY)
        assert bench.ledger.is_void(bench.found(item))


def test_a_draft_is_withdrawn_too(bench: Bench) -> None:
    bench.made(a_party())
    bench.made(an_invoice(status="Draft", created_on=WRITTEN_ON))

    cancelled = an_invoice(status="Cancelled")
    (outcome,) = bench.write([cancelled], "void")

    assert isinstance(outcome, Written)
    (found,) = bench.client.find([bench.item(cancelled, "void")])
    assert found is None or bench.ledger.is_void(found)


def test_a_paid_invoice_is_not_withdrawn(bench: Bench) -> None:
    bench.made(a_party())
    bench.made(an_invoice())
    bench.person.be_paid("INV-42")
    item = bench.item(an_invoice(status="Cancelled"), "void")

    (outcome,) = bench.send([item])

    assert isinstance(outcome, bench.traits.void_of_a_paid_one)
    found = bench.found(item)
    assert (found.paid, bench.ledger.is_open(found), bench.ledger.is_void(found)) == (
        True,
        False,
        False,
    )


def test_of_a_batch_only_what_is_paid_stays(bench: Bench) -> None:
    bench.made(a_party())
    numbers = {41: "INV-41", 42: "INV-42", 43: "INV-43"}
    bench.write([an_invoice(source_id=key, number=number) for key, number in numbers.items()])
    bench.person.be_paid("INV-42")

    cancelled = [an_invoice(source_id=key, status="Cancelled") for key in numbers]
    outcomes = bench.write(cancelled, "void")

    assert [isinstance(outcome, Written) for outcome in outcomes] == [True, False, True]
    found = bench.client.find(bench.items(cancelled, "void"))
    gone = [each is None or bench.ledger.is_void(each) for each in found]
    assert gone == [True, False, True]


def test_an_open_invoice_is_found_open(bench: Bench) -> None:
    bench.made(a_party())
    bench.made(an_invoice())

    found = bench.found(bench.item(an_invoice()))

    assert bench.ledger.is_open(found)
    assert not bench.ledger.is_void(found)


def test_a_party_is_archived_and_no_longer_listed(bench: Bench) -> None:
    for party in (a_party(), a_supplier(), a_location()):
        bench.made(party)

    for party in (a_location(), a_supplier(), a_party()):
        (outcome,) = bench.write([replace(party, archived=True)], "archive")
        assert isinstance(outcome, Written), party.ref

    assert bench.parties_there() == {}


def test_archiving_twice_equals_once(bench: Bench) -> None:
    bench.made(a_party())
    item = bench.item(a_party(archived=True), "archive")

    (first,) = bench.send([item])
    (second,) = bench.send([item])

    assert isinstance(first, Written)
    assert isinstance(second, DONE_ALREADY)
    assert bench.ledger.is_void(bench.found(item))
