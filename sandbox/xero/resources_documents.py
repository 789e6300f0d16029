"""Invoices, purchase orders and payments, bound to their paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.xero.desk import Desk, UnknownId
from sandbox.xero.formats import Element, parse_day
from sandbox.xero.invoice_views import (
    listed_invoice,
    refused_invoice,
    single_invoice,
    written_invoice,
)
from sandbox.xero.invoices import find_for_update, find_invoice, write_invoice
from sandbox.xero.listing import Fields, Page, Query, paginate, select
from sandbox.xero.order_views import order_view, refused_order
from sandbox.xero.organisation import folded
from sandbox.xero.payments import payment_view, refused_payment, write_payment
from sandbox.xero.purchase_orders import find_for_update as find_order_for_update
from sandbox.xero.purchase_orders import find_order, write_order
from sandbox.xero.records import Contact, Invoice, Payment, PurchaseOrder
from sandbox.xero.resource import Body, Resource
from sandbox.xero.where import Getter

_DOCUMENT: Mapping[str, Getter] = {
    "Date": lambda row: row.date,
    "Status": lambda row: row.status,
    "Reference": lambda row: row.reference,
    "CurrencyCode": lambda row: row.currency,
    "SubTotal": lambda row: row.sub_total,
    "TotalTax": lambda row: row.total_tax,
    "Total": lambda row: row.total,
    "Contact.ContactID": lambda row: row.contact_id,
    "UpdatedDateUTC": lambda row: row.updated_ms,
}
_INVOICE: Mapping[str, Getter] = {
    **_DOCUMENT,
    "Type": lambda row: row.type,
    "InvoiceID": lambda row: row.document_id,
    "InvoiceNumber": lambda row: row.number,
    "DueDate": lambda row: row.due_date,
    "AmountDue": lambda row: 0 if row.status in ("VOIDED", "DELETED") else row.amount_due,
    "AmountPaid": lambda row: row.amount_paid,
    "AmountCredited": lambda row: row.amount_credited,
    "FullyPaidOnDate": lambda row: row.fully_paid_on,
    "SentToContact": lambda row: row.sent_to_contact,
}


def _contact_getter(desk: Desk, field: str) -> Getter:
    def get(row: Any) -> object:
        contact: Contact | None = desk.org.contacts.get(row.contact_id)
        return contact.texts.get(field) if contact else None

    return get


class Invoices(Resource):
    """Sales invoices and bills."""

    name = "Invoices"
    id_field = "InvoiceID"
    scopes = ("accounting.invoices", "accounting.transactions")
    methods = ("GET", "PUT", "POST")
    fields = Fields(
        id_of=lambda row: row.document_id,
        updated_ms=lambda row: row.updated_ms,
        getters=_INVOICE,
        search=(lambda row: row.number, lambda row: row.reference),
    )

    def forces_paging(self, query: Query) -> bool:
        """Say whether the answer is paged though no page was asked for."""
        return super().forces_paging(query) or bool(query.items("Statuses"))

    def page(self, desk: Desk, query: Query) -> Page:
        """Return invoices; filters on the contact look at the contact of today."""
        contact = {
            f"Contact.{name}": _contact_getter(desk, name) for name in ("Name", "ContactNumber")
        }
        fields = replace(self.fields, getters={**_INVOICE, **contact})
        rows = select(desk, query, self.rows(desk, query), fields, self._tests(desk, query))
        return paginate(query, rows, forced=self.forces_paging(query))

    def rows(self, desk: Desk, query: Query) -> Iterable[Invoice]:
        """Return all invoices and bills."""
        del query
        return desk.org.invoices

    def _tests(self, desk: Desk, query: Query) -> list[Callable[[Any], bool]]:
        members: tuple[tuple[str, Callable[[Invoice], str]], ...] = (
            ("IDs", lambda row: row.document_id),
            ("InvoiceNumbers", lambda row: folded(row.number)),
            ("ContactIDs", lambda row: row.contact_id),
            ("Statuses", lambda row: row.status.casefold()),
        )
        tests = [
            _membership(value_of, {folded(part) for part in query.items(name)})
            for name, value_of in members
            if query.items(name)
        ]
        if query.flag("createdByMyApp"):
            tests.append(lambda row: row.by_app)
        asked = query.items("Statuses") or "status" in (query.get("where") or "").casefold()
        if not asked and not desk.switches.deleted_invoices_listed:
            tests.append(lambda row: row.status != "DELETED")
        return tests

    def row_view(self, desk: Desk, row: Invoice, page: Page, query: Query) -> Body:
        """Return an invoice of a list."""
        paged = page.pagination is not None
        return listed_invoice(desk, row, paged=paged, summary=query.flag("summaryOnly"))

    def single(self, desk: Desk, key: str) -> Body:
        """Return an invoice by id or number."""
        row = find_invoice(desk, key)
        if row is None:
            raise UnknownId
        return single_invoice(desk, row)

    def write(self, desk: Desk, element: Element, method: str, key: str | None) -> Body:
        """Create or update an invoice."""
        create = method == "PUT"
        before = None if create else find_for_update(desk, element, key)
        row = write_invoice(desk, element, create_only=create, invoice_id=key)
        if desk.errors:
            return refused_invoice(desk, row, element, before)
        return written_invoice(desk, row)


def _membership(value_of: Callable[[Any], str], wanted: set[str]) -> Callable[[Any], bool]:
    return lambda row: value_of(row) in wanted


class PurchaseOrders(Resource):
    """Purchase orders: no `where`, paging enforced."""

    name = "PurchaseOrders"
    id_field = "PurchaseOrderID"
    scopes = ("accounting.invoices", "accounting.transactions")
    methods = ("GET", "PUT", "POST")
    paging_forced = True
    fields = Fields(
        id_of=lambda row: row.document_id,
        updated_ms=lambda row: row.updated_ms,
        getters={
            **_DOCUMENT,
            "PurchaseOrderID": lambda row: row.document_id,
            "PurchaseOrderNumber": lambda row: row.number,
            "DeliveryDate": lambda row: row.delivery_date,
        },
        where=False,
    )

    def rows(self, desk: Desk, query: Query) -> Iterable[PurchaseOrder]:
        """Return orders by status and date."""
        status = (query.get("Status") or "").upper()
        first, last = query.get("DateFrom"), query.get("DateTo")
        since = parse_day(first, "DateFrom") if first else None
        until = parse_day(last, "DateTo") if last else None
        return (
            row
            for row in desk.org.orders
            if (not status or row.status == status)
            and (since is None or row.date >= since)
            and (until is None or row.date <= until)
        )

    def row_view(self, desk: Desk, row: PurchaseOrder, page: Page, query: Query) -> Body:
        """Return an order of a list."""
        del page, query
        return order_view(desk, row, written=False)

    def single(self, desk: Desk, key: str) -> Body:
        """Return an order by id or number."""
        row = find_order(desk, key)
        if row is None:
            raise UnknownId
        return order_view(desk, row, written=False)

    def write(self, desk: Desk, element: Element, method: str, key: str | None) -> Body:
        """Create or update an order."""
        create = method == "PUT"
        before = None if create else find_order_for_update(desk, element, key)
        row = write_order(desk, element, create_only=create, order_id=key)
        if desk.errors:
            by_id = bool(key or element.get("PurchaseOrderID"))
            return refused_order(desk, row, before, by_id=by_id)
        return order_view(desk, row, written=True)


class Payments(Resource):
    """Payments of invoices and bills."""

    name = "Payments"
    id_field = "PaymentID"
    scopes = ("accounting.payments", "accounting.transactions")
    methods = ("GET", "PUT", "POST")
    fields = Fields(
        id_of=lambda row: row.payment_id,
        updated_ms=lambda row: row.updated_ms,
        getters={
            "PaymentID": lambda row: row.payment_id,
            "PaymentType": lambda row: row.type,
            "Status": lambda row: row.status,
            "Date": lambda row: row.date,
            "Amount": lambda row: row.amount,
            "Reference": lambda row: row.reference,
            "IsReconciled": lambda row: row.is_reconciled,
            "Invoice.InvoiceID": lambda row: row.invoice_id,
            "UpdatedDateUTC": lambda row: row.updated_ms,
        },
    )

    def rows(self, desk: Desk, query: Query) -> Iterable[Payment]:
        """Return payments; deleted ones by the switch, or when the filter speaks of them."""
        asked = "status" in (query.get("where") or "").casefold()
        with_deleted = asked or desk.switches.deleted_payments_listed
        return (row for row in desk.org.payments if with_deleted or row.status != "DELETED")

    def row_view(self, desk: Desk, row: Payment, page: Page, query: Query) -> Body:
        """Return a payment with a stub of its invoice."""
        del page, query
        return payment_view(desk, row, listed=True)

    def single(self, desk: Desk, key: str) -> Body:
        """Return a payment by id."""
        row = desk.org.payments.get(key.lower())
        if row is None:
            raise UnknownId
        return payment_view(desk, row, listed=False)

    def write(self, desk: Desk, element: Element, method: str, key: str | None) -> Body:
        """Create a payment, or delete one."""
        del method
        row = write_payment(desk, element, key)
        if desk.errors or row is None:
            return refused_payment(element, key)
        return payment_view(desk, row, listed=False)
