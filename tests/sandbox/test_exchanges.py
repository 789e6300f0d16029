"""The recorded exchanges, asked of the sandbox: same keys in the same order, same values."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.process import Organisation, SandboxProcess
from tests.sandbox.conftest import Api, a_line, an_invoice, an_order

EXCHANGES = Path(__file__).parent / "exchanges"
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ZERO_ID = "00000000-0000-0000-0000-000000000000"
MOMENTS = ("UpdatedDateUTC", "UpdatedDateUTCString", "DateTimeUTC")
RECORDED_AT = datetime(2026, 9, 14, 9, 29, 53, tzinfo=UTC)


def exchange(name: str) -> Any:
    return json.loads((EXCHANGES / f"{name}.json").read_text())


def comparable(value: Any, key: str = "") -> Any:
    """Return a body with ids and moments blotted out, and keys in their order."""
    if isinstance(value, dict):
        return [(name, comparable(item, name)) for name, item in value.items()]
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if key in MOMENTS:
        return re.sub(r"\d", "9", value)
    if isinstance(value, str) and value != ZERO_ID:
        return GUID.sub("<guid>", value)
    return value


def ask(api: Api, request: dict[str, Any], **ids: str) -> Any:
    text = json.dumps(request)
    for placeholder, actual in ids.items():
        text = text.replace(placeholder.removeprefix("id_").replace("_", "-"), actual)
    sent = json.loads(text)
    path = sent["path"].removeprefix("/api.xro/2.0/")
    headers = {k: v for k, v in sent.get("headers", {}).items() if k != "xero-tenant-id"}
    return api.call(sent["method"], path, sent.get("body"), headers)


@pytest.fixture
def api(sandbox: SandboxProcess, org: Organisation) -> Api:
    sandbox.set_clock(RECORDED_AT)
    return Api(sandbox.xero, org.tenant_id)


def test_create_contact_answers_as_recorded(api):
    recorded = exchange("create_contact")

    answer = ask(api, recorded["request"])

    assert answer.status_code == 200
    assert comparable(answer.json()) == comparable(recorded["response"]["body"])
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert all(name in answer.headers for name in recorded["response"]["headers"])
    assert answer.headers["Xero-Correlation-Id"]


def test_a_duplicate_name_answers_as_recorded(api):
    recorded = exchange("duplicate_contact_name")
    api.contact("Harbour Foods Ltd")

    answer = ask(api, recorded["request"])

    assert answer.status_code == 400
    assert comparable(answer.json()) == comparable(recorded["response"]["body"])


def test_a_partly_failing_batch_answers_as_recorded(api):
    recorded = exchange("partly_failing_batch")
    contact_id = api.contact()

    answer = ask(
        api, recorded["request"], **{"id_2f79af6c_5f57_49e8_9e44_301499538add": contact_id}
    )

    assert answer.status_code == 200
    assert comparable(answer.json()) == comparable(recorded["response"]["body"])


def test_deleting_an_authorised_invoice_answers_as_recorded(api):
    recorded = exchange("illegal_status_change")
    contact_id = api.contact()
    invoice = api.invoice(contact_id, InvoiceNumber="ERP-INV-1")

    answer = ask(
        api,
        recorded["request"],
        **{
            "id_2f79af6c_5f57_49e8_9e44_301499538add": contact_id,
            "id_60aa5d55_a47e_4665_a974_874bb50263b9": invoice["InvoiceID"],
        },
    )

    assert answer.status_code == 200
    assert comparable(answer.json()) == comparable(recorded["response"]["body"])


def test_an_unknown_invoice_answers_html(api):
    answer = ask(api, exchange("not_found")["request"])

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "cannot be found" in answer.text


def test_the_minute_limit_answers_as_recorded(sandbox, api, org):
    sandbox.xero.set_limits(minute=60, day=404)
    for _ in range(60):
        api.call("GET", "Organisation")
    sandbox.advance_clock(34)

    answer = ask(api, exchange("minute_limit")["request"])

    assert (answer.status_code, answer.content) == (429, b"")
    assert "Content-Type" not in answer.headers
    assert 24 <= int(answer.headers["Retry-After"]) <= 26
    assert answer.headers["X-Rate-Limit-Problem"] == "minute"
    assert answer.headers["X-MinLimit-Remaining"] == "0"
    assert answer.headers["X-DayLimit-Remaining"] == "344"


def test_an_expired_token_answers_as_recorded(sandbox, api):
    recorded = exchange("refused_access")[0]["response"]
    sandbox.set_clock(datetime(2026, 9, 14, 9, 29, 59, 500_000, tzinfo=UTC))
    sandbox.xero.expire_tokens()

    answer = api.call("GET", "Organisation")

    assert answer.status_code == 401
    assert comparable(answer.json()) == comparable(recorded["body"])


def test_a_disconnected_tenant_answers_as_recorded(sandbox, api, org):
    recorded = exchange("refused_access")[1]["response"]
    sandbox.xero.disconnect(org.tenant_id)

    answer = api.call("GET", "Organisation")

    assert answer.status_code == 403
    assert comparable(answer.json()) == comparable(recorded["body"])


def test_a_consumed_refresh_token_answers_as_recorded(xero, api):
    recorded = exchange("refused_access")[2]

    answer = api.http.post(
        xero.token_url,
        data=recorded["request"]["form"],
        auth=(xero.client_id, xero.client_secret),
        timeout=30,
    )

    assert (answer.status_code, answer.json()) == (400, recorded["response"]["body"])


def test_an_incremental_page_answers_as_recorded(xero, api, org):
    recorded = exchange("incremental_page")
    api.invoice(api.contact(), InvoiceNumber="ERP-INV-1", SentToContact=True)
    bookkeeper = xero.bookkeeper(org.tenant_id)
    bookkeeper.record_payment("ERP-INV-1", 10, "2026-09-14", "EFT")
    note = bookkeeper.apply_credit_note("ERP-INV-1", "4.15", "2026-09-14")

    answer = ask(api, recorded["request"], **{"id_CN_0025": note["CreditNoteNumber"]})

    expected = json.loads(
        json.dumps(recorded["response"]["body"]).replace("CN-0025", note["CreditNoteNumber"])
    )
    assert answer.status_code == 200
    assert comparable(answer.json()) == comparable(expected)


def test_the_number_of_a_deleted_order_answers_as_recorded(api):
    recorded = exchange("order_number_held_by_deleted")
    contact_id = api.contact("Steel Supplies")
    order = api.order(contact_id, PurchaseOrderNumber="ERP-PO-7")
    api.post("PurchaseOrders", {"PurchaseOrderID": order["PurchaseOrderID"], "Status": "DELETED"})

    answer = ask(
        api, recorded["request"], **{"id_50e71b5e_e368_4bda_ba17_044a6c0ec328": contact_id}
    )

    assert answer.status_code == 200
    assert comparable(answer.json()) == comparable(recorded["response"]["body"])


def test_a_removed_payment_answers_as_recorded(xero, api, org):
    recorded = exchange("payment_removed")
    invoice = api.invoice(api.contact(), InvoiceNumber="ERP-INV-1")
    bookkeeper = xero.bookkeeper(org.tenant_id)
    payment = bookkeeper.record_payment("ERP-INV-1", 10, "2026-09-14", "EFT")
    bookkeeper.apply_credit_note("ERP-INV-1", "4.15")
    bookkeeper.remove_payment(payment["PaymentID"])

    recorded["request"]["headers"]["If-Modified-Since"] = "2026-09-14T09:29:00"
    listed = ask(api, recorded["request"])
    afterwards = api.read(f"Invoices/{invoice['InvoiceID']}")[0]

    assert comparable(listed.json()) == comparable(recorded["response"]["body"])
    assert recorded["then"]["response_body_excerpt"].items() <= afterwards.items()


def test_the_time_in_an_orders_contact_is_local_time_called_utc(api):
    contact_id = api.contact("Steel Supplies")
    stored = api.read(f"Contacts/{contact_id}")[0]["UpdatedDateUTC"]

    nested = api.order(contact_id)["Contact"]["UpdatedDateUTC"]

    hours_ahead = (int(nested[6:19]) - int(stored[6:19])) / 3_600_000
    assert hours_ahead == pytest.approx(12)  # Auckland in September, before summer time


def test_lines_of_the_examples_have_the_default_tax_of_their_account(api):
    contact_id = api.contact()

    sale = api.put("Invoices", an_invoice(contact_id, LineItems=[a_line()]))
    order = api.put("PurchaseOrders", an_order(contact_id))

    assert sale["LineItems"][0]["TaxType"] == "OUTPUT2"
    assert order["LineItems"][0]["TaxType"] == "INPUT2"
