"""Finding and listing, as every ledger's client does it, to the last page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_sync.errors import (
    LedgerUnavailable,
)
from ledger_sync.model import (
    INVOICE,
    PURCHASE_ORDER,
)

from tests.contract.bench import Bench
from tests.contract.records import CLIENT_OF, documents, invoices, parties
from tests.unit.builders import a_party, an_invoice


class TestFinding:
    def test_each_item_has_its_answer_in_its_place(self, bench: Bench) -> None:
        first, missing, second = parties(3)
        bench.write([first, second])

        found = bench.client.find([bench.item(party) for party in (first, missing, second)])

        assert [each and each.name for each in found] == [first.name, None, second.name]

    def test_a_linked_record_is_found_by_its_id_whatever_its_number_became(
        self, bench: Bench
    ) -> None:
        for document in documents(bench):
            written = bench.made(document)
            renamed = replace(document, number="other")

            (found,) = bench.client.find([bench.item(renamed, "update")])

            assert found is not None
            assert (found.ledger_id, found.number) == (written.ledger_id, document.number)

    @pytest.mark.rule("C-08")
    @pytest.mark.parametrize("number", ["INV-1", 'A "B" C', "A/B", "A&B=C,D", "100%"])
    def test_a_document_is_found_by_its_number_whatever_signs_it_has(
        self, bench: Bench, number: str
    ) -> None:
        bench.made(a_party())
        written = bench.made(an_invoice(number=number))

        found, other = bench.client.find(
            [bench.item(an_invoice(number=each)) for each in (number, "no such")]
        )

        assert found is not None
        assert (found.ledger_id, found.number) == (written.ledger_id, number)
        assert found.party_ledger_id == bench.links[CLIENT_OF].ledger_id
        assert other is None

    @pytest.mark.rule("B-02")
    @pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
    def test_after_a_lost_answer_it_is_found_what_the_ledger_took(
        self, bench: Bench, kind: str
    ) -> None:
        since = bench.sandbox.now() - timedelta(seconds=5)
        bench.made(a_party())
        before, *sent = [bench.item(invoice) for invoice in invoices(4)]
        bench.client.write([before], "key-before")
        bench.there.inject(kind)

        with pytest.raises(LedgerUnavailable):
            bench.impatient().write(sent, "key-lost")

        found = bench.client.find_sent(sent, since)
        numbers = [each.number if each else None for each in found]
        taken = [bench.ledger.number_of(item) for item in sent]
        assert numbers == (taken if kind == "drop_after" else [None] * 3)

    @pytest.mark.rule("B-02")
    def test_lost_parties_are_found_too(self, bench: Bench) -> None:
        since = bench.sandbox.now() - timedelta(seconds=5)
        sent = [bench.item(party) for party in parties(3)]
        bench.client.write(sent[:2], "key-1")

        found = bench.client.find_sent(sent, since)

        assert [each and each.name for each in found] == ["Client 00001", "Client 00002", None]


class TestListing:
    def test_parties_come_to_the_last_page(self, bench: Bench) -> None:
        several_pages = 1_050
        for first in range(1, several_pages, bench.ledger.batch_size):
            bench.write(parties(bench.ledger.batch_size, first))

        pages = list(bench.client.list_parties())

        assert len(pages) > 1
        names = [each.party.name for page in pages for each in page]
        assert sorted(names) == [f"Client {number:05}" for number in range(1, several_pages + 1)]

    @pytest.mark.rule("C-08")
    def test_numbers_come_to_the_last_page_and_are_those_of_sales(self, bench: Bench) -> None:
        bench.made(a_party())
        many = invoices(1_050)
        size = bench.ledger.batch_size
        for start in range(0, len(many), size):
            bench.write(many[start : start + size])

        pages = list(bench.client.list_numbers(INVOICE))

        assert len(pages) > 1
        found = sorted(each.number for page in pages for each in page)
        assert found == [invoice.number for invoice in many]

    def test_an_empty_organisation_is_listed_as_empty(self, bench: Bench) -> None:
        assert bench.parties_there() == {}
        for entity in {INVOICE, PURCHASE_ORDER} & set(bench.ledger.entities):
            assert bench.numbers_there(entity) == []

    @pytest.mark.rule("C-12")
    def test_the_chart_of_accounts_is_whole_and_says_what_is_in_use(self, bench: Bench) -> None:
        bench.there.bookkeeper(bench.organisation.tenant_id).add_account("4711", "Odd jobs")

        chart = {account.code: account for account in bench.client.list_codes("account")}

        assert chart["4711"].name == "Odd jobs"
        assert {"200", "300", "4711"} <= {code for code, each in chart.items() if each.active}
        assert "" not in chart
