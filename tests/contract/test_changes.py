"""Reading back what a ledger changed: everything, once, and nothing that was our own doing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.contract.bench import Bench
from tests.contract.reader import CLIENT, INVOICE, Reader, this_second
from tests.contract.records import WRITTEN_ON, a_location
from tests.contract.traits import FEEDING, NAMING_SUCCESSORS
from tests.unit.builders import a_party, an_invoice

AN_HOUR = 3600


class TestAtRest:
    @pytest.mark.rule("B-04")
    def test_that_nothing_changed_is_learned_in_the_fewest_calls(
        self, bench: Bench, reader: Reader
    ) -> None:
        assert reader.read() == []
        assert reader.calls == bench.traits.calls_at_rest

    def test_the_first_reading_of_an_empty_organisation_finds_nothing(self, bench: Bench) -> None:
        reader = Reader(bench)

        assert reader.read() == []
        assert reader.marks

    def test_every_list_says_up_to_when_it_was_read(self, bench: Bench, reader: Reader) -> None:
        before = bench.sandbox.now()
        seen = set(reader.marks)
        reader.read()

        assert set(reader.marks) == seen
        for mark in reader.marks.values():
            assert before - timedelta(seconds=2) <= mark <= bench.sandbox.now()

    @pytest.mark.parametrize("hours", [-1, 1], ids=["behind", "ahead"])
    def test_marks_are_by_the_ledgers_clock_however_wrong_it_is(
        self, bench: Bench, hours: int
    ) -> None:
        bench.sandbox.advance_clock(hours * AN_HOUR)
        bench.made(CLIENT)
        reader = Reader(bench)
        reader.at_rest()
        bench.person.give_email("Acme Ltd", "jo@acme.example")

        assert reader.edits(CLIENT) == {"email": "jo@acme.example"}

    @pytest.mark.parametrize(("bench", "feed"), FEEDING, indirect=["bench"])
    def test_the_moment_from_which_is_read_is_part_of_the_reading(
        self, bench: Bench, reader: Reader, feed: dict[str, object]
    ) -> None:
        bench.there.set_switches(**feed)
        reader.marks = dict.fromkeys(reader.marks, this_second(bench))
        bench.person.give_email("Acme Ltd", "jo@acme.example")

        assert reader.edits(CLIENT) == {"email": "jo@acme.example"}


class TestEdits:
    @pytest.mark.rule("X-02", "Q-03")
    def test_an_edit_of_a_party_is_seen_once_and_by_its_field(
        self, bench: Bench, reader: Reader
    ) -> None:
        bench.person.give_email("Acme Ltd", "jo@acme.example")
        reader.later()

        assert reader.edits(CLIENT) == {"email": "jo@acme.example"}
        reader.later()
        assert reader.read() == []

    @pytest.mark.rule("C-05")
    def test_an_edit_of_an_invoice_is_seen_once_and_by_its_field(
        self, bench: Bench, reader: Reader
    ) -> None:
        bench.person.put_off("INV-42", "2026-12-24")
        reader.later()

        assert reader.edits(INVOICE) == {"due_date": "2026-12-24"}
        reader.later()
        assert reader.read() == []

    @pytest.mark.rule("C-05")
    def test_a_changed_line_keeps_its_id(self, bench: Bench, reader: Reader) -> None:
        (line_id,) = bench.links[INVOICE.ref].children.values()
        bench.person.reword("INV-42", line_id, "Another text")

        (line,) = reader.edits(INVOICE)["lines"]

        (agreed,) = (bench.links[INVOICE.ref].view or {})["lines"]
        assert line == {**agreed, "description": "Another text"}

    @pytest.mark.rule("C-03")
    def test_an_invoice_of_the_bookkeepers_own_is_not_given(
        self, bench: Bench, reader: Reader
    ) -> None:
        bench.person.write_invoice("Acme Ltd", "HIS-1")

        assert [each for each in reader.read() if each.money] == []

    @pytest.mark.rule("X-02")
    def test_a_party_of_the_bookkeepers_own_is_given(self, bench: Bench, reader: Reader) -> None:
        bench.person.add_client("Newcomer")

        (there,) = reader.read()

        assert there.view["name"] == "Newcomer"
        if bench.ledger.way_back and bench.ledger.way_back.brings_new:
            assert there.party is not None
            assert (there.party.party.name, there.party.active) == ("Newcomer", True)

    @pytest.mark.rule("X-04", "Q-04")
    def test_a_location_comes_back_under_its_own_name(self, bench: Bench, reader: Reader) -> None:
        location = a_location()
        bench.made(location)

        there = reader.again(location)

        way = bench.ledger.way_back
        assert way is not None
        assert way.party_name(location.entity, there.view["name"], location.client_name) == "Yard"


class TestWhatIsGone:
    @pytest.mark.rule("X-02", "Q-03")
    @pytest.mark.parametrize(("bench", "feed"), FEEDING, indirect=["bench"])
    def test_a_party_that_is_not_in_use_any_more_is_gone_until_it_is_back(
        self, bench: Bench, reader: Reader, feed: dict[str, object]
    ) -> None:
        bench.there.set_switches(**feed)
        bench.person.archive("Acme Ltd")
        reader.later()
        (gone,) = (
            each for each in reader.read() if each.resource == bench.ledger.resource("client")
        )
        reader.later()
        bench.person.restore("Acme Ltd")
        (back,) = reader.read()

        assert (gone.ledger_id, gone.gone) == (bench.links[CLIENT.ref].ledger_id, True)
        assert (back.ledger_id, back.gone) == (gone.ledger_id, False)

    @pytest.mark.rule("X-02", "Q-03")
    def test_a_merged_party_is_gone(self, bench: Bench, reader: Reader) -> None:
        other = bench.made(a_party(source_id=70, name="Other"))
        reader.at_rest()
        bench.person.merge("Acme Ltd", "Other")

        gone = {each.ledger_id: each.gone for each in reader.read() if each.money is None}

        assert gone[bench.links[CLIENT.ref].ledger_id] is True
        assert gone.get(other.ledger_id, False) is False
        assert reader.again(CLIENT).gone

    @pytest.mark.rule("X-02")
    @pytest.mark.parametrize("bench", NAMING_SUCCESSORS, indirect=True)
    def test_a_chain_of_mergers_is_followed_to_its_end(self, bench: Bench, reader: Reader) -> None:
        for number, name in ((70, "Second"), (71, "Third")):
            bench.made(a_party(source_id=number, name=name))
        bench.person.merge("Acme Ltd", "Second")
        reader.at_rest()
        bench.person.merge("Second", "Third")

        successors = {each.ledger_id: each.successor for each in reader.read()}

        second, third = (bench.links[a_party(source_id=each).ref].ledger_id for each in (70, 71))
        assert successors[second] == third
        assert reader.again(CLIENT).successor == third
        assert reader.again(a_party(source_id=71)).successor is None
        assert reader.again(INVOICE).view["party"] == third

    @pytest.mark.rule("C-05")
    @pytest.mark.parametrize(("bench", "feed"), FEEDING, indirect=["bench"])
    def test_a_voided_invoice_is_gone_and_owes_nothing(
        self, bench: Bench, reader: Reader, feed: dict[str, object]
    ) -> None:
        bench.there.set_switches(**feed)
        bench.person.void("INV-42")

        (there,) = reader.read()

        assert (there.ledger_id, there.gone) == (bench.links[INVOICE.ref].ledger_id, True)
        assert there.money is None or not (there.money.due or there.money.settled)
        assert reader.again(INVOICE).gone

    @pytest.mark.rule("C-05")
    @pytest.mark.parametrize(("bench", "feed"), FEEDING, indirect=["bench"])
    def test_a_deleted_invoice_is_gone(
        self, bench: Bench, reader: Reader, feed: dict[str, object]
    ) -> None:
        bench.there.set_switches(**feed)
        draft = an_invoice(source_id=43, number="DRAFT", status="Draft", created_on=WRITTEN_ON)
        written = bench.made(draft)
        reader.at_rest()
        bench.person.delete("DRAFT")

        (there,) = reader.read()

        assert (there.ledger_id, there.gone) == (written.ledger_id, True)
        assert reader.again(draft).gone

    @pytest.mark.parametrize("entity", ["client", "invoice"])
    def test_what_the_ledger_does_not_know_is_gone_and_in_its_place(
        self, bench: Bench, reader: Reader, entity: str
    ) -> None:
        ref = CLIENT.ref if entity == "client" else INVOICE.ref
        known, unknown = bench.links[ref].ledger_id, bench.traits.unknown_id

        there = bench.client.read_records(bench.ledger.resource(entity), [unknown, known])

        assert [(each.ledger_id, each.gone) for each in there] == [(unknown, True), (known, False)]
