"""Items: the products and services that a ledger's lines must name (Q-12, Q-13).

An item that the ledger has is used where it is a stock item, or has the account of the line; else
one of our own is made. Each is written down as a wish and looked up by its name before it is made:
so a run after one that was killed in between finds what that one made, and knows whose it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from ledger_sync.errors import RecordError, Refused, UnmappedCode, shown
from ledger_sync.ledgers.contract import ItemWish, NotNow
from ledger_sync.model import LedgerItem, Lookup
from ledger_sync.rules.items import choose
from ledger_sync.state import ledger_items, outbox, runs
from ledger_sync.steps import lookups
from ledger_sync.steps.divide import divided
from ledger_sync.steps.items_kept import keep_found, keep_made

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger_sync.ledgers.contract import Catalogue, ItemClient, Phase, Refusal
    from ledger_sync.model import ItemKey
    from ledger_sync.rules.items import Choice, Make
    from ledger_sync.steps.work import Work

Trouble = RecordError | NotNow


def find_or_make(work: Work, phase: Phase) -> None:
    """See to it that every item is there which the documents of a phase need; hold the others."""
    catalogue, client = work.ledger.catalogue, work.line.items
    if catalogue is None or client is None:
        return
    with work.ports.state.begin() as db:
        needed = outbox.items_needed(db, work.connection.id, phase.entities, phase.action)
        known = ledger_items.read(db, work.connection.id, needed)
        wished = ledger_items.wishes(db, work.connection.id)
        asked_for = wished.alike(outbox.all_items(db, work.connection.id)) if wished else set()
    missing = [key for key in needed if key not in known]
    moot = [key for key in wished if key not in asked_for]
    if not missing and not moot:
        return
    choice = _choose(work, catalogue, client, [*missing, *moot])
    keep_found(work, choice.use)
    _drop_moot(work, [key for key in moot if key not in choice.use])
    trouble = _troubles(work, choice)
    makes = [each for each in choice.make if not set(moot).issuperset(each.keys)]
    for some in _chunks(makes, work.ledger.batch_size):
        trouble |= _make(work, client, some)
    _hold(work, trouble)


def _drop_moot(work: Work, keys: Sequence[ItemKey]) -> None:
    """Wishes that were not fulfilled, and that no document has any more."""
    with work.ports.state.begin() as db:
        ledger_items.forget(db, work.connection.id, keys)


def _choose(
    work: Work, catalogue: Catalogue, client: ItemClient, keys: Sequence[ItemKey]
) -> Choice:
    def names(key: ItemKey) -> tuple[str, str]:
        return catalogue.name(key), catalogue.other_name(key)

    found = client.find_items(list(dict.fromkeys(name for key in keys for name in names(key))))
    first = choose(keys, found, {}, names)
    # Stock items have their own account: only for the others must the line's one be known.
    wanted = {key: Lookup("account", key.account) for key in first.without_account if key.account}
    book = lookups.code_book(work, wanted.values())
    accounts = {key: book.get(lookup) for key, lookup in wanted.items()}
    return choose(keys, found, accounts, names)


def _troubles(work: Work, choice: Choice) -> dict[ItemKey, Trouble]:
    trouble: dict[ItemKey, Trouble] = {}
    for key in choice.without_account:
        if key.account is None:
            trouble[key] = UnmappedCode(
                f"the line {shown(key.name)} has no account code, and {work.ledger.title} has no "
                "stock item of that name: choose an account in Klipboard",
                rule="C-12",
                field="account_code",
                value=key.name,
            )
        else:
            trouble[key] = lookups.unknown(work.ledger, [Lookup("account", key.account)])
    for key, item in choice.name_taken.items():
        trouble[key] = Refused(
            f"{work.ledger.title} has an item {shown(item.name)} (id {item.ledger_id}) with "
            f"another account than {shown(key.account)}: rename it there, or the line's item in "
            "Klipboard",
            rule="Q-12",
            field="item_name",
            value=key.name,
        )
    return trouble


def _chunks(makes: Sequence[Make], size: int) -> Iterable[Sequence[Make]]:
    for start in range(0, len(makes), size):
        yield makes[start : start + size]


def _make(work: Work, client: ItemClient, makes: Sequence[Make]) -> dict[ItemKey, Trouble]:
    with work.ports.state.begin() as db:
        ledger_items.wish(db, work.connection.id, [key for each in makes for key in each.keys])
    wishes = [ItemWish(each.keys[0], each.name, each.account_id) for each in makes]
    made = divided(client.create_items, wishes, uuid4().hex)
    trouble: dict[ItemKey, Trouble] = {}
    for make, end in zip(makes, made, strict=True):
        item = _made(client, make, end)
        if isinstance(item, LedgerItem):
            keep_made(work, make.keys, item)
        else:
            trouble |= dict.fromkeys(make.keys, item)
    # What it cannot do just now it may have done: that stays a wish.
    refused = [key for key, reason in trouble.items() if not isinstance(reason, NotNow)]
    with work.ports.state.begin() as db:
        ledger_items.forget(db, work.connection.id, refused)
    return trouble


def _made(client: ItemClient, make: Make, end: LedgerItem | Refusal) -> LedgerItem | Trouble:
    if isinstance(end, LedgerItem | Refused | NotNow):
        return end
    # The name is in use: by an earlier attempt of ours, or since a moment ago.
    again = choose(
        make.keys,
        client.find_items([make.name]),
        dict.fromkeys(make.keys, make.account_id),
        lambda _key: (make.name, make.name),
    )
    return next(iter(again.use.values()), end.error)


def _hold(work: Work, trouble: Mapping[ItemKey, Trouble]) -> None:
    """Documents that need an item which is not to be had."""
    for key, reason in trouble.items():
        with work.ports.state.begin() as db:
            entries = outbox.needing(db, work.connection.id, key)
            if isinstance(reason, NotNow):
                item = shown(key.name)
                message = f"what needs the item {item} goes later: {reason.error.message}"
                runs.tell(db, work.run, work.connection.company_id, f"item {key}", message)
                continue
        for entry in entries:
            lookups.hold(work, entry, reason)
