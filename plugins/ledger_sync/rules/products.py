"""Which product of Klipboard a ledger's product is, and what the import changes in it (Q-14). Pure.

A product is known by its link, else by its name, else by its SKU where only one has that on either
side. What the ledger does not say stays as it is in Klipboard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger_sync.errors import InvalidRecord, shown
from ledger_sync.rules.identity import name_key, number_key
from ledger_sync.rules.money import four_places, plain

if TYPE_CHECKING:
    from ledger_sync.model import LedgerProduct, Product

RULE = "Q-14"
Values = Mapping[str, str | Decimal | None]
"""What a product shall say, by Klipboard's columns; None: what it says already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What becomes of a product of the ledger: ``ours`` is it in Klipboard; without one it is new.

    Where there is a ``refusal``, nothing becomes of it.
    """

    theirs: LedgerProduct
    name: str
    """The name that it has in Klipboard."""
    ours: Product | None
    refusal: InvalidRecord | None


class _Shelf:
    """Klipboard's products that none of the ledger's was found to be yet."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._left = {each.source_id: each for each in products}
        self._named = _grouped((name_key(each.name), each) for each in self._left.values())
        self._with_sku = _grouped((number_key(each.sku), each) for each in self._left.values())

    def take(self, source_id: int | None) -> Product | None:
        return self._left.pop(source_id, None) if source_id is not None else None

    def named(self, name: str, sku: str | None) -> list[Product]:
        """Those of that name: in use rather than archived, and with that SKU rather than without.

        Several are left only where nothing tells them apart.
        """
        found = self._still(self._named.get(name_key(name), ()))
        in_use = [each for each in found if not each.archived] or found
        same_sku = [each for each in in_use if sku and number_key(each.sku) == number_key(sku)]
        return same_sku or in_use

    def with_sku(self, sku: str | None) -> list[Product]:
        return self._still(self._with_sku.get(number_key(sku), ()))

    def _still(self, products: Iterable[Product]) -> list[Product]:
        return [each for each in products if each.source_id in self._left]


def _grouped(pairs: Iterable[tuple[str | None, Product]]) -> dict[str | None, list[Product]]:
    groups: dict[str | None, list[Product]] = {}
    for key, product in pairs:
        if key is not None:
            groups.setdefault(key, []).append(product)
    return groups


def choose(
    theirs: Sequence[LedgerProduct], ours: Iterable[Product], links: Mapping[str, int]
) -> list[Choice]:
    """Find for each of the ledger's products the one of Klipboard.

    Args:
        links: Klipboard's ids of what is linked already, by the ledger's id.
    """
    names, shelf = _names(theirs), _Shelf(ours)
    refused = _repeated(theirs, names)
    left = [each for each in theirs if each.place not in refused]
    found = {each.place: shelf.take(links.get(each.ledger_id or "")) for each in left}
    for each in left:
        try:
            found[each.place] = _by_name(names[each.place], each, found[each.place], shelf)
        except InvalidRecord as error:
            refused[each.place] = error
    _find_by_sku([each for each in left if each.place not in refused], shelf, found)
    return [
        Choice(
            theirs=each,
            name=names[each.place],
            ours=found.get(each.place),
            refusal=refused.get(each.place),
        )
        for each in theirs
    ]


def _by_name(
    name: str, theirs: LedgerProduct, known: Product | None, shelf: _Shelf
) -> Product | None:
    """The product that has the name; where one is known by its link, nobody else may have it.

    Raises:
        InvalidRecord: several have it, or another one.
    """
    namesakes = shelf.named(name, theirs.sku)
    if known is not None:
        if namesakes and name_key(known.name) != name_key(name):
            raise _name_taken(name, namesakes)
        return known
    if len(namesakes) > 1:
        raise _ambiguous(name, namesakes)
    return shelf.take(namesakes[0].source_id) if namesakes else None


def _find_by_sku(
    theirs: Iterable[LedgerProduct], shelf: _Shelf, found: dict[str, Product | None]
) -> None:
    """After all names: who was renamed is known by it."""
    new = [each for each in theirs if found[each.place] is None]
    counts = Counter(number_key(each.sku) for each in new)
    for each in new:
        holders = shelf.with_sku(each.sku) if counts[number_key(each.sku)] == 1 else []
        if len(holders) == 1:
            found[each.place] = shelf.take(holders[0].source_id)


def _names(theirs: Iterable[LedgerProduct]) -> dict[str, str]:
    """Each by its own name, as lines of documents know it; with its categories where two share it.

    QuickBooks keeps a name unique within its category only.
    """
    paths: dict[str | None, set[str | None]] = {}
    for each in theirs:
        paths.setdefault(name_key(each.name), set()).add(name_key(each.path))
    return {
        each.place: each.name if len(paths[name_key(each.name)]) == 1 else each.path
        for each in theirs
    }


def _repeated(
    theirs: Iterable[LedgerProduct], names: Mapping[str, str]
) -> dict[str, InvalidRecord]:
    first: dict[str | None, LedgerProduct] = {}
    refused = {}
    for each in theirs:
        name = names[each.place]
        known = first.setdefault(name_key(name), each)
        if known is not each:
            refused[each.place] = _refusal(name, f"{shown(name)} is there twice: see {known.place}")
    return refused


def _name_taken(name: str, holders: Sequence[Product]) -> InvalidRecord:
    return _refusal(
        name,
        f"it is called {shown(name)} now, as product {_ids(holders)} of Klipboard is: rename one",
    )


def _ambiguous(name: str, holders: Sequence[Product]) -> InvalidRecord:
    return _refusal(
        name,
        f"Klipboard has several products called {shown(name)} (ids {_ids(holders)}): rename or "
        "archive all but one",
    )


def _ids(products: Iterable[Product]) -> str:
    return ", ".join(str(number) for number in sorted(each.source_id for each in products))


def _refusal(name: str, message: str) -> InvalidRecord:
    return InvalidRecord(message, rule=RULE, field="name", value=name)


def values(
    choice: Choice,
    *,
    account_code: str | None,
    purchase_account_code: str | None,
    tax_rate: str | None,
) -> Values:
    """What Klipboard's product shall say; the codes are Klipboard's by now."""
    theirs = choice.theirs
    return {
        "name": choice.name,
        "kind": theirs.kind,
        "sku": theirs.sku,
        "description": theirs.description,
        "unit_price": _price(theirs.unit_price),
        "unit_cost": _price(theirs.unit_cost),
        "account_code": account_code,
        "purchase_account_code": purchase_account_code,
        "tax_rate": tax_rate,
    }


def _price(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else four_places(amount)


Changes = dict[str, list[str | None]]
"""Field by field the value before and the value after; amounts as text."""


def changes(ours: Product | None, wanted: Values) -> Changes:
    """What must be written so that a product says it; of a new one, everything that is said."""
    before = {field: getattr(ours, field, None) for field in wanted}
    return {
        field: [_text(before[field]), _text(value)]
        for field, value in wanted.items()
        if value is not None and not _is_same(field, before[field], value)
    }


def _is_same(field: str, before: str | Decimal | None, after: str | Decimal) -> bool:
    """A name is the same whatever its case: Klipboard's spelling stays (C-09)."""
    if field == "name" and before is not None:
        return name_key(str(before)) == name_key(str(after))
    return before == after


def _text(value: str | Decimal | None) -> str | None:
    return plain(value) if isinstance(value, Decimal) else value
