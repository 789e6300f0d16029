"""Reading what changed in Xero, where its answers are odd: the usual is in ``tests/contract``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import pytest
from ledger_sync.errors import UnexpectedResponse
from ledger_sync.ledgers.views import LedgerRecord
from ledger_sync.ledgers.xero.client import XeroClient
from ledger_sync.model import Json, Reply

NOW = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
STAMP = f"/Date({int(NOW.timestamp() * 1000)})/"
SINCE = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)


class Xero:
    """Answers lists from what it is given, and remembers what it was asked."""

    def __init__(self, **lists: list[Json]) -> None:
        self.lists = lists
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.envelope: Json = {"DateTimeUTC": STAMP}

    def __call__(self, method: str, path: str, **options: Any) -> Reply:
        assert method == "GET"
        params = options["params"]
        self.asked.append((path, params, options["headers"]))
        name = path.removeprefix("/")
        rows = self.lists.get(name, [])
        if "IDs" in params:
            wanted = params["IDs"].split(",")
            rows = [each for each in rows if set(wanted) & set(map(str, each.values()))]
        elif options["headers"]:
            rows = [each for each in rows if each.get("recent", True)]
        return Reply({**self.envelope, name: rows}, repeated=False)


def ours(resource: str, ledger_ids: Collection[str]) -> set[str]:
    assert resource == "Invoices"
    return {each for each in ledger_ids if each.startswith("ours")}


def read(xero: Xero) -> dict[str, LedgerRecord]:
    found = XeroClient(xero).list_changed(SINCE, {}, ours)
    return {each.ledger_id: each for changed in found for each in changed.records}


def a_payment(invoice: str, kind: str = "ACCRECPAYMENT") -> Json:
    return {"PaymentID": "p", "PaymentType": kind, "Invoice": {"InvoiceID": invoice}}


def an_old_invoice(ledger_id: str) -> Json:
    return {"InvoiceID": ledger_id, "Status": "AUTHORISED", "recent": False}


@pytest.mark.rule("C-06")
def test_only_payments_of_sales_invoices_of_ours_lead_to_their_invoices() -> None:
    xero = Xero(
        Payments=[
            a_payment("ours-1"),
            a_payment("theirs"),
            a_payment("ours-2", "ARCREDITPAYMENT"),
            a_payment("ours-3", "ACCPAYPAYMENT"),
            {"PaymentID": "p", "PaymentType": "ACCRECPAYMENT"},
        ],
        Invoices=[an_old_invoice(each) for each in ("ours-1", "ours-2", "ours-3", "theirs")],
    )

    assert set(read(xero)) == {"ours-1"}


def test_an_invoice_that_is_in_its_list_is_not_read_twice() -> None:
    xero = Xero(Payments=[a_payment("ours-1")], Invoices=[{"InvoiceID": "ours-1"}])

    assert set(read(xero)) == {"ours-1"}
    assert [path for path, _, _ in xero.asked] == ["/Contacts", "/Payments", "/Invoices"]


def test_ids_are_asked_for_forty_at_a_time() -> None:
    invoices = [an_old_invoice(f"ours-{number}") for number in range(90)]
    xero = Xero(Payments=[a_payment(each["InvoiceID"]) for each in invoices], Invoices=invoices)

    assert len(read(xero)) == 90
    assert [len(params["IDs"].split(",")) for _, params, _ in xero.asked if "IDs" in params] == [
        40,
        40,
        10,
    ]


def test_a_ring_of_mergers_has_no_end() -> None:
    ring = [
        {"ContactID": "a", "ContactStatus": "ARCHIVED", "MergedToContactID": "b"},
        {"ContactID": "b", "ContactStatus": "ARCHIVED", "MergedToContactID": "a"},
    ]

    assert {each.ledger_id for each in read(Xero(Contacts=ring)).values()} == {"a", "b"}


def test_a_contact_may_be_merged_into_one_that_xero_does_not_show() -> None:
    merged = {"ContactID": "a", "ContactStatus": "ARCHIVED", "MergedToContactID": "b"}

    assert read(Xero(Contacts=[merged]))["a"].successor == "b"


def test_a_list_says_up_to_when_by_xeros_clock() -> None:
    found = list(XeroClient(Xero()).list_changed(SINCE, {}, ours))

    marks = {name: mark for changed in found for name, mark in changed.marks.items()}
    assert marks == dict.fromkeys(("Contacts", "Payments", "Invoices"), NOW)


def test_each_list_is_read_from_its_own_mark_a_second_earlier() -> None:
    xero = Xero()

    list(XeroClient(xero).list_changed(SINCE, {"Payments": NOW}, ours))

    assert [headers["If-Modified-Since"] for _, _, headers in xero.asked] == [
        "2026-09-14T08:59:59",
        "2026-09-14T09:29:59",
        "2026-09-14T08:59:59",
    ]


def test_a_list_that_does_not_say_when_it_was_read_is_not_trusted() -> None:
    xero = Xero()
    xero.envelope = {}

    with pytest.raises(UnexpectedResponse):
        read(xero)
