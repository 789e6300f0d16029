"""Both sides of a record that changed in the ledger, read for the merge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger_sync.errors import RecordError
from ledger_sync.ledgers.views import Ids, WayBack
from ledger_sync.model import CLIENT_LOCATION, INVOICE, PARTIES, Document, Party
from ledger_sync.rules.agreement import Parts
from ledger_sync.rules.settlement import CANCELLED, is_status
from ledger_sync.rules.way_back import Books
from ledger_sync.source import changes as klipboard_changes
from ledger_sync.source import klipboard, rows
from ledger_sync.state import ledger_codes, ledger_items, links
from ledger_sync.steps import conflict_policy, mapping_tables
from ledger_sync.steps.items_there import item_accounts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.ledgers.views import LedgerRecord
    from ledger_sync.model import Draft, Link, Record
    from ledger_sync.rules.policy import Policy
    from ledger_sync.rules.settlement import KeptPayment
    from ledger_sync.state.inbox import Letter
    from ledger_sync.steps.work import Work

OPEN = "Sent"
"""A status that asks nothing special of a ledger: for what a cancelled invoice would be."""


@dataclass(frozen=True)
class Shelf:
    """What a task needs to know of a company and its ledger, read once."""

    ledger: Ledger
    way: WayBack
    policy: Policy
    books: Books
    ids: Ids

    @property
    def parts(self) -> Parts:
        """What says a field in the ledger's contents."""
        return Parts(self.way.parts, self.way.line_parts, self.way.lines)

    @property
    def no_lines(self) -> Parts:
        """The same of a party."""
        return Parts(self.way.parts, {}, "")


@dataclass(frozen=True)
class Case:
    """A record of the ledger with the one of ours that it is linked with."""

    letter: Letter
    record: LedgerRecord
    link: Link
    row: rows.Row
    ours: Record
    draft: Draft | None
    """What the ledger shall hold, were the record neither cancelled nor archived."""
    trouble: str | None = None
    """Why Klipboard's record cannot be drafted."""
    payments: tuple[KeptPayment, ...] = ()
    settled_elsewhere: bool = False
    status_elsewhere: str | None = None
    """What the invoice was before the other ledger showed it as settled."""


def read_shelf(work: Work) -> Shelf:
    """Read the tables, the codes and the links of a connection."""
    company_id = work.connection.company_id
    with work.ports.state.connect() as db:
        tables = mapping_tables.load(db, work.ledger, [company_id])
        parties = links.ledger_ids(db, work.connection.id, PARTIES)
        codes = ledger_codes.read(db, work.connection.id)
        names = ledger_codes.names(db, work.connection.id)
        items = ledger_items.read_all(db, work.connection.id)
    with work.ports.source.connect() as source:
        company = klipboard.companies(source, [company_id])[company_id]
        places = [ref.source_id for ref in parties if ref.entity == CLIENT_LOCATION]
        clients = klipboard_changes.clients_of(source, company_id, places)
    return Shelf(
        ledger=work.ledger,
        way=work.ledger.must_come_back(),
        policy=conflict_policy.load(),
        books=Books(
            company=company,
            tables=tables,
            names=names,
            parties={ledger_id: ref for ref, ledger_id in parties.items()},
            clients_of=clients,
            item_accounts=item_accounts(items),
        ),
        ids=Ids(records=parties, codes=codes, items=items),
    )


def read_rows(db: Connection, entity: str, company_id: int, ids: list[int]) -> dict[int, rows.Row]:
    """Klipboard's rows, held until the end of the transaction."""
    klipboard_changes.lock(db, entity, company_id, ids)
    return klipboard_changes.read(db, entity, company_id, ids)


def drafted(shelf: Shelf, entity: str, row: rows.Row) -> tuple[Record, Draft | None, str | None]:
    """Our record with what the ledger shall hold of it; without that, why not.

    A record that is to be withdrawn is drafted as if it were not: its fields still have values.
    """
    ours = rows.record(entity, rows.typed(row), shelf.books.company)
    try:
        draft = shelf.ledger.draft(_kept(ours), shelf.books.company, shelf.books.tables)
    except RecordError as error:
        return ours, None, error.message
    return ours, draft, None


def own_name(shelf: Shelf, case: Case, name: str | None) -> str | None:
    """A location's name without its client's, be it the client's of now or of the last agreement.

    So a client that was renamed on either side is no change of its locations' own names.
    """
    if name is None:
        return None
    entity, client = case.link.ref.entity, getattr(case.ours, "client_name", None)
    whole = shelf.way.party_name(entity, name, None)
    for each in (client, *shelf.way.client_names(case.link.content)):
        own = shelf.way.party_name(entity, name, each)
        if own != whole:
            return own
    return whole


def _kept(ours: Record) -> Record:
    if isinstance(ours, Party):
        return replace(ours, archived=False)
    return replace(ours, status=OPEN) if is_cancelled(ours) else ours


def is_cancelled(ours: Record) -> bool:
    """Whether Klipboard's invoice is cancelled."""
    if not isinstance(ours, Document) or ours.entity != INVOICE:
        return False
    return is_status(ours.status, CANCELLED)
