"""Talks to one Xero organisation. Does not retry, does not plan, keeps nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from ledger_sync.errors import RequestRefused, UnexpectedResponse
from ledger_sync.ledgers.contract import Caller, Item, Outcome, Taken
from ledger_sync.ledgers.xero import changes, faults, fields, inbound, wire
from ledger_sync.ledgers.xero.pages import FOUR_DECIMALS, IDS_PER_CALL, page, pages, rows
from ledger_sync.ledgers.xero.view import written_view
from ledger_sync.model import INVOICE, Found, Json, LedgerCode, Numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from ledger_sync.ledgers.views import Changed, IsOurs, LedgerParty, LedgerRecord

SENT_MARGIN = timedelta(days=1)
"""How far a search for lost answers reaches back: wider than any two clocks are apart."""

RESOURCES = {
    "client": "Contacts",
    "client_location": "Contacts",
    "supplier": "Contacts",
    "invoice": "Invoices",
    "purchase_order": "PurchaseOrders",
}


class XeroClient:
    """The Accounting API of one organisation."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def write(self, items: Sequence[Item], key: str) -> list[Outcome]:
        """PUT creates, POST changes; every element is judged by itself."""
        resource = RESOURCES[items[0].draft.ref.entity]
        creates = items[0].action == "create"
        sent = [wire.body(item, resource) for item in items]
        answer = self._call(
            "PUT" if creates else "POST",
            f"/{resource}",
            params={"summarizeErrors": "false", **FOUR_DECIMALS},
            body={resource: sent},
            headers={"Idempotency-Key": key},
            elements=len(items),
        )
        elements = _matched(items, fields.parts(answer.body, resource), resource)
        return [
            _outcome(item, body, element, resource, repeated=answer.repeated)
            for item, body, element in zip(items, sent, elements, strict=True)
        ]

    def find(self, items: Sequence[Item]) -> list[Found | None]:
        """By id where there is a link, else by number; a contact's name counts too."""
        return [self._find_one(item) for item in items]

    def _find_one(self, item: Item) -> Found | None:
        resource = RESOURCES[item.draft.ref.entity]
        if item.link is not None:
            return self._get(resource, item.link.ledger_id)
        if resource != "Contacts":
            return self._by_number(resource, wire.number_of(item))
        ours = self._get(resource, wire.number_of(item))
        return ours or self._by_name(str(item.draft.content.get("Name") or ""))

    def _get(self, resource: str, key: str) -> Found | None:
        try:
            path = f"/{resource}/{_segment(key)}"
            answer = self._call("GET", path, params=FOUR_DECIMALS).body
        except RequestRefused as error:
            if error.http_status == 404:
                return None
            raise
        bodies = rows(answer, resource)
        return inbound.found(bodies[0], resource) if bodies else None

    def _by_number(self, resource: str, number: str) -> Found | None:
        if resource == "PurchaseOrders":
            return self._get(resource, number)
        where = f'Type=="ACCREC" AND InvoiceNumber=={_quoted(number)}'
        bodies = rows(page(self._call, resource, {"where": where}), resource)
        return inbound.found(bodies[0], resource) if bodies else None

    def _by_name(self, name: str) -> Found | None:
        where = f"Name=={_quoted(name)}"
        bodies = rows(page(self._call, "Contacts", {"where": where}), "Contacts")
        return inbound.found(bodies[0], "Contacts") if bodies else None

    def find_sent(self, items: Sequence[Item], since: datetime) -> list[Found | None]:
        """Look for a batch that was claimed at ``since``: among what changed from then on."""
        resource = RESOURCES[items[0].draft.ref.entity]
        wanted = {wire.number_of(item) for item in items}
        hits: dict[str, Found] = {}
        for bodies in self._recent(resource, items, since - SENT_MARGIN):
            for body in bodies:
                number = str(body.get(wire.NUMBERS[resource]) or "")
                if number in wanted and body.get("Type") != "ACCPAY":
                    hits[number] = inbound.found(body, resource)
        return [hits.get(wire.number_of(item)) for item in items]

    def _recent(
        self, resource: str, items: Sequence[Item], since: datetime
    ) -> Iterator[list[Json]]:
        numbers = [wire.number_of(item) for item in items]
        if resource == "Invoices" and not any("," in number for number in numbers):
            for start in range(0, len(numbers), IDS_PER_CALL):
                some = ",".join(numbers[start : start + IDS_PER_CALL])
                yield from pages(self._call, resource, {"InvoiceNumbers": some})
        else:
            yield from pages(self._call, resource, {}, since)

    def list_codes(self, kind: str) -> list[LedgerCode]:
        """The chart of accounts, in one call; an account without a code cannot be named."""
        del kind  # Accounts are all that Xero is asked for.
        answer = self._call("GET", "/Accounts").body
        accounts = (inbound.account(body) for body in rows(answer, "Accounts"))
        return [account for account in accounts if account.code]

    def list_parties(self) -> Iterator[list[LedgerParty]]:
        """All contacts that are in use; archived and merged ones stay in Xero."""
        for bodies in pages(self._call, "Contacts", {}):
            parties = (inbound.ledger_party(body) for body in bodies)
            yield [party for party in parties if party.active]

    def list_numbers(self, entity: str, since: datetime | None = None) -> Iterator[list[Numbered]]:
        """Numbers of all sales invoices, or of all purchase orders."""
        resource = RESOURCES[entity]
        ids, numbers = wire.IDS[resource], wire.NUMBERS[resource]
        params = {"where": 'Type=="ACCREC"', "summaryOnly": "true"} if entity == INVOICE else {}
        for bodies in pages(self._call, resource, params, since):
            # Bills have numbers of their suppliers, which are not ours to follow.
            sales = (body for body in bodies if body.get("Type") != "ACCPAY")
            yield [
                Numbered(fields.record_id(body, ids), fields.text(body, numbers) or "")
                for body in sales
            ]

    def list_changed(
        self, since: datetime, marks: Mapping[str, datetime], is_ours: IsOurs
    ) -> Iterator[Changed]:
        """Contacts, and sales invoices of ours that changed or were paid: see ``changes``."""
        yield from changes.contacts(self._call, marks.get("Contacts", since))
        starts = {name: marks.get(name, since) for name in ("Payments", "Invoices")}
        yield from changes.invoices(self._call, starts, is_ours)

    def read_records(self, resource: str, ledger_ids: Sequence[str]) -> list[LedgerRecord]:
        """Contacts, archived ones too, or invoices, by their ids."""
        return changes.read(self._call, resource, ledger_ids)


