"""Import of products, first half: read, find Klipboard's, plan; only the plan is written (Q-14).

It lies in ``sync.planned_changes``, with the ids that new products will have.
"""

from __future__ import annotations

import logging
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from ledger_sync.errors import ConfigurationError, ConnectionEnded, MissingConnection
from ledger_sync.model import PRODUCT, Ref
from ledger_sync.rules.products import changes, choose, values
from ledger_sync.sheets.reading import LARGEST_BYTES
from ledger_sync.source import klipboard, products
from ledger_sync.state import connections, links, planned, runs
from ledger_sync.state.planned import Planned
from ledger_sync.steps import mapping_tables, notices
from ledger_sync.steps.ports import Ports, count_calls
from ledger_sync.steps.product_file import Offer, read_products
from ledger_sync.steps.product_notes import tell_left_out, tell_refused
from ledger_sync.steps.shards import is_ready

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from ledger_sync.ledgers.contract import Catalogue, Ledger
    from ledger_sync.model import Company
    from ledger_sync.rules.mapping import Tables
    from ledger_sync.rules.products import Changes, Choice, Values
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.state.runs import Run
    from ledger_sync.steps.request import ImportRequest

    ReadFile = Callable[[str, int], bytes]

log = logging.getLogger(__name__)


def plan_products(ports: Ports, ledger: Ledger, request: ImportRequest, read: ReadFile) -> int:
    """Make and keep the plan of an import.

    Args:
        read: Gives what an address holds, but not much more than so many bytes.

    Returns:
        The run.

    Raises:
        MissingConnection: the ledger shall be read, and the company was never connected to it.
        BadImportFile: the file cannot be read.
    """
    catalogue, company = _catalogue(ledger), _company(ports, request.company_id)
    with ports.state.begin() as db:
        # Without connections: what waits or is held for them is no business of this run.
        run = runs.open_run(
            db,
            dag_id=request.dag_id,
            run_id=request.run_id,
            ledger=ledger.name,
            params=request.params(),
        )
    if request.file is None:
        offer = _from_ledger(ports, ledger, run, company.company_id)
    elif catalogue.file is None:
        raise ConfigurationError(f"products of {ledger.title} cannot be imported from a file")
    else:
        offer = read_products(catalogue.file, request.file, read(request.file, LARGEST_BYTES))
    if offer is not None:
        _plan(ports, ledger, catalogue, run, company, offer)
    return run.id


def _catalogue(ledger: Ledger) -> Catalogue:
    if ledger.catalogue is None:
        raise ConfigurationError(f"{ledger.title} has no products to import")
    return ledger.catalogue


def _company(ports: Ports, company_id: int) -> Company:
    with ports.source.connect() as source:
        found = klipboard.companies(source, [company_id])
    if company_id not in found:
        raise ConfigurationError(f"there is no company {company_id} in Klipboard")
    return found[company_id]


def _from_ledger(ports: Ports, ledger: Ledger, run: Run, company_id: int) -> Offer | None:
    """What the ledger has; None if it cannot be asked just now, which the run tells."""
    with ports.state.begin() as db:
        connection = _connected(db, ledger, company_id)
        if not is_ready(db, ledger, run.id, connection):
            return None
    line = ports.open_line(connection)
    if line.items is None:
        raise AssertionError("a ledger with a catalogue has a client for it")
    try:
        return Offer([each for page in line.items.list_products() for each in page])
    except ConnectionEnded as error:
        notices.end(ports.state, ledger, run.id, connection, error)
        return None
    finally:
        count_calls(ports, ledger, run.id, connection, line)


def _connected(db: Connection, ledger: Ledger, company_id: int) -> LedgerConnection:
    """Nothing is read from a ledger before the first-time connection (C-01)."""
    connection = connections.require(db, company_id, ledger.name)
    if not connection.gate_is_open:
        raise MissingConnection(
            f"company {company_id} has had no first-time connection to {ledger.title}: run "
            f'first_connection with {{"company": {company_id}, "ledger": "{ledger.name}"}}'
        )
    return connection


