"""Item name and description of a line on the way back (C-05). Pure.

A ledger may have one place for both, and says how many it were where a line went in one piece.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ledger_sync.rules.line_numbers import is_in_one_piece
from ledger_sync.rules.money import plain

if TYPE_CHECKING:
    from decimal import Decimal

    from ledger_sync.model import Json, Line

Split = Callable[[str, str | None, str | None], tuple[str | None, str | None]]
"""``WayBack.line_text``: from a line's text, our item name and our description."""


def new_words(split: Split | None, view_line: Json, pieces: Decimal | None) -> Json:
    """The words of a line that Klipboard does not have yet."""
    text, item_name = view_line.get("description"), view_line.get("item_name")
    item_name, text = _split(split, text, item_name, None)
    if pieces is not None:
        text = _counted(pieces, text or item_name)
    return {"item_name": item_name, "description": text}


def changed_words(
    split: Split | None, ours: Line, taken: Json, view_line: Json, pieces: Decimal | None
) -> Json:
    """The words of a line that were changed in the ledger.

    Args:
        pieces: How many it were, where the numbers do not say it any more.
    """
    item_name, description = ours.item_name, ours.description
    if "item" in taken:
        item_name = view_line.get("item_name")
        if not description and view_line.get("description") == ours.item_name:
            # Its text was the name of the former item, and still is.
            description = ours.item_name
    if "description" in taken:
        text = _uncounted(ours, taken["description"], view_line)
        item_name, description = _split(split, text, item_name, description)
    if pieces is not None:
        description = _counted(pieces, description or item_name)
    now = {"item_name": item_name, "description": description}
    return {name: value for name, value in now.items() if value != getattr(ours, name)}


def _split(
    split: Split | None, text: str | None, item_name: str | None, description: str | None
) -> tuple[str | None, str | None]:
    if split is None:
        return item_name, text
    item_name, description = split(text or "", item_name, description)
    return item_name or None, description or None


def _counted(pieces: Decimal, text: str | None) -> str:
    """A text that says how many it were, as one does that goes out in one piece."""
    return f"{plain(pieces)} x {text or '-'}"


def _uncounted(ours: Line, text: str | None, view_line: Json) -> str | None:
    """The text without how many it were, which our quantity says."""
    if text is None or not is_in_one_piece(ours, view_line):
        return text
    return text.removeprefix(f"{plain(ours.quantity)} x ")
