"""How fast a ledger may be called, and that its client and its declared quotas keep to it."""

from __future__ import annotations

import pytest
from ledger_sync.errors import QuotaExhausted, RateLimited

from tests.contract.bench import Bench
from tests.contract.faults import FAULTS
from tests.contract.records import parties
from tests.contract.traits import LIMITED, WITH_A_DAYS_END, Limit
from tests.unit.builders import a_party


@pytest.mark.parametrize(("bench", "limit"), LIMITED, indirect=["bench"])
def test_every_limit_of_the_ledger_is_kept_by_a_declared_quota(bench: Bench, limit: Limit) -> None:
    batch = bench.ledger.batch_size
    counted = batch if limit.by_element else 1

    keeping = [
        quota
        for quota in bench.ledger.limits.quotas
        if quota.weight(limit.path, batch) >= counted and quota.seconds >= limit.seconds
    ]

    assert min(quota.calls for quota in keeping) <= bench.usual_limits[limit.name]


def test_no_quota_is_so_small_that_a_batch_could_never_go(bench: Bench) -> None:
    batch = bench.ledger.batch_size

    for quota in bench.ledger.limits.quotas:
        paths = {quota.path, *(limit.path for limit in bench.traits.limits)}
        assert all(quota.weight(path, batch) <= quota.calls for path in paths)


def test_the_pace_is_told_of_every_call_and_of_its_elements(bench: Bench) -> None:
    bench.made(a_party(source_id=99))
    bench.write(parties(3))
    bench.client.find(bench.items(parties(2)))
    bench.client.list_codes("account")

    received = bench.there.requests(bench.tenant_id)

    asked = [(f"{bench.line.base_path}{path}", count) for path, count in bench.line.pace.asked]
    assert asked == [(each.path, max(1, each.elements)) for each in received]
    assert {each.status for each in received} <= {200, 404}


def test_calls_at_the_declared_pace_are_never_told_to_slow_down(bench: Bench) -> None:
    bench.there.set_limits(**bench.usual_limits)
    pace = bench.line.a_pace(bench.ledger.limits.quotas)
    client = bench.ledger.client(bench.line.a_session(attempts=1, pace=pace))

    for number in range(12):
        client.write(bench.items(parties(1, first=number + 1)), f"key-{number}")

    assert len(bench.parties_there()) == 12
    assert 429 not in [each.status for each in bench.there.requests(bench.tenant_id)]


@pytest.mark.parametrize(("bench", "limit"), LIMITED, indirect=["bench"])
def test_what_is_above_a_limit_waits_and_goes_through(bench: Bench, limit: Limit) -> None:
    bench.there.set_limits(**{limit.name: 2})

    for number in range(3):
        bench.write(parties(1, first=number + 1))

    assert len(bench.parties_there()) == 3
    assert all(0 < wait <= 61 for wait in bench.line.waits)


@pytest.mark.parametrize("case", ["429 with seconds", "429 with a date"])
def test_a_429_is_obeyed_and_the_call_goes_through(bench: Bench, case: str) -> None:
    (limit,) = [each for each in FAULTS if each.name == case]
    bench.there.inject(**limit.injected())

    bench.made(a_party())

    # A date is told to the second, and a busy machine takes a while before it is read.
    (wait,) = bench.line.waits
    assert 20 <= wait <= 28


def test_a_429_that_names_no_wait_is_waited_out_all_the_same(bench: Bench) -> None:
    bench.there.inject("rate_limit", problem="concurrent")

    bench.made(a_party())

    (wait,) = bench.line.waits
    assert 0 < wait <= 61


def test_a_429_that_lasts_too_long_is_given_back(bench: Bench) -> None:
    bench.there.inject("rate_limit", retry_after=600)

    with pytest.raises(RateLimited) as caught:
        bench.client.list_codes("account")

    assert (caught.value.retry_after, bench.line.waits) == (600, [])


@pytest.mark.parametrize("bench", WITH_A_DAYS_END, indirect=True)
def test_the_days_end_stops_the_connection_and_says_for_how_long(bench: Bench) -> None:
    bench.there.inject(**bench.traits.days_end)

    with pytest.raises(QuotaExhausted) as caught:
        bench.client.list_codes("account")

    assert (caught.value.retry_after, bench.line.waits) == (60_000, [])
