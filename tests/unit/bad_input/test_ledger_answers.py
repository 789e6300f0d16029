"""An answer that is not what a ledger documents is understood, or refused with what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.errors import LedgerSyncError, Refused, ResponseError, UnexpectedResponse
from ledger_sync.ledgers.contract import Answer, Item, ItemWish, Refusal
from ledger_sync.ledgers.quickbooks import elements, payments
from ledger_sync.ledgers.quickbooks import faults as quickbooks_faults
from ledger_sync.ledgers.quickbooks import view as quickbooks_view
from ledger_sync.ledgers.quickbooks.client import QuickBooksClient
from ledger_sync.ledgers.quickbooks.items import QuickBooksItems
from ledger_sync.ledgers.views import Changed, LedgerRecord
from ledger_sync.ledgers.xero import faults as xero_faults
from ledger_sync.ledgers.xero import inbound as xero_inbound
from ledger_sync.ledgers.xero.client import XeroClient
from ledger_sync.model import CLIENT, INVOICE, ItemKey, Json, LedgerPayment, Ref

from tests.unit.bad_input import answers
from tests.unit.bad_input.answers import Line, changed, spoiled
from tests.unit.bad_input.nasty import json_values, refusal_of, texts
from tests.unit.builders import a_draft, a_link, an_item

LONG_AGO = datetime(2026, 9, 1, tzinfo=UTC)
LARGEST = Decimal(10) ** 14


def ours(_resource: str, ids: Iterable[str]) -> set[str]:
    return set(ids) & {answers.XERO_INVOICE["InvoiceID"], answers.QUICKBOOKS_INVOICE["Id"]}


def a_client_item(**values: Any) -> Item:
    content = {"Name": "Acme Ltd", "DisplayName": "Acme Ltd"}
    return an_item(a_draft(content=content), **values)


def a_number_item() -> Item:
    content = {"InvoiceNumber": "INV-42", "DocNumber": "INV-42"}
    return an_item(a_draft(Ref(INVOICE, 42), content=content))


Use = Callable[[Any], Any]
USES: dict[str, Use] = {
    "codes": lambda client: [client.list_codes(kind) for kind in ("account",)],
    "parties": lambda client: list(client.list_parties()),
    "numbers": lambda client: list(client.list_numbers(INVOICE)),
    "changes": lambda client: list(client.list_changed(LONG_AGO, {}, ours)),
    "found by name": lambda client: client.find([a_client_item()]),
    "found by number": lambda client: client.find([a_number_item()]),
    "found by id": lambda client: client.find([a_client_item(link=a_link(), action="update")]),
    "found again": lambda client: client.find_sent([a_number_item()], LONG_AGO),
    "written": lambda client: client.write([a_client_item()], "key"),
}
XERO_USES: dict[str, Use] = {
    **USES,
    "contacts": lambda client: client.read_records("Contacts", [answers.CONTACT["ContactID"]]),
    "invoices": lambda client: client.read_records("Invoices", ["x"]),
}
QUICKBOOKS_USES: dict[str, Use] = {
    **USES,
    "customers": lambda client: client.read_records("Customer", ["8"]),
    "invoices": lambda client: client.read_records("Invoice", ["42"]),
}
KEY = ItemKey("Tap", "200")
ITEM_USES: dict[str, Use] = {
    "found": lambda client: client.find_items(["Tap"]),
    "products": lambda client: list(client.list_products()),
    "made": lambda client: client.create_items([ItemWish(KEY, "Tap", "2")], "key"),
}


def records_in(result: Any) -> Iterable[LedgerRecord]:
    """The records of the way back in whatever a client gave."""
    for each in result if isinstance(result, list) else [result]:
        if isinstance(each, Changed):
            yield from each.records
        elif isinstance(each, LedgerRecord):
            yield each


def is_taken_or_refused(use: Use, client: Any) -> None:
    """What comes out of it Klipboard can keep: amounts in range, days, and JSON."""
    result: list[Any] = []
    refusal_of(lambda: result.append(use(client)), LedgerSyncError)
    for record in records_in(result[0]) if result else ():
        json.dumps(record.view, allow_nan=False).encode()
        for line in record.view.get("lines") or ():
            assert all(abs(Decimal(line[name])) < LARGEST for name in ("quantity", "unit_price"))
        for payment in record.money.payments if record.money else ():
            assert isinstance(payment, LedgerPayment)
            assert abs(payment.amount) < LARGEST


@pytest.mark.parametrize("use", XERO_USES.values(), ids=XERO_USES)
@given(answer=spoiled(answers.XERO))
def test_whatever_xero_answers(use: Use, answer: Json) -> None:
    is_taken_or_refused(use, XeroClient(Line(answer)))


@pytest.mark.parametrize("use", QUICKBOOKS_USES.values(), ids=QUICKBOOKS_USES)
@given(answer=spoiled(answers.QUICKBOOKS))
def test_whatever_quickbooks_answers(use: Use, answer: Json) -> None:
    is_taken_or_refused(use, QuickBooksClient(Line(answer)))


@pytest.mark.parametrize("use", ITEM_USES.values(), ids=ITEM_USES)
@given(answer=spoiled(answers.QUICKBOOKS))
def test_whatever_quickbooks_answers_of_items(use: Use, answer: Json) -> None:
    is_taken_or_refused(use, QuickBooksItems(Line(answer)))


@pytest.mark.parametrize(
    ("uses", "client", "answer"),
    [
        pytest.param(XERO_USES, XeroClient, answers.XERO, id="xero"),
        pytest.param(QUICKBOOKS_USES, QuickBooksClient, answers.QUICKBOOKS, id="quickbooks"),
        pytest.param(ITEM_USES, QuickBooksItems, answers.QUICKBOOKS, id="items of quickbooks"),
    ],
)
def test_the_answers_that_are_spoiled_were_good(
    uses: dict[str, Use], client: Any, answer: Json
) -> None:
    """So that what the tests above spoil is read in the first place."""
    results = {name: use(client(Line(answer))) for name, use in uses.items()}

    assert all(results.values())


@pytest.mark.parametrize(
    ("way", "value", "told"),
    [
        (("AmountPaid",), "a lot", "Xero sent AmountPaid='a lot' in place of a number"),
        (
            ("AmountPaid",),
            Decimal("1e400"),
            "Xero sent AmountPaid=Decimal('1E+400') in place of a number ",
        ),
        (("AmountPaid",), "NaN", "Xero sent AmountPaid=Decimal('NaN') in place of a number below"),
        (("AmountPaid",), Decimal("1e-400"), "in place of a number of some places"),
        (("DateString",), "soon", "Xero sent DateString='soon' in place of a day such as"),
        (("DueDate",), "/Date(999999999999999)/", "Xero sent a time that is not in its format"),
        (("Contact",), "Acme", "Xero sent Contact='Acme' in place of an object"),
        (("LineItems",), {"a": 1}, "Xero sent LineItems={'a': 1} in place of a list of objects"),
        (("LineItems",), ["Tap"], "Xero sent LineItems=['Tap'] in place of a list of objects"),
        (("Reference",), {"a": 1}, "Xero sent Reference={'a': 1} in place of a text"),
        (("InvoiceID",), None, "Xero sent InvoiceID=None in place of an id"),
        (("Reference",), ["x" * 10_000_000], "... (10,000,004 characters) in place of a text"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 60 else "",
)
def test_nonsense_of_xero_is_told_with_its_field_its_value_and_what_is_allowed(
    way: tuple[str], value: Any, told: str
) -> None:
    body = changed(answers.XERO_INVOICE, way, value)

    refused = refusal_of(lambda: xero_inbound.record(body, "Invoices"), UnexpectedResponse)

    assert refused is not None
    assert told in refused.message


@pytest.mark.parametrize(
    ("way", "value", "told"),
    [
        (("TotalAmt",), [], "QuickBooks sent TotalAmt=[] in place of a number"),
        (("DueDate",), "2026-02-30", "QuickBooks sent DueDate='2026-02-30' in place of a day"),
        (("CustomerRef",), "8", "QuickBooks sent CustomerRef='8' in place of an object"),
        (("Line", 0, "SalesItemLineDetail", "Qty"), Decimal("1e-15"), "sent UnitPrice=Decimal("),
        (("LinkedTxn",), 7, "QuickBooks sent LinkedTxn=7 in place of a list of objects"),
    ],
    ids=["amount", "day", "reference", "price per piece", "links"],
)
def test_nonsense_of_quickbooks_is_told_with_its_field_its_value_and_what_is_allowed(
    way: tuple[Any, ...], value: Any, told: str
) -> None:
    body = changed(answers.QUICKBOOKS_INVOICE, way, value)

    def read() -> None:
        quickbooks_view.of(body, "Invoice")
        payments.money(body, {"5": answers.QUICKBOOKS_PAYMENT})

    refused = refusal_of(read, UnexpectedResponse)

    assert refused is not None
    assert told in refused.message


headers = st.fixed_dictionaries(
    {
        "content-type": st.sampled_from(["application/json", "text/html", "", "json;charset=x"]),
        "retry-after": st.sampled_from(["", "7", "²", "-1", "nan", "9" * 400, "Wed, 21 Oct"]),
        "x-rate-limit-problem": texts,
    }
)
bodies = st.one_of(
    texts,
    json_values.map(lambda value: json.dumps(value, default=str)),
    spoiled({**answers.FAULT, "Elements": [answers.REFUSED_BY_XERO]}).map(
        lambda value: json.dumps(value, default=str)
    ),
    st.just("[" * 100_000),
    st.just('{"Fault":' * 5_000),
)


@pytest.mark.parametrize(
    "fault", [xero_faults.fault, quickbooks_faults.fault], ids=["xero", "quickbooks"]
)
@given(
    status=st.sampled_from([200, 204, 302, 400, 401, 403, 404, 429, 500, 503, 999]),
    sent=headers,
    body=bodies,
)
def test_an_error_that_is_nonsense_itself_is_still_an_error_of_ours(
    fault: Callable[[Answer, str], Exception | None], status: int, sent: Json, body: str
) -> None:
    error = fault(Answer(status, sent, body), "/Invoices")

    if error is not None:
        assert isinstance(error, ResponseError)
        assert error.message.splitlines() == [error.message]
        assert error.retry_after is None or 0 <= error.retry_after <= 99_999


def words(refused: Refusal) -> str:
    return refused.message if isinstance(refused, Refused) else refused.error.message


@given(element=spoiled({**answers.REFUSED_BY_XERO, **answers.CONTACT}))
def test_a_refusal_of_xero_that_is_nonsense_is_one_all_the_same(element: Json) -> None:
    if xero_faults.is_refused(element):
        refused = xero_faults.refusal(element, Ref(CLIENT, 7))
        assert words(refused).startswith("Xero: ")


@given(element=st.one_of(spoiled(answers.FAULT), st.dictionaries(texts, json_values, max_size=2)))
def test_a_refusal_of_quickbooks_that_is_nonsense_is_one_all_the_same(element: Json) -> None:
    refused = elements.refusal(element, CLIENT, "create", repeated=False)

    if refused is not None:
        assert words(refused).startswith("QuickBooks: ")
