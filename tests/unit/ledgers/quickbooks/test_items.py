"""The calls for products and services, against a line that answers by script."""

from __future__ import annotations

from ledger_sync.ledgers.contract import ItemWish, Taken
from ledger_sync.ledgers.quickbooks.items import QuickBooksItems
from ledger_sync.model import ItemKey, Json, LedgerItem

from tests.unit.ledgers.quickbooks.records import Line, batch, refused, rows


def wish(name: str, account_id: str = "9") -> ItemWish:
    return ItemWish(ItemKey(name, "200"), name, account_id)


def an_item(id_: str, name: str, kind: str = "NonInventory") -> Json:
    return {"Id": id_, "Name": name, "Type": kind, "IncomeAccountRef": {"value": "9"}}


def test_items_are_found_by_their_names() -> None:
    line = Line(rows("Item", an_item("1", "Tap", "Inventory"), an_item("2", "PIPE")))

    found = QuickBooksItems(line).find_items(["tap", "Pipe"])

    assert [(each.ledger_id, each.stock) for each in found] == [("1", True), ("2", False)]
    assert line.queries == ["SELECT * FROM Item WHERE Name IN ('tap', 'Pipe') MAXRESULTS 1000"]
    assert line.calls[0]["resource"] == "Item"


def test_no_names_ask_nothing() -> None:
    assert QuickBooksItems(Line()).find_items([]) == []


def test_an_item_is_made_without_stock_and_earns_into_its_account() -> None:
    line = Line(batch({"Item": an_item("5", "Tap")}, refused("6240")))

    made, taken = QuickBooksItems(line).create_items([wish("Tap"), wish("Pipe", "7")], "key")

    assert isinstance(made, LedgerItem)
    assert (made.ledger_id, made.name, made.account_id, made.stock) == ("5", "Tap", "9", False)
    assert isinstance(taken, Taken)
    assert taken.error.rule == "Q-12"
    assert line.calls[0]["body"]["BatchItemRequest"][1] == {
        "bId": "2",
        "operation": "create",
        "Item": {"Name": "Pipe", "Type": "NonInventory", "IncomeAccountRef": {"value": "7"}},
    }


LACKING = refused("2020", "Required parameter ExpenseAccountRef is missing", "ExpenseAccountRef")


def test_where_quickbooks_demands_an_account_for_purchases_it_gets_the_first() -> None:
    accounts = [
        {"Id": "4", "AccountType": "Expense"},
        {"Id": "12", "AccountType": "Cost of Goods Sold"},
        {"Id": "6", "AccountType": "Cost of Goods Sold"},
    ]
    line = Line(
        batch({"Item": an_item("5", "Tap")}, LACKING),
        rows("Account", *accounts),
        batch({"Item": an_item("6", "Pipe")}),
    )

    outcomes = QuickBooksItems(line).create_items([wish("Tap"), wish("Pipe")], "key")

    assert [isinstance(each, LedgerItem) and each.name for each in outcomes] == ["Tap", "Pipe"]
    (again,) = line.calls[2]["body"]["BatchItemRequest"]
    assert again["Item"]["ExpenseAccountRef"] == {"value": "6"}
    assert line.calls[0]["params"]["requestid"] != line.calls[2]["params"]["requestid"]


def test_without_any_account_for_purchases_the_refusal_stands() -> None:
    line = Line(batch(LACKING), rows("Account"))

    (outcome,) = QuickBooksItems(line).create_items([wish("Tap")], "key")

    assert "ExpenseAccountRef" in str(outcome)
