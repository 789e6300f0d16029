"""Writing, as every ledger's client does it: nothing here knows which ledger it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from ledger_sync.errors import (
    Refused,
)
from ledger_sync.ledgers.contract import Taken, WrongStatus
from ledger_sync.model import (
    Record,
    Written,
)

from tests.contract.bench import GB, Bench
from tests.contract.records import documents, invoices, parties
from tests.unit.builders import a_full_party, a_line, a_party, an_invoice


class TestWriting:
    def test_what_was_created_has_an_id_our_number_and_can_be_found(self, bench: Bench) -> None:
        written = bench.made(a_party())

        item = bench.item(a_party())
        (found,) = bench.client.find([item])
        assert found is not None
        assert (found.ledger_id, found.number) == (written.ledger_id, written.number)
        assert found.number == bench.ledger.number_of(item)

    @pytest.mark.rule("B-02")
    def test_the_same_call_twice_equals_once(self, bench: Bench) -> None:
        items = [bench.item(party) for party in parties(3)]

        first, second = (bench.client.write(items, "key-same") for _ in range(2))

        assert second == first
        assert len(bench.parties_there()) == 3

    @pytest.mark.rule("B-02")
    def test_a_create_that_is_made_again_later_creates_nothing(self, bench: Bench) -> None:
        made = documents(bench)
        for document in made:
            bench.made(document)

        everything: list[Record] = [a_party(), *made]
        for record in everything:
            (outcome,) = bench.write([record])
            assert isinstance(outcome, Taken), record

        assert len(bench.parties_there()) == 2
        for document in made:
            assert bench.numbers_there(document.entity) == [document.number]

    @pytest.mark.rule("C-04")
    def test_a_change_changes_the_same_record_however_often_it_is_made(self, bench: Bench) -> None:
        written = bench.made(a_party())

        for _ in range(2):
            (outcome,) = bench.write([a_party(name="Acme Group")], "update")
            assert isinstance(outcome, Written)
            assert outcome.ledger_id == written.ledger_id

        assert [party.name for party in bench.parties_there().values()] == ["Acme Group"]

    @pytest.mark.rule("C-04")
    def test_a_changed_document_keeps_its_id_its_number_and_its_lines(self, bench: Bench) -> None:
        for document in documents(bench):
            written = bench.made(document)

            line = replace(document.lines[0], quantity=Decimal(5))
            (outcome,) = bench.write([replace(document, lines=(line,))], "update")

            assert isinstance(outcome, Written)
            assert outcome.ledger_id == written.ledger_id
            assert (outcome.number, outcome.children) == (written.number, written.children)
            assert outcome.subtotal == Decimal("227.50")

    @pytest.mark.rule("C-04")
    def test_a_line_that_lost_its_discount_loses_it_in_the_ledger(self, bench: Bench) -> None:
        bench.made(a_party())
        line = a_line(quantity=Decimal(1), unit_price=Decimal(100), discount_percent=Decimal(10))
        before = bench.made(an_invoice(lines=(line,)))

        full = replace(line, discount_percent=Decimal(0))
        (after,) = bench.write([an_invoice(lines=(full,))], "update")

        assert isinstance(after, Written)
        assert (before.subtotal, after.subtotal) == (Decimal(90), Decimal(100))

    def test_what_was_sent_is_what_the_ledger_holds(self, bench: Bench) -> None:
        party = a_full_party(currency=None)
        bench.made(party)

        ((theirs,),) = bench.client.list_parties()

        content = bench.ledger.draft(party, GB, bench.tables).content
        assert bench.ledger.holds(content, theirs)

    def test_a_value_that_was_taken_away_is_gone_in_the_ledger(self, bench: Bench) -> None:
        bench.made(a_full_party(currency=None))

        bench.write([a_party(payment_terms="30 days")], "update")

        (party,) = bench.parties_there().values()
        assert (party.email, party.phone, party.mobile) == (None, None, None)
        assert (party.address.line1, party.tax_number) == (None, None)

    def test_the_ledgers_sum_agrees_with_ours_to_the_cent(self, bench: Bench) -> None:
        bench.made(a_party())
        lines = tuple(
            a_line(line_id=number, quantity=Decimal("3.3333"), unit_price=Decimal(price),
                   discount_percent=Decimal("12.5"))
            for number, price in enumerate(["0.0049", "19.9999", "1234.5678"], start=1)
        )  # fmt: skip

        for number, inclusive in enumerate([False, True]):
            invoice = an_invoice(
                source_id=number, number=f"INV-{number}", prices_include_tax=inclusive, lines=lines
            )
            written = bench.made(invoice)
            assert bench.ledger.difference(bench.item(invoice).draft.content, written) == 0


class TestJudging:
    @pytest.mark.rule("C-09")
    def test_every_element_is_judged_by_itself(self, bench: Bench) -> None:
        bench.made(a_party(source_id=99, name="Taken"))
        good, other = parties(2)

        outcomes = bench.write([good, a_party(source_id=50, name="taken"), other])

        assert [type(outcome) for outcome in outcomes] == [Written, Taken, Written]
        names = {party.name for party in bench.parties_there().values()}
        assert names == {"Taken", good.name, other.name}

    def test_a_refusal_has_the_ledgers_words_and_a_rule(self, bench: Bench) -> None:
        bench.made(a_party())
        bad = an_invoice(lines=(a_line(account_code="no such"),))

        (outcome,) = bench.write([bad])

        assert isinstance(outcome, Refused)
        assert outcome.message.startswith(f"{bench.ledger.title}: ")
        assert outcome.rule

    @pytest.mark.parametrize("action", ["create", "update"])
    def test_answers_in_another_order_are_put_in_ours(self, bench: Bench, action: str) -> None:
        made = parties(5)
        if action == "update":
            bench.write(made)
            made = [replace(party, name=f"{party.name} Ltd") for party in made]
        bench.there.inject("shuffle")

        outcomes = bench.write(made, action)  # type: ignore[arg-type]

        there = bench.parties_there()
        ids = [outcome.ledger_id for outcome in outcomes if isinstance(outcome, Written)]
        assert [there[ledger_id].name for ledger_id in ids] == [party.name for party in made]

    def test_documents_in_another_order_are_put_in_ours(self, bench: Bench) -> None:
        bench.made(a_party())
        bench.there.inject("shuffle")

        outcomes = bench.write(invoices(4))

        numbers = [outcome.number for outcome in outcomes if isinstance(outcome, Written)]
        assert numbers == [invoice.number for invoice in invoices(4)]


class TestWithdrawing:
    @pytest.mark.rule("B-05")
    def test_a_void_done_twice_equals_once(self, bench: Bench) -> None:
        for document in documents(bench):
            bench.made(document)
            cancelled = replace(document, status="Cancelled")

            (first,) = bench.write([cancelled], "void")
            (second,) = bench.write([cancelled], "void")

            assert isinstance(first, Written)
            # The ledger may say that it is void already: a second look finds that it is.
            assert isinstance(second, Written | WrongStatus | Taken)
            (found,) = bench.client.find([bench.item(cancelled, "void")])
            assert found is not None
            assert bench.ledger.is_void(found)

    @pytest.mark.rule("B-05")
    def test_a_draft_is_withdrawn_too(self, bench: Bench) -> None:
        bench.made(a_party())
        bench.made(an_invoice(status="Draft"))

        cancelled = an_invoice(status="Cancelled")
        (outcome,) = bench.write([cancelled], "void")

        assert isinstance(outcome, Written)
        (found,) = bench.client.find([bench.item(cancelled, "void")])
        assert found is None or bench.ledger.is_void(found)

    @pytest.mark.rule("B-05")
    def test_a_party_is_archived_and_no_longer_listed(self, bench: Bench) -> None:
        bench.made(a_party())

        (outcome,) = bench.write([a_party(archived=True)], "archive")

        assert isinstance(outcome, Written)
        assert bench.parties_there() == {}
