"""What runs leave behind on both sides, without what no two runs have in common."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.pipeline.klipboard import Company
from tests.pipeline.world import World

Remains = dict[str, list[str]]

OF_RUNS = ("runs", "run_counts", "run_messages", "planned_changes", "extracted", "connection_plans")
"""Ignored: they tell of runs, and a run that died and its successor are two."""
OF_BATCHES = ("batches", "batch_items")
"""Ignored: what travels together depends on who died. None may be left claimed, though."""
NUMBERS = {"sync": ("id", "run", "batch_id"), "klipboard": ()}
"""Ignored: numbers that say in which order things were written, not what was written."""
TOKENS = ("access_token", "refresh_token")
"""Ignored: they are new at every renewal, and differently encrypted."""
INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(Z|[+-]\d\d:?\d\d)?|/Date\(\d+[+\d]*\)/"
)
"""Ignored: when it was; that there is a time is compared. Xero's versions are times."""
MADE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b1\d{12}\b")
"""Ids that Xero and Klipboard's sequences give: who goes again may need others for the same things,
so each is replaced by the name of what has it."""
NAMED = (
    ("clients", "name"),
    ("client_locations", "name"),
    ("suppliers", "name"),
    ("invoice_lines", "description"),
    ("invoice_payments", "ledger_payment_id"),
)
"""Klipboard's tables into which the sync puts rows, and by what one is known."""
KINDS = {
    "xero": ("Contacts", "Invoices", "PurchaseOrders", "Payments", "Items"),
    "quickbooks": ("Customer", "Vendor", "Invoice", "Payment", "Item", "Account", "Term"),
}


def what_is_left(world: World, company: Company) -> Remains:
    """The ledger, Klipboard and the sync's tables, row by row."""
    left = _ledger(world, company)
    for schema, table in _tables(world):
        if table not in (*OF_RUNS, *OF_BATCHES):
            rows = _rows(world, schema, table, (*NUMBERS[schema], *TOKENS))
            left[f"{schema}.{table}"] = [_without_number(table, row) for row in rows]
    left["claimed"] = world.sql("SELECT id FROM sync.batches WHERE state = 'claimed'")
    names = dict(_names(left))
    return {
        kind: sorted(
            MADE.sub(lambda its: names.get(its[0], its[0]), _text(_without_hash(row)))
            for row in rows
        )
        for kind, rows in left.items()
    }


def _without_number(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Ignored: the number under which an item's history is kept; its id in the ledger is told."""
    if table == "audit" and row["entity"] == "item":
        return {**row, "source_id": "of its row"}
    return row


def _without_hash(row: dict[str, Any]) -> dict[str, Any]:
    """Ignored: the fingerprint of content in which such an id stands; the content is compared."""
    if row.get("fingerprint") and MADE.search(json.dumps(row.get("content"))):
        return {**row, "fingerprint": "of its content"}
    return row


def all_that_is_left(world: World, company: Company) -> str:
    """Everything that a next run may go by, numbers, runs and batches too; but for times."""
    left: dict[str, Any] = _ledger(world, company)
    for schema, table in _tables(world):
        rows = _rows(world, schema, table, (*TOKENS, "idempotency_key"))
        left[f"{schema}.{table}"] = sorted(_text(row) for row in rows)
    # What else the ledger may have done follows from what it was asked.
    calls = world.there.requests(api_only=False)
    left["calls"] = [(each.method, each.path, each.status) for each in calls]
    return _text(left)


def _ledger(world: World, company: Company) -> dict[str, list[Any]]:
    tenant = company.organisation.tenant_id
    return {kind: world.there.documents(tenant, kind) for kind in KINDS[world.ledger_name]}


def _tables(world: World) -> list[tuple[str, str]]:
    query = """SELECT schemaname, tablename FROM pg_tables
        WHERE schemaname IN ('klipboard', 'sync') AND tablename <> 'alembic_version'"""
    return [(row["schemaname"], row["tablename"]) for row in world.sql(query)]


def _rows(world: World, schema: str, table: str, ignored: tuple[str, ...]) -> list[Any]:
    found = world.sql(f"SELECT to_jsonb(each) AS row FROM {schema}.{table} AS each")
    return [
        {key: value for key, value in each["row"].items() if key not in ignored} for each in found
    ]


def _names(left: dict[str, list[Any]]) -> Iterator[tuple[str, str]]:
    """What ids that were made on the way belong to."""
    for contact in left.get("Contacts", ()):
        yield contact["ContactID"], f"the contact {contact['Name']}"
    for kind, key in (("Invoice", "InvoiceNumber"), ("PurchaseOrder", "PurchaseOrderNumber")):
        for document in left.get(f"{kind}s", ()):
            name = f"{kind} {document[key]}"
            yield document[f"{kind}ID"], name
            for place, line in enumerate(document["LineItems"]):
                yield line["LineItemID"], f"line {place} of {name}"
    for table, name in NAMED:
        for row in left[f"klipboard.{table}"]:
            yield str(row["id"]), f"{table} {row[name]} {row.get('invoice_id', '')}"


def _text(row: Any) -> str:
    return INSTANT.sub("some time", json.dumps(row, sort_keys=True, default=str))


def apart(expected: Remains, found: Remains) -> dict[str, dict[str, list[str]]]:
    """What was lost, and what is there that should not be (twice, for instance)."""
    return {
        name: {"lost": _without(rows, found[name]), "too much": _without(found[name], rows)}
        for name, rows in expected.items()
        if rows != found[name]
    }


def _without(rows: list[str], others: list[str]) -> list[str]:
    left = list(others)
    result = []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            result.append(row)
    return result
