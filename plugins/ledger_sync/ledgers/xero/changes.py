"""What changed in one Xero organisation, and records as they are now. Keeps nothing between calls.

Xero moves a row to the end of its list when it changes. The lists are therefore read newest first:
a row that changes meanwhile pushes others on to later pages, where they come twice, and none is
passed over. What changed while there was more than one page to read is then read once more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ledger_sync.ledgers.views import Changed, LedgerRecord
from ledger_sync.ledgers.xero import fields, inbound
from ledger_sync.ledgers.xero.pages import IDS_PER_CALL, answers, pages, rows
from ledger_sync.ledgers.xero.wire import IDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from ledger_sync.ledgers.contract import Caller
    from ledger_sync.ledgers.views import IsOurs
    from ledger_sync.model import Json

CONTACTS = "Contacts"
INVOICES = "Invoices"
PAYMENTS = "Payments"
_LISTS: Mapping[str, Mapping[str, str]] = {
    CONTACTS: {"includeArchived": "true"},
    # Nobody says whether what was deleted is listed without being asked for; so it is asked for.
    INVOICES: {
        "where": 'Type=="ACCREC"',
        "Statuses": "DRAFT,SUBMITTED,AUTHORISED,PAID,VOIDED,DELETED",
    },
    PAYMENTS: {},
}
_NEWEST_FIRST = {"order": "UpdatedDateUTC DESC"}
_ONE_SECOND = timedelta(seconds=1)
"""Xero's filter knows whole seconds, and nobody says whether it includes the one it is given."""


@dataclass(frozen=True)
class _Page:
    rows: list[Json]
    mark: datetime
    """By Xero's clock, when the first page was read: what came later is for the next reading."""
    last: bool


def contacts(call: Caller, since: datetime) -> Iterator[Changed]:
    """Contacts that changed, archived ones too; of a merged one, which it was merged into."""
    merged: dict[str, Json] = {}
    successors: dict[str, str | None] = {}
    for each in _changed(call, CONTACTS, since):
        by_id = {fields.record_id(row, "ContactID"): row for row in each.rows}
        successors |= {ledger_id: _merged_into(row) for ledger_id, row in by_id.items()}
        merged |= {ledger_id: row for ledger_id, row in by_id.items() if _merged_into(row)}
        rows = [row for row in each.rows if not _merged_into(row)]
        records = [inbound.record(row, CONTACTS) for row in rows]
        if each.last:
            records += _with_successors(call, list(merged.values()), successors)
        yield Changed(records, {CONTACTS: each.mark} if each.last else {})


def invoices(call: Caller, since: Mapping[str, datetime], is_ours: IsOurs) -> Iterator[Changed]:
    """Invoices of ours that changed, and those whose payments did.

    A payment only points to its invoice, whose own list of payments is the truth. The payments are
    read first: one that is recorded between the two lists is in its invoice or in the next reading.
    """
    marks: dict[str, datetime] = {}
    paid: dict[str, None] = {}
    for each in _changed(call, PAYMENTS, since[PAYMENTS]):
        marks[PAYMENTS] = each.mark
        paid |= dict.fromkeys(filter(None, map(_sales_invoice, each.rows)))
    for each in _changed(call, INVOICES, since[INVOICES]):
        marks[INVOICES] = each.mark
        by_id = {fields.record_id(row, "InvoiceID"): row for row in each.rows}
        ours = is_ours(INVOICES, list(by_id))
        for ledger_id in ours:
            paid.pop(ledger_id, None)
        mine = (row for ledger_id, row in by_id.items() if ledger_id in ours)
        yield Changed([inbound.record(row, INVOICES) for row in mine])
    yield Changed(read(call, INVOICES, sorted(is_ours(INVOICES, list(paid)))), marks)


def _changed(call: Caller, resource: str, since: datetime) -> Iterator[_Page]:
    """Newest first; where that took several pages, once more from when it began."""
    mark, count = since, 0
    for answer in _newest_first(call, resource, since):
        mark = fields.instant(str(answer.get("DateTimeUTC"))) if count == 0 else mark
        count += 1
        yield _Page(rows(answer, resource), mark, last=False)
    if count > 1:
        for answer in _newest_first(call, resource, mark):
            yield _Page(rows(answer, resource), mark, last=False)
    yield _Page([], mark, last=True)


def _newest_first(call: Caller, resource: str, since: datetime) -> Iterator[Json]:
    return answers(call, resource, {**_LISTS[resource], **_NEWEST_FIRST}, since - _ONE_SECOND)


def _sales_invoice(payment: Json) -> str | None:
    """The invoice that a payment settles; refunds of credits are in the same list."""
    if payment.get("PaymentType") != "ACCRECPAYMENT":
        return None
    return fields.text(fields.part(payment, "Invoice"), "InvoiceID")


def read(call: Caller, resource: str, ledger_ids: Sequence[str]) -> list[LedgerRecord]:
    """These records as they are now; one that Xero does not show any more is gone."""
    found = {
        fields.record_id(row, IDS[resource]): row for row in _by_id(call, resource, ledger_ids)
    }
    merged = [row for row in found.values() if _merged_into(row)]
    known = {ledger_id: _merged_into(row) for ledger_id, row in found.items()}
    records = {each.ledger_id: each for each in _with_successors(call, merged, known)}
    for ledger_id, row in found.items():
        records.setdefault(ledger_id, inbound.record(row, resource))
    return [
        records.get(ledger_id) or LedgerRecord(resource, ledger_id, {}, gone=True)
        for ledger_id in ledger_ids
    ]


def _by_id(call: Caller, resource: str, ledger_ids: Iterable[str]) -> Iterator[Json]:
    wanted = list(dict.fromkeys(ledger_ids))
    params = {"includeArchived": "true"} if resource == CONTACTS else {}
    for start in range(0, len(wanted), IDS_PER_CALL):
        some = {"IDs": ",".join(wanted[start : start + IDS_PER_CALL])}
        for found in pages(call, resource, {**params, **some}):
            yield from found


def _merged_into(contact: Json) -> str | None:
    return fields.text(contact, "MergedToContactID")


def _with_successors(
    call: Caller, merged: Sequence[Json], known: Mapping[str, str | None]
) -> list[LedgerRecord]:
    """Merged contacts with the end of their chain; what is not known of it is read."""
    chain = dict(known)
    while missing := {after for after in chain.values() if after and after not in chain}:
        rows = {
            fields.record_id(row, "ContactID"): row
            for row in _by_id(call, CONTACTS, sorted(missing))
        }
        chain |= {each: _merged_into(rows.get(each, {})) for each in missing}
    records = (inbound.record(row, CONTACTS) for row in merged)
    return [replace(each, successor=_end(chain, each.ledger_id)) for each in records]


def _end(chain: Mapping[str, str | None], start: str) -> str | None:
    passed = [start]
    while (after := chain[passed[-1]]) and after not in passed:
        passed.append(after)
    return passed[-1] if passed[-1] != start else None
