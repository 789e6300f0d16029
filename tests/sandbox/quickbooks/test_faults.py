from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from sandbox.process import ControlError
from tests.patience import until
from tests.sandbox.quickbooks.conftest import error_of

UTC_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-0[78]:00")


def test_a_service_answer_has_a_time_and_a_trace_id(api):
    answer = api.call("POST", "customer", {"DisplayName": "A"})

    assert set(answer.json()) == {"Customer", "time"}
    assert UTC_OFFSET.fullmatch(answer.json()["time"])
    assert answer.headers["intuit_tid"].startswith("1-")
    assert answer.headers["content-type"].startswith("application/json")


def test_a_refusal_is_a_fault_with_a_time(api):
    api.customer("A")

    answer = api.call("POST", "customer", {"DisplayName": "A"})

    body = answer.json()
    assert (answer.status_code, set(body)) == (400, {"Fault", "time"})
    assert body["Fault"]["type"] == "ValidationFault"
    assert set(error_of(body)) == {"Message", "Detail", "code", "element"}


def test_who_does_not_ask_for_json_gets_xml(api):
    created = api.call("POST", "customer", {"DisplayName": "A & B"}, headers={"Accept": "*/*"})
    refused = api.call("POST", "customer", {"DisplayName": "A & B"}, headers={"Accept": "*/*"})

    assert created.headers["content-type"].startswith("text/xml")
    assert '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="' in created.text
    assert '<Customer domain="QBO" sparse="false">' in created.text
    assert "<DisplayName>A &amp; B</DisplayName>" in created.text
    assert '<Fault type="ValidationFault"><Error code="6240" element="">' in refused.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "unicorn/1"), ("POST", "unicorn"), ("DELETE", "customer/1"), ("GET", "customer")],
)
def test_what_the_api_does_not_do_is_unsupported(api, method, path):
    answer = api.call(method, path, {})

    assert (answer.status_code, error_of(answer.json())["code"]) == (400, "500")


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ('{"DisplayName": "A"', "application/json"),
        ('["A"]', "application/json"),
        ('{"Customer": {"DisplayName": "A"}}', "application/json"),
        ("DisplayName=A", "application/x-www-form-urlencoded"),
    ],
    ids=["no JSON", "no object", "wrapped", "a form"],
)
def test_a_body_that_is_not_the_bare_entity_is_refused(api, data, content_type):
    answer = api.call("POST", "customer", data=data, headers={"Content-Type": content_type})

    assert (answer.status_code, error_of(answer.json())["code"]) == (400, "2010")


@pytest.mark.parametrize("query", [{}, {"entities": "Customer"}, {"changedSince": "2026-01-01"}])
def test_changes_need_entities_and_a_time(api, query):
    answer = api.call("GET", "cdc", **query)

    assert (answer.status_code, error_of(answer.json())["code"]) == (400, "2020")


def test_any_minor_version_is_answered(api):
    answer = api.call("GET", "preferences", minorversion="4")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("code", "status", "word"),
    [
        ("3100", 403, "ApplicationAuthorizationFailed"),
        ("120", 401, "AuthorizationFailure"),
        ("100", 401, "General Authentication Error"),
        ("3200", 401, "AuthenticationFailed"),
    ],
)
def test_the_gateway_refuses_on_demand(quickbooks, api, code, status, word):
    quickbooks.inject("gateway", code=code)

    answer = api.call("GET", "preferences")

    error = answer.json()["fault"]["error"][0]
    assert (answer.status_code, error["code"]) == (status, code)
    assert word in error["message"]


def test_the_gateway_answers_xml_on_demand(quickbooks, api):
    quickbooks.inject("gateway", code="3200", xml=True)
    quickbooks.inject("rate_limit", after=1, xml=True, retry_after=3)

    unauthenticated, throttled = (api.call("GET", "preferences") for _ in range(2))

    assert (unauthenticated.status_code, throttled.status_code) == (401, 429)
    assert '<Fault type="AUTHENTICATION"><Error code="3200">' in unauthenticated.text
    assert '<Fault type="SERVICE"><Error code="3001">' in throttled.text
    assert throttled.headers["retry-after"] == "3"


def test_a_fault_may_come_with_status_200(quickbooks, api):
    quickbooks.inject("fault_200", path="/customer")

    answer = api.call("POST", "customer", {"DisplayName": "A"})

    assert (answer.status_code, error_of(answer.json())["code"]) == (200, "6190")
    assert quickbooks.documents(api.realm_id, "Customer") == []


