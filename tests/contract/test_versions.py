"""A record that somebody else changed meanwhile: ours goes once more, on top of theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_sync.ledgers.contract import Item
from ledger_sync.model import Written

from tests.contract.bench import Bench
from tests.contract.records import a_location
from tests.unit.builders import a_party, an_invoice

EMAIL = "jo@acme.example"


@pytest.fixture
def overtaken(bench: Bench) -> Item:
    """A change to a client to which the bookkeeper has given an e-mail address meanwhile."""
    bench.made(a_party())
    item = bench.item(a_party(name="Acme Group"), "update")
    bench.person.give_email("Acme Ltd", EMAIL)
    return item


def test_a_stale_change_is_told_apart_from_a_refusal(bench: Bench, overtaken: Item) -> None:
    (outcome,) = bench.send([overtaken])

    assert isinstance(outcome, bench.traits.stale)


def test_a_stale_change_goes_once_more_with_what_the_ledger_has(
    bench: Bench, overtaken: Item
) -> None:
    outcome = bench.insist(overtaken)

    assert isinstance(outcome, Written)
    (party,) = bench.parties_there().values()
    assert (party.name, party.email) == ("Acme Group", EMAIL)


def test_what_was_seen_has_another_version_than_what_was_tried(
    bench: Bench, overtaken: Item
) -> None:
    assert overtaken.link is not None
    (outcome,) = bench.send([overtaken])

    found = bench.found(overtaken)

    refused = not isinstance(outcome, Written)
    assert (found.version != overtaken.link.version) == refused
    assert found.ledger_id == overtaken.link.ledger_id


def test_the_version_of_a_change_is_the_one_of_the_next(bench: Bench, overtaken: Item) -> None:
    bench.insist(overtaken)

    (outcome,) = bench.write([a_party(name="Acme Holding")], "update")

    assert isinstance(outcome, Written)
    assert bench.names_there() == ["Acme Holding"]


def test_of_a_batch_only_what_is_stale_is_told_so(bench: Bench, overtaken: Item) -> None:
    bench.made(a_party(source_id=70, name="Other"))
    other = bench.item(a_party(source_id=70, name="Other Ltd"), "update")

    outcomes = bench.send([other, overtaken])

    assert [type(outcome) for outcome in outcomes] == [Written, bench.traits.stale]


def test_a_new_location_leaves_its_client_as_it_was(bench: Bench) -> None:
    bench.made(a_party())
    bench.made(a_location())

    (outcome,) = bench.write([a_party(name="Acme Group")], "update")

    assert isinstance(outcome, Written)


def test_a_stale_void_goes_through(bench: Bench) -> None:
    bench.made(a_party())
    bench.made(an_invoice())
    cancelled = bench.item(an_invoice(status="Cancelled"), "void")
    bench.client.write([bench.item(an_invoice(reference="PO 7"), "update")], "key-between")

    outcome = bench.insist(cancelled)

    assert isinstance(outcome, Written)
    assert bench.ledger.is_void(bench.found(cancelled))


def test_a_stale_archiving_goes_through(bench: Bench, overtaken: Item) -> None:
    archived = replace(bench.item(a_party(archived=True), "archive"), link=overtaken.link)

    outcome = bench.insist(archived)

    assert isinstance(outcome, Written)
    assert bench.parties_there() == {}
