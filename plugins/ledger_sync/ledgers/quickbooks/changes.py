"""What changed at QuickBooks as records of Klipboard's entities: the way back (C-05, C-06)."""

from __future__ import annotations

import re
from itertools import chain, count
from typing import TYPE_CHECKING

from ledger_sync.ledgers.quickbooks import feed, payments, queries, view
from ledger_sync.ledgers.quickbooks.bodies import INVOICE, PAYMENT, record_id, text
from ledger_sync.ledgers.quickbooks.inbound import DELETED, is_void
from ledger_sync.ledgers.views import Changed, LedgerRecord
from ledger_sync.model import Money

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from ledger_sync.ledgers.quickbooks.calls import Calls
    from ledger_sync.ledgers.views import IsOurs
    from ledger_sync.model import Json

MARK = "changes"
"""The one list that changes are read from."""
IDS_AT_ONCE = 10_000
"""Of how many ids it is asked at once whether they are ours."""

_COUNTED = re.compile("[0-9]{1,8}")
"""An id as QuickBooks counts them, from one in each company; up to a longer one counts nobody."""
_NONE: payments.Payments = {}


def read_records(
    calls: Calls, resource: str, ledger_ids: Iterable[str], known: payments.Payments = _NONE
) -> list[LedgerRecord]:
    """These records as they are now; one that is not there any more is ``gone``.

    Args:
        known: Payments that need not be read again.
    """
    wanted = list(dict.fromkeys(ledger_ids))
    bodies = list(_bodies(calls, resource, wanted))
    made = _invoices(calls, bodies, known) if resource == INVOICE else _parties(bodies, resource)
    there = {each.ledger_id: each for each in made}
    return [there.get(each) or _gone(resource, each) for each in wanted]


def _bodies(calls: Calls, resource: str, ids: Iterable[str]) -> Iterator[Json]:
    hidden_too = (queries.ACTIVE_OR_NOT,) if resource in feed.NAMES else ()
    for statement in queries.one_of(resource, "Id", ids, *hidden_too):
        yield from calls.select(statement, resource)


def _parties(bodies: Iterable[Json], resource: str) -> list[LedgerRecord]:
    return [
        LedgerRecord(
            resource=resource,
            ledger_id=record_id(body, "Id"),
            view=view.of(body, resource),
            gone=not body.get("Active", True),
            version=text(body, "SyncToken"),
        )
        for body in bodies
    ]


def _invoices(
    calls: Calls, bodies: Collection[Json], known: payments.Payments
) -> list[LedgerRecord]:
    """Invoices with their money; payments that are not known are read."""
    linked = dict.fromkeys(each for body in bodies for each in payments.payments_of(body))
    missing = [each for each in linked if each not in known]
    read = {record_id(body, "Id"): body for body in _bodies(calls, PAYMENT, missing)}
    linking = {each: body for each in linked if (body := read.get(each) or known.get(each))}
    return [_invoice(body, linking) for body in bodies]


def _invoice(body: Json, linking: payments.Payments) -> LedgerRecord:
    return LedgerRecord(
        resource=INVOICE,
        ledger_id=record_id(body, "Id"),
        view=view.of(body, INVOICE),
        gone=is_void(body),
        version=text(body, "SyncToken"),
        money=payments.money(body, linking),
    )


def _gone(resource: str, ledger_id: str) -> LedgerRecord:
    money = Money(due=payments.NOTHING) if resource == INVOICE else None
    return LedgerRecord(resource=resource, ledger_id=ledger_id, view={}, gone=True, money=money)


class Reading:
    """One reading of what changed."""

    def __init__(self, calls: Calls, is_ours: IsOurs) -> None:
        self._calls = calls
        self._is_ours = is_ours
        self._payments: dict[str, Json] = {}
        self._paid: set[str] = set()
        """Invoices that a changed payment settles: what is new may be its day alone."""

    def since(self, moment: datetime) -> Iterator[Changed]:
        """Parties, then invoices; the mark comes after all of them."""
        feeds = feed.changed(self._calls, moment)
        for entity in feed.NAMES:
            for page in feeds.by_entity[entity].pages:
                yield Changed(self._changed_parties(page, entity))
        self._read_payments(feeds.by_entity[PAYMENT].pages)
        for page in feeds.by_entity[INVOICE].pages:
            yield Changed(self._changed_invoices(page))
        yield Changed(self._read(self._ours(self._paid)))
        if not feeds.by_entity[INVOICE].whole:
            yield Changed(self._read(self._lost()))
        yield Changed((), {MARK: feeds.at})

    def _changed_parties(self, page: Sequence[Json], entity: str) -> list[LedgerRecord]:
        """QuickBooks has shown what is inactive, and even what lives, as deleted: it is read."""
        stubs = [record_id(body, "Id") for body in page if _is_stub(body)]
        there = _parties((body for body in page if not _is_stub(body)), entity)
        return [*there, *read_records(self._calls, entity, stubs)]

    def _read_payments(self, pages: Iterable[Sequence[Json]]) -> None:
        """A payment that was deleted or voided has moved its invoices: they come by themselves."""
        for body in chain.from_iterable(pages):
            if not _is_stub(body):
                self._payments[record_id(body, "Id")] = body
                self._paid.update(payments.invoices_of(body))

    def _changed_invoices(self, page: Sequence[Json]) -> list[LedgerRecord]:
        ours = self._ours({record_id(body, "Id") for body in page})
        self._paid -= ours
        mine = [body for body in page if record_id(body, "Id") in ours]
        stubs = [record_id(body, "Id") for body in mine if _is_stub(body)]
        there = [body for body in mine if not _is_stub(body)]
        return [*_invoices(self._calls, there, self._payments), *self._read(stubs)]

    def _ours(self, ids: Collection[str]) -> set[str]:
        return self._is_ours(INVOICE, ids) if ids else set()

    def _read(self, ids: Iterable[str]) -> list[LedgerRecord]:
        return read_records(self._calls, INVOICE, sorted(ids, key=_place), self._payments)

    def _lost(self) -> Iterator[str]:
        """Invoices of ours that were deleted, where the feed does not say so.

        QuickBooks counts its ids: whatever of ours has an id that no invoice has is gone. It is
        asked for beyond the last one too, as that may be what was deleted.
        """
        pages = self._calls.pages(INVOICE, columns="Id")
        there = {record_id(body, "Id") for body in chain.from_iterable(pages)}
        last = max((int(each) for each in there if _COUNTED.fullmatch(each)), default=0)
        for first in count(1, IDS_AT_ONCE):
            free = {str(number) for number in range(first, first + IDS_AT_ONCE)} - there
            ours = self._ours(free)
            yield from ours
            if first > last and not ours:
                return


def _place(ledger_id: str) -> tuple[int, str]:
    return len(ledger_id), ledger_id


def _is_stub(body: Json) -> bool:
    return body.get("status") == DELETED
