"""The slow-moving resources: Organisation, Accounts, TaxRates, Items, and CreditNotes to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.xero.charts import CLASSES
from sandbox.xero.contact_views import contact_stub
from sandbox.xero.desk import Desk, UnknownId
from sandbox.xero.formats import (
    Element,
    day_names,
    day_stamp,
    number,
    parse_choice,
    parse_number,
    stamp,
    text,
)
from sandbox.xero.organisation import folded
from sandbox.xero.records import NO_ID, Account, CreditNote, Item, TaxRate

Body = dict[str, Any]
CODE_LIMIT = 10
ACCOUNT_NAME_LIMIT = 150
ITEM_LIMITS = (("Code", 30), ("Name", 50), ("Description", 4000), ("PurchaseDescription", 4000))


def organisation_view(desk: Desk) -> Body:
    """Return the organisation, lock dates included."""
    org = desk.org
    body: Body = {
        "Name": org.name,
        "LegalName": org.name,
        "PaysTax": True,
        "Version": org.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": org.base_currency,
        "CountryCode": org.country,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 3,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": stamp(org.created_ms),
        "Timezone": org.zone_name,
        "OrganisationEntityType": "COMPANY",
        "OrganisationID": org.tenant_id,
        "ShortCode": org.short_code,
        "Edition": "BUSINESS",
        "Class": "STANDARD",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    if org.period_lock_date:
        body["PeriodLockDate"] = day_stamp(org.period_lock_date)
    if org.year_end_lock_date:
        body["EndOfYearLockDate"] = day_stamp(org.year_end_lock_date)
    return body


def account_view(row: Account) -> Body:
    """Return an account."""
    body: Body = {
        "AccountID": row.account_id,
        "Code": row.code,
        "Name": row.name,
        "Status": row.status,
        "Type": row.type,
        "TaxType": row.tax_type,
        "Class": row.account_class,
        "EnablePaymentsToAccount": row.payments_enabled,
        "ShowInExpenseClaims": False,
        "ReportingCode": row.account_class[:3],
        "ReportingCodeName": row.account_class.title(),
        "HasAttachments": False,
        "UpdatedDateUTC": stamp(row.updated_ms),
        "AddToWatchlist": False,
    }
    optional = {
        "Description": row.description,
        "SystemAccount": row.system,
        "BankAccountNumber": row.bank_number,
        "BankAccountType": "BANK" if row.type == "BANK" else "",
        "CurrencyCode": row.currency,
    }
    return body | {key: value for key, value in optional.items() if value}


def write_account(desk: Desk, element: Element) -> Account:
    """Create an account; errors end up on the desk."""
    code, name = text(element.get("Code")), text(element.get("Name"))
    kind = parse_choice(element.get("Type") or "EXPENSE", tuple(CLASSES), "AccountType")
    if desk.org.account(code):
        desk.refuse("Please enter a unique Code.")
    if any(folded(row.name) == folded(name) for row in desk.org.accounts):
        desk.refuse("Please enter a unique Name.")
    for field, value, limit in (("Code", code, CODE_LIMIT), ("Name", name, ACCOUNT_NAME_LIMIT)):
        if len(value) > limit:
            desk.refuse(desk.switches.length_message.format(field=field, limit=limit))
    sale = CLASSES[kind] == "REVENUE"
    default_tax = desk.org.sales_tax if sale else desk.org.purchases_tax
    account = Account(
        account_id=desk.ids.new(),
        code=code,
        name=name,
        type=kind,
        account_class=CLASSES[kind],
        tax_type=text(element.get("TaxType")) or ("NONE" if kind == "BANK" else default_tax),
        description=text(element.get("Description")),
        payments_enabled=bool(element.get("EnablePaymentsToAccount")),
        bank_number=text(element.get("BankAccountNumber")),
        currency=desk.org.base_currency if kind == "BANK" else "",
        updated_ms=desk.now_ms(),
    )
    if not desk.errors:
        desk.org.accounts.put(account)
    return account


def tax_rate_view(row: TaxRate) -> Body:
    """Return a tax rate."""
    rate = number(row.rate)
    return {
        "Name": row.name,
        "TaxType": row.tax_type,
        "ReportTaxType": row.report_type,
        "CanApplyToAssets": True,
        "CanApplyToEquity": True,
        "CanApplyToExpenses": row.expenses,
        "CanApplyToLiabilities": True,
        "CanApplyToRevenue": row.revenue,
        "DisplayTaxRate": rate,
        "EffectiveRate": rate,
        "Status": "ACTIVE",
        "TaxComponents": [
            {"Name": "Tax", "Rate": rate, "IsCompound": False, "IsNonRecoverable": False}
        ],
    }


def write_item(desk: Desk, element: Element, *, create_only: bool, item_id: str | None) -> Item:
    """Create or update an item; errors end up on the desk.

    Raises:
        UnknownId: An id was given that no item has.
    """
    code = text(element.get("Code"))
    holder = find_item(desk, code) if code else None
    wanted = text(item_id or element.get("ItemID"))
    before = find_item(desk, wanted) if wanted else holder
    if wanted and before is None:
        raise UnknownId
    if create_only and holder:
        desk.refuse(f"Price List Item with Code ''{code}'' already exists")
    if not code and (before is None or create_only):
        desk.refuse("Price List Item Code must be specified")
    for field, limit in ITEM_LIMITS:
        if len(text(element.get(field))) > limit:
            desk.refuse(desk.switches.length_message.format(field=field, limit=limit))
    start = Item(item_id=desk.ids.new(), code=code) if create_only or not before else before
    item = replace(start, **_item_values(element), updated_ms=desk.now_ms())
    if not desk.errors:
        desk.org.items.put(item)
    return item


def _item_values(element: Element) -> Body:
    texts = (
        ("Code", "code"),
        ("Name", "name"),
        ("Description", "description"),
        ("PurchaseDescription", "purchase_description"),
    )
    values: Body = {name: text(element[key]) for key, name in texts if element.get(key) is not None}
    for key, name in (("IsSold", "is_sold"), ("IsPurchased", "is_purchased")):
        if element.get(key) is not None:
            values[name] = bool(element[key])
    for key, name in (("SalesDetails", "sales"), ("PurchaseDetails", "purchases")):
        if isinstance(element.get(key), Mapping):
            values[name] = _price(element[key])
    return values


def _price(details: Mapping[str, Any]) -> Body:
    body = dict(details)
    if body.get("UnitPrice") is not None:
        body["UnitPrice"] = parse_number(body["UnitPrice"], "UnitPrice")
    return body


def find_item(desk: Desk, key: str) -> Item | None:
    """Return the item with this id or this code."""
    found = desk.org.items.find("code", folded(key))
    return desk.org.items.get(key.lower()) or (found[0] if found else None)


def item_view(row: Item) -> Body:
    """Return an item."""
    body: Body = {"ItemID": row.item_id, "Code": row.code}
    texts = {"Description": row.description, "PurchaseDescription": row.purchase_description}
    body |= {key: value for key, value in texts.items() if value}
    body |= {
        "UpdatedDateUTC": stamp(row.updated_ms),
        "PurchaseDetails": row.purchases,
        "SalesDetails": row.sales,
        "Name": row.name,
        "IsTrackedAsInventory": False,
        "IsSold": row.is_sold,
        "IsPurchased": row.is_purchased,
    }
    return body


def refused(element: Element, id_field: str) -> Body:
    """Return what was asked for, with the id of zeros."""
    return {id_field: NO_ID, **{key: value for key, value in element.items() if key != id_field}}


def credit_note_view(desk: Desk, row: CreditNote) -> Body:
    """Return a credit note with its allocations."""
    body: Body = {
        "CreditNoteID": row.credit_note_id,
        "CreditNoteNumber": row.number,
        "Payments": [],
        "ID": row.credit_note_id,
        "HasErrors": False,
        "CurrencyRate": 1.0,
        "Type": row.type,
        "RemainingCredit": number(row.remaining),
    }
    body["Allocations"] = [
        {"Amount": number(amount), "Date": day_stamp(day), "Invoice": _allocated(desk, invoice_id)}
        for invoice_id, amount, day in row.allocations
    ]
    body["Contact"] = contact_stub(desk, row.contact_id)
    body |= day_names("Date", row.date)
    body |= {
        "Status": row.status,
        "LineAmountTypes": "Inclusive",
        "LineItems": [],
        "SubTotal": number(row.total),
        "TotalTax": 0.0,
        "Total": number(row.total),
        "UpdatedDateUTC": stamp(row.updated_ms),
        "CurrencyCode": row.currency,
    }
    return body


def _allocated(desk: Desk, invoice_id: str) -> Body:
    invoice = desk.org.invoices.get(invoice_id)
    return {"InvoiceID": invoice_id, "InvoiceNumber": invoice.number if invoice else ""}
