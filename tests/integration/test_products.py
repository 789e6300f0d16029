"""Klipboard's products are read and written as an import needs it, and twice equals once (Q-14)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ledger_sync.model import PRODUCT, Product, Ref
from ledger_sync.source import klipboard as ids
from ledger_sync.source import products
from ledger_sync.state import planned, runs
from ledger_sync.state.planned import Planned
from sqlalchemy import Connection, Engine

from tests.integration.source import Source
from tests.integration.test_apply import OURS

pytestmark = pytest.mark.rule("Q-14")

FULL = {
    "name": "Tap",
    "kind": "service",
    "sku": "T-1",
    "description": "Brass",
    "unit_price": "12.5",
    "unit_cost": "0.3333",
    "account_code": "200",
    "purchase_account_code": "300",
    "tax_rate": "20% VAT",
}


@pytest.fixture
def klipboard(shared: Engine) -> Source:
    return Source(shared)


def reserved(klipboard: Source) -> int:
    with klipboard.engine.begin() as db:
        (number,) = ids.reserve_ids(db, PRODUCT, 1)
    return number


def inserted(klipboard: Source, **values: str) -> int:
    number = reserved(klipboard)
    with klipboard.engine.begin() as db:
        products.insert(db, klipboard.company.id, {number: {**FULL, **values}})
    return number


def test_ids_come_from_the_tables_own_sequence(klipboard: Source) -> None:
    assert OURS <= reserved(klipboard) < reserved(klipboard)


def test_a_product_is_written_and_read_back_whole(klipboard: Source) -> None:
    number = inserted(klipboard)
    other = klipboard.insert("products", company_id=klipboard.other.id, name="Theirs")

    with klipboard.engine.connect() as db:
        mine = products.read(db, klipboard.company.id)

    assert mine == [
        Product(
            source_id=number,
            name="Tap",
            kind="service",
            sku="T-1",
            description="Brass",
            unit_price=Decimal("12.5"),
            unit_cost=Decimal("0.3333"),
            account_code="200",
            purchase_account_code="300",
            tax_rate="20% VAT",
        )
    ]
    assert other not in {each.source_id for each in mine}


def test_writing_a_product_again_leaves_what_a_person_changed_meanwhile(klipboard: Source) -> None:
    number = inserted(klipboard)
    klipboard.update("products", number, name="Changed by hand")

    with klipboard.engine.begin() as db:
        products.insert(db, klipboard.company.id, {number: FULL})

    assert klipboard.row("products", number)["name"] == "Changed by hand"


@pytest.mark.parametrize("column", products.COLUMNS)
def test_only_what_is_said_is_changed(klipboard: Source, column: str) -> None:
    number = inserted(klipboard)
    before = klipboard.row("products", number)
    new = {"kind": "stock", "unit_price": "-7.0000", "unit_cost": "8.2500"}.get(column, "other")

    with klipboard.engine.begin() as db:
        products.update(db, klipboard.company.id, {number: {column: new}})

    after = klipboard.row("products", number)
    assert str(after.pop(column)) == new
    assert after.pop("updated_at") > before.pop("updated_at")
    assert after == {name: value for name, value in before.items() if name != column}


def test_a_product_of_another_company_is_never_changed(klipboard: Source) -> None:
    theirs = klipboard.insert("products", company_id=klipboard.other.id, name="Theirs")

    with klipboard.engine.begin() as db:
        products.update(db, klipboard.company.id, {theirs: {"name": "Ours"}})

    assert klipboard.row("products", theirs)["name"] == "Theirs"


def test_a_plan_is_kept_until_it_is_carried_out(db: Connection) -> None:
    run = runs.open_run(db, dag_id="import_products", run_id="r", ledger="quickbooks", params={}).id
    plan = [Planned(Ref(PRODUCT, number), "create", {"changes": {}}) for number in (3, 1, 2)]
    planned.replace(db, run, 1, [Planned(Ref(PRODUCT, 9), "create", {})])
    planned.replace(db, run, 1, plan)

    some = planned.first(db, run, 1, 2)
    planned.take_off(db, run, 1, some)

    assert [each.ref.source_id for each in some] == [1, 2]
    assert planned.first(db, run, 1, 9) == plan[:1]
