from __future__ import annotations

import pytest

from sandbox.quickbooks.answers import Refusal
from tests.sandbox.quickbooks.books import Books, a_line


@pytest.fixture
def books():
    return Books()


def an_item(books, **fields):
    income = {"value": books.id_of("Account", "Sales")}
    return {"Name": "Pump", "Type": "Service", "IncomeAccountRef": income, **fields}


def a_stocked_item(books, **fields):
    return an_item(
        books,
        Type="Inventory",
        TrackQtyOnHand=True,
        QtyOnHand=5,
        InvStartDate="2026-01-01",
        ExpenseAccountRef={"value": books.id_of("Account", "Cost of Goods Sold")},
        AssetAccountRef={"value": books.id_of("Account", "Inventory Asset")},
        **fields,
    )


def without(body, field):
    return {name: value for name, value in body.items() if name != field}


def test_an_item_is_shown_with_the_names_of_its_accounts(books):
    shown = books.write("Item", an_item(books, UnitPrice=12.5))

    assert shown["IncomeAccountRef"]["name"] == "Sales"
    assert (shown["FullyQualifiedName"], shown["Active"], shown["Type"]) == (
        "Pump",
        True,
        "Service",
    )
    assert str(shown["UnitPrice"]) == "12.5"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("QtyOnHand", "2020"),
        ("InvStartDate", "2020"),
        ("TrackQtyOnHand", "2020"),
        ("AssetAccountRef", "2020"),
        ("ExpenseAccountRef", "2020"),
    ],
)
def test_a_stocked_item_needs_its_accounts_and_its_start(books, field, code):
    assert books.refused("Item", without(a_stocked_item(books), field)).code == code
    assert books.write("Item", a_stocked_item(books))["QtyOnHand"] == 5


def test_name_and_type_are_needed(books):
    assert books.refused("Item", without(an_item(books), "Name")).element == "Name"
    assert books.refused("Item", without(an_item(books), "Type")).element == "Type"
    assert books.refused("Item", an_item(books, Type="Gadget")).code == "2170"
    assert books.refused("Item", an_item(books, Name="x" * 101)).code == "2050"
    assert books.refused("Item", an_item(books, Name="a:b")).code == "2180"


@pytest.mark.parametrize(
    ("setting", "with_income", "with_expense"),
    [("either", True, True), ("expense", False, True), ("both", False, False)],
)
def test_which_account_a_non_stock_item_needs_is_a_switch(
    books, setting, with_income, with_expense
):
    books.switches = {"non_inventory_accounts": setting}
    expense = {"value": books.id_of("Account", "Purchases")}
    income_only = an_item(books, Type="NonInventory")
    expense_only = without(income_only, "IncomeAccountRef") | {"ExpenseAccountRef": expense}

    assert accepts(books, {**income_only, "Name": "I"}) is with_income
    assert accepts(books, {**expense_only, "Name": "E"}) is with_expense
    assert accepts(books, {**income_only, "Name": "B", "ExpenseAccountRef": expense})


def accepts(books, body):
    try:
        books.write("Item", body)
    except Refusal:
        return False
    return True


def test_the_name_of_an_item_is_unique(books):
    books.write("Item", an_item(books))

    refusal = books.refused("Item", an_item(books, Name="PUMP"))

    assert refusal.code == "6240"
    assert "product or service" in refusal.detail


def test_an_account_of_the_wrong_type_is_refused(books):
    wrong = {"value": books.id_of("Account", "Advertising")}

    assert books.refused("Item", an_item(books, IncomeAccountRef=wrong)).code == "6430"


def test_stock_stays_stock(books):
    shown = books.write("Item", a_stocked_item(books))

    body = {"Id": shown["Id"], "SyncToken": "0", "sparse": True, "Type": "Service"}
    assert books.refused("Item", body).code == "6000"


def test_an_inactive_item_frees_its_name_and_cannot_be_sold(books):
    gone = books.change("Item", books.write("Item", an_item(books)), Active=False)
    customer = books.customer()
    line = a_line(ItemRef={"value": gone["Id"]})

    with pytest.raises(Refusal) as caught:
        books.invoice(customer, line)

    assert gone["Name"] == "Pump (deleted)"
    assert caught.value.detail == "Invalid Reference Id : Line.SalesItemLineDetail.ItemRef"
    assert books.write("Item", an_item(books))["Active"] is True


