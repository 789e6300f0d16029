"""Merge: what the inbox holds, with what Klipboard has, field by field (C-05, C-06, C-11)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.model import INVOICE, PARTIES
from ledger_sync.state import inbox, ledger_codes, links, runs
from ledger_sync.steps.both_sides import read_shelf
from ledger_sync.steps.bring import bring
from ledger_sync.steps.items_there import know_items
from ledger_sync.steps.merged_parties import follow_merged
from ledger_sync.steps.newcomers import bring_newcomers
from ledger_sync.steps.work import Work, work_shard

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.state.inbox import Box, Key, Letter
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)


def merge(ports: Ports, ledger: Ledger, run: int, shard: Sequence[int]) -> None:
    """Bring to Klipboard what lies in the inboxes of a shard.

    Raises:
        TransientError: a connection failed in a way that a later try may cure.
        RunFailed: a connection failed in a way that a person must see.
    """
    work_shard(ports, ledger, run, shard, "merge", _merge)


def _merge(work: Work) -> None:
    with work.ports.state.begin() as db:
        box = inbox.Box(work.connection.id, runs.get(db, work.run).dry_run)
    try:
        merge_letters(work, box)
    finally:
        if box.dry_run:
            with work.ports.state.begin() as db:
                inbox.clear(db, box)


def merge_letters(work: Work, box: Box, keys: Collection[Key] | None = None) -> None:
    """Bring these letters, or all; parties before the invoices that may be theirs."""
    letters = _letters(work, box, keys)
    if not letters:
        return
    if follow_merged(work, box, letters):
        letters = _letters(work, box, keys)
    if bring_newcomers(work, box, letters):
        letters = _letters(work, box, keys)
    _read_codes(work, letters)
    know_items(work, [letter.record["view"] for letter in letters])
    shelf = read_shelf(work)
    for entity, some in _by_entity(work, letters):
        bring(work, shelf, box, entity, some)


def _letters(work: Work, box: Box, keys: Collection[Key] | None) -> list[Letter]:
    with work.ports.state.connect() as db:
        return inbox.letters(db, box, keys)


def _by_entity(work: Work, letters: Sequence[Letter]) -> Iterator[tuple[str, list[Letter]]]:
    """Letters of linked records; one that nobody is linked with any more goes with the last."""
    with work.ports.state.connect() as db:
        linked = links.entities(db, work.connection.id, {letter.key for letter in letters})
    for entity in (*PARTIES, INVOICE):
        some = [letter for letter in letters if linked.get(letter.key, INVOICE) == entity]
        if some:
            yield entity, some


def _read_codes(work: Work, letters: Sequence[Letter]) -> None:
    """Lists of the ledger's own are read again where a record has an id that they lack."""
    way = work.ledger.must_come_back()
    with work.ports.state.connect() as db:
        names = ledger_codes.names(db, work.connection.id)
    wanted = {key for letter in letters for key in way.codes_in(letter.record["view"])}
    for kind in {kind for kind, _ in wanted - names.keys()} - work.lists_read:
        work.lists_read.add(kind)
        codes = work.line.client.list_codes(kind)
        with work.ports.state.begin() as db:
            ledger_codes.replace(db, work.connection.id, kind, codes)
