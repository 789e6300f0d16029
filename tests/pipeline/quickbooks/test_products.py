"""Products come from QuickBooks itself: twice equals once, and nothing goes there (Q-14)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.errors import MissingConnection
from ledger_sync.state import planned

from tests.pipeline.dying import Killed
from tests.pipeline.products import import_products, products_of
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts, told

pytestmark = pytest.mark.rule("Q-14")


def test_items_become_products_with_their_kinds_codes_and_prices(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    desk = world.bookkeeper(company)
    accounts = world.accounts(company)
    twenty = next(each for each in world.records(company, "TaxCode") if each["Name"] == "20% VAT")
    desk.create_item("Heating", "Category")
    heating = world.items(company)["Heating"]["Id"]
    desk.create_item("Boiler", "Inventory", account="Other Revenue", Sku="B-1", UnitPrice=950.5,
                     PurchaseCost=700, Description="Combi", SubItem=True,
                     ParentRef={"value": heating},
                     SalesTaxCodeRef={"value": twenty["Id"]})  # fmt: skip
    desk.create_item("Screws", "NonInventory", account="Labour",
                     ExpenseAccountRef={"value": accounts["Purchases"]["Id"]})  # fmt: skip
    desk.create_item("Gone")
    desk.inactivate("Gone", "Item")

    summary = import_products(world, company)

    found = products_of(world, company)
    assert set(found) == {"Boiler", "Screws", "Services", "Hours"}
    boiler, screws = found["Boiler"], found["Screws"]
    assert (boiler["kind"], boiler["sku"], boiler["description"]) == ("stock", "B-1", "Combi")
    assert (boiler["unit_price"], boiler["unit_cost"]) == (Decimal("950.5"), Decimal(700))
    assert (boiler["account_code"], boiler["purchase_account_code"]) == ("260", "310")
    assert boiler["tax_rate"] == "20% VAT"
    assert (screws["kind"], screws["account_code"]) == ("non_stock", "Sales:Labour")
    assert (screws["purchase_account_code"], screws["tax_rate"]) == ("300", None)
    assert found["Services"]["kind"] == "service"
    assert min(row["id"] for row in found.values()) >= 10**12
    assert counts(summary, company, "product") == {"read": 5, "created": 4, "skipped": 1}
    assert "left out as category: 1 (Heating)" in told(summary, company)


@pytest.mark.parametrize(("taxable", "rate"), [(True, "Sales Tax"), (False, "No Tax")])
def test_in_the_us_the_flag_becomes_the_tax_rate(
    quickbooks: QuickBooksWorld, *, taxable: bool, rate: str
) -> None:
    world = quickbooks
    company = world.a_company(country="US")
    world.bookkeeper(company).create_item("Boiler", Taxable=taxable)

    import_products(world, company)

    assert products_of(world, company)["Boiler"]["tax_rate"] == rate


def test_all_pages_come_in(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    desk = world.bookkeeper(company)
    for number in range(1_050):
        desk.create_item(f"Item {number:04}")

    summary = import_products(world, company)

    assert counts(summary, company, "product")["created"] == 1_052
    assert len(products_of(world, company)) == 1_052


@pytest.mark.rule("B-02")
def test_twice_equals_once_and_changes_come_with_the_second_import(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    desk = world.bookkeeper(company)
    desk.create_item("Boiler", UnitPrice=10)
    import_products(world, company)
    before = products_of(world, company)

    again = import_products(world, company)
    same = products_of(world, company)
    desk.edit_item("Boiler", Name="Boiler, new", UnitPrice=12)
    changed = import_products(world, company)

    assert same == before
    assert counts(again, company, "product") == {"read": 3, "skipped": 3}
    assert counts(changed, company, "product") == {"read": 3, "updated": 1, "skipped": 2}
    after = products_of(world, company)
    assert set(after) == {"Boiler, new", "Services", "Hours"}
    assert after["Boiler, new"]["id"] == before["Boiler"]["id"]
    assert after["Boiler, new"]["unit_price"] == 12


@pytest.mark.rule("B-03")
def test_every_product_can_be_explained(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    item = world.bookkeeper(company).create_item("Boiler", UnitPrice=10)
    import_products(world, company)
    world.bookkeeper(company).edit_item("Boiler", UnitPrice=12)
    import_products(world, company)

    made, changed = world.audit("product", products_of(world, company)["Boiler"]["id"])

    assert [made["action"], changed["action"]] == ["create", "update"]
    assert {made["direction"], changed["direction"]} == {"inbound"}
    assert made["ledger_id"] == changed["ledger_id"] == item["Id"]
    assert made["changes"]["name"] == [None, "Boiler"]
    assert changed["changes"] == {"unit_price": ["10", "12"]}


def test_a_product_that_klipboard_has_is_linked_and_completed_and_not_doubled(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()
    mine = world.insert("products", company_id=company.id, name="BOILER", description="By hand",
                        sku="own", unit_price=1)  # fmt: skip
    world.bookkeeper(company).create_item("Boiler", UnitPrice=10)

    summary = import_products(world, company)
    world.bookkeeper(company).edit_item("Boiler", Name="Kettle")
    import_products(world, company)

    row = world.row("products", mine)
    assert counts(summary, company, "product") == {"read": 3, "created": 2, "updated": 1}
    assert (row["name"], row["unit_price"]) == ("Kettle", 10)
    assert (row["description"], row["sku"]) == ("By hand", "own")
    assert len(products_of(world, company)) == 3


def test_an_equal_product_is_linked_without_a_write(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    import_products(world, company)
    world.sql("DELETE FROM sync.links WHERE entity = 'product'")
    before = products_of(world, company)

    summary = import_products(world, company)

    assert counts(summary, company, "product") == {"read": 2, "skipped": 2}
    assert products_of(world, company) == before
    assert world.sql("SELECT count(*) AS n FROM sync.links WHERE entity = 'product'") == [{"n": 2}]


def test_a_product_that_was_deleted_in_klipboard_comes_in_anew(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    import_products(world, company)
    world.sql("DELETE FROM klipboard.products WHERE name = 'Hours'")

    for _ in range(2):
        import_products(world, company)

    assert set(products_of(world, company)) == {"Services", "Hours"}


def test_a_company_comes_in_without_touching_another(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    one, two = (world.a_company() for _ in range(2))

    import_products(world, one)

    assert len(products_of(world, one)) == 2
    assert products_of(world, two) == {}


def test_nothing_is_written_to_quickbooks_and_few_calls_are_made(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company()

    with world.counting_calls(company) as calls:
        import_products(world, company)

    assert [call.method for call in calls] == ["GET"] * 3


@pytest.mark.rule("C-01")
def test_nothing_is_read_before_the_first_connection(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    with pytest.raises(MissingConnection, match="make connect"):
        import_products(world, company)
    world.connect(company)

    with (
        world.counting_calls(company) as calls,
        pytest.raises(MissingConnection, match="first_connection"),
    ):
        import_products(world, company)

    assert calls == []


@pytest.mark.rule("Q-02")
def test_an_ended_connection_is_told_and_no_failure(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    world.disconnect(company)

    summary = import_products(world, company)

    assert summary["state"] == "success"
    assert "reconnect with make connect" in told(summary, company)
    assert products_of(world, company) == {}


def test_a_consent_that_was_taken_back_is_met_and_told(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company()
    world.sql("UPDATE sync.ledger_connections SET session_ends_at = now() - INTERVAL '1 minute'")

    summary = import_products(world, company)

    assert "reconnect with make connect" in told(summary, company)


@pytest.mark.rule("B-02")
def test_an_import_that_is_killed_and_never_resumed_is_made_good_by_the_next(
    quickbooks: QuickBooksWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = quickbooks
    company = world.a_company()

    def die(*_args: Any, **_options: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(planned, "take_off", die)
        with pytest.raises(Killed):
            import_products(world, company)
    import_products(world, company)

    assert sorted(row["name"] for row in world.rows("products", company)) == ["Hours", "Services"]
    assert world.sql("SELECT count(*) AS n FROM sync.links WHERE entity = 'product'") == [{"n": 2}]
