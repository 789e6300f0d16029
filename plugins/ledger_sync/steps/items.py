"""Items: the products and services that a ledger's lines must name (Q-12, Q-13).

An item that the ledger has is used where it is a stock item, or has the account of the line; else
one of our own is made. Each is looked up by its name before it is made, so that a run killed in
between finds what it made: nothing else need be remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from ledger_sync.errors import RecordError, Refused, UnmappedCode, shown
from ledger_sync.ledgers.contract import ItemWish, NotNow
from ledger_sync.model import ITEM, LedgerItem, Lookup, Ref
from ledger_sync.rules.items import choose
from ledger_sync.state import audit, ledger_items, outbox, runs
from ledger_sync.steps import lookups
from ledger_sync.steps.divide import divided

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
    missing = [key for key in needed if key not in known]
    if not missing:
        return
    choice = _choose(work, catalogue, client, missing)
    trouble = _troubles(work, choice)
    with work.ports.state.begin() as db:
        for key, item in choice.use.items():
            ledger_items.save(db, work.connection.id, key, item)
    for some in _chunks(choice.make, work.ledger.batch_size):
        trouble |= _make(work, client, some)
    _hold(work, trouble)


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
    wishes = [ItemWish(each.keys[0], each.name, each.account_id) for each in makes]
    made = divided(client.create_items, wishes, uuid4().hex)
    trouble: dict[ItemKey, Trouble] = {}
    created = 0
    for make, end in zip(makes, made, strict=True):
        item = _made(client, make, end)
        if isinstance(item, LedgerItem):
            created += 1
            _save(work, make, item)
        else:
            trouble |= dict.fromkeys(make.keys, item)
    with work.ports.state.begin() as db:
        runs.add_counts(db, work.run, work.connection.company_id, ITEM, {"created": created})
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


def _save(work: Work, make: Make, item: LedgerItem) -> None:
    with work.ports.state.begin() as db:
        for key in make.keys:
            number = ledger_items.save(db, work.connection.id, key, item)
            audit.record(
                db,
                work.connection,
                Ref(ITEM, number),
                run=work.run,
                direction="outbound",
                action="create",
                ledger_id=item.ledger_id,
                changes=audit.differences({}, {"name": item.name, "account": key.account}),
            )


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
