"""What a company tells about itself: CompanyInfo and Preferences, both to read only."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.charts import DEFAULT_TERM
from sandbox.quickbooks.desk import Desk


def _frame(desk: Desk) -> Body:
    created = answers.stamp(desk.company.created)
    times = {"CreateTime": created, "LastUpdatedTime": created}
    return {"Id": "1", "SyncToken": "0", "domain": "QBO", "sparse": False, "MetaData": times}


def company_info(desk: Desk, id: str) -> Body:  # noqa: A002 - QuickBooks' word
    """Return name, country and time zone of a company, by its realm id or by 1."""
    company = desk.company
    if id not in (company.realm_id, "1"):
        raise answers.not_found()
    return {
        **_frame(desk),
        "CompanyName": company.name,
        "LegalName": company.name,
        "Country": company.country,
        "CompanyAddr": {"Id": "1", "Country": company.country},
        "CompanyStartDate": company.created.date().isoformat(),
        "FiscalYearStartMonth": "January",
        "SupportedLanguages": "en",
        "DefaultTimeZone": company.zone_name,
        "NameValue": [{"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}],
    }


def preferences(desk: Desk, id: str) -> Body:  # noqa: A002, ARG001 - there is one of them
    """Return the settings of a company that apps have to know."""
    company = desk.company
    term = company.named("Term", DEFAULT_TERM)
    return {
        **_frame(desk),
        "AccountingInfoPrefs": {
            "UseAccountNumbers": company.use_account_numbers,
            "TrackDepartments": False,
            "ClassTrackingPerTxn": False,
            "ClassTrackingPerTxnLine": False,
            "CustomerTerminology": "Customers",
        },
        "ProductAndServicesPrefs": {
            "ForSales": True,
            "ForPurchase": True,
            "QuantityOnHand": True,
            "QuantityWithPriceAndRate": True,
        },
        "SalesFormsPrefs": {
            "CustomTxnNumbers": company.custom_txn_numbers,
            "DefaultTerms": {"value": term.id if term else ""},
            "DefaultItem": {"value": "1"},
            "AllowDeposit": False,
            "AllowDiscount": False,
            "AllowShipping": False,
            "AutoApplyCredit": False,
            "AutoApplyPayments": False,
            "ETransactionPaymentEnabled": False,
        },
        "EmailMessagesPrefs": {},
        "VendorAndPurchasesPrefs": {"TrackingByCustomer": False, "BillableExpenseTracking": False},
        "TimeTrackingPrefs": {"UseServices": False},
        "TaxPrefs": {"UsingSalesTax": company.using_sales_tax, "PartnerTaxEnabled": False},
        "CurrencyPrefs": {
            "MultiCurrencyEnabled": company.multicurrency,
            "HomeCurrency": {"value": company.currency},
        },
        "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
        "OtherPrefs": {"NameValue": []},
    }


SETTINGS: dict[str, Callable[[Desk, str], Body]] = {
    "CompanyInfo": company_info,
    "Preferences": preferences,
}
