from __future__ import annotations

import pytest

CREATE = {"operation": "create", "Customer": {"DisplayName": "A"}}


def test_the_call_above_the_minute_is_throttled(quickbooks, api):
    quickbooks.set_limits(minute=2)

    answers = [api.call("GET", "preferences") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    body = answers[2].json()
    assert body["fault"]["type"] == "SERVICE"
    assert body["fault"]["error"][0] == {
        "message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
        "detail": "The request limit was reached.  Try again later",
        "code": "3001",
        "element": None,
    }
    assert "retry-after" not in answers[2].headers


def test_the_next_minute_is_open_again(sandbox, quickbooks, api):
    quickbooks.set_limits(minute=1)
    api.call("GET", "preferences")

    throttled = api.call("GET", "preferences")
    sandbox.advance_clock(60)
    admitted = api.call("GET", "preferences")

    assert (throttled.status_code, admitted.status_code) == (429, 200)


@pytest.mark.parametrize(
    ("limits", "path"),
    [({"second": 0}, "preferences"), ({"batches": 0}, "batch")],
    ids=["second", "batches"],
)
def test_seconds_and_batches_have_limits_of_their_own(quickbooks, api, limits, path):
    quickbooks.set_limits(**limits)
    body = {"BatchItemRequest": [{"bId": "1", **CREATE}]}

    answer = api.call("POST" if path == "batch" else "GET", path, body)

    assert answer.status_code == 429


def test_companies_do_not_share_their_limits(quickbooks, api):
    quickbooks.set_limits(api.realm_id, minute=0)
    other = quickbooks.add_organisation("Hill & Sons")

    tokens = quickbooks.sign_in(other.tenant_id)
    answer = api.http.get(
        f"{quickbooks.api_url}/{other.tenant_id}/preferences",
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
        timeout=30,
    )

    assert (api.call("GET", "preferences").status_code, answer.status_code) == (429, 200)


@pytest.mark.parametrize(("counted", "status"), [(True, 429), (False, 200)])
def test_a_switch_counts_every_item_of_a_batch(quickbooks, api, counted, status):
    quickbooks.set_switches(items_count_against_minute=counted)
    quickbooks.set_limits(minute=2)
    items = [{"bId": str(number), "Query": "select * from Item"} for number in range(3)]

    assert api.call("POST", "batch", {"BatchItemRequest": items}).status_code == status


def test_switches_give_xml_and_the_time_to_wait(quickbooks, api):
    quickbooks.set_switches(gateway_errors_as_xml=True, retry_after_header=True)
    quickbooks.set_limits(minute=0)

    answer = api.call("GET", "preferences")

    assert answer.headers["content-type"].startswith("text/xml")
    assert '<Fault type="SERVICE"><Error code="3001">' in answer.text
    assert "<Message>message=ThrottleExceeded; errorCode=003001; statusCode=429" in answer.text
    assert int(answer.headers["retry-after"]) >= 1


def test_limits_can_be_started_anew(quickbooks, api):
    quickbooks.set_limits(minute=1)
    api.call("GET", "preferences")

    quickbooks.restart_limits()

    assert api.call("GET", "preferences").status_code == 200


def test_limits_that_only_xero_has_are_passed_over(quickbooks):
    limits = quickbooks.set_limits(minute=7, day=1, app_minute=1, concurrent=1)

    assert limits["minute"] == 7
    assert "day" not in limits
