"""What changed at QuickBooks since an instant, whatever its change feed holds back.

One call of the feed tells everything of an ordinary night. It holds a thousand objects and thirty
days, and says nothing of what did not fit: a full answer is asked for again by entity, and what is
still too much, or too long ago, is queried. Queries never show what was deleted for good, so such
a reading is not whole and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ledger_sync.errors import RequestRefused, UnexpectedResponse
from ledger_sync.ledgers.quickbooks import queries
from ledger_sync.ledgers.quickbooks.bodies import CUSTOMER, INVOICE, PAYMENT, VENDOR, parts
from ledger_sync.ledgers.quickbooks.inbound import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.ledgers.quickbooks.calls import Calls
    from ledger_sync.model import Json

ENTITIES = (CUSTOMER, VENDOR, INVOICE, PAYMENT)
NAMES = (CUSTOMER, VENDOR)
"""What can be inactive, and hides then."""
MOST_OBJECTS = 1000
"""How many the feed gives at once; whether there were more it does not say."""
LOOK_BACK = timedelta(days=29)
"""How long ago the feed may be asked for: it ends at thirty days, and it says so or not."""


@dataclass(frozen=True)
class Feed:
    """What changed of one entity."""

    pages: Iterable[Sequence[Json]]
    whole: bool
    """Whether what was deleted is in it, as a stub."""


@dataclass(frozen=True)
class Feeds:
    """What changed since an instant."""

    at: datetime
    """By QuickBooks' clock, before anything was read."""
    by_entity: Mapping[str, Feed]


def changed(calls: Calls, since: datetime) -> Feeds:
    """Everything that changed at an instant or later."""
    try:
        answer = calls.changes(ENTITIES, since)
    except RequestRefused:
        # It is too long ago: with which code the feed says so is not certain.
        at = instant(calls.now())
        return Feeds(at, {entity: _queried(calls, entity, since) for entity in ENTITIES})
    at = _time_of(answer)
    if since < at - LOOK_BACK:
        return Feeds(at, {entity: _queried(calls, entity, since) for entity in ENTITIES})
    found = _objects(answer)
    if _is_full(found):
        return Feeds(at, {entity: _alone(calls, entity, since) for entity in ENTITIES})
    return Feeds(at, {entity: Feed([found.get(entity, [])], whole=True) for entity in ENTITIES})


def _alone(calls: Calls, entity: str, since: datetime) -> Feed:
    found = _objects(calls.changes([entity], since))
    if _is_full(found):
        return _queried(calls, entity, since)
    return Feed([found.get(entity, [])], whole=True)


def _queried(calls: Calls, entity: str, since: datetime) -> Feed:
    hidden_too = (queries.ACTIVE_OR_NOT,) if entity in NAMES else ()
    return Feed(calls.pages(entity, queries.changed_since(since), *hidden_too), whole=False)


def _time_of(answer: Json) -> datetime:
    time = answer.get("time")
    if not time:
        raise UnexpectedResponse("QuickBooks sent changes without the time of its answer")
    return instant(str(time))


def _objects(answer: Json) -> dict[str, list[Json]]:
    """By entity: an entity without changes has an empty place, or none, so places say nothing."""
    found: dict[str, list[Json]] = {}
    for response in parts(answer, "CDCResponse"):
        for group in parts(response, "QueryResponse"):
            for entity in ENTITIES:
                found.setdefault(entity, []).extend(parts(group, entity))
    return found


def _is_full(found: Mapping[str, Sequence[Json]]) -> bool:
    return sum(map(len, found.values())) >= MOST_OBJECTS
