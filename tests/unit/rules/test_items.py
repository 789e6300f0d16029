"""Which item of the ledger a line uses: a stock item, one with its account, or one of ours."""

from __future__ import annotations

import pytest
from ledger_sync.model import ItemKey, LedgerItem
from ledger_sync.rules.items import choose

SALES, OTHER = "acc-200", "acc-260"
ACCOUNTS = {"200": SALES, "260": OTHER}


def an_item(name: str, account: str | None = SALES, *, stock: bool = False) -> LedgerItem:
    return LedgerItem(
        ledger_id=f"id of {name}", name=name, account_id=account, stock=stock, active=True
    )


def names(key: ItemKey) -> tuple[str, str]:
    return key.name, f"{key.name} ({key.account})"


def accounts(*keys: ItemKey) -> dict[ItemKey, str | None]:
    return {key: ACCOUNTS.get(key.account or "") for key in keys}


@pytest.mark.parametrize("code", ["200", "none such", None])
def test_a_stock_item_is_used_whatever_account_the_line_has(code: str | None) -> None:
    boiler, key = an_item("Boiler", OTHER, stock=True), ItemKey("boiler", code)

    choice = choose([key], [boiler], accounts(key), names)

    assert choice.use == {key: boiler}
    assert (choice.make, choice.without_account) == ([], [])


def test_an_item_with_the_lines_account_is_used() -> None:
    labour, key = an_item("Labour"), ItemKey("Labour", "200")

    assert choose([key], [labour], accounts(key), names).use == {key: labour}


def test_an_item_with_another_account_leaves_its_name_and_ours_gets_the_other() -> None:
    key = ItemKey("Labour", "260")

    (made,) = choose([key], [an_item("LABOUR")], accounts(key), names).make

    assert (made.name, made.account_id, made.keys) == ("Labour (260)", OTHER, [key])


def test_one_name_with_two_accounts_becomes_two_items() -> None:
    keys = [ItemKey("Call-out", "200"), ItemKey("Call-out", "260"), ItemKey("CALL-OUT", "200")]

    made = choose(keys, [], accounts(*keys), names).make

    assert [(each.name, each.account_id) for each in made] == [
        ("Call-out", SALES),
        ("Call-out (260)", OTHER),
    ]
    assert made[0].keys == [keys[0], keys[2]]


def test_an_unknown_account_makes_nothing() -> None:
    key = ItemKey("Panel", "4711")

    choice = choose([key], [], accounts(key), names)

    assert (choice.without_account, choice.make) == ([key], [])


def test_an_item_that_is_not_in_use_is_not_used() -> None:
    gone = LedgerItem(ledger_id="1", name="Pipe", account_id=SALES, stock=False, active=False)
    key = ItemKey("Pipe", "200")

    (made,) = choose([key], [gone], accounts(key), names).make

    assert made.name == "Pipe"


def test_where_both_names_belong_to_items_with_other_accounts_the_first_is_told() -> None:
    key = ItemKey("Pipe", "260")
    theirs = [an_item("Pipe"), an_item("Pipe (260)", "acc-999")]

    choice = choose([key], theirs, accounts(key), names)

    assert choice.name_taken == {key: theirs[1]}
    assert (choice.use, choice.make) == ({}, [])
