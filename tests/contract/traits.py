"""What each ledger is like where its declaration says nothing of it: data, no behaviour.

A new ledger gets an entry here, and the suite needs no other word of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from ledger_sync.errors import Refused
from ledger_sync.ledgers import LEDGERS
from ledger_sync.ledgers.contract import WrongStatus, WrongVersion
from ledger_sync.model import CLIENT_LOCATION, Written

from tests.contract.people import AtQuickBooks, AtXero, Person
from tests.contract.records import GB, shipped_tables
from tests.unit.builders import a_party


@dataclass(frozen=True)
class Limit:
    """A limit of the ledger's sandbox that the declared quotas must keep."""

    name: str
    seconds: int
    path: str
    """A call that falls under it; it is a whole batch if it can be one."""
    by_element: bool = False


@dataclass(frozen=True)
class Traits:
    """One ledger."""

    person: Callable[[Any], Person]
    limits: tuple[Limit, ...]
    other_limits: tuple[str, ...]
    """Limits of the sandbox that no pace keeps."""
    stale: type = Written
    """What comes at first of a change to a record that somebody else has changed meanwhile."""
    void_of_a_paid_one: type = Refused
    days_end: Mapping[str, Any] = field(default_factory=dict)
    """The fault that is the end of the day's calls; empty: the ledger has no such limit."""
    busy: Mapping[str, Any] = field(default_factory=dict)
    """The fault of an element that is locked just now; empty: the ledger locks nothing."""
    memories: tuple[Mapping[str, Any], ...] = ({},)
    """Switches of what it may remember of a call that comes again: nobody is certain."""
    calls_at_rest: int = 1
    """How many calls it takes to learn that nothing changed."""
    feeds: tuple[Mapping[str, Any], ...] = ({},)
    """Switches of what its lists of changes may show: nobody is certain."""
    reads_otherwise: bool = False
    """Whether what changed is asked for in another way where the first one is refused."""
    names_successor: bool = False
    """Whether a party that was merged says into which."""
    unknown_id: str = "987654"


TRAITS = {
    "xero": Traits(
        person=AtXero,
        limits=(Limit("minute", 60, "/Invoices"),),
        other_limits=("day", "app_minute"),
        void_of_a_paid_one=WrongStatus,
        memories=({"idempotency_scope": "app"}, {"idempotency_scope": "token"}),
        days_end={"kind": "rate_limit", "problem": "day", "retry_after": 60_000},
        calls_at_rest=3,
        feeds=(
            {},
            {"modified_since_bound": "exclusive"},
            {"deleted_payments_listed": False},
            {"payment_removal_touches_invoice": False},
            {"deleted_invoices_listed": False, "deleted_invoices_bare": False},
        ),
        names_successor=True,
        unknown_id="6f1c2b7e-0000-4000-8000-000000000000",
    ),
    "quickbooks": Traits(
        person=AtQuickBooks,
        limits=(
            Limit("minute", 60, "/batch", by_element=True),
            Limit("second", 1, "/query"),
            Limit("batches", 60, "/batch"),
        ),
        other_limits=(),
        stale=WrongVersion,
        reads_otherwise=True,
        feeds=(
            {},
            {"cdc_inactive": "deleted"},
            {"cdc_objects": 2},
            {"payment_moves_sync_token": False},
        ),
        memories=(
            {"request_id_replays": True},
            {"request_id_replays": False},
            {"batch_request_id_replays": False},
        ),
        busy={
            "kind": "item_fault",
            "code": "6000",
            "message": "A business validation error has occurred",
            "detail": "Business Validation Error: another user was creating/editing this",
        },
    ),
}

LIMITED = [
    pytest.param(name, limit, id=f"{name}-{limit.name}")
    for name in LEDGERS
    for limit in TRAITS[name].limits
]
REMEMBERING = [
    pytest.param(name, memory, id="-".join((name, *(f"{key}={memory[key]}" for key in memory))))
    for name in LEDGERS
    for memory in TRAITS[name].memories
]
FEEDING = [
    pytest.param(name, feed, id="-".join((name, *(f"{key}={feed[key]}" for key in feed))))
    for name in LEDGERS
    for feed in TRAITS[name].feeds
]
NAMING_SUCCESSORS = [name for name in LEDGERS if TRAITS[name].names_successor]
WITH_A_DAYS_END = [name for name in LEDGERS if TRAITS[name].days_end]
WITH_LOCKS = [name for name in LEDGERS if TRAITS[name].busy]
WITH_ITEMS = [name for name, ledger in LEDGERS.items() if ledger.catalogue]
GUARDING = [(name, each) for name, one in LEDGERS.items() for each in one.guarded_numbers]
"""Ledgers that do not keep the numbers of an entity unique, and that entity."""
WITH_HIERARCHY = [
    name
    for name, ledger in LEDGERS.items()
    if ledger.draft(
        a_party(entity=CLIENT_LOCATION, client_id=7, client_name="Acme"),
        GB,
        shipped_tables(ledger),
    ).requires
]
"""Ledgers in which a location stands below its client: it cannot go before it."""
