from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.patience import until
from tests.sandbox.conftest import Api

HEADERS = ("X-DayLimit-Remaining", "X-MinLimit-Remaining", "X-AppMinLimit-Remaining")


def test_what_is_left_is_told_by_every_answer(api, xero):
    xero.set_limits(minute=60, day=5000, app_minute=10_000)
    xero.restart_limits()

    first = api.call("GET", "Organisation")
    second = api.call("GET", "Invoices/unknown")

    assert [first.headers[name] for name in HEADERS] == ["4999", "59", "9999"]
    assert [second.headers[name] for name in HEADERS] == ["4998", "58", "9998"]


def test_limit_headers_of_errors_go_by_switch(api, xero):
    xero.set_switches(limit_headers_on_errors=False)

    answer = api.call("GET", "Invoices/unknown")

    assert answer.status_code == 404
    assert not set(HEADERS) & set(answer.headers)


def test_a_minute_later_the_window_is_new(sandbox, api):
    sandbox.xero.set_limits(minute=1)
    sandbox.xero.restart_limits()

    statuses = [api.call("GET", "Organisation").status_code for _ in range(2)]
    sandbox.advance_clock(61)

    assert statuses == [200, 429]
    assert api.call("GET", "Organisation").status_code == 200


def test_the_day_limit_holds_for_hours(sandbox, api):
    sandbox.xero.set_limits(day=1)
    sandbox.xero.restart_limits()
    api.call("GET", "Organisation")
    sandbox.advance_clock(1700)

    answer = api.call("GET", "Organisation")

    assert answer.headers["X-Rate-Limit-Problem"] == "day"
    assert answer.headers["X-DayLimit-Remaining"] == "0"
    assert int(answer.headers["Retry-After"]) == pytest.approx(86_400 - 1700, abs=5)


def test_the_limit_of_the_app_spans_organisations(xero, api):
    other = Api(xero, xero.add_organisation("Other").tenant_id)
    xero.set_limits(app_minute=1)
    xero.restart_limits()

    first, second = api.call("GET", "Organisation"), other.call("GET", "Organisation")

    assert (first.status_code, second.status_code) == (200, 429)
    assert second.headers["X-Rate-Limit-Problem"] == "appminute"


def test_limits_are_counted_per_organisation(xero, api):
    other = Api(xero, xero.add_organisation("Other").tenant_id)
    xero.set_limits(minute=1)
    xero.restart_limits()

    assert [one.call("GET", "Organisation").status_code for one in (api, other)] == [200, 200]


def test_one_organisation_can_have_limits_of_its_own(xero, api, org):
    xero.set_limits(org.tenant_id, minute=0)

    assert api.call("GET", "Organisation").status_code == 429


def test_the_sixth_call_in_progress_is_refused_without_retry_after(xero, api):
    callers = [Api(xero, api.tenant_id) for _ in range(5)]
    xero.inject("hold_before", times=5)

    with ThreadPoolExecutor(5) as pool:
        five = [pool.submit(caller.call, "GET", "Organisation") for caller in callers]
        until(lambda: xero.faults()[0]["fired"] == 5)
        sixth = api.call("GET", "Organisation")
        xero.clear_faults()

    assert sixth.status_code == 429
    assert sixth.headers["X-Rate-Limit-Problem"] == "concurrent"
    assert "Retry-After" not in sixth.headers
    assert {call.result().status_code for call in five} == {200}
    assert api.call("GET", "Organisation").status_code == 200


def test_the_control_api_has_no_limits_and_is_not_logged(xero, api, org):
    xero.set_limits(minute=0)

    xero.contacts(org.tenant_id)

    assert xero.requests(org.tenant_id) == []
