"""Vendors (suppliers). Bills are not imitated, so a vendor's balance is nought."""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row, ref_id
from sandbox.quickbooks.contact_fields import (
    COMPANY_FIELDS,
    check_email,
    currency_view,
    place_addresses,
    settle_currency,
)
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import as_flag, as_number, as_reference, as_sent, text
from sandbox.quickbooks.names import settle_name
from sandbox.quickbooks.resource import Draft, Resource

SHOWN_DIGITS = 4


def _settle(desk: Desk, draft: Draft) -> None:
    check_email(desk, draft.body)
    settle_currency(desk, draft)
    draft.check_reference(desk, "TermRef", "Term")
    settle_name(desk, draft, "Vendor")
    place_addresses(desk, draft, "BillAddr")
    draft.body.setdefault("Vendor1099", False)


def _shown(desk: Desk, row: Row) -> Body:  # noqa: ARG001 - every view has the same form
    body: Body = {
        "Balance": Decimal(0),
        "CurrencyRef": currency_view(ref_id(row.body, "CurrencyRef")),
    }
    identifier = row.body.get("TaxIdentifier", "")
    if identifier:
        hidden = max(len(identifier) - SHOWN_DIGITS, 0)
        body["TaxIdentifier"] = "X" * hidden + identifier[hidden:]
    return body


VENDORS = Resource(
    entity="Vendor",
    fields={
        **COMPANY_FIELDS,
        "AcctNum": text(15),
        "TaxIdentifier": text(20),
        "TermRef": as_reference,
        "APAccountRef": as_reference,
        "Vendor1099": as_flag,
        "T4AEligible": as_flag,
        "T5018Eligible": as_flag,
        "CostRate": as_number,
        "BillRate": as_number,
        "TaxReportingBasis": text(20),
        "VendorPaymentBankDetail": as_sent,
    },
    read_only=frozenset({"Balance", "HasTPAR", "V4IDPseudonym", "ShipAddr"}),
    kept=frozenset({"CurrencyRef", "Active"}),
    settle=_settle,
    shown=_shown,
)