@pytest.mark.parametrize("status", [500, 400, 200])
def test_quickbooks_fails_by_itself_on_demand(quickbooks, api, status):
    quickbooks.inject("system_fault", status=status)

    answer = api.call("GET", "preferences")

    assert (answer.status_code, answer.json()["Fault"]["type"]) == (status, "SystemFault")
    assert error_of(answer.json())["code"] == "10000"


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_is_html(quickbooks, api, status):
    quickbooks.inject("server_error", status=status)

    answer = api.call("GET", "preferences")

    assert (answer.status_code, answer.text[:15]) == (status, "<!DOCTYPE html>")


def test_an_outage_is_plain_text(quickbooks, company, api):
    quickbooks.inject("offline")

    once = api.call("GET", "preferences")
    quickbooks.set_offline(company.tenant_id)
    lasting = api.call("GET", "preferences")
    quickbooks.set_offline(company.tenant_id, offline=False)

    for answer in (once, lasting):
        assert (answer.status_code, answer.text) == (504, "stream timeout")
    assert api.call("GET", "preferences").status_code == 200


@pytest.mark.parametrize(("kind", "stored"), [("drop_before", 0), ("drop_after", 1)])
def test_a_connection_that_closes_tells_nothing_of_what_happened(quickbooks, api, kind, stored):
    quickbooks.inject(kind, method="POST")

    with pytest.raises(requests.ConnectionError):
        api.customer()

    assert len(quickbooks.documents(api.realm_id, "Customer")) == stored
    assert quickbooks.requests()[-1].status is None


def test_an_answer_may_be_cut_off(quickbooks, api):
    quickbooks.inject("truncate", path="/customer")

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        api.customer()

    assert len(quickbooks.documents(api.realm_id, "Customer")) == 1


@pytest.mark.parametrize("kind", ["expire_token", "disconnect", "revoke"])
def test_access_may_end_with_a_call(quickbooks, api, kind):
    quickbooks.inject(kind)

    answers = [api.call("GET", "preferences") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [401, 401]


def test_a_call_may_take_longer(quickbooks, api):
    quickbooks.set_switches(latency_ms=300)

    started = time.perf_counter()
    api.call("GET", "preferences")

    assert time.perf_counter() - started >= 0.3


@pytest.mark.parametrize(
    ("kind", "meanwhile"),
    [pytest.param("hold_before", 0, id="before"), pytest.param("hold_after", 1, id="after")],
)
def test_a_call_may_be_held_before_or_after_the_commit(quickbooks, api, kind, meanwhile):
    quickbooks.inject(kind, method="POST", path="/customer")

    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(api.call, "POST", "customer", {"DisplayName": "A"})
        until(lambda: quickbooks.faults()[0]["fired"])
        until(lambda: len(quickbooks.documents(api.realm_id, "Customer")) == meanwhile)
        was_held = not call.done()
        quickbooks.clear_faults()

    assert was_held
    assert call.result().status_code == 200
    assert len(quickbooks.documents(api.realm_id, "Customer")) == 1


def test_one_object_may_be_refused_by_its_content(quickbooks, api):
    quickbooks.inject("item_fault", match="Bad", code="6540", message="Deposited", times=None)

    error = api.refused("Customer", {"DisplayName": "Bad"})

    assert (error["code"], error["Message"]) == ("6540", "Deposited")
    assert api.customer("Good")["DisplayName"] == "Good"


def test_a_fault_may_be_meant_for_one_operation(quickbooks, api):
    invoice = api.invoice(api.customer()["Id"])
    known = {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]}
    quickbooks.inject("server_error", path="/invoice?operation=void", times=None)

    voided = api.http.post(
        f"{quickbooks.api_url}/{api.realm_id}/invoice?operation=void",
        json=known,
        headers={"Authorization": f"Bearer {api.tokens['access_token']}"},
        timeout=30,
    )
    created = api.invoice(invoice["CustomerRef"]["value"])

    assert (voided.status_code, bool(created["Id"])) == (500, True)


def test_a_ledger_refuses_a_fault_that_only_the_other_has(sandbox, quickbooks):
    with pytest.raises(ControlError, match="xero has no fault item_fault"):
        sandbox.xero.inject("item_fault")

    assert quickbooks.inject("item_fault")
