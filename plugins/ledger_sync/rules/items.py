"""Which item of the ledger a line uses (Q-12, Q-13). Pure.

A stock item of that name is used, with whatever account it has. Any other item is used only where
its account is the line's; else one of our own is made. One name with two accounts becomes two
items, the second under another name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger_sync.rules.identity import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ledger_sync.model import ItemKey, LedgerItem


@dataclass
class Make:
    """An item that the ledger lacks, and the keys that it will stand for."""

    name: str
    account_id: str
    keys: list[ItemKey] = field(default_factory=list)


@dataclass
class Choice:
    """What becomes of each key."""

    use: dict[ItemKey, LedgerItem] = field(default_factory=dict)
    make: list[Make] = field(default_factory=list)
    without_account: list[ItemKey] = field(default_factory=list)
    name_taken: dict[ItemKey, LedgerItem] = field(default_factory=dict)
    """Both names that the key could have belong to items with other accounts."""


def choose(
    keys: Iterable[ItemKey],
    found: Iterable[LedgerItem],
    accounts: Mapping[ItemKey, str | None],
    names: Callable[[ItemKey], tuple[str, str]],
) -> Choice:
    """Decide for each key: use an item of the ledger, make one, or neither.

    Args:
        found: The ledger's items under any of the names.
        accounts: The ledger's id of each key's account; None where the ledger has no such account.
        names: The name that an item of ours gets, and the other one.
    """
    there = {name_key(item.name): item for item in found if item.active}
    choice = Choice()
    making: dict[str | None, Make] = {}
    for key in keys:
        first = there.get(name_key(names(key)[0]))
        account = accounts.get(key)
        if first is not None and first.stock:
            choice.use[key] = first
        elif account is None:
            choice.without_account.append(key)
        else:
            _place(key, account, names(key), there, making, choice)
    choice.make = list(making.values())
    return choice


def _place(
    key: ItemKey,
    account: str,
    names: tuple[str, str],
    there: Mapping[str | None, LedgerItem],
    making: dict[str | None, Make],
    choice: Choice,
) -> None:
    for name in names:
        short = name_key(name)
        if (item := there.get(short)) is not None:
            if item.account_id == account:
                choice.use[key] = item
                return
        elif making.setdefault(short, Make(name, account)).account_id == account:
            making[short].keys.append(key)
            return
    taken = there.get(name_key(names[1])) or there.get(name_key(names[0]))
    if taken is not None:
        choice.name_taken[key] = taken
    else:
        choice.without_account.append(key)
