"""Queries on schema ``klipboard``: the files of ``sql/`` with their parameters, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from ledger_sync import files
from ledger_sync.model import PARTIES, Company, Party

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from ledger_sync.rules.windows import Window

STREAM_ROWS = 1_000
"""Rows that travel from the server at once, so that memory does not grow with the table."""


def clock(db: Connection) -> datetime:
    """What time it is by the source: the end of every window."""
    now: datetime = db.execute(text(files.sql("extract", "clock"))).scalar_one()
    return now


def changed(
    db: Connection,
    entity: str,
    windows: Sequence[Window],
    high: datetime,
    held: Collection[tuple[int, int]],
) -> Iterator[tuple[int, int, str]]:
    """The rows of an entity that changed or are held: company id, source id, row as JSON text.

    Args:
        held: Company id and source id: an id that is another company's brings nothing.
    """
    pairs = sorted(held)
    result = db.execute(
        text(files.sql("extract", entity)),
        {
            "company_ids": [window.company_id for window in windows],
            "lows": [window.low for window in windows],
            "high": high,
            "held_company_ids": [company_id for company_id, _ in pairs],
            "held_ids": [source_id for _, source_id in pairs],
        },
        # Of this statement alone: a connection that streams can write no more.
        execution_options={"yield_per": STREAM_ROWS},
    )
    for row in result:
        yield row.company_id, row.source_id, row.content


def companies(db: Connection, company_ids: Sequence[int]) -> dict[int, Company]:
    """What the rules must know of these companies."""
    query = text(files.sql("extract", "company"))
    rows = db.execute(query, {"company_ids": list(company_ids)}).mappings()
    return {row["company_id"]: Company(**row) for row in rows}


def directory(db: Connection, company_id: int) -> list[dict[str, Any]]:
    """Every party of a company that is not archived."""
    query = text(files.sql("extract", "directory"))
    return [dict(row) for row in db.execute(query, {"company_id": company_id}).mappings()]


def reserve_ids(db: Connection, entity: str, count: int) -> list[int]:
    """Ids for rows that come from a ledger; they never meet ids that Klipboard gives."""
    query = text(files.sql("apply", f"{entity}_ids"))
    return list(db.execute(query, {"count": count}).scalars())


def insert_parties(db: Connection, parties: Sequence[Party]) -> None:
    """Write parties that came from a ledger; one that is there already stays as it is."""
    for entity in PARTIES:
        values = [_columns(party) for party in parties if party.entity == entity]
        if not values:
            continue
        db.execute(text(files.sql("apply", entity)), values)


def _columns(party: Party) -> dict[str, Any]:
    address = party.address
    return {
        "source_id": party.source_id,
        "company_id": party.company_id,
        "client_id": party.client_id,
        "name": party.name,
        "account_number": party.account_number,
        "contact_first_name": party.contact_first_name,
        "contact_last_name": party.contact_last_name,
        "email": party.email,
        "phone": party.phone,
        "mobile": party.mobile,
        "address_line1": address.line1,
        "address_line2": address.line2,
        "city": address.city,
        "region": address.region,
        "postcode": address.postcode,
        "country": address.country,
        "tax_number": party.tax_number,
        "payment_terms": party.payment_terms,
        "currency": party.currency,
    }


def set_start_numbers(db: Connection, company_id: int, numbers: Mapping[str, int | None]) -> None:
    """Where the company's own numbering goes on (C-08, X-11)."""
    values = {name: numbers.get(name) for name in ("invoice", "purchase_order")}
    db.execute(text(files.sql("apply", "start_numbers")), {"company_id": company_id, **values})
