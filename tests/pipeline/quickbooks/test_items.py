"""Lines name items, and items name accounts: Q-12 and Q-13, and what holds a document (C-12)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.pipeline.klipboard import Company, Row
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts, paths

pytestmark = pytest.mark.usefixtures("unchecked")


def lines_of(world: QuickBooksWorld, company: Company, number: str) -> list[Row]:
    lines: list[Row] = world.invoices(company)[number]["Line"]
    return [line for line in lines if "SalesItemLineDetail" in line]


def items_of(world: QuickBooksWorld, company: Company, number: str) -> list[Row]:
    by_id = {each["Id"]: each for each in world.records(company, "Item")}
    lines = lines_of(world, company, number)
    return [by_id[line["SalesItemLineDetail"]["ItemRef"]["value"]] for line in lines]


def account_of(world: QuickBooksWorld, company: Company, item: Row) -> str:
    by_id = {each["Id"]: name for name, each in world.accounts(company).items()}
    return by_id[item["IncomeAccountRef"]["value"]]


@pytest.mark.rule("Q-12")
@pytest.mark.rule("Q-13")
def test_an_unknown_item_becomes_a_non_stock_item_with_klipboards_account(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    valve: dict[str, Any] = {"item_name": "Lever valve: 15 mm", "account_code": "260"}
    world.an_invoice(company, client, number="INV-1", lines=[valve])

    world.run()

    (item,) = items_of(world, company, "INV-1")
    assert (item["Type"], account_of(world, company, item)) == ("NonInventory", "Other Revenue")
    assert ":" not in item["Name"]


@pytest.mark.rule("Q-12")
@pytest.mark.rule("Q-13")
@pytest.mark.parametrize("code", ["200", "no such account", None])
def test_a_stock_item_of_quickbooks_is_used_with_its_own_account(
    quickbooks: QuickBooksWorld, code: str | None
) -> None:
    world = quickbooks
    company = world.a_company()
    stock = world.bookkeeper(company).create_item("Boiler", "Inventory", account="Other Revenue")
    client = world.a_client(company)
    boiler: dict[str, Any] = {"item_name": "boiler", "account_code": code}
    world.an_invoice(company, client, number="INV-1", lines=[boiler])

    world.run()

    (item,) = items_of(world, company, "INV-1")
    assert item["Id"] == stock["Id"]
    assert account_of(world, company, item) == "Other Revenue"
    assert world.held(company) == []


@pytest.mark.rule("Q-12")
def test_one_name_with_two_accounts_becomes_two_items(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    for number, code in (("INV-1", "200"), ("INV-2", "260"), ("INV-3", "200")):
        line = {"item_name": "Call-out", "account_code": code}
        world.an_invoice(company, client, number=number, lines=[line])

    world.run()

    first, second, third = (items_of(world, company, f"INV-{each}")[0] for each in (1, 2, 3))
    assert first["Id"] == third["Id"] != second["Id"]
    assert [account_of(world, company, each) for each in (first, second)] == [
        "Sales",
        "Other Revenue",
    ]


@pytest.mark.rule("Q-12")
def test_a_service_of_the_bookkeepers_is_used_where_its_account_agrees(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    labour = world.bookkeeper(company).create_item("Labour", "Service", account="Sales")
    client = world.a_client(company)
    same = {"item_name": "Labour", "account_code": "200"}
    other = {"item_name": "Labour", "account_code": "260"}
    world.an_invoice(company, client, number="INV-1", lines=[same, other])

    world.run()

    one, two = items_of(world, company, "INV-1")
    assert one["Id"] == labour["Id"]
    assert (two["Type"], account_of(world, company, two)) == ("NonInventory", "Other Revenue")


@pytest.mark.rule("C-12")
@pytest.mark.rule("Q-13")
def test_a_line_without_a_resolvable_account_holds_its_document_and_names_the_code(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    bad = {"item_name": "Solar panel", "account_code": "4711"}
    held = world.an_invoice(company, client, number="INV-1", lines=[{}, bad])
    world.an_invoice(company, client, number="INV-2", lines=[{"item_name": "Pipe"}])
    bare = {"item_name": "Mystery", "account_code": None}
    bare_one = world.an_invoice(company, client, number="INV-3", lines=[bare])

    summary = world.run()
    with world.counting_calls(company) as calls:
        world.run()

    rows = {row["source_id"]: row for row in world.held(company)}
    assert set(rows) == {held, bare_one}
    assert (rows[held]["rule"], rows[held]["value"]) == ("C-12", "4711")
    assert "'4711'" in rows[held]["message"]
    assert "Mystery" in rows[bare_one]["message"]
    assert set(world.invoices(company)) == {"INV-2"}
    assert counts(summary, company, "invoice")["created"] == 1
    assert calls == []


@pytest.mark.rule("C-12")
@pytest.mark.parametrize("account", ["260", "Sales:Labour"], ids=["number", "full name"])
def test_a_mapping_row_names_an_account_by_number_or_full_name_and_releases(
    quickbooks: QuickBooksWorld, account: str
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    line = {"item_name": "Panel", "account_code": "4711"}
    world.an_invoice(company, client, number="INV-1", lines=[line])
    world.run()

    world.add_mapping(company, "accounts", "4711", account)
    world.run()

    (item,) = items_of(world, company, "INV-1")
    expected = {"260": "Other Revenue"}.get(account, account)
    assert account_of(world, company, item) == expected
    assert world.held(company) == []


def test_an_account_that_was_added_in_quickbooks_is_found_by_a_refresh(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    line = {"item_name": "Panel", "account_code": "4711"}
    world.an_invoice(company, client, number="INV-1", lines=[line])
    world.run()

    world.bookkeeper(company).create_account("Solar", "Income", AcctNum="4711")
    world.run(full_refresh=True)

    assert set(world.invoices(company)) == {"INV-1"}


@pytest.mark.rule("B-04")
def test_items_are_looked_up_once_and_the_chart_is_not_read_again(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    world.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Pipe"}])
    world.run()

    world.an_invoice(company, client, number="INV-2", lines=[{"item_name": "PIPE "}])
    with world.counting_calls(company) as calls:
        world.run()

    # The numbers that the bookkeeper may have used since, and the invoice itself.
    assert paths(calls) == ["GET query", "POST batch"]
    assert len([each for each in world.items(company) if each.casefold() == "pipe"]) == 1


def test_a_line_without_money_is_a_line_of_text(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    text = {"description": "Access by the back door", "quantity": 0, "unit_price": 0,
            "account_code": None, "tax_rate": None}  # fmt: skip
    world.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Pipe"}, text])

    world.run()

    there = world.invoices(company)["INV-1"]
    (line,) = (each for each in there["Line"] if each["DetailType"] == "DescriptionOnly")
    assert line["Description"] == "Access by the back door"


def test_an_item_that_the_bookkeeper_made_inactive_is_made_anew(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    world.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Pipe"}])
    world.run()
    world.bookkeeper(company).inactivate("Pipe", "Item")

    made = world.an_invoice(company, client, number="INV-2", lines=[{"item_name": "Pipe"}])
    world.run()
    held = [row["source_id"] for row in world.held(company)]
    world.run(full_refresh=True)

    assert held in ([], [made])
    assert "INV-2" in world.invoices(company)
    assert world.held(company) == []


def test_an_item_that_quickbooks_refuses_holds_only_its_own_documents(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    fault = {"code": "6000", "message": "A business validation error has occurred",
             "detail": "Business Validation Error: no", "match": "Cursed"}  # fmt: skip
    world.there.inject("item_fault", tenant_id=company.organisation.tenant_id, times=None, **fault)
    world.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Cursed"}])
    world.an_invoice(company, client, number="INV-2", lines=[{"item_name": "Blessed"}])

    world.run()

    (held,) = world.held(company)
    assert "Business Validation Error" in held["message"]
    assert set(world.invoices(company)) == {"INV-2"}


@pytest.mark.parametrize("accounts", ["either", "expense", "both"])
def test_an_item_is_made_whichever_accounts_quickbooks_demands(
    quickbooks: QuickBooksWorld, accounts: str
) -> None:
    world = quickbooks
    company = world.a_company()
    world.there.set_switches(non_inventory_accounts=accounts)
    client = world.a_client(company)
    world.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Pipe"}])

    world.run()

    (item,) = items_of(world, company, "INV-1")
    assert account_of(world, company, item) == "Sales"


def test_the_quantity_and_price_are_klipboards(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    client = world.a_client(company)
    line = {"item_name": "Pipe", "quantity": Decimal("128.35"), "unit_price": Decimal("14.50"),
            "description": "Copper"}  # fmt: skip
    world.an_invoice(company, client, number="INV-1", lines=[line])

    world.run()

    (there,) = lines_of(world, company, "INV-1")
    detail = there["SalesItemLineDetail"]
    assert (there["Amount"], detail["Qty"], detail["UnitPrice"]) == (1861.08, 128.35, 14.5)
    assert there["Description"] == "Copper"
