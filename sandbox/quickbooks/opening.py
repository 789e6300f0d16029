"""Open a company with the accounts, tax codes, terms and items that its country begins with."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.charts import (
    ACCOUNTS,
    CLASSIFICATIONS,
    COUNTRIES,
    ITEMS,
    TAX_CODES,
    TERMS,
    US_LINE_CODES,
)
from sandbox.quickbooks.company import Company, Row


def open_company(
    *,
    realm_id: str,
    name: str,
    now: datetime,
    country: str = "US",
    currency: str | None = None,
    multicurrency: bool = False,
    custom_txn_numbers: bool = True,
    zone_name: str | None = None,
) -> Company:
    """Open a company file.

    Raises:
        KeyError: There is no chart for this country.
    """
    home_currency, home_zone, _ = COUNTRIES[country]
    now = now.replace(microsecond=0)
    company = Company(
        realm_id=realm_id,
        name=name,
        country=country,
        currency=currency or home_currency,
        zone_name=zone_name or home_zone,
        created=now,
        multicurrency=multicurrency,
        custom_txn_numbers=custom_txn_numbers,
    )
    _add_accounts(company, now)
    _add_tax_codes(company, now)
    for term, days in TERMS:
        body = {"Name": term, "Active": True, "Type": "STANDARD", "DueDays": days}
        company.insert("Term", body, now)
    _add_items(company, now)
    company.journal.commit()
    return company


def _add_accounts(company: Company, now: datetime) -> None:
    for number, name, kind, sub_type, parent_name in ACCOUNTS:
        body: Body = {
            "Name": name,
            "Active": True,
            "AccountType": kind,
            "AccountSubType": sub_type,
            "Classification": CLASSIFICATIONS[kind],
            "SubAccount": bool(parent_name),
            "CurrencyRef": {"value": company.currency},
        }
        if number:
            body["AcctNum"] = number
        parent = company.named("Account", parent_name) if parent_name else None
        if parent is not None:
            body["ParentRef"] = {"value": parent.id}
        company.insert("Account", body, now)


def _add_tax_codes(company: Company, now: datetime) -> None:
    if company.country == "US":
        for id_, description, taxable in US_LINE_CODES:
            body = tax_code_body(id_, None) | {"Description": description, "Taxable": taxable}
            company.insert("TaxCode", body | {"TaxGroup": False}, now, id_)
    for name, percentage in TAX_CODES[company.country]:
        add_tax_code(company, name, None if percentage is None else Decimal(percentage), now)


def add_tax_code(company: Company, name: str, percentage: Decimal | None, now: datetime) -> Row:
    """Add a tax code, with a rate of its own unless it is outside the scope of the tax."""
    if percentage is None:
        return company.insert("TaxCode", tax_code_body(name, None), now)
    rate = {
        "Name": f"{name} (Sales)" if company.country != "US" else name,
        "Description": name,
        "Active": True,
        "RateValue": percentage,
        "AgencyRef": {"value": "1"},
        "SpecialTaxType": "NONE" if percentage else "ZERO_RATE",
        "DisplayType": "ReadOnly",
    }
    row = company.insert("TaxRate", rate, now)
    return company.insert("TaxCode", tax_code_body(name, row), now)


def tax_code_body(name: str, rate: Row | None) -> Body:
    """Return the fields of a tax code with one rate, or with none."""
    details = []
    if rate is not None:
        reference = {"value": rate.id, "name": rate.name}
        details.append({"TaxRateRef": reference, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0})
    return {
        "Name": name,
        "Description": name,
        "Active": True,
        "Hidden": False,
        "Taxable": rate is not None,
        "TaxGroup": True,
        "SalesTaxRateList": {"TaxRateDetail": details},
        "PurchaseTaxRateList": {"TaxRateDetail": []},
    }


def _add_items(company: Company, now: datetime) -> None:
    sales = company.named("Account", "Sales")
    for name in ITEMS:
        body: Body = {
            "Name": name,
            "Active": True,
            "Type": "Service",
            "Taxable": False,
            "UnitPrice": Decimal(0),
            "PurchaseCost": Decimal(0),
            "TrackQtyOnHand": False,
            "IncomeAccountRef": {"value": sales.id if sales else ""},
        }
        company.insert("Item", body, now)
