"""A ledger's client on the bench: the real session and the real client, tokens in memory.

A new ledger is tested by being in ``LEDGERS``, in ``traits`` and in the sandbox, under its own
name there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from ledger_sync.ledgers.contract import Item, Ledger, LedgerClient, Outcome, WrongVersion
from ledger_sync.model import Action, Company, Document, Found, Link, Party, Record, Ref, Written

from sandbox.process import Organisation, SandboxProcess
from tests.contract.line import LedgerLine
from tests.contract.lists import Lists
from tests.contract.people import Person
from tests.contract.records import GB, a_supplier, every_document, shipped_tables
from tests.contract.traits import TRAITS
from tests.unit.builders import a_party

PLENTY = 100_000


class Bench:
    """One organisation of one ledger, its client, and what was linked so far."""

    def __init__(
        self, ledger: Ledger, sandbox: SandboxProcess, company: Company = GB, **opened: Any
    ) -> None:
        self.ledger = ledger
        self.company = company
        self.sandbox = sandbox
        self.traits = TRAITS[ledger.name]
        self.there: Any = getattr(sandbox, ledger.name)
        self.usual_limits: dict[str, int] = self.there.set_limits()
        paced = [limit.name for limit in self.traits.limits]
        self.there.set_limits(**dict.fromkeys([*paced, *self.traits.other_limits], PLENTY))
        self.organisation: Organisation = self.there.add_organisation(
            company.name, company.country, **opened
        )
        self.tenant_id = self.organisation.tenant_id
        self.tables = shipped_tables(ledger)
        self.links: dict[Ref, Link] = {}
        self.keys = (f"key-{number}" for number in count(1))
        self.line = LedgerLine(ledger, sandbox, self.there, self.tenant_id)
        self.client: LedgerClient = ledger.client(self.line.session)
        self.lists = Lists(ledger, self.line.session)

    @property
    def person(self) -> Person:
        """The organisation's bookkeeper."""
        return self.traits.person(self.there.bookkeeper(self.tenant_id))

    def impatient(self) -> LedgerClient:
        """A client that makes every call once."""
        return self.ledger.client(self.line.a_session(attempts=1))

    def item(self, record: Record, action: Action = "create") -> Item:
        """A record on its way, with everything that the steps would give it."""
        draft = self.ledger.draft(record, self.company, self.tables)
        return Item(
            draft=draft,
            action=action,
            link=None if action == "create" else self.links[record.ref],
            ledger_ids={ref: self.links[ref].ledger_id for ref in draft.requires},
            codes=self.lists.codes(draft.lookups),
            items=self.lists.items(draft.items),
        )

    def items(self, records: Sequence[Record], action: Action = "create") -> list[Item]:
        return [self.item(record, action) for record in records]

    def write(self, records: Sequence[Record], action: Action = "create") -> list[Outcome]:
        """One call; what the ledger took is linked."""
        return self.send(self.items(records, action))

    def send(self, items: Sequence[Item]) -> list[Outcome]:
        """As ``write``."""
        outcomes = self.client.write(items, next(self.keys))
        for item, outcome in zip(items, outcomes, strict=True):
            if isinstance(outcome, Written):
                self._link(item, outcome)
        return outcomes

    def insist(self, item: Item) -> Outcome:
        """One element; if its version is stale, once more with what the ledger has by now."""
        (outcome,) = self.send([item])
        if isinstance(outcome, WrongVersion):
            (outcome,) = self.send([replace(item, seen=self.found(item))])
        return outcome

    def _link(self, item: Item, written: Written) -> None:
        """Written down as ``steps.settle`` does it."""
        content, known = item.draft.content, item.link
        children = dict(zip(self.ledger.line_ids(content), written.children, strict=False))
        withdrawn = item.action in ("void", "archive")
        self.links[item.draft.ref] = Link(
            ref=item.draft.ref,
            ledger_id=written.ledger_id,
            number=written.number,
            fingerprint="f",
            content=known.content if known and withdrawn else content,
            children=known.children if known and withdrawn else children,
            withdrawn=withdrawn,
            version=written.version,
            view=written.view,
        )

    def made(self, record: Record) -> Written:
        """Create one record that the ledger must take."""
        (outcome,) = self.write([record])
        assert isinstance(outcome, Written), outcome
        return outcome

    def documents(self) -> list[Document]:
        """One document of each kind that the ledger takes, their parties made."""
        self.made(a_party())
        self.made(a_supplier())
        return every_document(self.ledger)

    def found(self, item: Item) -> Found:
        """What the ledger has of an item, which must be there."""
        (found,) = self.client.find([item])
        assert found is not None, item.draft.ref
        return found

    def parties_there(self) -> dict[str, Party]:
        """The ledger's parties by id."""
        return {
            each.ledger_id: replace(each.party, entity="client")
            for page in self.client.list_parties()
            for each in page
        }

    def names_there(self) -> list[str]:
        return sorted(party.name for party in self.parties_there().values())

    def numbers_there(self, entity: str) -> list[str]:
        return [each.number for page in self.client.list_numbers(entity) for each in page]
