"""What drafts need of a ledger's own lists: codes looked up, items found or made, as steps do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import uuid4

from ledger_sync.ledgers.contract import Caller, Catalogue, ItemWish, Ledger
from ledger_sync.model import ItemKey, LedgerItem, Lookup
from ledger_sync.rules.items import Choice, choose
from ledger_sync.state.ledger_codes import CodeBook


class Lists:
    """Codes and items of one organisation; each list is read once."""

    def __init__(self, ledger: Ledger, call: Caller) -> None:
        self._ledger = ledger
        self._call = call
        self._books: dict[str, CodeBook] = {}
        self._items: dict[ItemKey, str] = {}

    def codes(self, lookups: Iterable[Lookup]) -> dict[Lookup, str]:
        """What the ledger wants to be told for codes; those that it lacks are left out."""
        found = {each: self._book(each.kind).get(each) for each in lookups}
        return {each: code for each, code in found.items() if code is not None}

    def _book(self, kind: str) -> CodeBook:
        if kind not in self._books:
            self._books[kind] = CodeBook(self._ledger.client(self._call).list_codes(kind))
        return self._books[kind]

    def items(self, keys: Sequence[ItemKey]) -> dict[ItemKey, str]:
        """The ids of items."""
        missing = [key for key in keys if key not in self._items]
        if missing and self._ledger.catalogue:
            self._find_or_make(self._ledger.catalogue, missing)
        return {key: self._items[key] for key in keys}

    def _find_or_make(self, catalogue: Catalogue, keys: Sequence[ItemKey]) -> None:
        client = catalogue.client(self._call)
        choice = self._choose(catalogue, keys)
        self._items |= {key: item.ledger_id for key, item in choice.use.items()}
        wishes = [ItemWish(each.keys[0], each.name, each.account_id) for each in choice.make]
        made = client.create_items(wishes, uuid4().hex) if wishes else []
        for make, item in zip(choice.make, made, strict=True):
            assert isinstance(item, LedgerItem), item
            self._items |= dict.fromkeys(make.keys, item.ledger_id)

    def _choose(self, catalogue: Catalogue, keys: Sequence[ItemKey]) -> Choice:
        def names(key: ItemKey) -> tuple[str, str]:
            return catalogue.name(key), catalogue.other_name(key)

        accounts = {
            key: self._book("account").get(Lookup("account", key.account or "")) for key in keys
        }
        wanted = list(dict.fromkeys(name for key in keys for name in names(key)))
        found = catalogue.client(self._call).find_items(wanted)
        return choose(keys, found, accounts, names)
