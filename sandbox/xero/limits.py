"""Xero's call limits: fixed windows per organisation and per app, and calls in progress."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sandbox.exchange import Reply
from sandbox.windows import Window
from sandbox.xero.switches import Limits

MINUTE_SECONDS = 60
DAY_SECONDS = 86_400


@dataclass(slots=True)
class Meter:
    """The windows of one organisation."""

    minute: Window = field(default_factory=lambda: Window(MINUTE_SECONDS))
    day: Window = field(default_factory=lambda: Window(DAY_SECONDS))
    in_progress: int = 0


class Meters:
    """Count calls, refuse those above the limits, and tell what is left."""

    def __init__(self) -> None:
        self._meters: dict[str, Meter] = defaultdict(Meter)
        self._app = Window(MINUTE_SECONDS)

    def enter(self, tenant_id: str) -> int:
        """Count a call as in progress; return how many there are now."""
        meter = self._meters[tenant_id]
        meter.in_progress += 1
        return meter.in_progress

    def leave(self, tenant_id: str) -> None:
        """Count a call as finished."""
        meter = self._meters[tenant_id]
        meter.in_progress = max(0, meter.in_progress - 1)

    def spend(self, tenant_id: str, limits: Limits, now: float) -> Reply | None:
        """Count a call; return the refusal if it is one too many."""
        meter = self._meters[tenant_id]
        for window, limit, problem in (
            (self._app, limits.app_minute, "appminute"),
            (meter.minute, limits.minute, "minute"),
            (meter.day, limits.day, "day"),
        ):
            if window.count(now) >= limit:
                # Retry-After is documented for minute and day only.
                wait = None if problem == "appminute" else window.left(now)
                return too_many(problem, wait)
        for window in (self._app, meter.minute, meter.day):
            window.used += 1
        return None

    def headers(self, tenant_id: str | None, limits: Limits, now: float) -> dict[str, str]:
        """Return the headers that tell what is left."""
        headers = {"X-AppMinLimit-Remaining": _left(limits.app_minute, self._app, now)}
        if tenant_id is not None:
            meter = self._meters[tenant_id]
            headers["X-MinLimit-Remaining"] = _left(limits.minute, meter.minute, now)
            headers["X-DayLimit-Remaining"] = _left(limits.day, meter.day, now)
        return headers

    def seconds_left(self, tenant_id: str, problem: str, now: float) -> int | None:
        """Return how long a limit would still hold."""
        meter = self._meters[tenant_id]
        windows = {"minute": meter.minute, "day": meter.day}
        if problem not in windows:
            return None
        windows[problem].count(now)
        return windows[problem].left(now)

    def clear(self) -> None:
        """Start all windows anew; calls in progress stay counted."""
        self._app = Window(MINUTE_SECONDS)
        for meter in self._meters.values():
            meter.minute, meter.day = Window(MINUTE_SECONDS), Window(DAY_SECONDS)


def _left(limit: int, window: Window, now: float) -> str:
    return str(max(0, limit - window.count(now)))


def too_many(problem: str, retry_after: int | str | None) -> Reply:
    """Return a 429 as recorded: empty, without content type."""
    headers = {"X-Rate-Limit-Problem": problem}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Reply(429, headers=headers)
