"""Every element of a batch is judged by itself, and its outcome stands in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ledger_sync.errors import Refused, UnexpectedResponse
from ledger_sync.ledgers.contract import NotNow, Taken
from ledger_sync.model import Action, Written

from tests.contract.bench import Bench
from tests.contract.line import forgetful
from tests.contract.records import a_supplier, invoices, parties
from tests.contract.traits import WITH_LOCKS
from tests.unit.builders import a_party, an_invoice

TOO_LONG_A_NAME = "x" * 501


@pytest.mark.rule("C-09")
def test_every_element_is_judged_by_itself(bench: Bench) -> None:
    bench.made(a_party(source_id=99, name="Taken"))
    good, other = parties(2)
    bad = a_party(source_id=51, name=TOO_LONG_A_NAME)

    outcomes = bench.write([good, a_party(source_id=50, name="taken"), bad, other])

    assert [type(outcome) for outcome in outcomes] == [Written, Taken, Refused, Written]
    assert bench.names_there() == sorted(["Taken", good.name, other.name])


def test_a_name_is_taken_by_a_party_of_another_kind_too(bench: Bench) -> None:
    theirs = bench.made(a_supplier(name="Acme Ltd"))

    (outcome,) = bench.write([a_party(name="Acme Ltd")])

    assert isinstance(outcome, Taken)
    found = bench.found(bench.item(a_party(name="Acme Ltd")))
    assert (found.ledger_id, found.resource) == (
        theirs.ledger_id,
        bench.ledger.resource("supplier"),
    )


def test_a_change_to_a_name_in_use_is_not_carried_out(bench: Bench) -> None:
    first, second = parties(2)
    bench.write([first, second])

    (outcome,) = bench.write([replace(second, name=first.name)], "update")

    assert isinstance(outcome, Taken)
    assert bench.names_there() == [first.name, second.name]


def test_a_name_that_becomes_free_may_be_taken(bench: Bench) -> None:
    first, second = parties(2)
    bench.write([first, second])
    bench.write([replace(first, name="Another")], "update")

    (outcome,) = bench.write([replace(second, name=first.name)], "update")

    assert isinstance(outcome, Written)
    assert bench.names_there() == ["Another", first.name]


def test_a_refusal_has_the_ledgers_words_and_a_rule(bench: Bench) -> None:
    (outcome,) = bench.write([a_party(name=TOO_LONG_A_NAME)])

    assert isinstance(outcome, Refused)
    assert outcome.message.startswith(f"{bench.ledger.title}: ")
    assert outcome.rule


def test_a_taken_name_says_so_of_the_name(bench: Bench) -> None:
    bench.made(a_party(source_id=99, name="Taken"))

    (outcome,) = bench.write([a_party(name="Taken")])

    assert isinstance(outcome, Taken)
    assert outcome.error.field == "name"
    assert not outcome.repeated


@pytest.mark.parametrize("action", ["create", "update"])
def test_answers_in_another_order_are_put_in_ours(bench: Bench, action: Action) -> None:
    named: dict[Action, list[Any]] = {
        "create": parties(5),
        "update": [replace(party, name=f"{party.name} Ltd") for party in parties(5, first=101)],
    }
    bench.write(parties(5, first=101))
    items = bench.items(named[action], action)
    bench.there.inject("shuffle")

    outcomes = bench.send(items)

    there = bench.parties_there()
    ids = [outcome.ledger_id for outcome in outcomes if isinstance(outcome, Written)]
    assert [there[ledger_id].name for ledger_id in ids] == [each.name for each in named[action]]


def test_documents_in_another_order_are_put_in_ours(bench: Bench) -> None:
    bench.made(a_party())
    items = bench.items(invoices(4))
    bench.there.inject("shuffle")

    outcomes = bench.send(items)

    numbers = [outcome.number for outcome in outcomes if isinstance(outcome, Written)]
    assert numbers == [invoice.number for invoice in invoices(4)]


def test_an_answer_that_lacks_an_element_is_not_guessed_at(bench: Bench) -> None:
    client = bench.ledger.client(forgetful(bench.line.session))

    with pytest.raises(UnexpectedResponse):
        client.write(bench.items(parties(3)), "key-short")


@pytest.mark.parametrize("bench", WITH_LOCKS, indirect=True)
def test_what_is_locked_just_now_rests_and_goes_later(bench: Bench) -> None:
    bench.made(a_party())
    items = bench.items(invoices(3))
    bench.there.inject(**bench.traits.busy, match=invoices(3)[1].number)

    outcomes = bench.send(items)
    (later,) = bench.send([items[1]])

    assert [type(outcome) for outcome in outcomes] == [Written, NotNow, Written]
    assert isinstance(later, Written)
    assert later.number == an_invoice(number=invoices(3)[1].number).number


@pytest.mark.parametrize("bench", WITH_LOCKS, indirect=True)
def test_an_element_with_a_code_that_nobody_knows_is_refused_by_itself(bench: Bench) -> None:
    bench.made(a_party())
    unheard = {**bench.traits.busy, "code": "999999", "message": "Unheard of", "detail": ""}
    bench.there.inject(**unheard, match=invoices(3)[1].number)

    good, bad, other = bench.write(invoices(3))

    assert isinstance(good, Written)
    assert isinstance(other, Written)
    assert isinstance(bad, Refused)
    assert "Unheard of" in bad.message
