"""Customers and sub-customers (jobs)."""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Company, Row, ref_id
from sandbox.quickbooks.contact_fields import (
    COMPANY_FIELDS,
    address,
    check_email,
    currency_view,
    place_addresses,
    settle_currency,
)
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import as_flag, as_reference, as_sent, choice, text
from sandbox.quickbooks.hierarchy import check_place, children, family, place_view
from sandbox.quickbooks.names import settle_name
from sandbox.quickbooks.resource import Draft, Resource
from sandbox.quickbooks.settlement import open_amount


def _settle(desk: Desk, draft: Draft) -> None:
    body = draft.body
    check_email(desk, body)
    body.setdefault("Job", False)
    if body["Job"] != bool(ref_id(body, "ParentRef")):
        raise answers.job_without_parent()
    parent = check_place(desk, draft, "Customer")
    if parent is not None:
        body.setdefault("CurrencyRef", parent.body["CurrencyRef"])
    settle_currency(desk, draft)
    if parent is not None and body["CurrencyRef"] != parent.body["CurrencyRef"]:
        raise answers.business("A sub-customer has the currency of its parent.", "CurrencyRef")
    draft.check_reference(desk, "SalesTermRef", "Term")
    draft.check_reference(desk, "DefaultTaxCodeRef", "TaxCode")
    settle_name(desk, draft, "Customer")
    _check_balance(desk, draft)
    place_addresses(desk, draft, "BillAddr", "ShipAddr")
    body.setdefault("BillWithParent", False)
    body.setdefault("Taxable", False)
    body.setdefault("PreferredDeliveryMethod", "Print")


def _check_balance(desk: Desk, draft: Draft) -> None:
    row = draft.before
    if row is None or draft.body["Active"] or not row.active:
        return
    if desk.switches.inactive_with_balance == "refuse" and balance(desk.company, row) != 0:
        raise answers.business("A customer with an open balance cannot be made inactive.")


def balance(company: Company, row: Row) -> Decimal:
    """Return what a customer owes, less what was paid without an invoice."""
    owed = company.find("Invoice", "customer", row.id)
    credited = (
        one for kind in ("Payment", "CreditMemo") for one in company.find(kind, "customer", row.id)
    )
    return sum((open_amount(one) for one in owed), Decimal()) - sum(map(open_amount, credited))


def _after(desk: Desk, before: Row | None, row: Row) -> None:
    if before is None or before.name == row.name or not desk.switches.rename_touches_children:
        return
    for child in children(desk.company, row):
        for one in family(desk.company, child):
            desk.touch(one)


def _shown(desk: Desk, row: Row) -> Body:
    company = desk.company
    below = family(company, row)
    return {
        **place_view(company, row),
        "IsProject": False,
        "CurrencyRef": currency_view(ref_id(row.body, "CurrencyRef")),
        "Balance": balance(company, row),
        "BalanceWithJobs": sum((balance(company, one) for one in below), Decimal()),
    }


CUSTOMERS = Resource(
    entity="Customer",
    fields={
        **COMPANY_FIELDS,
        "ShipAddr": address,
        "Notes": text(2000),
        "Job": as_flag,
        "ParentRef": as_reference,
        "BillWithParent": as_flag,
        "Taxable": as_flag,
        "PreferredDeliveryMethod": choice("Print", "Email", "None"),
        "ResaleNum": text(16),
        "PrimaryTaxIdentifier": text(20),
        "SecondaryTaxIdentifier": text(20),
        "SalesTermRef": as_reference,
        "PaymentMethodRef": as_reference,
        "DefaultTaxCodeRef": as_reference,
        "ARAccountRef": as_reference,
        "CustomerTypeRef": as_sent,
    },
    read_only=frozenset(
        {
            "FullyQualifiedName",
            "Level",
            "Balance",
            "BalanceWithJobs",
            "IsProject",
            "ClientEntityId",
            "V4IDPseudonym",
        }
    ),
    kept=frozenset({"CurrencyRef", "Active"}),
    settle=_settle,
    after=_after,
    shown=_shown,
)
