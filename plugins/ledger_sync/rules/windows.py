"""Which time a run reads of each company and entity. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta


@dataclass(frozen=True)
class Scope:
    """What a run was asked to read.

    Args:
        full_refresh: Everything from the beginning.
        since: At least everything since then.
        interval: Only this interval, for a backfill: it looks back and moves no watermark.
    """

    full_refresh: bool = False
    since: datetime | None = None
    interval: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Window:
    """From when a company's rows are read; low is included, None is the beginning."""

    company_id: int
    low: datetime | None


def window_low(scope: Scope, watermark: datetime | None, overlap: timedelta) -> datetime | None:
    """Where a window begins.

    It reaches back by the overlap, because a transaction may commit later than its rows' time
    says. ``since`` only ever widens a window: what was not handled yet is never skipped.
    """
    if scope.interval is not None:
        return scope.interval[0]
    if scope.full_refresh or watermark is None:
        return None
    low = watermark - overlap
    return min(low, scope.since) if scope.since else low


def window_high(scope: Scope, now: datetime) -> datetime:
    """Where all windows of a run end: never past the source's clock at its start."""
    return min(scope.interval[1], now) if scope.interval is not None else now
