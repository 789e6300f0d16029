"""Reading what changed, against a line that answers by script."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.errors import RequestRefused, UnexpectedResponse
from ledger_sync.ledgers.quickbooks.client import QuickBooksClient
from ledger_sync.ledgers.quickbooks.feed import MOST_OBJECTS
from ledger_sync.ledgers.views import LedgerRecord
from ledger_sync.model import Json

from tests.unit.ledgers.quickbooks.records import Line, rows

SINCE = datetime(2026, 10, 1, tzinfo=UTC)
NOW = "2026-10-02T03:00:00.123-07:00"
STUB: Json = {"status": "Deleted", "domain": "QBO"}


def changed(*groups: Json, time: str | None = NOW) -> Json:
    return {"CDCResponse": [{"QueryResponse": list(groups)}], "time": time}


def an_invoice(ledger_id: str, *payments: str, **values: Any) -> Json:
    linked = [{"TxnId": each, "TxnType": "Payment"} for each in payments]
    sums = {"TotalAmt": Decimal(100), "Balance": Decimal(100)}
    return {"Id": ledger_id, "SyncToken": "1", "LinkedTxn": linked, **sums, **values}


def a_payment(ledger_id: str, *invoices: str) -> Json:
    lines = [
        {"Amount": Decimal(10), "LinkedTxn": [{"TxnId": each, "TxnType": "Invoice"}]}
        for each in invoices
    ]
    total = Decimal(10 * len(invoices))
    return {"Id": ledger_id, "TotalAmt": total, "TxnDate": "2026-10-01", "Line": lines}


def read(line: Line, ours: Collection[str] = ("1", "2"), **marks: datetime) -> list[LedgerRecord]:
    pages = QuickBooksClient(line).list_changed(SINCE, marks, lambda _, ids: set(ids) & set(ours))
    return [each for page in pages for each in page.records]


@pytest.mark.rule("C-05")
class TestTheFeed:
    def test_one_call_names_what_is_read_and_since_when(self) -> None:
        line = Line(changed({}, {}, {}, {}))

        assert read(line) == []

        (call,) = line.calls
        assert (call["call"], call["resource"]) == ("GET /cdc", "Invoice")
        assert call["params"] == {
            "entities": "Customer,Vendor,Invoice,Payment",
            "changedSince": "2026-10-01T00:00:00+00:00",
            "minorversion": "75",
        }

    def test_the_mark_is_quickbooks_time_and_the_next_reading_begins_there(self) -> None:
        line = Line(changed(), changed())
        client = QuickBooksClient(line)

        (*_, last) = client.list_changed(SINCE, {}, lambda *_: set())
        list(client.list_changed(SINCE, last.marks, lambda *_: set()))

        assert last.marks == {"changes": datetime(2026, 10, 2, 10, 0, 0, 123000, UTC)}
        assert line.calls[1]["params"]["changedSince"] == "2026-10-02T10:00:00+00:00"

    def test_an_answer_without_its_time_is_not_understood(self) -> None:
        with pytest.raises(UnexpectedResponse, match="without the time"):
            read(Line(changed(time=None)))

    def test_only_invoices_of_ours_are_spoken_of(self) -> None:
        feed = changed({"Invoice": [an_invoice("1"), an_invoice("7"), {**STUB, "Id": "8"}]})

        assert [each.ledger_id for each in read(Line(feed))] == ["1"]

    def test_what_the_feed_calls_deleted_is_looked_for_before_it_is_believed(self) -> None:
        stubs = [{**STUB, "Id": each} for each in ("1", "2")]
        line = Line(
            changed({"Customer": [{**STUB, "Id": "5"}]}, {}, {"Invoice": stubs}),
            rows("Customer", {"Id": "5", "DisplayName": "Acme (deleted)", "Active": False}),
            rows("Invoice", an_invoice("2")),
        )

        found = read(line)

        assert [(each.ledger_id, each.gone) for each in found] == [
            ("5", True),
            ("1", True),
            ("2", False),
        ]
        assert "Active IN (true, false)" in line.queries[0]


@pytest.mark.rule("C-06")
class TestPayments:
    def test_those_that_the_feed_has_are_not_read_again(self) -> None:
        feed = changed(
            {"Invoice": [an_invoice("1", "50", "51", Balance=Decimal(80))]},
            {"Payment": [a_payment("51", "1")]},
        )
        line = Line(feed, rows("Payment", a_payment("50", "1")))

        (found,) = read(line)

        assert line.queries == ["SELECT * FROM Payment WHERE Id IN ('50') MAXRESULTS 1000"]
        assert found.money is not None
        assert [each.ledger_id for each in found.money.payments] == ["50", "51"]

    def test_an_invoice_that_only_its_payment_speaks_of_is_read(self) -> None:
        line = Line(
            changed({"Payment": [a_payment("50", "1", "7"), {**STUB, "Id": "51"}]}),
            rows("Invoice", an_invoice("1", "50", Balance=Decimal(90))),
        )

        (found,) = read(line)

        assert line.queries == ["SELECT * FROM Invoice WHERE Id IN ('1') MAXRESULTS 1000"]
        assert found.money is not None
        assert [each.amount for each in found.money.payments] == [10]


def many(count: int = MOST_OBJECTS) -> Json:
    return {"Payment": [{**STUB, "Id": str(each)} for each in range(count)]}


class TestWhatTheFeedHoldsBack:
    def test_a_full_answer_is_asked_for_by_entity(self) -> None:
        line = Line(
            changed({"Invoice": [an_invoice("1")]}, many(MOST_OBJECTS - 1)),
            changed({"Customer": [{"Id": "5"}]}),
            changed(),
            changed({"Invoice": [an_invoice("1"), {**STUB, "Id": "2"}]}),
            changed(many(MOST_OBJECTS - 1)),
            rows("Invoice"),
        )

        found = read(line)

        asked = [call["params"]["entities"] for call in line.calls if "cdc" in call["call"]]
        assert asked[1:] == ["Customer", "Vendor", "Invoice", "Payment"]
        assert [(each.ledger_id, each.gone) for each in found] == [
            ("5", False),
            ("1", False),
            ("2", True),
        ]

    def test_too_many_invoices_are_queried_and_those_that_are_missing_are_gone(self) -> None:
        full = changed({"Invoice": [{**STUB, "Id": str(each)} for each in range(MOST_OBJECTS)]})
        line = Line(
            full,
            changed(),
            changed(),
            full,
            changed(),
            rows("Invoice", an_invoice("1"), an_invoice("7")),
            rows("Invoice", {"Id": "1"}, {"Id": "7"}),
            rows("Invoice"),
        )

        found = read(line, ours=("1", "2", "12000"))

        assert [(each.ledger_id, each.gone) for each in found] == [
            ("1", False),
            ("2", True),
            ("12000", True),
        ]
        assert line.queries == [
            "SELECT * FROM Invoice WHERE MetaData.LastUpdatedTime >= '2026-10-01T00:00:00+00:00' "
            "ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000",
            "SELECT Id FROM Invoice ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000",
            "SELECT * FROM Invoice WHERE Id IN ('2', '12000') MAXRESULTS 1000",
        ]

    @pytest.mark.parametrize(
        "answers",
        [
            pytest.param(
                [RequestRefused("too old", code="500"), {"QueryResponse": {}, "time": NOW}],
                id="refused",
            ),
            pytest.param([changed(time="2026-11-15T00:00:00Z")], id="cut without a word"),
        ],
    )
    def test_what_is_too_long_ago_is_queried(self, answers: list[Any]) -> None:
        names = ("Customer", "Vendor", "Payment", "Invoice", "Invoice")
        line = Line(*answers, *(rows(each) for each in names))

        read(line, ours=())

        lists = [query.split(" FROM ")[1].split()[0] for query in line.queries]
        assert [each for each in lists if each != "CompanyInfo"] == list(names)
        assert ["Active IN" in query for query in line.queries[-5:]] == [True, True] + [False] * 3
