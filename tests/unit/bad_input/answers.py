"""Good answers of both ledgers, what becomes of them on a bad day, and a line that gives them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from ledger_sync.errors import LedgerUnavailable
from ledger_sync.model import Json, Reply

from tests.unit.bad_input.nasty import json_values

GUID = "b2c7a1f0-0000-4000-8000-00000000000"
CONTACT: Json = {
    "ContactID": f"{GUID}1",
    "ContactNumber": "KB-CLIENT-7",
    "ContactStatus": "ACTIVE",
    "Name": "Acme Ltd",
    "AccountNumber": "A-7",
    "EmailAddress": "jo@acme.example",
    "IsSupplier": True,
    "IsCustomer": False,
    "DefaultCurrency": "GBP",
    "MergedToContactID": None,
    "Addresses": [{"AddressType": "POBOX", "AddressLine1": "1 High Street", "City": "Leeds"}],
    "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "496", "PhoneAreaCode": "0113"}],
    "PaymentTerms": {"Bills": {"Day": 7, "Type": "OFCURRENTMONTH"}},
    "UpdatedDateUTC": "/Date(1790812800000+0000)/",
}
XERO_INVOICE: Json = {
    "Type": "ACCREC",
    "InvoiceID": f"{GUID}2",
    "InvoiceNumber": "INV-42",
    "Reference": "",
    "Contact": {"ContactID": f"{GUID}1", "Name": "Acme Ltd"},
    "DateString": "2026-10-01T00:00:00",
    "DueDate": "/Date(1790812800000+0000)/",
    "Status": "PAID",
    "LineAmountTypes": "Exclusive",
    "CurrencyCode": "GBP",
    "Total": Decimal("109.20"),
    "SubTotal": Decimal("91.00"),
    "AmountDue": Decimal("0.00"),
    "AmountPaid": Decimal("109.20"),
    "AmountCredited": Decimal("0.00"),
    "FullyPaidOnDate": "/Date(1790812800000+0000)/",
    "LineItems": [
        {
            "LineItemID": f"{GUID}3",
            "Description": "Tap",
            "Quantity": Decimal("2.0000"),
            "UnitAmount": Decimal("50.0000"),
            "DiscountAmount": Decimal("9.00"),
            "LineAmount": Decimal("91.00"),
            "AccountCode": "200",
            "TaxType": "OUTPUT2",
        }
    ],
    "Payments": [
        {
            "PaymentID": f"{GUID}4",
            "Date": "/Date(1790812800000+0000)/",
            "Amount": Decimal("109.20"),
            "Reference": "BACS",
            "Status": "AUTHORISED",
        }
    ],
    "Warnings": [{"Message": "Nothing"}],
}
XERO_PAYMENT: Json = {
    "PaymentID": f"{GUID}4",
    "PaymentType": "ACCRECPAYMENT",
    "Invoice": {"InvoiceID": f"{GUID}2"},
}
ACCOUNT: Json = {"Code": "200", "Name": "Sales", "Status": "ACTIVE"}
XERO: Json = {
    "DateTimeUTC": "/Date(1790812800000)/",
    "pagination": {"page": 1, "pageCount": 1},
    "Contacts": [CONTACT],
    "Invoices": [XERO_INVOICE],
    "Payments": [XERO_PAYMENT],
    "Accounts": [ACCOUNT],
}
REFUSED_BY_XERO: Json = {
    "StatusAttributeString": "ERROR",
    "HasErrors": True,
    "ValidationErrors": [{"Message": "Account code '1' is not a valid code"}],
}

CUSTOMER: Json = {
    "Id": "8",
    "SyncToken": "0",
    "Active": True,
    "DisplayName": "Acme Ltd",
    "GivenName": "Jo",
    "PrimaryEmailAddr": {"Address": "jo@acme.example"},
    "PrimaryPhone": {"FreeFormNumber": "0113 496"},
    "BillAddr": {"Line1": "1 High Street", "City": "Leeds"},
    "SalesTermRef": {"value": "4", "name": "Net 30"},
    "CurrencyRef": {"value": "GBP"},
    "ParentRef": {"value": "9"},
    "MetaData": {"LastUpdatedTime": "2026-10-01T08:00:00-07:00"},
}
QUICKBOOKS_INVOICE: Json = {
    "Id": "42",
    "SyncToken": "1",
    "DocNumber": "INV-42",
    "CustomerRef": {"value": "8", "name": "Acme Ltd"},
    "TxnDate": "2026-10-01",
    "DueDate": "2026-10-31",
    "EmailStatus": "EmailSent",
    "GlobalTaxCalculation": "TaxExcluded",
    "CustomerMemo": {"value": "Our reference"},
    "TotalAmt": Decimal("109.20"),
    "Balance": Decimal("50.00"),
    "TxnTaxDetail": {"TotalTax": Decimal("18.20")},
    "LinkedTxn": [{"TxnId": "5", "TxnType": "Payment"}],
    "MetaData": {"LastUpdatedTime": "2026-10-01T08:00:00-07:00"},
    "Line": [
        {
            "Id": "1",
            "DetailType": "SalesItemLineDetail",
            "Description": "Tap",
            "Amount": Decimal("91.00"),
            "SalesItemLineDetail": {
                "ItemRef": {"value": "1", "name": "Tap"},
                "Qty": Decimal("2"),
                "TaxCodeRef": {"value": "3"},
            },
        },
        {"Amount": Decimal("91.00"), "DetailType": "SubTotalLineDetail"},
    ],
}
QUICKBOOKS_PAYMENT: Json = {
    "Id": "5",
    "TxnDate": "2026-10-02",
    "TotalAmt": Decimal("59.20"),
    "UnappliedAmt": Decimal("0"),
    "PaymentRefNum": "BACS",
    "Line": [
        {"Amount": Decimal("59.20"), "LinkedTxn": [{"TxnId": "42", "TxnType": "Invoice"}]},
    ],
}
QUICKBOOKS_ITEM: Json = {
    "Id": "1",
    "Name": "Tap",
    "FullyQualifiedName": "Taps:Tap",
    "Type": "Inventory",
    "Active": True,
    "UnitPrice": Decimal("45.5"),
    "IncomeAccountRef": {"value": "2"},
}
IN_QUICKBOOKS: Json = {
    "Customer": [CUSTOMER],
    "Vendor": [CUSTOMER],
    "Invoice": [QUICKBOOKS_INVOICE],
    "Payment": [QUICKBOOKS_PAYMENT],
    "Item": [QUICKBOOKS_ITEM],
    "Account": [
        {"Id": "2", "Name": "Sales", "AcctNum": "200", "Active": True, "AccountType": "Expense"}
    ],
    "TaxCode": [{"Id": "3", "Name": "20.0% S", "Active": True}],
    "Term": [{"Id": "4", "Name": "Net 30", "Active": True}],
}
FAULT: Json = {"Fault": {"Error": [{"code": "6240", "Message": "Duplicate", "Detail": "Taken"}]}}
QUICKBOOKS: Json = {
    "time": "2026-10-01T08:00:00-07:00",
    "QueryResponse": IN_QUICKBOOKS,
    "CDCResponse": [{"QueryResponse": [IN_QUICKBOOKS]}],
    "BatchItemResponse": [{"bId": "1", "Customer": CUSTOMER, "Item": QUICKBOOKS_ITEM}],
    "Invoice": QUICKBOOKS_INVOICE,
    "Customer": CUSTOMER,
}

MOST_CALLS = 8
"""Of one use of a client; nonsense may promise pages without end."""


class Line:
    """A ledger that gives the same answer to every call, until it gives none."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.left = MOST_CALLS

    def __call__(self, method: str, path: str, **_how: Any) -> Reply:
        del method, path
        self.left -= 1
        if self.left < 0:
            raise LedgerUnavailable("no answer")
        return Reply(self.answer, False)


def places(body: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything that a body says."""
    inner = body.items() if isinstance(body, dict) else enumerate(body)
    for name, value in inner:
        yield (*way, name)
        if isinstance(value, dict | list):
            yield from places(value, (*way, name))


def changed(body: Any, way: tuple[Any, ...], value: Any) -> Any:
    """A copy with one thing replaced; with ``MISSING`` it is left out."""
    name, *rest = way
    copy = dict(body) if isinstance(body, dict) else list(body)
    if rest:
        copy[name] = changed(body[name], tuple(rest), value)
    elif value is MISSING:
        del copy[name]
    else:
        copy[name] = value
    return copy


MISSING = object()


@st.composite
def spoiled(draw: st.DrawFn, body: Json) -> Json:
    """An answer in which one or two things are not what they should be."""
    for _ in range(draw(st.integers(1, 2))):
        ways = sorted(places(body), key=str)
        if not ways:
            break
        way = draw(st.sampled_from(ways))
        body = changed(body, way, draw(st.one_of(st.just(MISSING), json_values)))
    return body
