"""The import of products, step by step. No test in here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledger_sync.steps.apply_products import apply_products
from ledger_sync.steps.plan_products import plan_products
from ledger_sync.steps.request import ImportRequest
from ledger_sync.steps.summarise import summarise

from tests.pipeline.klipboard import Company, Row
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import Summary


def read_file(address: str, most: int) -> bytes:
    return Path(address).read_bytes()[: most + 1]


def import_products(world: QuickBooksWorld, company: Company, **options: Any) -> Summary:
    """The DAG ``import_products``, step by step."""
    request = ImportRequest("import_products", f"run {next(world.numbers)}", company.id, **options)
    apply_products(world.ports, world.ledger, plan(world, request))
    return summarised(world, request)


def plan(world: QuickBooksWorld, request: ImportRequest) -> int:
    return plan_products(world.ports, world.ledger, request, read_file)


def summarised(world: QuickBooksWorld, request: ImportRequest) -> Summary:
    return summarise(world.ports, world.ledger, request.dag_id, request.run_id, ())


def products_of(world: QuickBooksWorld, company: Company) -> dict[str, Row]:
    return {row["name"]: row for row in world.rows("products", company)}
