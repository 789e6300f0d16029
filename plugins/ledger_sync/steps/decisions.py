"""What a person decided of parties that may be one: the review file, read and written (X-01, Q-01).

The file lies in the object storage path of the reports, one a company and ledger, and is edited in
place. A first connection reads it before it plans; afterwards the hourly run reads it for whoever
still waits.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ledger_sync.errors import BadReview
from ledger_sync.quality import places
from ledger_sync.rules.review import read_csv, renewed, to_csv
from ledger_sync.state import audit, connections, links, reviews, runs
from ledger_sync.steps import importing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.model import Json, Ref
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)

Key = tuple[str, str]
Decisions = dict[Key, "Ref | None"]


def file_of(ports: Ports, connection: LedgerConnection) -> Path | None:
    """Where a company's review file lies; None where no place for reports is known."""
    if ports.reports is None:
        return None
    company = connection.company_id
    return places.review_file(ports.reports, connection.ledger, company, connection.tenant_id)


def read(ports: Ports, connection: LedgerConnection) -> Decisions:
    """What the file says; nothing where there is none.

    Raises:
        BadReview: a line of it cannot be understood; nothing is done.
    """
    path = file_of(ports, connection)
    if path is None or not path.is_file():
        return {}
    return read_csv(_text_of(path), str(path))


def write(ports: Ports, connection: LedgerConnection, review: Sequence[Json]) -> Path | None:
    """Write down what a person is asked; gives where. Nothing to ask: no file."""
    path = file_of(ports, connection)
    if path is None or not review:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    asked = [each for each in review if each["candidates"]]
    # What was decided before stays in it: a later plan is made from that too.
    text = renewed(_text_of(path), str(path), asked) if path.is_file() else to_csv(asked)
    path.write_text(text, encoding="utf-8")
    return path


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadReview(
            f"{path}: not UTF-8 (byte {error.start}); save it as CSV in UTF-8"
        ) from error


def carry_out(ports: Ports, ledger: Ledger, run: int, connection: LedgerConnection) -> None:
    """Do what was decided since for parties that wait; the run tells how many still do."""
    with ports.state.begin() as db:
        waiting = reviews.undecided(db, connection.id)
    if not waiting:
        return
    decided = {key: ref for key, ref in read(ports, connection).items() if key in waiting}
    decided |= _freed(waiting, decided)
    if decided:
        with connections.locked(ports.state, connection.id, ports.settings.lock_wait_seconds):
            _apply(ports, ledger, run, connection, {key: waiting[key] for key in decided}, decided)
    _tell(ports, run, connection, len(waiting) - len(decided))


def _freed(waiting: Mapping[Key, Json], decided: Decisions) -> Decisions:
    """Locations that waited only for the client to which they belong."""
    open_parents = {key[1] for key in waiting if key not in decided}
    return {
        key: None
        for key, theirs in waiting.items()
        if not theirs["candidates"] and theirs["parent_id"] not in open_parents
    }


def _apply(
    ports: Ports,
    ledger: Ledger,
    run: int,
    connection: LedgerConnection,
    theirs: Mapping[Key, Json],
    decided: Mapping[Key, Ref | None],
) -> None:
    _check(ports, connection, theirs, decided)
    new = [theirs[key] for key, ref in decided.items() if ref is None]
    importing.create(ports, ledger, run, connection, new)
    with ports.state.begin() as db:
        for key, ref in decided.items():
            if ref is not None:
                _link(db, run, connection, theirs[key], ref)
        reviews.decide(db, connection.id, list(decided))


def _check(
    ports: Ports,
    connection: LedgerConnection,
    theirs: Mapping[Key, Json],
    decided: Mapping[Key, Ref | None],
) -> None:
    """Refuse an id that was altered in the file: it may be another company's.

    Raises:
        BadReview: one of ours was not asked about, or is another party's already.
    """
    chosen = {key: ref for key, ref in decided.items() if ref is not None}
    with ports.state.connect() as db:
        linked = links.read(db, connection.id, chosen.values())
    for key, ref in chosen.items():
        asked = [(each["entity"], each["source_id"]) for each in theirs[key]["candidates"]]
        why = "was not asked about" if tuple(ref) not in asked else "is another party's"
        if tuple(ref) not in asked or ref in linked:
            raise BadReview(
                f"{file_of(ports, connection)}: the decision for {' '.join(key)} cannot be carried "
                f"out: {ref.entity} {ref.source_id} {why}"
            )


def _link(db: Connection, run: int, connection: LedgerConnection, theirs: Json, ref: Ref) -> None:
    """From now on one; what differs goes to the ledger with this run."""
    importing.save_link(db, connection, ref, theirs, None, {})
    audit.record(
        db,
        connection,
        ref,
        run=run,
        direction="inbound",
        action="link",
        ledger_id=theirs["ledger_id"],
        changes={"matched by": "a person's decision"},
    )


def _tell(ports: Ports, run: int, connection: LedgerConnection, left: int) -> None:
    if not left:
        return
    message = (
        f"{left} of the ledger's parties may be ones that Klipboard has: decide in "
        f"{file_of(ports, connection)}; both sides of each wait until then"
    )
    with ports.state.begin() as db:
        runs.tell(db, run, connection.company_id, "review", message)
