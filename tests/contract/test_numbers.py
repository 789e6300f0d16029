"""Numbers of documents: listed to the last page and since a moment, and never used twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_sync.ledgers.contract import Taken
from ledger_sync.model import INVOICE

from tests.contract.bench import Bench
from tests.contract.records import invoices
from tests.contract.traits import GUARDING
from tests.unit.builders import a_party, an_invoice

pytestmark = pytest.mark.rule("C-08")

TEN_MINUTES = 600
guarding = pytest.mark.parametrize(("bench", "entity"), GUARDING, indirect=["bench"])


def test_numbers_come_to_the_last_page_and_are_those_of_sales(bench: Bench) -> None:
    bench.made(a_party())
    many = invoices(1_050)
    size = bench.ledger.batch_size
    for start in range(0, len(many), size):
        bench.write(many[start : start + size])

    pages = list(bench.client.list_numbers(INVOICE))

    assert len(pages) > 1
    found = sorted(each.number for page in pages for each in page)
    assert found == [invoice.number for invoice in many]


def test_numbers_are_listed_since_a_moment(bench: Bench) -> None:
    bench.made(a_party())
    bench.write(invoices(2))
    bench.sandbox.advance_clock(TEN_MINUTES)
    since = bench.sandbox.now() - timedelta(seconds=1)
    new = bench.made(an_invoice())

    (page,) = bench.client.list_numbers(INVOICE, since)

    assert [(each.ledger_id, each.number) for each in page] == [(new.ledger_id, new.number)]


def test_a_changed_document_is_listed_again(bench: Bench) -> None:
    bench.made(a_party())
    first, second = invoices(2)
    bench.write([first, second])
    bench.sandbox.advance_clock(TEN_MINUTES)
    since = bench.sandbox.now() - timedelta(seconds=1)
    bench.write([replace(second, reference="PO 7")], "update")

    (page,) = bench.client.list_numbers(INVOICE, since)

    assert [each.number for each in page] == [second.number]


def test_a_number_in_use_is_not_taken_where_the_ledger_keeps_it_unique(bench: Bench) -> None:
    for document in bench.documents():
        bench.made(document)
        unique = {document.entity} - set(bench.ledger.guarded_numbers)
        twins = [replace(document, source_id=43)] * len(unique)

        outcomes = [outcome for twin in twins for outcome in bench.write([twin])]

        assert all(isinstance(outcome, Taken) for outcome in outcomes)
        assert bench.numbers_there(document.entity) == [document.number]


@guarding
def test_a_number_that_is_not_kept_unique_is_listed_with_its_moment(
    bench: Bench, entity: str
) -> None:
    before = bench.sandbox.now() - timedelta(seconds=1)
    bench.made(a_party())
    written = bench.made(an_invoice(entity=entity))

    ((numbered,),) = bench.client.list_numbers(entity)

    assert (numbered.ledger_id, numbered.number) == (written.ledger_id, "INV-42")
    assert numbered.changed_at is not None
    assert before <= numbered.changed_at <= bench.sandbox.now()


@guarding
def test_whoever_has_a_number_that_is_not_kept_unique_is_found_before_it_is_used(
    bench: Bench, entity: str
) -> None:
    bench.made(a_party())
    bench.made(a_party(source_id=70, name="Other"))
    theirs = bench.made(an_invoice(entity=entity))

    other = an_invoice(entity=entity, source_id=43, party=a_party(source_id=70).ref)
    found = bench.found(bench.item(other))

    assert found.ledger_id == theirs.ledger_id
    assert found.party_ledger_id == bench.links[a_party().ref].ledger_id
    assert found.number == bench.ledger.number_of(bench.item(other))
