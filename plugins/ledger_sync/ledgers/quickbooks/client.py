"""Talks to one QuickBooks company. Does not retry, does not plan, keeps nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledger_sync.errors import Refused
from ledger_sync.ledgers.contract import WrongVersion
from ledger_sync.ledgers.quickbooks import (
    changes,
    compare,
    directory,
    elements,
    inbound,
    queries,
    wire,
)
from ledger_sync.ledgers.quickbooks.bodies import (
    CUSTOMER,
    EMPLOYEE,
    INVOICE,
    VENDOR,
    record_id,
    text,
)
from ledger_sync.ledgers.quickbooks.calls import Calls
from ledger_sync.model import Found, LedgerCode, Numbered, Written
from ledger_sync.rules.identity import name_key, number_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from ledger_sync.ledgers.contract import Caller, Item, Outcome
    from ledger_sync.ledgers.views import Changed, IsOurs, LedgerParty, LedgerRecord
    from ledger_sync.model import Json

NAME_SPACE = (CUSTOMER, VENDOR, EMPLOYEE)
"""Whoever can have a name that a party wants (Q-07)."""
LISTS = {"account": "Account", "tax_code": "TaxCode", "term": "Term"}
NUMBER_COLUMNS = "Id, DocNumber, MetaData.LastUpdatedTime"


class QuickBooksClient:
    """The Accounting API of one company."""

    def __init__(self, call: Caller) -> None:
        self._calls = Calls(call)

    def write(self, items: Sequence[Item], key: str) -> list[Outcome]:
        """One batch; every element is judged by itself."""
        if items[0].action != "void":
            return self._send(items, key)
        return self._void(items, key)

    def _send(self, items: Sequence[Item], key: str) -> list[Outcome]:
        entries = [wire.entry(item) for item in items]
        answered = self._calls.batch(entries, key, wire.resource_of(items[0]))
        return [
            _outcome(item, element, repeated=answered.repeated)
            for item, element in zip(items, answered.elements, strict=True)
        ]

    def _void(self, items: Sequence[Item], key: str) -> list[Outcome]:
        """QuickBooks has been seen to void what is paid: we look first, and refuse that ourselves.

        What is void or deleted already is as good as done.
        """
        there = {found.ledger_id: found for found in self._linked(items)}
        looked_up = [replace(item, seen=there.get(_own_id(item))) for item in items]
        outcomes = [_without_sending(item) for item in looked_up]
        pairs = zip(looked_up, outcomes, strict=True)
        going = [item for item, outcome in pairs if outcome is None]
        sent = iter(self._send(going, key) if going else ())
        return [outcome or next(sent) for outcome in outcomes]

    def _linked(self, items: Sequence[Item]) -> Iterator[Found]:
        resource = wire.resource_of(items[0])
        for statement in queries.one_of(resource, "Id", map(_own_id, items)):
            for body in self._calls.select(statement, resource):
                yield inbound.found(body, resource)

    def find(self, items: Sequence[Item]) -> list[Found | None]:
        """By id where there is a link, else by number or name, whoever has it."""
        named = [item for item in items if item.link is None]
        found = iter(self._named(named, _holders(named)))
        return [self._read(item) if item.link else next(found) for item in items]

    def find_sent(self, items: Sequence[Item], since: datetime) -> list[Found | None]:
        """By number or name: they find it whenever it was sent."""
        del since
        return self._named(items, dict.fromkeys(map(wire.resource_of, items)))

    def _read(self, item: Item) -> Found | None:
        resource = wire.resource_of(item)
        body = self._calls.read(resource, _own_id(item))
        return inbound.found(body, resource) if body else None

    def _named(self, items: Sequence[Item], resources: Collection[str]) -> list[Found | None]:
        numbers = [number for item in items if (number := wire.number_of(item))]
        hits: dict[str | None, list[Found]] = {}
        for resource in resources:
            for found in self._with_number(resource, numbers):
                hits.setdefault(_key(resource, found.number), []).append(found)
        return [
            _likeliest(item, hits.get(_key(wire.resource_of(item), wire.number_of(item)), ()))
            for item in items
        ]

    def _with_number(self, resource: str, numbers: Sequence[str]) -> Iterator[Found]:
        is_invoice = resource == INVOICE
        field = "DocNumber" if is_invoice else "DisplayName"
        conditions = () if is_invoice else (queries.ACTIVE_OR_NOT,)
        for statement in queries.one_of(resource, field, numbers, *conditions):
            for body in self._calls.select(statement, resource):
                yield inbound.found(body, resource)

    def list_codes(self, kind: str) -> list[LedgerCode]:
        """A list of the company, inactive entries included."""
        pages = self._calls.pages(LISTS[kind], queries.ACTIVE_OR_NOT)
        return inbound.codes(kind, (body for page in pages for body in page))

    def list_parties(self) -> Iterator[list[LedgerParty]]:
        """Customers, their sub-customers, vendors; of customers all are read, for the hierarchy."""
        listed = (body for page in self._calls.pages("Term") for body in page)
        terms = {record_id(body, "Id"): text(body, "Name") or "" for body in listed}
        pages = self._calls.pages(CUSTOMER, queries.ACTIVE_OR_NOT)
        customers = list(directory.customers((body for page in pages for body in page), terms))
        for start in range(0, len(customers), queries.PAGE_SIZE):
            yield customers[start : start + queries.PAGE_SIZE]
        for page in self._calls.pages(VENDOR):
            yield [directory.vendor(body, terms) for body in page]

    def list_numbers(self, entity: str, since: datetime | None = None) -> Iterator[list[Numbered]]:
        """Numbers of all invoices, or of those that changed; one without a number is left out."""
        resource = wire.RESOURCES[entity]
        conditions = () if since is None else (queries.changed_since(since),)
        for page in self._calls.pages(resource, *conditions, columns=NUMBER_COLUMNS):
            numbered = (inbound.numbered(body) for body in page)
            yield [each for each in numbered if each.number]

    def list_changed(
        self, since: datetime, marks: Mapping[str, datetime], is_ours: IsOurs
    ) -> Iterator[Changed]:
        """Parties that changed, and invoices of ours that changed or whose money did."""
        return changes.Reading(self._calls, is_ours).since(marks.get(changes.MARK, since))

    def read_records(self, resource: str, ledger_ids: Sequence[str]) -> list[LedgerRecord]:
        """These records as they are now."""
        return changes.read_records(self._calls, resource, ledger_ids)


def _own_id(item: Item) -> str:
    if item.link is None:
        raise ValueError(f"{item.draft.ref} has no link")
    return item.link.ledger_id


def _holders(items: Sequence[Item]) -> Collection[str]:
    resources = dict.fromkeys(map(wire.resource_of, items))
    return resources if INVOICE in resources else NAME_SPACE if items else ()


def _key(resource: str, number: str | None) -> str | None:
    """How QuickBooks compares: without case."""
    return number_key(number) if resource == INVOICE else name_key(number)


def _likeliest(item: Item, hits: Collection[Found]) -> Found | None:
    """Several may share a number: QuickBooks keeps none unique."""
    party = next((item.ledger_ids.get(ref) for ref in item.draft.requires), None)

    def likeness(found: Found) -> tuple[bool, ...]:
        return (
            found.resource == wire.resource_of(item),
            not compare.is_void(found),
            found.party_ledger_id == party,
            found.number == wire.number_of(item),
        )

    return max(hits, key=likeness, default=None)


def _without_sending(item: Item) -> Outcome | None:
    """What a void comes to that need not, or must not, be sent; None if it goes."""
    seen = item.seen
    if seen is not None and compare.is_open(seen):
        return None
    if seen is None or compare.is_void(seen):
        number = item.link.number if item.link else None
        return Written(
            ledger_id=_own_id(item),
            number=number,
            children=(),
            version=seen.version if seen else None,
            view=seen.view if seen else {},
        )
    return Refused(
        f"QuickBooks: invoice {seen.number} has payments or credits: remove them there, or reopen "
        "it in Klipboard",
        rule="B-05",
        field="status",
        value=seen.status,
    )


def _outcome(item: Item, element: Json, *, repeated: bool) -> Outcome:
    entity, resource = item.draft.ref.entity, wire.resource_of(item)
    refusal = elements.refusal(element, entity, item.action, repeated=repeated)
    if refusal is not None:
        return replace(refusal, repeated=repeated) if isinstance(refusal, WrongVersion) else refusal
    written = inbound.written(elements.record(element, resource), resource)
    if item.action == "void" and written.total:
        return Refused(
            f"QuickBooks accepted to void invoice {written.number} and did not: void it there",
            rule="B-05",
            field="status",
        )
    return written
