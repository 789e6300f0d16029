"""What an import of products tells a person: rows that were not taken, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.state import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from ledger_sync.model import LedgerProduct

TOLD = 500
"""Rows that are told one by one: whoever has more of them has the wrong file."""
NAMED = 20
"""Names that one message lists."""


def tell_refused(db: Connection, run: int, company_id: int, refused: Mapping[str, str]) -> None:
    """Each row that was not taken, by its place and with the reason, in the order of the file."""
    for place in sorted(refused, key=_number)[:TOLD]:
        message = f"{place} was not taken: {refused[place]}"
        # Messages come in the order of their topics' letters.
        runs.tell(db, run, company_id, f"product {_number(place):012d}", message)
    if len(refused) > TOLD:
        message = f"{len(refused) - TOLD} more were not taken: correct these first"
        runs.tell(db, run, company_id, "products not taken", message)


def _number(place: str) -> int:
    return int(place.rpartition(" ")[2])


def tell_left_out(
    db: Connection, run: int, company_id: int, products: Iterable[LedgerProduct]
) -> None:
    """What is no product that lines could name: categories, bundles, what is out of use."""
    kinds: dict[str, list[str]] = {}
    for each in products:
        if each.left_out is not None:
            kinds.setdefault(each.left_out, []).append(each.path)
    for kind, names in kinds.items():
        more = ", ..." if len(names) > NAMED else ""
        message = f"left out as {kind}: {len(names)} ({', '.join(names[:NAMED])}{more})"
        runs.tell(db, run, company_id, f"left out {kind}", message)
