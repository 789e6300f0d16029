"""What the bookkeepers' desks of both ledgers share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger_sync.model import CLIENT, CLIENT_LOCATION

from tests.pipeline.klipboard import Company, Row
from tests.pipeline.sides import Key, links
from tests.pipeline.world import World

BILLED = (CLIENT, CLIENT_LOCATION)
NAMED = ("name", "contact_first_name", "contact_last_name", "email", "phone", "mobile", "address")


def number(value: Any) -> Decimal:
    """A JSON number, exactly as it reads."""
    return Decimal(str(value or 0))


class Screens:
    """The screens of one organisation."""

    party_fields: tuple[str, ...] = (*NAMED, "payment_terms")

    def __init__(self, at: World, company: Company) -> None:
        self.at = at
        self.company = company
        self.tenant = company.organisation.tenant_id

    @property
    def hand(self) -> Any:
        return self.at.bookkeeper(self.company)

    def documents(self, kind: str) -> list[Row]:
        found: list[Row] = self.at.there.documents(self.tenant, kind)
        return found

    def record(self, kind: str, name: str, ledger_id: str) -> Row | None:
        found = [each for each in self.documents(kind) if each[name] == ledger_id]
        return found[0] if found else None

    def key_of(self, ledger_id: str) -> Key | None:
        known = {
            there: key for key, there in links(self.at, self.company).items() if key[0] in BILLED
        }
        return known.get(ledger_id)
