from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.patience import until

NEW = {"Contacts": [{"Name": "A"}]}


def put(api, key="k-1", body=NEW, **query):
    query = {"summarizeErrors": "false", **query}
    return api.call("PUT", "Contacts", body, headers={"Idempotency-Key": key}, **query)


def test_the_same_request_is_answered_byte_by_byte_alike_and_spends_quota(api, xero, org):
    first, second = put(api), put(api)

    assert second.content == first.content
    assert len(api.read("Contacts")) == 1
    left = [int(answer.headers["X-MinLimit-Remaining"]) for answer in (first, second)]
    assert left[1] == left[0] - 1
    assert [entry.replayed for entry in xero.requests(org.tenant_id)][:2] == [False, True]


@pytest.mark.parametrize("envelope", ["problem", "validation"])
def test_the_same_key_with_another_request_is_400(api, xero, envelope):
    xero.set_switches(idempotency_error_body=envelope)
    put(api)

    answer = put(api, body={"Contacts": [{"Name": "B"}]})

    assert answer.status_code == 400
    assert "Idempotency Key k-1 is used with a different request." in answer.text
    assert ("Detail" in answer.json()) == (envelope == "problem")


def test_another_query_is_another_request(api):
    put(api)

    assert put(api, unitdp=4).status_code == 400


def test_six_minutes_later_the_key_is_new(sandbox, api):
    put(api)
    sandbox.advance_clock(361)

    answer = put(api)

    assert answer.json()["Contacts"][0]["StatusAttributeString"] == "ERROR"


def test_errors_are_kept_too(api):
    api.contact("A")
    refused = put(api)
    contact_id = api.read("Contacts")[0]["ContactID"]
    api.post("Contacts", {"ContactID": contact_id, "Name": "Renamed"})

    assert put(api).content == refused.content
    assert put(api, key="k-2").json()["Contacts"][0]["StatusAttributeString"] == "OK"


def test_an_internal_error_is_kept_too(api, xero):
    xero.inject("server_error", path="/Contacts", method="PUT")

    assert [put(api).status_code for _ in range(2)] == [500, 500]
    assert put(api, key="k-2").status_code == 200


def test_a_key_that_is_too_long_is_refused(api):
    assert put(api, key="k" * 128).status_code == 200
    assert put(api, key="k" * 129).status_code == 400


def test_a_key_does_nothing_on_a_read(api):
    headers = {"Idempotency-Key": "k-1"}
    before = api.call("GET", "Contacts", headers=headers)
    api.contact("A")

    assert api.call("GET", "Contacts", headers=headers).content != before.content


@pytest.mark.parametrize(
    ("scope", "made"), [pytest.param("token", 2, id="token"), pytest.param("app", 1, id="app")]
)
def test_keys_are_known_per_token_or_per_app_by_switch(api, xero, scope, made):
    xero.set_switches(idempotency_scope=scope)
    contact_id = api.contact("A")
    line = {"Description": "steel"}
    body = {"PurchaseOrders": [{"Contact": {"ContactID": contact_id}, "LineItems": [line]}]}
    headers = {"Idempotency-Key": "k-1"}

    api.call("PUT", "PurchaseOrders", body, headers=headers)
    api.tokens = xero.sign_in()
    api.call("PUT", "PurchaseOrders", body, headers=headers)

    assert len(api.read("PurchaseOrders")) == made


@pytest.mark.parametrize(
    ("choice", "statuses"),
    [
        pytest.param("wait", [200, 200], id="wait"),
        pytest.param("conflict", [200, 400], id="conflict"),
    ],
)
def test_a_duplicate_while_the_first_runs_goes_by_switch(api, xero, choice, statuses):
    xero.set_switches(idempotency_in_progress=choice)
    xero.inject("hold_before", times=2)

    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(put, api) for _ in range(2)]
        until(lambda: xero.faults()[0]["fired"] == 2)
        xero.clear_faults()

    assert sorted(call.result().status_code for call in calls) == statuses
    assert len(api.read("Contacts")) == 1
