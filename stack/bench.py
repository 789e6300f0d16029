"""`make bench`: one company with many records, sent for the first time and looked at again.

The sandbox answers at once and its limits are lifted, so this measures our own work. Sizes come
from the environment: BENCH_CLIENTS=2000 BENCH_INVOICES=4000.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import time
from typing import TYPE_CHECKING

import psycopg
from rich.table import Table

from stack import source, world
from stack.demo_tables import rows
from stack.isolated import Isolated, RunBroke, isolated_stack
from stack.paths import ROOT
from stack.screen import make_console

if TYPE_CHECKING:
    from typing import Any

SCALE = ROOT / "sql" / "klipboard" / "scale"
TABLES = (
    "companies",
    "clients",
    "client_locations",
    "suppliers",
    "invoices",
    "invoice_lines",
    "purchase_orders",
    "purchase_order_lines",
)
COMPANY = 5001
UNLIMITED = 1_000_000
HOURLY = "klipboard_to_xero"
# The pace that Xero demands would be all there is to measure.
SETTINGS = {"LEDGER_SYNC_XERO_CALLS_PER_MINUTE": str(UNLIMITED)}


def bench() -> int:
    """Load, connect, send, look again; print seconds, rows a second and memory."""
    try:
        with isolated_stack(SETTINGS) as stack:
            _load(stack.klipboard, sizes())
            _measure(stack)
    except RunBroke as problem:
        print(f"The benchmark failed: {problem}", file=sys.stderr)
        return 1
    return 0


def sizes() -> dict[str, int]:
    """How many records of each kind, with small companions to the two that are asked for."""
    clients = int(os.environ.get("BENCH_CLIENTS", "2000"))
    invoices = int(os.environ.get("BENCH_INVOICES", "4000"))
    return {
        "companies": 1,
        "first_company_id": COMPANY,
        "clients": clients,
        "locations": max(1, clients // 4),
        "suppliers": max(1, clients // 20),
        "invoices": invoices,
        "purchase_orders": max(1, invoices // 20),
        "lines": 3,
    }


def _load(uri: str, parameters: dict[str, int]) -> None:
    with psycopg.connect(uri) as connection:
        for table in TABLES:
            text = (SCALE / f"{table}.sql").read_text(encoding="utf-8").replace("%", "%%")
            named = re.sub(r"(?<!:):([a-z]\w*)", r"%(\1)s", text)
            connection.execute(named.encode(), parameters)


def _measure(stack: Isolated) -> None:
    stack.sandbox.xero.set_limits(
        concurrent=UNLIMITED, minute=UNLIMITED, day=UNLIMITED, app_minute=UNLIMITED
    )
    (company,) = (each for each in source.companies(stack.klipboard) if each.id == COMPANY)
    tenants = world.open_books(stack.sandbox, [company])
    plan = [world.first_connection(COMPANY), (HOURLY, {}), (HOURLY, {})]
    names = ("first connection", "hourly run, all new", "hourly run, nothing new")
    table = Table("run", "seconds", "records", "records/s", "calls", title="Benchmark")
    began = time.monotonic()
    for name, result in zip(names, stack.run(plan, world.consents(tenants)), strict=True):
        seconds, began = time.monotonic() - began, time.monotonic()
        read, calls = _totals(result)
        table.add_row(name, f"{seconds:.1f}", str(read), f"{read / seconds:.0f}", str(calls))
    make_console().print(table)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"Largest process: {peak:.0f} MB. The first line includes all imports and the consent.")


def _totals(result: dict[str, Any]) -> tuple[int, int]:
    counts = [each for _, _, each in rows([result])]
    return sum(each["read"] for each in counts), sum(each["calls"] for each in counts)
