"""The calls for parties and invoices, against a line that answers by script."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.errors import Refused, RequestRefused, UnexpectedResponse
from ledger_sync.ledgers.contract import Item, Taken
from ledger_sync.ledgers.quickbooks.client import QuickBooksClient
from ledger_sync.ledgers.quickbooks.outbound import draft
from ledger_sync.ledgers.quickbooks.queries import PAGE_SIZE
from ledger_sync.ledgers.quickbooks.wire import request_id
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    INVOICE,
    SUPPLIER,
    ItemKey,
    Json,
    Lookup,
    Record,
    Ref,
    Written,
)

from tests.unit.builders import GB, a_draft, a_link, a_party, an_invoice, an_item
from tests.unit.ledgers.quickbooks.records import Line, batch, quickbooks_tables, refused, rows

TABLES = quickbooks_tables()
SINCE = datetime(2026, 10, 1, tzinfo=UTC)


def a_create(record: Record) -> Item:
    return Item(
        draft(record, GB, TABLES),
        "create",
        ledger_ids={Ref(CLIENT, 7): "8"},
        codes={Lookup("tax_code", "20.0% S"): "3"},
        items={ItemKey("Tap", "200"): "1"},
    )


def parties(*names: str, entity: str = CLIENT) -> list[Item]:
    numbered = enumerate(names, start=1)
    return [a_create(a_party(entity=entity, source_id=id_, name=name)) for id_, name in numbered]


def a_void(ledger_id: str, **values: Any) -> Item:
    ref = Ref(INVOICE, int(ledger_id))
    link = a_link(ref, ledger_id=ledger_id, number=f"INV-{ledger_id}", version="1")
    return an_item(a_draft(ref, intent="void", content={}), action="void", link=link, **values)


def there(ledger_id: str, **values: Any) -> Json:
    return {
        "Id": ledger_id,
        "SyncToken": "1",
        "DocNumber": f"INV-{ledger_id}",
        "EmailStatus": "EmailSent",
        "CustomerRef": {"value": "8", "name": "Acme Ltd"},
        "TotalAmt": Decimal(100),
        "Balance": Decimal(100),
        **values,
    }


VOIDED = {"TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided", "SyncToken": "2"}


def customer(id_: str, name: str, **values: Any) -> Json:
    return {"Id": id_, "SyncToken": "0", "DisplayName": name, **values}


class TestWriting:
    def test_one_batch_names_version_and_request_and_counts_its_elements(self) -> None:
        line = Line(batch({"Customer": customer("1", "A")}, {"Customer": customer("2", "B")}))

        QuickBooksClient(line).write(parties("A", "B"), "key")

        (call,) = line.calls
        assert call["call"] == "POST /batch"
        assert call["params"] == {"minorversion": "75", "requestid": request_id("key")}
        assert (call["resource"], call["elements"]) == ("Customer", 2)
        assert call["body"]["BatchItemRequest"] == [
            {"bId": "1", "operation": "create", "Customer": {"DisplayName": "A"}},
            {"bId": "2", "operation": "create", "Customer": {"DisplayName": "B"}},
        ]

    def test_what_creates_is_made_once_and_what_changes_may_be_made_again(self) -> None:
        archive = an_item(a_draft(intent="archive", content={}), action="archive", link=a_link())
        line = Line(batch({"Customer": customer("1", "A")}), batch({"Customer": customer("7", "")}))
        client = QuickBooksClient(line)

        client.write(parties("A"), "key")
        client.write([archive], "key")

        assert [call["once"] for call in line.calls] == [True, False]

    def test_answers_in_another_order_are_put_in_ours(self) -> None:
        answer = batch({"Customer": customer("1", "A")}, refused("6240"))
        answer["BatchItemResponse"].reverse()

        outcomes = QuickBooksClient(Line(answer)).write(parties("A", "B"), "key")

        assert isinstance(outcomes[0], Written)
        assert outcomes[0].ledger_id == "1"
        assert isinstance(outcomes[1], Taken)

    def test_clients_and_suppliers_travel_together(self) -> None:
        line = Line(batch({"Customer": customer("1", "A")}, {"Vendor": customer("2", "B")}))
        both = [*parties("A"), *parties("B", entity=SUPPLIER)]

        outcomes = QuickBooksClient(line).write(both, "key")

        assert [each.ledger_id for each in outcomes if isinstance(each, Written)] == ["1", "2"]

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(batch({"Customer": customer("1", "A")}), id="one is missing"),
            pytest.param(batch({"Customer": customer("1", "A")}, {}), id="one is empty"),
            pytest.param({"time": "now"}, id="all are missing"),
        ],
    )
    def test_an_element_without_an_answer_leaves_the_batch_in_doubt(self, answer: Json) -> None:
        with pytest.raises(UnexpectedResponse):
            QuickBooksClient(Line(answer)).write(parties("A", "B"), "key")


@pytest.mark.rule("B-05")
class TestVoiding:
    def test_invoices_are_looked_at_first_and_what_is_open_is_voided_as_it_is_now(self) -> None:
        line = Line(
            rows("Invoice", there("2", SyncToken="7"), there("1")),
            batch({"Invoice": there("1", **VOIDED)}, {"Invoice": there("2", **VOIDED)}),
        )

        outcomes = QuickBooksClient(line).write([a_void("1"), a_void("2")], "key")

        assert line.queries == ["SELECT * FROM Invoice WHERE Id IN ('1', '2') MAXRESULTS 1000"]
        sent = [each["Invoice"]["SyncToken"] for each in line.calls[1]["body"]["BatchItemRequest"]]
        assert sent == ["1", "7"]
        assert [each.version for each in outcomes if isinstance(each, Written)] == ["2", "2"]

    def test_one_with_money_is_refused_and_the_others_go(self) -> None:
        line = Line(
            rows("Invoice", there("1", Balance=Decimal(60)), there("2")),
            batch({"Invoice": there("2", **VOIDED)}),
        )

        paid, other = QuickBooksClient(line).write([a_void("1"), a_void("2")], "key")

        assert isinstance(paid, Refused)
        assert (paid.rule, paid.field) == ("B-05", "status")
        assert "INV-1 has payments or credits" in paid.message
        assert isinstance(other, Written)
        assert other.ledger_id == "2"

    @pytest.mark.parametrize(
        ("found", "version"),
        [
            pytest.param(rows("Invoice", there("1", **VOIDED)), "2", id="void already"),
            pytest.param(rows("Invoice"), None, id="deleted"),
        ],
    )
    def test_what_is_gone_is_as_good_as_voided(self, found: Json, version: str | None) -> None:
        line = Line(found)

        (outcome,) = QuickBooksClient(line).write([a_void("1")], "key")

        assert isinstance(outcome, Written)
        assert (outcome.ledger_id, outcome.number, outcome.version) == ("1", "INV-1", version)
        assert len(line.calls) == 1

    def test_a_void_that_was_accepted_and_not_made_is_not_believed(self) -> None:
        line = Line(rows("Invoice", there("1")), batch({"Invoice": there("1")}))

        (outcome,) = QuickBooksClient(line).write([a_void("1")], "key")

        assert isinstance(outcome, Refused)
        assert "and did not" in outcome.message


class TestFinding:
    def test_a_linked_record_is_read_by_its_id(self) -> None:
        line = Line({"Invoice": there("1/2")}, RequestRefused("gone", code="610"))
        linked = [an_item(action="update", link=a_link(ledger_id="1/2")), a_void("3")]

        found = QuickBooksClient(line).find([linked[1], linked[1]])

        assert [call["call"] for call in line.calls] == ["GET /invoice/3"] * 2
        assert [each and each.ledger_id for each in found] == ["1/2", None]

    def test_an_id_is_only_ever_one_part_of_an_address(self) -> None:
        line = Line({"Customer": customer("1/2", "A")})

        QuickBooksClient(line).find([an_item(action="update", link=a_link(ledger_id="1/2"))])

        assert line.calls[0]["call"] == "GET /customer/1%2F2"

    def test_another_refusal_is_not_taken_for_a_record_that_is_gone(self) -> None:
        line = Line(RequestRefused("malformed", code="400"))

        with pytest.raises(RequestRefused, match="malformed"):
            QuickBooksClient(line).find([a_void("1")])

    @pytest.mark.rule("Q-07")
    def test_a_name_is_looked_for_among_all_who_can_have_it(self) -> None:
        line = Line(
            rows("Customer", customer("1", "ACME", Active=False)),
            rows("Vendor"),
            rows("Employee", customer("9", "Al")),
        )

        found = QuickBooksClient(line).find(parties("Acme", "Al", "Nobody"))

        assert [each and (each.resource, each.ledger_id) for each in found] == [
            ("Customer", "1"),
            ("Employee", "9"),
            None,
        ]
        assert line.queries[0] == (
            "SELECT * FROM Customer WHERE DisplayName IN ('Acme', 'Al', 'Nobody') "
            "AND Active IN (true, false) MAXRESULTS 1000"
        )

    def test_a_number_is_looked_for_among_invoices(self) -> None:
        line = Line(rows("Invoice", there("1", DocNumber="INV-42")))

        (found,) = QuickBooksClient(line).find([a_create(an_invoice())])

        assert line.queries == [
            "SELECT * FROM Invoice WHERE DocNumber IN ('INV-42') MAXRESULTS 1000"
        ]
        assert found is not None
        assert (found.ledger_id, found.party_ledger_id) == ("1", "8")

    @pytest.mark.parametrize(
        "hits",
        [
            pytest.param([there("2", CustomerRef={"value": "9"})], id="another customer's"),
            pytest.param([there("2", **VOIDED)], id="a void one"),
            pytest.param([there("2", DocNumber="inv-1")], id="almost the same number"),
        ],
    )
    def test_of_several_with_one_number_the_likeliest_is_given(self, hits: list[Json]) -> None:
        ours = there("1")
        sought = a_create(an_invoice(number="INV-1"))
        for answer in ([*hits, ours], [ours, *hits]):
            same = [{**each, "DocNumber": each["DocNumber"].replace("2", "1")} for each in answer]

            (found,) = QuickBooksClient(Line(rows("Invoice", *same))).find([sought])

            assert found is not None
            assert found.ledger_id == "1"

    def test_what_was_sent_is_looked_for_by_number_where_it_must_be(self) -> None:
        line = Line(rows("Customer", customer("1", "A")), rows("Vendor", customer("2", "B")))
        sent = [*parties("A", "Z"), *parties("B", entity=SUPPLIER)]

        found = QuickBooksClient(line).find_sent(sent, SINCE)

        assert [each and each.ledger_id for each in found] == ["1", None, "2"]

    def test_a_sub_customer_is_told_by_its_parent(self) -> None:
        place = a_create(a_party(entity=CLIENT_LOCATION, name="Yard", client_id=7))
        hits = [customer(id_, "Yard", ParentRef={"value": parent}) for id_, parent in
                (("1", "5"), ("2", "8"), ("3", "9"))]  # fmt: skip

        (found,) = QuickBooksClient(Line(rows("Customer", *hits))).find_sent([place], SINCE)

        assert found is not None
        assert (found.ledger_id, found.party_ledger_id) == ("2", "8")

    def test_nothing_is_asked_where_nothing_is_sought(self) -> None:
        line = Line()

        assert QuickBooksClient(line).find([]) == []
        assert QuickBooksClient(line).find([a_create(a_party(archived=True))]) == [None]


class TestListing:
    def test_parties_come_with_clients_first_and_vendors_last(self) -> None:
        place = customer("2", "Yard", ParentRef={"value": "3"})
        line = Line(
            rows("Term", {"Id": "3", "Name": "Net 30"}),
            rows("Customer", place, customer("3", "Acme"), customer("4", "Old", Active=False)),
            rows("Vendor", customer("5", "Steel Co", TermRef={"value": "3"})),
        )

        pages = list(QuickBooksClient(line).list_parties())

        assert [[each.party.name for each in page] for page in pages] == [
            ["Acme", "Yard"],
            ["Steel Co"],
        ]
        assert pages[1][0].party.payment_terms == "Net 30"
        assert ["Active IN (true, false)" in each for each in line.queries] == [False, True, False]

    def test_a_list_is_read_to_the_page_that_is_not_full(self) -> None:
        many = [customer(str(number), f"C {number}") for number in range(PAGE_SIZE)]
        line = Line(
            rows("Term"), rows("Customer", *many), rows("Customer", many[-1]), rows("Vendor")
        )

        pages = list(QuickBooksClient(line).list_parties())

        assert [len(page) for page in pages] == [PAGE_SIZE, 0]
        places = [query.partition("STARTPOSITION ")[2].split()[0] for query in line.queries]
        assert places == ["1", "1", "1000", "1"]

    def test_a_row_that_a_deletion_moved_to_an_earlier_page_is_not_missed(self) -> None:
        many = [there(str(number)) for number in range(1, PAGE_SIZE + 3)]
        left = many[2:]  # Two were deleted between the pages.
        line = Line(
            rows("Invoice", *many[:PAGE_SIZE]),
            rows("Invoice", *left[PAGE_SIZE - 1 :]),
            rows("Invoice", *left[PAGE_SIZE // 2 - 1 :]),
        )

        pages = list(QuickBooksClient(line).list_numbers(INVOICE))

        assert [len(page) for page in pages] == [PAGE_SIZE, 2]
        assert pages[1][-1].ledger_id == str(PAGE_SIZE + 2)

    @pytest.mark.parametrize(
        ("kind", "entity"), [("account", "Account"), ("tax_code", "TaxCode"), ("term", "Term")]
    )
    def test_each_kind_of_code_has_its_list(self, kind: str, entity: str) -> None:
        line = Line(rows(entity, {"Id": "3", "Name": "Net 30"}))

        (code,) = QuickBooksClient(line).list_codes(kind)

        assert (code.kind, code.code, code.ledger_id) == (kind, "Net 30", "3")
        assert line.queries[0].startswith(f"SELECT * FROM {entity} WHERE Active IN (true, false)")
        assert line.calls[0]["resource"] == entity

    @pytest.mark.parametrize("since", [None, SINCE], ids=["all", "what changed"])
    def test_numbers_come_without_those_that_have_none(self, since: datetime | None) -> None:
        line = Line(rows("Invoice", there("1"), there("2", DocNumber=None)))

        (page,) = QuickBooksClient(line).list_numbers(INVOICE, since)

        assert [(each.ledger_id, each.number) for each in page] == [("1", "INV-1")]
        assert ("MetaData.LastUpdatedTime >= '2026-10-01T00:00:00+00:00'" in line.queries[0]) is (
            since is not None
        )
