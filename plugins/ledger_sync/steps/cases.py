"""Both sides of a few records at once: what the ledger showed, the links, Klipboard's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.model import INVOICE
from ledger_sync.source import changes
from ledger_sync.state import links
from ledger_sync.steps import received
from ledger_sync.steps.both_sides import Case, Shelf, drafted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from ledger_sync.model import Link
    from ledger_sync.rules.settlement import KeptPayment
    from ledger_sync.source.rows import Row
    from ledger_sync.state.inbox import Key, Letter
    from ledger_sync.steps.work import Work


def linked_with(work: Work, letters: Sequence[Letter]) -> dict[Key, Link]:
    """The links of the records that these letters are about."""
    with work.ports.state.connect() as db:
        found: dict[Key, Link] = {}
        for resource in {letter.key[0] for letter in letters}:
            keys = {letter.key[1] for letter in letters if letter.key[0] == resource}
            known = links.of_ledger_ids(db, work.connection.id, resource, keys)
            found.update({(resource, ledger_id): link for ledger_id, link in known.items()})
    return found


def read_cases(
    work: Work,
    shelf: Shelf,
    source: Connection,
    letters: Sequence[Letter],
    linked: Mapping[Key, Link],
    rows: Mapping[int, Row],
) -> list[Case]:
    """The letters whose record Klipboard still has, each with what it has."""
    mine = {letter.key: linked[letter.key] for letter in letters if letter.key in linked}
    invoices = [link.ref.source_id for link in mine.values() if link.ref.entity == INVOICE]
    payments = changes.payments(source, work.connection.company_id, invoices) if invoices else {}
    elsewhere = _settled_elsewhere(work, invoices)
    found = []
    for letter in letters:
        link = mine.get(letter.key)
        row = rows.get(link.ref.source_id) if link else None
        if link is not None and row is not None:
            found.append(_case(shelf, letter, link, row, payments, elsewhere))
    return found


def _settled_elsewhere(work: Work, invoices: Sequence[int]) -> dict[int, str | None]:
    if not invoices:
        return {}
    with work.ports.state.connect() as db:
        company_id = work.connection.company_id
        return links.settled_elsewhere(db, company_id, invoices, but_not=work.connection.id)


def _case(
    shelf: Shelf,
    letter: Letter,
    link: Link,
    row: Row,
    payments: dict[int, list[KeptPayment]],
    elsewhere: dict[int, str | None],
) -> Case:
    ours, draft, trouble = drafted(shelf, link.ref.entity, row)
    return Case(
        letter=letter,
        record=received.from_json(*letter.key, letter.record),
        link=link,
        row=row,
        ours=ours,
        draft=draft,
        trouble=trouble,
        payments=tuple(payments.get(link.ref.source_id, ())),
        settled_elsewhere=link.ref.source_id in elsewhere,
        status_elsewhere=elsewhere.get(link.ref.source_id),
    )
