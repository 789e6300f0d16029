"""Single fields of what a ledger says, refused where they are not what the ledger documents. Pure.

A ledger's answer is outside: a field may lack, be null, or be something else altogether. What is
missing is none; what is something else is refused with its name and value, so that it stops its
own ledger connection and nobody has to read a traceback.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger_sync.errors import UnexpectedResponse, shown
from ledger_sync.rules.money import LARGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger_sync.model import Json

SMALLEST_PLACE = -20
"""A number that is smaller than this power of ten is no amount, and endless when written out."""


@dataclass(frozen=True)
class Reader:
    """Reads the bodies of one ledger.

    Args:
        title: The ledger's name, for messages.
    """

    title: str

    def part(self, body: Mapping[str, Any], name: str) -> Json:
        """An object in a body; an empty one where there is none."""
        value = body.get(name)
        if not value:
            return {}
        if not isinstance(value, dict):
            raise self.wrong(name, value, "an object")
        return value

    def parts(self, body: Mapping[str, Any], name: str) -> list[Json]:
        """A list of objects; an empty one where there is none."""
        value = body.get(name)
        if not value:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.wrong(name, value, "a list of objects")
        return value

    def text(self, body: Mapping[str, Any], name: str) -> str | None:
        """A text without what surrounds it; an empty one is none."""
        value = body.get(name)
        if isinstance(value, dict | list):
            raise self.wrong(name, value, "a text")
        return str(value).strip() or None if value is not None else None

    def record_id(self, body: Mapping[str, Any], name: str) -> str:
        """The id of a record, which every record has."""
        found = self.text(body, name)
        if found is None:
            raise self.wrong(name, body.get(name), "an id")
        return found

    def amount(self, body: Mapping[str, Any], name: str) -> Decimal | None:
        """A number; None: the ledger does not say it."""
        value = body.get(name)
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
        except (ArithmeticError, ValueError):
            raise self.wrong(name, value, "a number") from None
        return self.within(name, number)

    def within(self, name: str, number: Decimal) -> Decimal:
        """A number that Klipboard can keep."""
        if not number.is_finite() or abs(number) >= LARGEST:
            raise self.wrong(name, number, f"a number below {LARGEST:,}")
        if number and number.adjusted() < SMALLEST_PLACE:
            raise self.wrong(name, number, "a number of some places")
        return number

    def day(self, body: Mapping[str, Any], name: str) -> date | None:
        """A calendar day, with or without a time behind it."""
        found = self.text(body, name)
        if found is None:
            return None
        try:
            return date.fromisoformat(found[:10])
        except ValueError:
            raise self.wrong(name, found, "a day such as 2026-10-31") from None

    def wrong(self, name: str, value: object, allowed: str) -> UnexpectedResponse:
        """The error that says what a field is and what it should be."""
        return UnexpectedResponse(f"{self.title} sent {name}={shown(value)} in place of {allowed}")
