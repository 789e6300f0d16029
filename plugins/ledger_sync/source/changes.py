"""What people did in a ledger, written into rows that Klipboard has, and what must be read for it.

What is to change was decided before. Columns that are not named stay, and what changes nothing is
not written: it would wake the next hourly run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from ledger_sync import files
from ledger_sync.errors import SourceBusy
from ledger_sync.rules.settlement import KeptPayment
from ledger_sync.source import klipboard
from ledger_sync.state.extracted import parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ledger_sync.model import LedgerPayment
    from ledger_sync.source.rows import Row

Columns = Mapping[str, str | int | Decimal | date | None]
"""New values by column; None empties a column. An instant must say its time zone."""

LONGEST_WAIT_MILLISECONDS = 500
"""How long a statement of ours waits for a row: less than what PostgreSQL takes for a deadlock."""

PARTY_COLUMNS = frozenset(
    {
        "name",
        "account_number",
        "contact_first_name",
        "contact_last_name",
        "email",
        "phone",
        "mobile",
        "address_line1",
        "address_line2",
        "city",
        "region",
        "postcode",
        "country",
        "tax_number",
        "payment_terms",
        "currency",
        "archived",
    }
)
INVOICE_COLUMNS = frozenset(
    {
        "number",
        "client_id",
        "billing_location_id",
        "status",
        "issue_date",
        "due_date",
        "reference",
        "currency",
        "prices_include_tax",
        "amount_paid",
        "paid_at",
    }
)
LINE_COLUMNS = frozenset(
    {
        "item_name",
        "description",
        "quantity",
        "unit_price",
        "discount_percent",
        "account_code",
        "tax_rate",
    }
)


def lock(db: Connection, entity: str, company_id: int, ids: Collection[int]) -> None:
    """Hold these rows until the end of the transaction; in the order of their ids.

    From then on nothing waits for long: a user who works on the same rows must not be the one whom
    PostgreSQL picks when both wait for each other, which it finds out after a second.

    Raises:
        SourceBusy: somebody works on one of them.
    """
    query = text(files.sql("apply", f"{entity}_lock"))
    db.execute(text(f"SET LOCAL lock_timeout = {LONGEST_WAIT_MILLISECONDS}"))
    with giving_way(company_id):
        db.execute(query, {"company_id": company_id, "source_ids": sorted(ids)})


@contextmanager
def giving_way(company_id: int) -> Iterator[None]:
    """Statements of a transaction that leaves its rows to whoever works on them.

    Raises:
        SourceBusy: somebody does.
    """
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable | DeadlockDetected):
            raise
        raise SourceBusy(
            f"somebody works on rows of company {company_id} in Klipboard: they are brought when "
            "the task is tried again"
        ) from error


def read(db: Connection, entity: str, company_id: int, ids: Collection[int]) -> dict[int, Row]:
    """These rows of a company as the extract gives them; what is not there is left out."""
    mine = [(company_id, source_id) for source_id in ids]
    found = klipboard.changed(db, entity, (), datetime.max.replace(tzinfo=UTC), mine)
    return {source_id: parsed(row) for _, source_id, row in found}


def find_number(db: Connection, company_id: int, number: str, but_not: int) -> int | None:
    """The other invoice of the company that has this number."""
    query = text(files.sql("extract", "invoice_number"))
    values = {"company_id": company_id, "number": number, "but_not": but_not}
    found: int | None = db.execute(query, values).scalar_one_or_none()
    return found


def clients_of(db: Connection, company_id: int, location_ids: Collection[int]) -> dict[int, int]:
    """Location id to the id of its client."""
    query = text(files.sql("extract", "location_clients"))
    rows = db.execute(query, {"company_id": company_id, "location_ids": sorted(location_ids)})
    return {row.source_id: row.client_id for row in rows}


def change_party(
    db: Connection, entity: str, company_id: int, source_id: int, columns: Columns
) -> datetime:
    """Change a party; the time of its last change as the extract gives it, new or not."""
    return _change(db, entity, company_id, source_id, _named(columns, PARTY_COLUMNS))


def change_invoice(db: Connection, company_id: int, source_id: int, columns: Columns) -> datetime:
    """Change an invoice; the time of its last change, new or not.

    A change of its lines is one too: lines first, then this, with no columns if none changes.
    """
    return _change(db, "invoice", company_id, source_id, _named(columns, INVOICE_COLUMNS))


def _change(
    db: Connection, entity: str, company_id: int, source_id: int, columns: Columns
) -> datetime:
    values = {"company_id": company_id, "source_id": source_id, "columns": _json(columns)}
    changed_at: datetime = _apply(db, f"{entity}_changes", values).scalar_one()
    return changed_at


def change_lines(
    db: Connection,
    company_id: int,
    invoice_id: int,
    changed: Mapping[int, Columns],
    added: Mapping[int, Columns],
    removed: Collection[int],
    positions: Mapping[int, int],
) -> None:
    """Change the lines of an invoice, and with them its time; done twice equals done once.

    Args:
        added: By ids that were reserved; each has a position too.
        positions: Of the lines that are there in the end, by line id; who is missing stays.
    """
    new = [
        {"id": line, "position": positions[line], **_named(columns, LINE_COLUMNS)}
        for line, columns in added.items()
    ]
    changes = {str(line): dict(_named(columns, LINE_COLUMNS)) for line, columns in changed.items()}
    for line, position in positions.items():
        changes.setdefault(str(line), {})["position"] = position
    ids = {"company_id": company_id, "invoice_id": invoice_id}
    if removed:
        _apply(db, "invoice_line_removal", {**ids, "removed": sorted(removed)})
    if new:
        _apply(db, "invoice_line", {**ids, "added": _json(new)})
    if changes:
        _apply(db, "invoice_line_changes", {**ids, "changed": _json(changes)})


def payments(
    db: Connection, company_id: int, invoice_ids: Collection[int]
) -> dict[int, list[KeptPayment]]:
    """The payments that are kept of each of these invoices, of every ledger."""
    kept: dict[int, list[KeptPayment]] = {invoice_id: [] for invoice_id in invoice_ids}
    query = text(files.sql("extract", "invoice_payment"))
    values = {"company_id": company_id, "invoice_ids": sorted(invoice_ids)}
    for row in db.execute(query, values).mappings():
        payment = dict(row)
        kept[payment.pop("invoice_id")].append(KeptPayment(**payment))
    return kept


def write_payments(
    db: Connection,
    company_id: int,
    invoice_id: int,
    ledger: str,
    payments: Sequence[LedgerPayment],
    reversed: Collection[str],  # noqa: A002 - as the column, which nobody calls
) -> None:
    """Keep what a ledger says was paid, and since when it does not say so any more (C-06)."""
    ids = {"company_id": company_id, "invoice_id": invoice_id, "ledger": ledger}
    if payments:
        rows = [
            {
                "ledger_payment_id": payment.ledger_id,
                "amount": payment.amount,
                "paid_on": payment.paid_on,
                "reference": payment.reference,
            }
            for payment in payments
        ]
        _apply(db, "invoice_payment", {**ids, "payments": _json(rows)})
    if reversed:
        _apply(db, "invoice_payment_reversal", {**ids, "reversed": sorted(reversed)})


def _apply(db: Connection, name: str, values: Mapping[str, Any]) -> Any:
    return db.execute(text(files.sql("apply", name)), values)


def _named(columns: Columns, known: frozenset[str]) -> Columns:
    unknown = sorted(columns.keys() - known)
    if unknown:
        raise ValueError(f"no ledger changes these columns: {unknown}")
    return columns


def _json(values: Any) -> str:
    """As JSON, in which amounts, days and instants are text: PostgreSQL reads them as they are."""
    return json.dumps(values, default=str)