def _segment(key: str) -> str:
    return quote(key, safe="")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _matched(items: Sequence[Item], elements: Sequence[Json], resource: str) -> list[Json]:
    """Bring the answer's elements into the order of what was sent: by id, by number, by place.

    Raises:
        UnexpectedResponse: the answer has not one element for each that was sent, and no other.
    """
    if len(elements) != len(items):
        raise UnexpectedResponse(
            f"Xero answered {len(elements)} elements to {len(items)} {resource}"
        )
    places: dict[str, int] = {}
    for place, element in enumerate(elements):
        for name in _keys(element, resource):
            places.setdefault(name, place)
    found = [next((places[key] for key in _own(item) if key in places), None) for item in items]
    # An element without a number names nobody: it is the one in its own place.
    order = [
        own if place is None and not elements[own].get(wire.NUMBERS[resource]) else place
        for own, place in enumerate(found)
    ]
    if sorted(place for place in order if place is not None) != list(range(len(items))):
        raise UnexpectedResponse(f"Xero answered for other {resource} than it was sent")
    return [elements[place] for place in order if place is not None]


def _keys(element: Json, resource: str) -> Iterable[str]:
    names = (wire.IDS[resource], wire.NUMBERS[resource], "Name")
    return (str(element[name]) for name in names if element.get(name))


def _own(item: Item) -> Iterable[str]:
    if item.link is not None:
        yield item.link.ledger_id
    yield wire.number_of(item)
    yield str(item.draft.content.get("Name") or "")


def _outcome(item: Item, sent: Json, element: Json, resource: str, *, repeated: bool) -> Outcome:
    if faults.is_refused(element):
        refusal = faults.refusal(element, item.draft.ref)
        return replace(refusal, repeated=repeated) if isinstance(refusal, Taken) else refusal
    seen = written_view(item, sent, element, resource)
    return replace(inbound.written(element, resource), view=seen)
