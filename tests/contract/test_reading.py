"""Finding and listing, as every ledger's client does it, to the last page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_sync.model import DOCUMENTS, Record
from ledger_sync.steps.second_look import is_ours

from tests.contract.bench import Bench
from tests.contract.records import (
    CLIENT_OF,
    a_location,
    a_supplier,
    parties,
)
from tests.contract.traits import WITH_HIERARCHY
from tests.unit.builders import a_party, an_invoice


class TestFinding:
    def test_each_item_has_its_answer_in_its_place(self, bench: Bench) -> None:
        first, missing, second = parties(3)
        bench.write([first, second])

        found = bench.client.find(bench.items([first, missing, second]))

        assert [each and each.name for each in found] == [first.name, None, second.name]

    def test_a_linked_record_is_found_by_its_id_whatever_its_number_became(
        self, bench: Bench
    ) -> None:
        for document in bench.documents():
            written = bench.made(document)
            renamed = replace(document, number="other")

            found = bench.found(bench.item(renamed, "update"))

            assert (found.ledger_id, found.number) == (written.ledger_id, document.number)

    @pytest.mark.rule("C-08")
    @pytest.mark.parametrize(
        "number", ["INV-1", 'A "B" C', "A/B", "A&B=C,D", "100%", "O'Neill", "A\\B"]
    )
    def test_a_document_is_found_by_its_number_whatever_signs_it_has(
        self, bench: Bench, number: str
    ) -> None:
        bench.made(a_party())
        written = bench.made(an_invoice(number=number))

        found, other = bench.client.find(
            bench.items([an_invoice(number=each) for each in (number, "no such")])
        )

        assert found is not None
        assert (found.ledger_id, found.number) == (written.ledger_id, number)
        assert found.party_ledger_id == bench.links[CLIENT_OF].ledger_id
        assert other is None

    @pytest.mark.parametrize("name", ['A "B" C', "A/B & Co", "100%", "O'Neill", "A\\B", "A: B"])
    def test_a_party_is_found_by_its_name_whatever_signs_it_has(
        self, bench: Bench, name: str
    ) -> None:
        written = bench.made(a_party(name=name))

        found = bench.found(bench.item(a_party(name=name)))

        assert (found.ledger_id, found.name) == (written.ledger_id, name)
        assert bench.names_there() == [name]

    @pytest.mark.rule("B-02")
    def test_what_was_sent_is_recognised_as_ours(self, bench: Bench) -> None:
        after_their_parties: list[Record] = [a_location(), *bench.documents()]
        for record in after_their_parties:
            bench.made(record)

        for record in (a_party(), a_supplier(), *after_their_parties):
            item = bench.item(record)
            assert is_ours(bench.ledger, item, bench.found(item)), record.ref


class TestListing:
    def test_parties_come_to_the_last_page(self, bench: Bench) -> None:
        several_pages = 1_050
        for first in range(1, several_pages, bench.ledger.batch_size):
            bench.write(parties(bench.ledger.batch_size, first))

        pages = list(bench.client.list_parties())

        assert len(pages) > 1
        names = [each.party.name for page in pages for each in page]
        assert sorted(names) == [f"Client {number:05}" for number in range(1, several_pages + 1)]

    def test_an_empty_organisation_is_listed_as_empty(self, bench: Bench) -> None:
        assert bench.parties_there() == {}
        for entity in set(DOCUMENTS) & set(bench.ledger.entities):
            assert bench.numbers_there(entity) == []

    @pytest.mark.rule("C-12")
    def test_the_chart_of_accounts_is_whole_and_says_what_is_in_use(self, bench: Bench) -> None:
        bench.person.add_account("4711", "Odd jobs")

        chart = {account.code: account for account in bench.client.list_codes("account")}

        assert chart["4711"].name == "Odd jobs"
        assert {"200", "300", "4711"} <= {code for code, each in chart.items() if each.active}
        assert "" not in chart

    @pytest.mark.rule("C-12")
    def test_every_list_that_a_ledger_declares_can_be_read(self, bench: Bench) -> None:
        for kind in bench.ledger.code_kinds:
            codes = bench.client.list_codes(kind)

            assert codes
            assert {each.kind for each in codes} == {kind}
            assert all(each.code for each in codes)


class TestHierarchy:
    @pytest.mark.rule("Q-01")
    def test_a_location_is_listed_below_whatever_it_required(self, bench: Bench) -> None:
        bench.made(a_party())
        written = bench.made(a_location())

        listed = {each.ledger_id: each for page in bench.client.list_parties() for each in page}

        parents = list(bench.item(a_location()).ledger_ids.values())
        assert listed[written.ledger_id].parent_id == next(iter(parents), None)
        assert listed[bench.links[CLIENT_OF].ledger_id].parent_id is None

    @pytest.mark.rule("Q-01")
    @pytest.mark.parametrize("bench", WITH_HIERARCHY, indirect=True)
    def test_clients_are_listed_before_their_locations_however_they_were_moved(
        self, bench: Bench
    ) -> None:
        bench.made(a_party(name="Old parent"))
        bench.made(a_location(name="Yard"))
        bench.made(a_party(source_id=70, name="New parent"))
        bench.person.move_client_below("New parent", "Yard")

        listed = [each for page in bench.client.list_parties() for each in page]

        names = {each.ledger_id: each.party.name for each in listed}
        assert [each.party.name for each in listed] == ["Old parent", "New parent", "Yard"]
        assert names[str(listed[-1].parent_id)] == "New parent"
        assert listed[-1].party.entity == a_location().entity

    @pytest.mark.rule("Q-01")
    @pytest.mark.parametrize("bench", WITH_HIERARCHY, indirect=True)
    def test_a_location_of_a_location_belongs_to_the_client_at_the_top(self, bench: Bench) -> None:
        bench.made(a_party())
        bench.made(a_location(name="Yard"))
        bench.person.add_client_below("Yard", "Shed")

        listed = {each.party.name: each for page in bench.client.list_parties() for each in page}

        assert listed["Shed"].parent_id == bench.links[CLIENT_OF].ledger_id

    @pytest.mark.rule("Q-06")
    @pytest.mark.parametrize("bench", WITH_HIERARCHY, indirect=True)
    def test_a_changed_location_stays_where_the_bookkeeper_put_it(self, bench: Bench) -> None:
        bench.made(a_party())
        bench.made(a_location(name="Yard"))
        other = bench.made(a_party(source_id=70, name="Other"))
        bench.person.move_client_below("Other", "Yard")

        outcome = bench.insist(bench.item(a_location(name="Big yard"), "update"))

        listed = {each.party.name: each for page in bench.client.list_parties() for each in page}
        assert outcome.ledger_id == listed["Big yard"].ledger_id  # type: ignore[union-attr]
        assert listed["Big yard"].parent_id == other.ledger_id
