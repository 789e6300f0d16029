"""What may stand in the fields of a request: a check gives the value to keep, or refuses it.

None and missing mean "not sent"; an empty text, list or object clears a field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body

Check = Callable[[str, Any], Any]
Fields = Mapping[str, Check]

GREATEST_NUMBER = 99_999_999_999
ALWAYS_READ_ONLY = frozenset({"Id", "SyncToken", "MetaData", "domain", "sparse", "status"})


def as_text(path: str, value: Any) -> str:
    """Return a text; numbers are taken for one."""
    if isinstance(value, bool | dict | list):
        raise answers.unsupported_property(path)
    return str(value)


def as_flag(path: str, value: Any) -> bool:
    """Return a boolean."""
    known = {True: True, False: False, "true": True, "false": False}
    if isinstance(value, bool | str) and value in known:
        return known[value]
    raise answers.unsupported_property(path)


def as_number(path: str, value: Any) -> Decimal:
    """Return a number without the noise of binary fractions."""
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise answers.unreadable() from error
    if isinstance(value, bool) or not number.is_finite():
        raise answers.unsupported_property(path)
    if abs(number) > GREATEST_NUMBER:
        raise answers.business("The number is too large.", path)
    return number


def as_day(path: str, value: Any) -> str:
    """Return a day in the form YYYY-MM-DD, which is how bodies keep it."""
    try:
        return date.fromisoformat(as_text(path, value)[:10]).isoformat()
    except ValueError as error:
        raise answers.unsupported_property(path) from error


def as_reference(path: str, value: Any) -> Body:
    """Return a reference by id; a name in it decorates, and is not kept."""
    if not isinstance(value, dict):
        raise answers.unsupported_property(path)
    wanted = value.get("value")
    return {"value": str(wanted)} if wanted not in (None, "") else {}


def as_sent(path: str, value: Any) -> Any:  # noqa: ARG001 - every check has the same form
    """Return a value that the sandbox keeps without looking into it."""
    return value


def text(limit: int) -> Check:
    """Return the check of a text with a greatest length."""

    def check(path: str, value: Any) -> str:
        found = as_text(path, value)
        if len(found) > limit:
            raise answers.too_long(path, limit, len(found))
        return found

    return check


def whole(least: int, most: int) -> Check:
    """Return the check of a whole number between two bounds."""

    def check(path: str, value: Any) -> int:
        number = as_number(path, value)
        if number != int(number) or not least <= number <= most:
            raise answers.business(f"The number must be from {least} to {most}.", path)
        return int(number)

    return check


def choice(*values: str) -> Check:
    """Return the check of an enumeration; case and underscores do not matter."""
    known = {_bare(value): value for value in values}

    def check(path: str, value: Any) -> str:
        found = as_text(path, value)
        if found and _bare(found) not in known:
            raise answers.invalid_enumeration(path, value)
        return known.get(_bare(found), "")

    return check


def _bare(value: str) -> str:
    return re.sub(r"[\s_]", "", value).casefold()


def part(**fields: Check) -> Check:
    """Return the check of an object inside an entity; empty parts of it are left away."""

    def check(path: str, value: Any) -> Body:
        if not isinstance(value, dict):
            raise answers.unsupported_property(path)
        found = checked(value, fields, prefix=f"{path}.")
        return {name: kept for name, kept in found.items() if kept not in ("", {}, [])}

    return check


def checked(
    body: Body, fields: Fields, *, read_only: frozenset[str] = frozenset(), prefix: str = ""
) -> Body:
    """Return the writable fields of a request; what is read-only is passed over.

    Raises:
        Refusal: A field is unknown, of the wrong type, too long or outside its enumeration.
    """
    found: Body = {}
    for name, value in body.items():
        if value is None or name in read_only or name in ALWAYS_READ_ONLY:
            continue
        if name not in fields:
            raise answers.unsupported_property(prefix + name)
        found[name] = "" if value == "" else fields[name](prefix + name, value)
    return found
