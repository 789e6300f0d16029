"""Pages on which a person looks at the simulated QuickBooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from sandbox.pages import LOOK, ROWS_SHOWN, Markup, calls_table, link, page, table
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.ledger import QuickBooks
from sandbox.quickbooks.operations import view
from sandbox.request_log import RequestLog

QUICKBOOKS = f"{LOOK}/quickbooks"
# page: entity, and what a column shows
COLUMNS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "customers": (
        "Customer",
        {
            "Name": "FullyQualifiedName",
            "Number": "Id",
            "E-mail": "PrimaryEmailAddr.Address",
            "Phone": "PrimaryPhone.FreeFormNumber",
            "Balance": "Balance",
            "Active": "Active",
        },
    ),
    "vendors": (
        "Vendor",
        {
            "Name": "DisplayName",
            "Number": "Id",
            "E-mail": "PrimaryEmailAddr.Address",
            "Phone": "PrimaryPhone.FreeFormNumber",
            "Active": "Active",
        },
    ),
    "items": (
        "Item",
        {
            "Name": "FullyQualifiedName",
            "Number": "Id",
            "Type": "Type",
            "Price": "UnitPrice",
            "Income account": "IncomeAccountRef.name",
            "Active": "Active",
        },
    ),
    "invoices": (
        "Invoice",
        {
            "Number": "DocNumber",
            "Customer": "CustomerRef.name",
            "Date": "TxnDate",
            "Due date": "DueDate",
            "Total": "TotalAmt",
            "Balance": "Balance",
            "E-mail": "EmailStatus",
            "Note": "PrivateNote",
        },
    ),
    "payments": (
        "Payment",
        {
            "Number": "Id",
            "Customer": "CustomerRef.name",
            "Date": "TxnDate",
            "Total": "TotalAmt",
            "Not applied": "UnappliedAmt",
            "Note": "PrivateNote",
        },
    ),
}
AMOUNTS = frozenset({"Balance", "TotalAmt", "UnappliedAmt", "UnitPrice"})


def quickbooks_pages(quickbooks: QuickBooks, log: RequestLog) -> APIRouter:
    """Return the pages."""
    router = APIRouter(prefix=QUICKBOOKS, include_in_schema=False)

    def company(realm_id: str) -> Company:
        found = quickbooks.world.companies.get(realm_id)
        if found is None:
            raise HTTPException(404)
        return found

    @router.get("")
    async def companies() -> HTMLResponse:
        title = "QuickBooks Online (sandbox): companies"
        return page(title, quickbooks_overview(quickbooks, log))

    @router.get("/{realm_id}/requests")
    async def requests(realm_id: str) -> HTMLResponse:
        found = company(realm_id)
        calls = calls_table(log.select("quickbooks", tenant_id=realm_id))
        return page(f"{found.name}: calls", calls)

    @router.get("/{realm_id}/{kind}")
    async def records(realm_id: str, kind: str) -> HTMLResponse:
        found = company(realm_id)
        if kind not in COLUMNS:
            raise HTTPException(404)
        entity, columns = COLUMNS[kind]
        desk = quickbooks.world.desk(found)
        bodies = [view(desk, row) for row in list(found.rows(entity))[-ROWS_SHOWN:]]
        if "Name" in columns:  # a sub-customer stands below its parent
            bodies.sort(key=lambda body: str(_value(body, columns["Name"])).casefold())
        rows = [[_value(body, path) for path in columns.values()] for body in bodies]
        return page(f"{found.name}: {kind}", table(tuple(columns), rows))

    return router


def quickbooks_overview(quickbooks: QuickBooks, log: RequestLog) -> Markup:
    """Return the companies with links to their pages."""
    rows = [_company_row(log, company) for company in quickbooks.world.companies.values()]
    kinds = [kind.capitalize() for kind in COLUMNS]
    return table(("Company", "Country", *kinds, "Calls", "Realm id"), rows)


def _company_row(log: RequestLog, company: Company) -> tuple[object, ...]:
    base = f"{QUICKBOOKS}/{company.realm_id}"
    counts = [
        link(f"{base}/{kind}", sum(1 for _ in company.rows(entity)))
        for kind, (entity, _) in COLUMNS.items()
    ]
    calls = link(f"{base}/requests", len(log.select("quickbooks", tenant_id=company.realm_id)))
    return (company.name, company.country, *counts, calls, company.realm_id)


def _value(body: Body, path: str) -> object:
    """Return a field, or a field of a field."""
    value: Any = body
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return float(value) if path in AMOUNTS and value is not None else value
