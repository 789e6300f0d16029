"""Items that lines have in the ledger: what comes back is booked to its item's account (Q-13).

Without that account Klipboard could not send the line again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.model import ItemKey, Lookup
from ledger_sync.state import ledger_codes, ledger_items
from ledger_sync.steps import lookups
from ledger_sync.steps.items_kept import keep_found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger_sync.model import Json, LedgerItem
    from ledger_sync.steps.work import Work

ACCOUNT = "account"


def know_items(work: Work, views: Iterable[Json]) -> None:
    """See to it that the accounts of these lines' items are known, as far as they can be."""
    client = work.line.items
    lines = [line for view in views for line in view.get("lines") or () if line.get("item")]
    if client is None or not lines:
        return
    with work.ports.state.connect() as db:
        known = item_accounts(ledger_items.read_all(db, work.connection.id))
    names = {line["item_name"] for line in lines if line["item"] not in known}
    wanted = sorted(name for name in names if name)
    if wanted:
        _keep(work, [item for item in client.find_items(wanted) if item.account_id])


def _keep(work: Work, items: Sequence[LedgerItem]) -> None:
    """An item that another one stands for already stays what it is."""
    # The list is read once where it is not kept yet: an account's id is not told in advance.
    names = _account_codes(work)
    if any((ACCOUNT, item.account_id or "") not in names for item in items):
        lookups.code_book(work, [Lookup(ACCOUNT, item.account_id or "") for item in items])
        names = _account_codes(work)
    codes = {item: names.get((ACCOUNT, item.account_id or "")) for item in items}
    there = {ItemKey(item.name, code): item for item, code in codes.items() if code is not None}
    with work.ports.state.connect() as db:
        known = ledger_items.read(db, work.connection.id, there)
    keep_found(work, {key: item for key, item in there.items() if key not in known})


def _account_codes(work: Work) -> Mapping[tuple[str, str], str]:
    with work.ports.state.connect() as db:
        return ledger_codes.names(db, work.connection.id)


def item_accounts(items: Mapping[ItemKey, str]) -> dict[str, str]:
    """By the ledger's id of an item: the code of its account."""
    return {ledger_id: key.account for key, ledger_id in items.items() if key.account}
