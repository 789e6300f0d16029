"""Names as QuickBooks can hold them, and back: it takes no colon, tab or line break in one. Pure.

Each such sign is replaced by one that looks much like it, so that two names stay two names and the
way back gives what was typed in Klipboard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger_sync.model import ItemKey

LONGEST_ITEM_NAME = 100

_STAND_INS = {
    ":": "\N{RATIO}",
    "\t": "\N{RIGHTWARDS ARROW TO BAR}",
    "\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}",
    "\r": "\N{SYMBOL FOR CARRIAGE RETURN}",
}
_THERE = str.maketrans(_STAND_INS)
_BACK = str.maketrans({stand_in: sign for sign, stand_in in _STAND_INS.items()})


def clean(text: str) -> str:
    """A name without what QuickBooks refuses, and without the spaces around it."""
    return text.strip().translate(_THERE)


def restored(text: str) -> str:
    """The name as Klipboard has it."""
    return text.translate(_BACK)


def item_name(key: ItemKey) -> str:
    """The name that an item of ours gets."""
    return key.name


def other_item_name(key: ItemKey) -> str:
    """The name that it gets where an item with another account has the first one (Q-12)."""
    if key.account is None:
        return key.name
    account = f" ({clean(key.account)})"[:LONGEST_ITEM_NAME]
    return f"{key.name[: LONGEST_ITEM_NAME - len(account)]}{account}"
