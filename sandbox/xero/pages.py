"""Pages on which a person looks at the simulated Xero."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from sandbox.pages import LOOK, ROWS_SHOWN, Markup, calls_table, link, page, table
from sandbox.request_log import RequestLog
from sandbox.xero.ledger import Xero
from sandbox.xero.organisation import Organisation
from sandbox.xero.records import Document, Invoice

XERO = f"{LOOK}/xero"


def xero_pages(xero: Xero, log: RequestLog) -> APIRouter:
    """Return the pages."""
    router = APIRouter(prefix=XERO, include_in_schema=False)

    def org(tenant_id: str) -> Organisation:
        found = xero.world.organisations.get(tenant_id)
        if found is None:
            raise HTTPException(404)
        return found

    @router.get("")
    async def organisations() -> HTMLResponse:
        return page("Xero (sandbox): organisations", xero_overview(xero, log))

    @router.get("/{tenant_id}/contacts")
    async def contacts(tenant_id: str) -> HTMLResponse:
        found = org(tenant_id)
        rows = [
            (
                row.name,
                row.texts.get("ContactNumber"),
                row.texts.get("EmailAddress"),
                row.phones.get("DEFAULT", {}).get("PhoneNumber"),
                "customer" if row.is_customer else "",
                "supplier" if row.is_supplier else "",
                row.status,
            )
            for row in list(found.contacts)[-ROWS_SHOWN:]
        ]
        heads = ("Name", "Number", "E-mail", "Phone", "", "", "Status")
        return page(f"{found.name}: contacts", table(heads, rows))

    @router.get("/{tenant_id}/invoices")
    async def invoices(tenant_id: str) -> HTMLResponse:
        found = org(tenant_id)
        rows = [
            (*_document_cells(found, row), row.type, _day(row.due_date), float(row.amount_due))
            for row in list(found.invoices)[-ROWS_SHOWN:]
        ]
        heads = ("Number", "Contact", "Date", "Status", "Total", "Type", "Due date", "Due")
        return page(f"{found.name}: invoices and bills", table(heads, rows))

    @router.get("/{tenant_id}/purchase-orders")
    async def purchase_orders(tenant_id: str) -> HTMLResponse:
        found = org(tenant_id)
        rows = [_document_cells(found, row) for row in list(found.orders)[-ROWS_SHOWN:]]
        heads = ("Number", "Contact", "Date", "Status", "Total")
        return page(f"{found.name}: purchase orders", table(heads, rows))

    @router.get("/{tenant_id}/requests")
    async def requests(tenant_id: str) -> HTMLResponse:
        found = org(tenant_id)
        calls = calls_table(log.select("xero", tenant_id=found.tenant_id))
        return page(f"{found.name}: calls", calls)

    return router


def xero_overview(xero: Xero, log: RequestLog) -> Markup:
    """Return the organisations with links to their pages."""
    rows = [_organisation_row(log, one) for one in xero.world.organisations.values()]
    heads = ("Organisation", "Country", "Contacts", "Invoices and bills", "Purchase orders")
    return table((*heads, "Calls", "Tenant id"), rows)


def _organisation_row(log: RequestLog, org: Organisation) -> tuple[object, ...]:
    base = f"{XERO}/{org.tenant_id}"
    calls = len(log.select("xero", tenant_id=org.tenant_id))
    return (
        org.name,
        org.country,
        link(f"{base}/contacts", len(org.contacts)),
        link(f"{base}/invoices", len(org.invoices)),
        link(f"{base}/purchase-orders", len(org.orders)),
        link(f"{base}/requests", calls),
        org.tenant_id,
    )


def _document_cells(org: Organisation, row: Document) -> tuple[object, ...]:
    contact = org.contacts.get(row.contact_id)
    status = row.status
    if isinstance(row, Invoice) and row.sent_to_contact:
        status += ", sent"
    name = contact.name if contact else ""
    return (row.number, name, _day(row.date), status, float(row.total))


def _day(value: object) -> str:
    return "" if value is None else str(value)