def test_stock_is_not_sold_before_its_start(books):
    item = books.write("Item", a_stocked_item(books))
    customer = books.customer()

    with pytest.raises(Refusal) as caught:
        books.invoice(customer, a_line(ItemRef={"value": item["Id"]}), TxnDate="2025-12-31")

    assert caught.value.code == "6270"


def test_a_category_is_a_place_and_not_sold(books):
    category = books.write("Item", {"Name": "Parts", "Type": "Category"})
    place = {"SubItem": True, "ParentRef": {"value": category["Id"]}}

    inside = books.write("Item", an_item(books, **place))

    assert (inside["FullyQualifiedName"], inside["Level"]) == ("Parts:Pump", 1)
    customer = books.customer()
    with pytest.raises(Refusal, match="category"):
        books.invoice(customer, a_line(ItemRef={"value": category["Id"]}))


def test_sub_accounts_have_a_path_and_may_share_names(books):
    labour = books.read("Account", books.id_of("Account", "Labour"))
    other = {"value": books.id_of("Account", "Other Revenue")}

    same = books.write("Account", {"Name": "Labour", "AccountType": "Income", "ParentRef": other})

    assert labour["FullyQualifiedName"] == "Sales:Labour"
    assert "AcctNum" not in labour
    assert (same["FullyQualifiedName"], same["Classification"]) == (
        "Other Revenue:Labour",
        "Revenue",
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Name": "a:b"}, "2180"),
        ({"Name": 'a"b'}, "2180"),
        ({"AcctNum": "12345678"}, "2050"),
        ({"AcctNum": "200"}, "6000"),
        ({"AcctNum": "1:2"}, "2180"),
        ({"Name": " "}, "2020"),
        ({"Name": "Sales"}, "6240"),
        ({"AccountType": "Purse"}, "2170"),
        ({"AccountType": None}, "2020"),
    ],
)
def test_a_bad_account_is_refused(books, fields, code):
    body = {"Name": "New", "AccountType": "Income", **fields}

    assert books.refused("Account", body).code == code


def test_account_numbers_are_hidden_when_they_are_off(books):
    sales = books.id_of("Account", "Sales")
    shown = books.read("Account", sales)["AcctNum"]

    books.person("set_preferences", use_account_numbers=False)

    assert shown == "200"
    assert "AcctNum" not in books.read("Account", sales)


def test_terms_can_be_made(books):
    term = books.write("Term", {"Name": "Net 7", "DueDays": 7})

    assert (term["Type"], term["Active"]) == ("STANDARD", True)
    assert books.refused("Term", {"Name": "net 7", "DueDays": 7}).code == "6240"


@pytest.mark.parametrize(
    ("term", "due"),
    [
        pytest.param({"DayOfMonthDue": 15}, "2026-02-15", id="this_month"),
        pytest.param({"DayOfMonthDue": 2}, "2026-03-02", id="past"),
        pytest.param({"DayOfMonthDue": 15, "DueNextMonthDays": 20}, "2026-03-15", id="too_soon"),
        pytest.param({"DayOfMonthDue": 31}, "2026-02-28", id="short_month"),
    ],
)
def test_terms_may_name_a_day_of_the_month(books, term, due):
    made = books.write("Term", {"Name": "Monthly", **term})

    invoice = books.invoice(books.customer(), SalesTermRef={"value": made["Id"]})

    assert (made["Type"], invoice["DueDate"]) == ("DATE_DRIVEN", due)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"DueDays": 3}, "2020"),
        ({"Name": "Empty"}, "2020"),
        ({"Name": "Long", "DueDays": 1000}, "6000"),
        ({"Name": "Odd", "DueDays": "1.5"}, "6000"),
    ],
)
def test_bad_terms_are_refused(books, body, code):
    assert books.refused("Term", body).code == code


def test_a_sub_account_has_the_type_of_its_parent(books):
    parent = {"value": books.id_of("Account", "Sales")}

    body = {"Name": "Other", "AccountType": "Expense", "ParentRef": parent}
    assert books.refused("Account", body).code == "6000"
