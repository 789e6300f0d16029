"""Products come from files that were exported from QuickBooks (Q-14)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ledger_sync.errors import BadImportFile, ConfigurationError
from ledger_sync.source import products
from ledger_sync.state import audit, planned
from ledger_sync.steps.apply_products import apply_products
from ledger_sync.steps.request import ImportRequest

from tests.pipeline.dying import Killed
from tests.pipeline.products import import_products, plan, products_of, summarised
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import counts, told
from tests.unit.sheets.files import a_workbook

pytestmark = pytest.mark.rule("Q-14")

HEAD = (
    "Product/Service Name,Type,SKU,Sales Description,Sales Price / Rate,Income Account,"
    "Purchase Cost"
)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """Writes a file of these rows below the usual headings."""

    def write(*rows: str, head: str = HEAD) -> str:
        path = tmp_path / "products.csv"
        path.write_text("\n".join([head, *rows]), encoding="utf-8")
        return str(path)

    return write


def test_a_file_comes_in_without_any_connection(
    quickbooks: QuickBooksWorld, file: Callable[..., str]
) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    address = file(
        'Heating:Boiler,Inventory,B-1,Combi,"£1,950.50",200,700',
        "Labour,Service,,,45,Sales:Labour,",
        "Screws,Non-Inventory,,,,,",
    )

    with world.counting_calls() as calls:
        summary = import_products(world, company, file=address)

    found = products_of(world, company)
    boiler = found["Boiler"]
    assert {name: row["kind"] for name, row in found.items()} == {
        "Boiler": "stock",
        "Labour": "service",
        "Screws": "non_stock",
    }
    assert (boiler["sku"], boiler["description"]) == ("B-1", "Combi")
    assert (boiler["unit_price"], boiler["unit_cost"]) == (Decimal("1950.5"), 700)
    assert (found["Labour"]["account_code"], found["Screws"]["unit_price"]) == (
        "Sales:Labour",
        None,
    )
    assert counts(summary, company, "product") == {"read": 3, "created": 3}
    assert calls == []


def test_bad_rows_are_told_by_line_and_the_others_come_in(
    quickbooks: QuickBooksWorld, file: Callable[..., str]
) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    address = file(
        "Tap,Service,,,12,,", ",Service,,,1,,", "Pipe,Spaceship,,,1,,", "Nut,Service,,,dear,,",
        "TAP,Service,,,13,,", "Valve,Service,,,1,,",
    )  # fmt: skip

    summary = import_products(world, company, file=address)

    assert set(products_of(world, company)) == {"Tap", "Valve"}
    assert counts(summary, company, "product") == {"read": 6, "created": 2, "refused": 4}
    assert told(summary, company).splitlines() == [
        "line 3 was not taken: has no Product/Service Name",
        "line 4 was not taken: Type 'Spaceship' is none of Inventory, Non-Inventory, Service",
        "line 5 was not taken: Sales Price / Rate 'dear' is no amount",
        "line 6 was not taken: 'TAP' is there twice: see line 2",
    ]
    assert summary["state"] == "success"


def test_many_bad_rows_are_told_as_a_number(
    quickbooks: QuickBooksWorld, file: Callable[..., str]
) -> None:
    world = quickbooks
    company = world.a_company(connected=False)

    summary = import_products(world, company, file=file(*[",Service,,,1,,"] * 502))

    assert len(summary["messages"]) == 501
    assert "2 more were not taken" in told(summary, company)


@pytest.mark.rule("B-02")
def test_twice_equals_once(quickbooks: QuickBooksWorld, file: Callable[..., str]) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    address = file("Tap,Service,T-1,,12.3456789,,", "Pipe,Service,P-1,,3,,")
    import_products(world, company, file=address)
    before = products_of(world, company)

    again = import_products(world, company, file=address)
    same = products_of(world, company)
    address = file(" TAP ,Service,T-1,,13,,", "Copper pipe,Service,P-1,,3,,")
    changed = import_products(world, company, file=address)

    assert same == before
    assert counts(again, company, "product") == {"read": 2, "skipped": 2}
    assert counts(changed, company, "product") == {"read": 2, "updated": 2}
    after = products_of(world, company)
    assert set(after) == {"Tap", "Copper pipe"}
    assert after["Copper pipe"]["id"] == before["Pipe"]["id"]


@pytest.mark.rule("B-02")
def test_what_came_from_a_file_is_linked_by_an_import_from_quickbooks(
    quickbooks: QuickBooksWorld, file: Callable[..., str]
) -> None:
    world = quickbooks
    company = world.a_company()
    import_products(world, company, file=file("Hours,Service,,,45,200,"))

    import_products(world, company)
    import_products(world, company, file=file("Hours,Service,,,50,200,"))

    found = products_of(world, company)
    assert set(found) == {"Hours", "Services"}
    assert found["Hours"]["unit_price"] == 50


def test_a_column_that_is_missing_or_blank_changes_nothing(
    quickbooks: QuickBooksWorld, file: Callable[..., str]
) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    import_products(world, company, file=file("Tap,Service,T-1,Brass,12,200,3"))
    before = products_of(world, company)

    address = file("Tap,Service,", head="Product/Service Name,Type,SKU")
    summary = import_products(world, company, file=address)

    assert counts(summary, company, "product") == {"read": 1, "skipped": 1}
    assert products_of(world, company) == before


@pytest.mark.rule("B-03")
def test_what_a_file_changed_can_be_explained(
    quickbooks: QuickBooksWorld, file: Callable[..., str]
) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    address = file("Tap,Service,,,12,,")
    import_products(world, company, file=address)

    (made,) = world.audit("product", products_of(world, company)["Tap"]["id"])

    assert (made["action"], made["ledger_connection_id"]) == ("create", None)
    assert made["changes"]["unit_price"] == [None, "12"]
    (run,) = world.sql("SELECT params FROM sync.runs WHERE id = :id", id=made["run"])
    assert run["params"]["file"] == address


@pytest.mark.rule("B-01")
def test_a_dry_run_shows_everything_and_writes_nothing(
    quickbooks: QuickBooksWorld, file: Callable[..., str]
) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    mine = world.insert("products", company_id=company.id, name="Tap", unit_price=1)
    address = file("Tap,Service,,,12,,", "Pipe,Service,,,3,,", "Nut,Service,,,dear,,")
    before = world.everything()

    summary = import_products(world, company, file=address, dry_run=True)

    assert world.everything() == before
    new, known = summary["plan"]
    assert (new["action"], new["source_id"], new["place"]) == ("create", -1, "line 3")
    assert new["changes"]["unit_price"] == [None, "3"]
    assert (known["action"], known["source_id"]) == ("update", mine)
    assert known["changes"] == {"kind": ["non_stock", "service"], "unit_price": ["1", "12"]}
    assert "line 4 was not taken" in told(summary, company)
    assert world.sql("SELECT last_value FROM klipboard.products_id_seq") == [{"last_value": 10**12}]


def test_a_file_without_the_columns_stops_before_anything_is_written(
    quickbooks: QuickBooksWorld, file: Callable[..., str]
) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    address = file("red,5", head="Colour,Size")

    with pytest.raises(BadImportFile, match=r"products\.csv .*needed: .*found: Colour, Size"):
        import_products(world, company, file=address)

    assert products_of(world, company) == {}


def test_a_company_that_klipboard_has_not_is_named(
    quickbooks: QuickBooksWorld, file: Callable[..., str]
) -> None:
    request = ImportRequest("import_products", "run", 4711, file=file("Tap,Service,,,1,,"))

    with pytest.raises(ConfigurationError, match="there is no company 4711"):
        plan(quickbooks, request)


def test_a_workbook_comes_in_as_a_text_does(quickbooks: QuickBooksWorld, tmp_path: Path) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    path = tmp_path / "products.xlsx"
    path.write_bytes(
        a_workbook([HEAD.split(","), ["Tap", "Service", 17, None, 12.5, 200, "1,000"]])
    )

    import_products(world, company, file=str(path))

    (row,) = world.rows("products", company)
    assert (row["name"], row["sku"], row["account_code"]) == ("Tap", "17", "200")
    assert (row["unit_price"], row["unit_cost"]) == (Decimal("12.5"), 1000)


@pytest.mark.rule("B-02")
@pytest.mark.parametrize(
    ("module", "name"),
    [
        (products, "insert"),
        (products, "update"),
        (audit, "record_from_file"),
        (planned, "take_off"),
    ],
    ids=["before a write", "between two writes", "before it is noted", "before it is done with"],
)
def test_an_import_that_is_killed_goes_on_where_it_was(
    quickbooks: QuickBooksWorld,
    file: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    name: str,
) -> None:
    world = quickbooks
    company = world.a_company(connected=False)
    world.insert("products", company_id=company.id, name="Tap", unit_price=1)
    address = file("Tap,Service,,,12,,", "Pipe,Service,,,3,,")
    request = ImportRequest("import_products", "run", company.id, file=address)
    run = plan(world, request)

    def die(*_args: Any, **_options: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(module, name, die)
        with pytest.raises(Killed):
            apply_products(world.ports, world.ledger, run)
    apply_products(world.ports, world.ledger, run)
    summary = summarised(world, request)

    found = products_of(world, company)
    assert {name: row["unit_price"] for name, row in found.items()} == {"Tap": 12, "Pipe": 3}
    assert counts(summary, company, "product") == {"read": 2, "created": 1, "updated": 1}
    assert len(world.sql("SELECT id FROM sync.audit WHERE entity = 'product'")) == 2
