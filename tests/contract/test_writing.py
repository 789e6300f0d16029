"""Writing, as every ledger's client does it: nothing here knows which ledger it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from ledger_sync.ledgers.contract import Taken
from ledger_sync.model import Line, Written

from tests.contract.bench import Bench
from tests.contract.records import a_known_party, a_location, a_supplier, parties
from tests.unit.builders import a_line, a_party, an_invoice


class TestCreating:
    def test_what_was_created_has_an_id_our_number_and_can_be_found(self, bench: Bench) -> None:
        written = bench.made(a_party())

        item = bench.item(a_party())
        found = bench.found(item)
        assert (found.ledger_id, found.number) == (written.ledger_id, written.number)
        assert (found.version, found.resource) == (written.version, bench.ledger.resource("client"))
        assert found.number == bench.ledger.number_of(item)

    @pytest.mark.rule("B-02")
    def test_the_same_call_twice_equals_once(self, bench: Bench) -> None:
        items = bench.items(parties(3))

        first, second = (bench.client.write(items, "key-same") for _ in range(2))

        assert second == first
        assert len(bench.parties_there()) == 3

    @pytest.mark.rule("B-02")
    def test_a_party_that_is_made_again_later_is_made_once(self, bench: Bench) -> None:
        everybody = [a_party(), a_supplier(), a_location()]
        for party in everybody:
            bench.made(party)

        for party in everybody:
            (outcome,) = bench.write([party])
            assert isinstance(outcome, Taken), party.ref

        assert len(bench.parties_there()) == 3

    @pytest.mark.parametrize("entity", ["client", "supplier"])
    def test_what_was_sent_is_what_the_ledger_holds(self, bench: Bench, entity: str) -> None:
        # Not every ledger shows a supplier's tax number, so it is sent again and again.
        party = a_known_party(entity=entity, tax_number=None, payment_terms=None)
        bench.made(party)

        (theirs,) = (each for page in bench.client.list_parties() for each in page)

        content = bench.item(party).draft.content
        assert bench.ledger.holds(content, theirs)
        assert bench.ledger.may_be(theirs, party)
        assert theirs.version == bench.links[party.ref].version

    @pytest.mark.rule("C-12")
    def test_terms_that_were_sent_are_what_the_ledger_holds(self, bench: Bench) -> None:
        party = a_known_party()
        bench.made(party)

        (theirs,) = (each for page in bench.client.list_parties() for each in page)

        assert theirs.party.payment_terms is not None
        assert bench.ledger.holds(bench.item(party).draft.content, theirs)

    def test_what_the_ledger_lacks_is_not_what_it_holds(self, bench: Bench) -> None:
        bench.made(a_party())

        (theirs,) = (each for page in bench.client.list_parties() for each in page)

        assert not bench.ledger.holds(bench.item(a_known_party()).draft.content, theirs)


class TestChanging:
    @pytest.mark.rule("C-04")
    def test_a_change_changes_the_same_record_however_often_it_is_made(self, bench: Bench) -> None:
        written = bench.made(a_party())
        item = bench.item(a_party(name="Acme Group"), "update")

        for _ in range(2):
            outcome = bench.insist(item)
            assert isinstance(outcome, Written)
            assert outcome.ledger_id == written.ledger_id

        assert bench.names_there() == ["Acme Group"]

    @pytest.mark.rule("C-04")
    def test_changes_may_follow_each_other(self, bench: Bench) -> None:
        bench.made(a_party())

        for name in ("Acme Group", "Acme Holding"):
            (outcome,) = bench.write([a_party(name=name)], "update")
            assert isinstance(outcome, Written)

        assert bench.names_there() == ["Acme Holding"]

    def test_a_value_that_was_taken_away_is_gone_in_the_ledger(self, bench: Bench) -> None:
        bench.made(a_known_party())

        bench.write([a_party(payment_terms="30 days")], "update")

        (party,) = bench.parties_there().values()
        assert (party.email, party.phone, party.mobile) == (None, None, None)
        assert (party.address.line1, party.tax_number) == (None, None)

    @pytest.mark.rule("C-04")
    def test_a_changed_document_keeps_its_id_its_number_and_its_lines(self, bench: Bench) -> None:
        for document in bench.documents():
            written = bench.made(document)

            line = replace(document.lines[0], quantity=Decimal(5))
            (outcome,) = bench.write([replace(document, lines=(line,))], "update")

            assert isinstance(outcome, Written)
            assert outcome.ledger_id == written.ledger_id
            assert (outcome.number, outcome.children) == (written.number, written.children)
            assert outcome.subtotal == Decimal("227.50")

    @pytest.mark.rule("C-04")
    def test_lines_keep_their_ids_when_others_come_and_go(self, bench: Bench) -> None:
        bench.made(a_party())
        first, second, third = (_line(number) for number in (1, 2, 3))
        bench.made(an_invoice(lines=(first, second)))
        before = bench.links[an_invoice().ref].children

        (outcome,) = bench.write([an_invoice(lines=(second, third))], "update")

        assert isinstance(outcome, Written)
        assert len(set(outcome.children)) == 2
        assert before["2"] in outcome.children
        assert before["1"] not in outcome.children
        found = bench.found(bench.item(an_invoice(), "update"))
        assert sorted(found.children) == sorted(outcome.children)

    @pytest.mark.rule("C-04")
    def test_a_line_that_lost_its_discount_loses_it_in_the_ledger(self, bench: Bench) -> None:
        bench.made(a_party())
        line = a_line(quantity=Decimal(1), unit_price=Decimal(100), discount_percent=Decimal(10))
        before = bench.made(an_invoice(lines=(line,)))

        full = replace(line, discount_percent=Decimal(0))
        (after,) = bench.write([an_invoice(lines=(full,))], "update")

        assert isinstance(after, Written)
        assert (before.subtotal, after.subtotal) == (Decimal(90), Decimal(100))


def _line(number: int) -> Line:
    return a_line(line_id=number, description=f"Work of day {number}")


class TestSums:
    @pytest.mark.parametrize("inclusive", [False, True], ids=["before tax", "with tax"])
    def test_the_ledgers_sum_agrees_with_ours_to_the_cent(
        self, bench: Bench, inclusive: bool
    ) -> None:
        bench.made(a_party())
        lines = tuple(
            a_line(line_id=number, quantity=Decimal("3.3333"), unit_price=Decimal(price),
                   discount_percent=Decimal("12.5"))
            for number, price in enumerate(["0.0049", "19.9999", "1234.5678"], start=1)
        )  # fmt: skip

        invoice = an_invoice(prices_include_tax=inclusive, lines=lines)
        written = bench.made(invoice)

        assert written.total is not None
        assert bench.ledger.difference(bench.item(invoice).draft.content, written) == 0

    @pytest.mark.parametrize("inclusive", [False, True], ids=["before tax", "with tax"])
    def test_a_sum_that_departs_from_ours_is_told_by_how_much(
        self, bench: Bench, inclusive: bool
    ) -> None:
        bench.made(a_party())
        invoice = an_invoice(prices_include_tax=inclusive)
        written = bench.made(invoice)

        other = replace(invoice, lines=(a_line(unit_price=Decimal("45.49")),))
        content = bench.item(other).draft.content

        assert bench.ledger.difference(content, written) == Decimal("0.02")
