"""The exchanges of the documentation, asked of the sandbox.

A recorded answer may be shortened: the sandbox's has to hold all of it, and nothing else where it
is marked complete. `{name}` stands for an id of the test, `*` for any text; moments only have to
be of the same form.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

EXCHANGES = Path(__file__).parent / "exchanges"
MOMENTS = ("CreateTime", "LastUpdatedTime", "time")
COUNTDOWN = "x_refresh_token_hard_expires_in"
RECORDED_AT = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
DAY_SECONDS = 86_400
SERVICES = "1"  # the item of every new company


def exchange(name: str, **ids: str) -> Any:
    text = (EXCHANGES / f"{name}.json").read_text()
    for key, value in ids.items():
        text = text.replace(f"{{{key}}}", value)
    return json.loads(text)


def fits(recorded: Any, actual: Any, *, complete: bool = False, key: str = "") -> bool:
    """Tell whether an answer holds what was recorded."""
    if isinstance(recorded, dict):
        keys = (set(recorded), set(actual))
        return (keys[0] == keys[1] if complete else keys[0] <= keys[1]) and all(
            fits(value, actual[name], complete=complete, key=name)
            for name, value in recorded.items()
        )
    if isinstance(recorded, list):
        pairs = zip(recorded, actual, strict=False)
        return len(recorded) == len(actual) and all(
            fits(*pair, complete=complete, key=key) for pair in pairs
        )
    if key in MOMENTS and isinstance(recorded, str):
        return re.sub(r"\d", "9", recorded) == re.sub(r"\d", "9", actual)
    if key in (*MOMENTS, COUNTDOWN):
        return isinstance(actual, int)
    return (isinstance(actual, str) and actual != "") if recorded == "*" else recorded == actual


def ask(api, asked):
    token = api.tokens["access_token"]
    return api.http.request(
        asked["method"],
        f"{api.quickbooks.api_url}/{api.realm_id}{asked['path']}",
        json=asked.get("body"),
        data=asked.get("text"),
        headers={
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            **asked.get("headers", {}),
        },
        timeout=30,
    )


def assert_as_recorded(answer, recorded):
    complete = recorded.get("complete", False)
    body = answer.json()
    if "BatchItemResponse" in body:  # whose order says nothing
        body["BatchItemResponse"].sort(key=lambda item: item["bId"])
    assert answer.status_code == recorded["status"], answer.text
    assert fits(recorded["body"], body, complete=complete), answer.text
    assert recorded.get("headers", {}).items() <= dict(answer.headers).items()
    assert answer.headers["intuit_tid"]


@pytest.fixture
def quickbooks(sandbox, quickbooks):
    sandbox.set_clock(RECORDED_AT)
    return quickbooks


def a_customer(api, name="Harbour Foods", **fields) -> str:
    return str(api.customer(name, **fields)["Id"])


def again(api, entity, key, **fields) -> None:
    api.write(entity, {"Id": key, "SyncToken": "0", "sparse": True, **fields})


def a_sale(api, customer, number="INV-1") -> str:
    return str(api.invoice(customer, DocNumber=number)["Id"])


def a_payment(api, customer, invoice) -> str:
    link = {"TxnId": invoice, "TxnType": "Invoice"}
    wanted = {
        "CustomerRef": {"value": customer},
        "TotalAmt": 100,
        "TxnDate": "2026-09-14",
        "Line": [{"Amount": 100, "LinkedTxn": [link]}],
    }
    return str(api.write("Payment", wanted)["Id"])


def test_a_token_refresh_answers_as_recorded(quickbooks, api):
    recorded = exchange("token_refresh", refresh_token=api.tokens["refresh_token"])

    answer = refresh(quickbooks, api, recorded)

    assert_as_recorded(answer, recorded["response"])


def test_a_refresh_token_after_its_rotation_answers_as_recorded(sandbox, quickbooks, api):
    old = api.tokens["refresh_token"]
    sandbox.advance_clock(DAY_SECONDS + 1)
    refresh(quickbooks, api, exchange("token_refresh", refresh_token=old))
    recorded = exchange("token_refresh_too_late", refresh_token=old)

    answer = refresh(quickbooks, api, recorded)

    assert_as_recorded(answer, recorded["response"])


def refresh(quickbooks, api, recorded):
    client = (quickbooks.client_id, quickbooks.client_secret)
    asked = recorded["request"]
    return api.http.post(
        quickbooks.token_url, data=asked["form"], headers=asked["headers"], auth=client, timeout=30
    )


def test_an_expired_token_answers_as_recorded(quickbooks, company, api):
    recorded = exchange("expired_token", realm=company.tenant_id)
    quickbooks.expire_tokens()

    answer = ask(api, recorded["request"])

    assert_as_recorded(answer, recorded["response"])


def test_the_limit_of_a_minute_answers_as_recorded(quickbooks, api):
    recorded = exchange("throttle")
    quickbooks.set_limits(minute=1)
    api.call("GET", "preferences")

    answer = ask(api, recorded["request"])

    assert_as_recorded(answer, recorded["response"])


def test_a_sub_customer_answers_as_recorded(api):
    recorded = exchange("create_sub_customer", parent=a_customer(api))

    answer = ask(api, recorded["request"])

    assert_as_recorded(answer, recorded["response"])


def test_a_duplicate_name_answers_as_recorded(api):
    a_customer(api)

    assert_recorded(api, "duplicate_name")


def test_a_stale_object_answers_as_recorded(api):
    customer = a_customer(api)
    again(api, "Customer", customer, Notes="First thoughts")

    assert_recorded(api, "stale_object", customer=customer)


def test_a_new_invoice_answers_as_recorded(api):
    address = {"Line1": "1 Pier Road", "City": "Tucson"}
    customer = a_customer(api, BillAddr=address)

    assert_recorded(api, "create_invoice", customer=customer, item=SERVICES)


def test_a_partly_failing_batch_answers_as_recorded(api):
    customer = a_customer(api)
    again(api, "Customer", customer, Notes="m")

    assert_recorded(api, "partly_failing_batch", customer=customer)


def test_a_wrong_line_amount_answers_as_recorded(api):
    assert_recorded(api, "line_amount_mismatch", customer=a_customer(api), item=SERVICES)


def test_a_page_of_a_query_answers_as_recorded(sandbox, api):
    sandbox.set_clock(RECORDED_AT - timedelta(hours=2))
    customer, gone = a_customer(api), a_customer(api, "Tin Shed Cafe")
    sandbox.set_clock(RECORDED_AT)
    parent = {"value": customer}
    job = a_customer(api, "Pump Room Refit", Job=True, ParentRef=parent)
    sandbox.advance_clock(60)
    again(api, "Customer", gone, Active=False)

    assert_recorded(api, "query_page", customer=customer, job=job, gone=gone)


@pytest.mark.parametrize("name", ["query_count", "query_empty", "query_unknown_property"])
def test_short_answers_to_queries_are_as_recorded(api, name):
    assert_recorded(api, name)


def test_changes_with_a_deletion_answer_as_recorded(sandbox, api):
    customer = a_customer(api)
    gone, paid = a_sale(api, customer, "INV-2"), a_sale(api, customer)
    api.write("Invoice", {"Id": gone, "SyncToken": "0"}, operation="delete")
    sandbox.advance_clock(60)
    payment = a_payment(api, customer, paid)
    ids = {"customer": customer, "gone": gone, "paid": paid, "payment": payment}

    assert_recorded(api, "changes_with_a_deletion", **ids)


def test_a_new_payment_answers_as_recorded(api):
    customer = a_customer(api)
    invoice = a_sale(api, customer)

    assert_recorded(api, "create_payment", customer=customer, invoice=invoice)


@pytest.mark.parametrize("name", ["void_payment", "delete_payment"])
def test_a_payment_taken_back_answers_as_recorded(api, name):
    customer = a_customer(api)
    payment = a_payment(api, customer, a_sale(api, customer))

    assert_recorded(api, name, payment=payment)


def test_a_duplicate_invoice_number_answers_as_recorded(quickbooks, api):
    quickbooks.set_switches(duplicate_doc_numbers="reject")
    customer = a_customer(api)
    invoice = a_sale(api, customer)

    assert_recorded(api, "duplicate_number", customer=customer, invoice=invoice, item=SERVICES)


def test_a_voided_invoice_answers_as_recorded(api):
    customer = a_customer(api)
    invoice = a_sale(api, customer)

    assert_recorded(api, "void_invoice", customer=customer, invoice=invoice)


def assert_recorded(api, name, **ids):
    recorded = exchange(name, **ids)
    assert_as_recorded(ask(api, recorded["request"]), recorded["response"])


def test_every_recorded_exchange_is_asked():
    source = Path(__file__).read_text()

    unasked = [path.stem for path in EXCHANGES.glob("*.json") if f'"{path.stem}"' not in source]

    assert unasked == []
