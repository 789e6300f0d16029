"""What the code of a resource may use while it answers one request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sandbox.clock import Clock
from sandbox.xero.organisation import IdSource, Organisation
from sandbox.xero.switches import Switches


class UnknownId(Exception):
    """An id in the path or the body that the organisation does not have: 404 for the request."""


class BadRequest(Exception):
    """A request that is refused as a whole, with Xero's error number and type."""

    def __init__(self, number: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.number = number
        self.kind = kind
        self.message = message


@dataclass(slots=True)
class Desk:
    """One request's view of an organisation: state, switches, time, precision."""

    org: Organisation
    switches: Switches
    clock: Clock
    ids: IdSource
    unit_places: int = 2
    by_app: bool = True
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def refuse(self, message: str) -> None:
        """Add a validation error to the element at hand, once."""
        if message not in self.errors:
            self.errors.append(message)

    def warn(self, message: str) -> None:
        """Add a warning to the element at hand."""
        self.warnings.append(message)

    def now_ms(self) -> int:
        """Return the time stamp of a change made now."""
        return self.clock.ms()

    def today(self) -> date:
        """Return today's date where the organisation is."""
        return self.clock.now().astimezone(self.org.zone).date()

    def local_shift_ms(self, ms: int) -> int:
        """Return how far the organisation's wall clock is ahead of UTC at an instant."""
        moment = datetime.fromtimestamp(ms / 1000, UTC).astimezone(self.org.zone)
        offset = moment.utcoffset()
        return int(offset.total_seconds() * 1000) if offset else 0