def _plan(
    ports: Ports, ledger: Ledger, catalogue: Catalogue, run: Run, company: Company, offer: Offer
) -> None:
    company_id = company.company_id
    with ports.state.begin() as db:
        tables = mapping_tables.load(db, ledger, [company_id])
        known = _known(db, ledger, catalogue, company_id)
    in_use = [each for each in offer.products if each.left_out is None]
    with ports.source.begin() as source:
        choices = choose(in_use, products.read(source, company_id), known)
        todo = [
            each
            for choice in choices
            if (each := _todo(choice, _values(choice, tables, company), known)) is not None
        ]
        plan = _with_ids(source, run, todo)
    refused = offer.refused | {
        each.theirs.place: each.refusal.message for each in choices if each.refusal
    }
    with ports.state.begin() as db:
        planned.replace(db, run.id, company_id, plan)
        tell_left_out(db, run.id, company_id, offer.products)
        tell_refused(db, run.id, company_id, refused)
        _count(db, run.id, company_id, offer, plan, len(refused))


def _known(db: Connection, ledger: Ledger, catalogue: Catalogue, company_id: int) -> dict[str, int]:
    """Klipboard's ids of the ledger's products that were imported before."""
    connection = connections.find(db, company_id, ledger.name)
    if connection is None:
        return {}
    linked = links.by_ledger_id(db, connection.id, {catalogue.resource})
    return {ledger_id: link.ref.source_id for (_, ledger_id), link in linked.items()}


def _values(choice: Choice, tables: Tables, company: Company) -> Values:
    """Codes go the way back through the mapping tables; an account without a row keeps its code."""
    theirs = choice.theirs
    mine = company.company_id
    accounts = tables["accounts"]
    codes = {
        name: account
        and (accounts.source_code(account, company_id=mine, document=document) or account)
        for name, account, document in (
            ("account_code", theirs.account, "sales"),
            ("purchase_account_code", theirs.purchase_account, "purchases"),
        )
    }
    tax_rate = theirs.tax_code and tables["tax_rates"].source_code(
        theirs.tax_code, company_id=mine, country=company.country, document="sales"
    )
    return values(choice, **codes, tax_rate=tax_rate)


class _Todo(NamedTuple):
    choice: Choice
    action: str
    changes: Changes


def _todo(choice: Choice, wanted: Values, known: Mapping[str, int]) -> _Todo | None:
    """What has to be done for a product; None if nothing."""
    if choice.refusal is not None:
        return None
    changed = changes(choice.ours, wanted)
    if choice.ours is None:
        return _Todo(choice, "create", changed)
    if changed:
        return _Todo(choice, "update", changed)
    ledger_id = choice.theirs.ledger_id
    is_linked = ledger_id is None or known.get(ledger_id) == choice.ours.source_id
    return None if is_linked else _Todo(choice, "link", {})


def _with_ids(source: Connection, run: Run, todo: Sequence[_Todo]) -> list[Planned]:
    """The plan; a dry run takes no ids either: its new products are numbered downwards."""
    new = sum(each.choice.ours is None for each in todo)
    ids = count(-1, -1) if run.dry_run else iter(klipboard.reserve_ids(source, PRODUCT, new))
    return [
        Planned(
            ref=Ref(PRODUCT, choice.ours.source_id if choice.ours else next(ids)),
            action=action,
            content={
                "place": choice.theirs.place,
                "ledger_id": choice.theirs.ledger_id,
                "changes": changed,
            },
        )
        for choice, action, changed in todo
    ]


def _count(
    db: Connection, run: int, company_id: int, offer: Offer, plan: Sequence[Planned], refused: int
) -> None:
    read = len(offer.products) + len(offer.refused)
    writes = sum(each.action != "link" for each in plan)
    runs.reset_counts(db, run, ("read", "skipped", "refused"))
    counts = {"read": read, "skipped": read - refused - writes, "refused": refused}
    runs.add_counts(db, run, company_id, PRODUCT, counts)
    log.info(
        "company %d: %d products read, %d to write, %d refused", company_id, read, writes, refused
    )
