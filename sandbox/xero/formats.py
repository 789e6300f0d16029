"""Xero's formats of dates and numbers, both ways. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from sandbox.xero.desk import BadRequest

Element = Mapping[str, Any]

_TICKS = re.compile(r"^/Date\((-?\d+)([+-]\d{4})?\)/$")
CENT = Decimal("0.01")
TOO_LARGE = Decimal(10) ** 12  # beyond it a product of two numbers loses its cents


def stamp(ms: int) -> str:
    """Return an instant as Xero writes it in JSON."""
    return f"/Date({ms}+0000)/"


def iso_stamp(ms: int) -> str:
    """Return an instant for the fields whose name ends in String."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_string(day: date) -> str:
    """Return a calendar day for DateString and its like."""
    return f"{day.isoformat()}T00:00:00"


def day_stamp(day: date) -> str:
    """Return a calendar day as the UTC midnight that begins it."""
    return stamp(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000))


def day_names(name: str, day: date | None) -> dict[str, str]:
    """Return both forms of a date field, or nothing."""
    if day is None:
        return {}
    return {f"{name}String": day_string(day), name: day_stamp(day)}


def long_day(day: date) -> str:
    """Return a day as Xero's messages name it."""
    return f"{day.day} {day:%B %Y}"


def parse_day(value: object, field_name: str) -> date:
    """Read a calendar day from any of the forms that Xero takes.

    Raises:
        BadRequest: The value is no date.
    """
    text = str(value)
    ticks = _TICKS.match(text)
    try:
        if ticks:
            return datetime.fromtimestamp(int(ticks.group(1)) / 1000, UTC).date()
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise BadRequest(
            14,
            "PostDataInvalidException",
            f"Error converting value \"{text}\" to type 'System.DateTime'. Path '{field_name}'.",
        ) from error


def parse_number(value: object, field_name: str) -> Decimal:
    """Read a number.

    Raises:
        BadRequest: The value is no number.
    """
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        number = Decimal(str(value))
        if not number.is_finite() or abs(number) >= TOO_LARGE:
            raise InvalidOperation
    except InvalidOperation as error:
        raise BadRequest(
            14,
            "PostDataInvalidException",
            f"Error converting value \"{value}\" to type 'System.Decimal'. Path '{field_name}'.",
        ) from error
    return number


def parse_flag(value: object) -> bool:
    """Read a boolean, also where it was sent as text."""
    return value is True or str(value).casefold() == "true"


def parse_choice(value: object, allowed: tuple[str, ...], type_name: str) -> str:
    """Read a member of an enumeration, in any case.

    Raises:
        BadRequest: The value is not one of them.
    """
    for choice in allowed:
        if str(value).casefold() == choice.casefold():
            return choice
    raise BadRequest(
        14,
        "PostDataInvalidException",
        f"Error converting value \"{value}\" to type 'Xero.API.Library.Models.{type_name}'.",
    )


def cents(amount: Decimal, half_cent: str) -> Decimal:
    """Round to two places by the given half-cent rule."""
    return amount.quantize(CENT, ROUND_HALF_EVEN if half_cent == "even" else ROUND_HALF_UP)


def places(amount: Decimal, count: int) -> Decimal:
    """Round to a number of places, halves away from zero."""
    return amount.quantize(Decimal(1).scaleb(-count), ROUND_HALF_UP)


def number(amount: Decimal | None) -> float:
    """Return a decimal as a JSON number with a decimal point."""
    return float(amount or 0)


def text(value: object) -> str:
    """Return a JSON value as text."""
    return "" if value is None else str(value)
