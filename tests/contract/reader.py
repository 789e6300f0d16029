"""Reading back, run after run: from when the last one said, knowing what is ours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from ledger_sync.ledgers.contract import Caller
from ledger_sync.ledgers.views import LedgerRecord
from ledger_sync.model import Json, Record, Reply

from tests.contract.bench import Bench
from tests.unit.builders import a_party, an_invoice

CLIENT = a_party()
INVOICE = an_invoice()


class Reader:
    """A ledger connection's nightly reading."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.since: datetime = this_second(bench)
        self.marks: dict[str, datetime] = {}
        self.calls = 0

    def read(self, through: Caller | None = None) -> list[LedgerRecord]:
        """What changed since the last time, each record once; and remember up to when."""
        asked = self.bench.line.pace.asked
        before = len(asked)
        client = self.bench.ledger.client(through or self.bench.line.session)
        found: dict[tuple[str, str], LedgerRecord] = {}
        marks = dict(self.marks)
        for changed in client.list_changed(self.since, self.marks, self.is_ours):
            found |= {(each.resource, each.ledger_id): each for each in changed.records}
            marks |= changed.marks
        self.marks = marks
        self.calls = len(asked) - before
        return list(found.values())

    def later(self, seconds: float = 60) -> None:
        """Time passes at the ledger."""
        self.bench.sandbox.advance_clock(seconds)

    def at_rest(self) -> None:
        """Everything that was done so far is read."""
        self.later()
        self.read()
        self.later()

    def is_ours(self, resource: str, ledger_ids: Collection[str]) -> set[str]:
        ours = {
            link.ledger_id
            for ref, link in self.bench.links.items()
            if self.bench.ledger.resource(ref.entity) == resource
        }
        return ours & set(ledger_ids)

    def again(self, record: Record) -> LedgerRecord:
        """A record as it is now, read by its id."""
        resource = self.bench.ledger.resource(record.ref.entity)
        ledger_id = self.bench.links[record.ref].ledger_id
        (there,) = self.bench.client.read_records(resource, [ledger_id])
        return there

    def edits(self, record: Record) -> Json:
        """In what a record that was just read departs from how it was written."""
        link = self.bench.links[record.ref]
        (there,) = [each for each in self.read() if each.ledger_id == link.ledger_id]
        agreed = link.view or {}
        return {field: value for field, value in there.view.items() if agreed.get(field) != value}


def this_second(bench: Bench) -> datetime:
    """When the ledger would say that something happened which happens now."""
    return bench.sandbox.now().replace(microsecond=0)


def meddling(call: Caller, meddle: Any) -> Caller:
    """Calls after each of which somebody does something at the ledger."""

    def made(*args: Any, **options: Any) -> Reply:
        reply = call(*args, **options)
        meddle()
        return reply

    return made
