"""Which time a run reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.rules.windows import Scope, window_high, window_low

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OVERLAP = timedelta(minutes=15)
BACKFILL = Scope(interval=(NOON - 5 * HOUR, NOON - 4 * HOUR))
instants = st.timedeltas(timedelta(0), timedelta(days=36_500)).map(lambda age: NOON - age)


@pytest.mark.parametrize(
    ("scope", "watermark", "low"),
    [
        pytest.param(Scope(), NOON, NOON - OVERLAP, id="from the watermark less the overlap"),
        pytest.param(Scope(), None, None, id="never read: from the beginning"),
        pytest.param(Scope(full_refresh=True), NOON, None, id="full refresh: from the beginning"),
        pytest.param(Scope(since=NOON - HOUR), NOON, NOON - HOUR, id="since widens the window"),
        pytest.param(Scope(since=NOON + HOUR), NOON, NOON - OVERLAP, id="since never narrows it"),
        pytest.param(Scope(since=NOON), None, None, id="since skips nothing that was never read"),
        pytest.param(BACKFILL, NOON, NOON - 5 * HOUR, id="backfill: its interval"),
        pytest.param(BACKFILL, None, NOON - 5 * HOUR, id="backfill before the first run"),
    ],
)
def test_where_a_window_begins(
    scope: Scope, watermark: datetime | None, low: datetime | None
) -> None:
    assert window_low(scope, watermark, OVERLAP) == low


@pytest.mark.parametrize(
    ("scope", "high"),
    [
        pytest.param(Scope(), NOON, id="the source's clock"),
        pytest.param(Scope(full_refresh=True), NOON, id="full refresh"),
        pytest.param(BACKFILL, NOON - 4 * HOUR, id="backfill: its interval"),
        pytest.param(
            Scope(interval=(NOON - HOUR, NOON + HOUR)), NOON, id="never past the source's clock"
        ),
    ],
)
def test_where_a_window_ends(scope: Scope, high: datetime) -> None:
    assert window_high(scope, NOON) == high


@given(instants, st.one_of(st.none(), instants), st.timedeltas(timedelta(0), timedelta(days=1)))
def test_a_window_never_begins_after_the_watermark(
    watermark: datetime, since: datetime | None, overlap: timedelta
) -> None:
    low = window_low(Scope(since=since), watermark, overlap)

    assert low is not None
    assert low <= watermark - overlap
