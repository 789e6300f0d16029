from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.patience import until
from tests.sandbox.conftest import Api


def put(api, name="A", key="k-1"):
    body = {"Contacts": [{"Name": name}]}
    return api.call("PUT", "Contacts", body, headers={"Idempotency-Key": key})


@pytest.mark.parametrize(
    ("kind", "kept"),
    [pytest.param("drop_before", 0, id="before"), pytest.param("drop_after", 1, id="after")],
)
def test_an_answer_can_get_lost_before_or_after_the_commit(api, xero, org, kind, kept):
    xero.inject(kind, method="PUT", path="/Contacts")

    with pytest.raises(requests.exceptions.ConnectionError):
        put(api)

    assert len(xero.contacts(org.tenant_id)) == kept
    assert put(api).status_code == 200
    assert len(xero.contacts(org.tenant_id)) == 1
    assert [entry.status for entry in xero.requests(org.tenant_id)] == [None, 200]


@pytest.mark.parametrize(
    ("kind", "kept"),
    [pytest.param("reset_before", 0, id="before"), pytest.param("reset_after", 1, id="after")],
)
def test_a_connection_can_be_broken_off_before_or_after_the_commit(api, xero, org, kind, kept):
    xero.inject(kind, method="PUT", path="/Contacts")

    with pytest.raises(requests.exceptions.ConnectionError, match="reset by peer"):
        put(api)

    assert len(xero.contacts(org.tenant_id)) == kept


@pytest.mark.parametrize("cut", ["announced", "chunked", "gzip"])
def test_an_answer_can_be_cut_off(api, xero, org, cut):
    xero.inject("truncate", path="/api.xro/2.0/Contacts", cut=cut)

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        put(api)

    assert len(xero.contacts(org.tenant_id)) == 1


def test_half_an_answer_can_look_like_a_whole_one(api, xero, org):
    xero.inject("truncate", path="/api.xro/2.0/Contacts", cut="unnoticed")

    answer = put(api)

    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert len(xero.contacts(org.tenant_id)) == 1


@pytest.mark.parametrize(
    ("kind", "meanwhile"),
    [pytest.param("hold_before", 0, id="before"), pytest.param("hold_after", 1, id="after")],
)
def test_a_call_can_be_held_before_or_after_the_commit(api, xero, org, kind, meanwhile):
    xero.inject(kind, method="PUT", path="/Contacts")

    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(put, api)
        until(lambda: xero.faults()[0]["fired"])
        until(lambda: len(xero.contacts(org.tenant_id)) == meanwhile)
        was_held = not call.done()
        xero.clear_faults()

    assert was_held
    assert call.result().status_code == 200
    assert len(xero.contacts(org.tenant_id)) == 1


@pytest.mark.parametrize("carried_out", [False, True])
def test_somebody_else_can_answer_in_the_ledgers_place(api, xero, org, carried_out):
    page = {"status": 302, "text": "<p>moved", "content_type": "text/html"}
    to = {"Location": "/elsewhere"}
    xero.inject("answer", **page, headers=to, carried_out=carried_out)

    answer = api.http.put(
        f"{xero.api_url}/Contacts",
        json={"Contacts": [{"Name": "A"}]},
        headers={
            "Authorization": f"Bearer {api.tokens['access_token']}",
            "xero-tenant-id": org.tenant_id,
        },
        allow_redirects=False,
        timeout=30,
    )

    assert (answer.status_code, answer.text) == (302, "<p>moved")
    assert answer.headers["Location"] == "/elsewhere"
    assert answer.headers["Content-Type"] == "text/html"
    assert len(xero.contacts(org.tenant_id)) == carried_out


def test_an_answer_can_be_huge(api, xero):
    xero.inject("huge", megabytes=3)

    answer = api.call("GET", "Organisation")

    assert len(answer.content) > 3_000_000
    assert answer.json()["Organisations"]


@pytest.mark.parametrize(
    ("how", "names"),
    [
        ("left_out", ["A"]),
        ("twice", ["A", "B", "A"]),
        ("stranger", ["A", "B", "A-stranger"]),
        ("one_for_another", ["A", "A"]),
        ("stranger_for_another", ["A", "A-stranger"]),
    ],
)
def test_the_elements_of_an_answer_can_be_wrong(api, xero, org, how, names):
    xero.inject("elements", elements=how)

    answer = api.write("PUT", "Contacts", {"Name": "A"}, {"Name": "B"})

    assert [each["Name"] for each in answer] == names
    assert {each["Name"] for each in xero.contacts(org.tenant_id)} == {"A", "B"}


def test_an_answer_can_be_slow(api, xero):
    xero.set_switches(latency_ms=200)

    started = time.monotonic()
    api.call("GET", "Organisation")

    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize(
    ("problem", "wait"),
    [
        pytest.param("minute", True, id="minute"),
        pytest.param("day", True, id="day"),
        pytest.param("concurrent", False, id="concurrent"),
        pytest.param("appminute", False, id="appminute"),
    ],
)
def test_every_kind_of_429_can_be_called_up(api, xero, problem, wait):
    xero.inject("rate_limit", problem=problem)

    answer = api.call("GET", "Organisation")

    assert (answer.status_code, answer.content) == (429, b"")
    assert answer.headers["X-Rate-Limit-Problem"] == problem
    assert ("Retry-After" in answer.headers) is wait


@pytest.mark.parametrize("wait", [2, "Mon, 14 Sep 2026 09:29:53 GMT"], ids=["seconds", "date"])
def test_retry_after_can_be_chosen(api, xero, wait):
    xero.inject("rate_limit", retry_after=wait)

    assert api.call("GET", "Organisation").headers["Retry-After"] == str(wait)


@pytest.mark.parametrize("status", [500, 503])
def test_server_errors_are_html(api, xero, status):
    xero.inject("server_error", status=status)

    answer = api.call("GET", "Organisation")

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Xero-Correlation-Id"]


def test_an_organisation_off_line_says_so_in_plain_text(api, xero, org):
    xero.inject("offline")
    once = api.call("GET", "Organisation")
    xero.set_offline(org.tenant_id)
    lasting = [api.call("GET", "Organisation") for _ in range(2)]
    xero.set_offline(org.tenant_id, offline=False)

    assert {(row.status_code, row.text) for row in (once, *lasting)} == {
        (503, "The Organisation is offline")
    }
    assert api.call("GET", "Organisation").status_code == 200


def test_a_token_can_expire_in_the_middle_of_a_run(api, xero):
    xero.inject("expire_token", after=1)

    answers = [api.call("GET", "Organisation") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 401, 401]
    assert answers[1].json()["Detail"].startswith("TokenExpired: token expired at ")


@pytest.mark.parametrize("kind", ["disconnect", "revoke"])
def test_a_connection_can_end_in_the_middle_of_a_run(api, xero, kind):
    xero.inject(kind, after=1)

    statuses = [api.call("GET", "Organisation").status_code for _ in range(2)]

    assert statuses == [200, 403]


def test_the_elements_of_a_batch_can_come_back_in_another_order(api, xero):
    xero.inject("shuffle")

    answer = api.write("PUT", "Contacts", {"Name": "A"}, {"Name": "B"}, {"Name": "C"})

    assert [row["Name"] for row in answer] == ["C", "B", "A"]


def test_a_fault_meets_only_matching_calls_and_only_so_often(api, xero, org):
    other = Api(xero, xero.add_organisation("Other").tenant_id)
    xero.inject("server_error", method="GET", path="Contacts", tenant_id=org.tenant_id, times=2)

    outside = [other.call("GET", "Contacts"), api.call("GET", "Invoices"), put(api)]
    inside = [api.call("GET", "Contacts") for _ in range(3)]

    assert [answer.status_code for answer in outside] == [200, 200, 200]
    assert [answer.status_code for answer in inside] == [500, 500, 200]
    assert xero.faults()[0]["fired"] == 2


def test_the_answer_of_the_token_endpoint_can_get_lost_too(api, xero):
    xero.inject("drop_after", path="/connect/token")
    form = {"grant_type": "refresh_token", "refresh_token": api.tokens["refresh_token"]}
    client = (xero.client_id, xero.client_secret)

    with pytest.raises(requests.exceptions.ConnectionError):
        api.http.post(xero.token_url, data=form, auth=client, timeout=30)

    again = api.http.post(xero.token_url, data=form, auth=client, timeout=30)
    assert again.status_code == 200
