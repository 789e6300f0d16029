"""What a new company has, per country: accounts, tax codes, terms, items. Data, no behaviour."""

from __future__ import annotations

from decimal import Decimal

# country: home currency, time zone, the word for its sales tax
COUNTRIES: dict[str, tuple[str, str, str]] = {
    "AU": ("AUD", "Australia/Sydney", "GST"),
    "CA": ("CAD", "America/Toronto", "Sales Tax"),
    "GB": ("GBP", "Europe/London", "VAT"),
    "NZ": ("NZD", "Pacific/Auckland", "GST"),
    "US": ("USD", "America/Los_Angeles", "Sales Tax"),
}

CURRENCY_NAMES = {
    "AUD": "Australian Dollar",
    "CAD": "Canadian Dollar",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "NZD": "New Zealand Dollar",
    "USD": "United States Dollar",
}

# number, name, type, sub-type, parent
ACCOUNTS: tuple[tuple[str, str, str, str, str], ...] = (
    ("090", "Business Bank Account", "Bank", "Checking", ""),
    ("200", "Sales", "Income", "SalesOfProductIncome", ""),
    ("", "Labour", "Income", "ServiceFeeIncome", "Sales"),
    ("260", "Other Revenue", "Income", "OtherPrimaryIncome", ""),
    ("300", "Purchases", "Cost of Goods Sold", "SuppliesMaterialsCogs", ""),
    ("310", "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs", ""),
    ("400", "Advertising", "Expense", "AdvertisingPromotional", ""),
    ("429", "General Expenses", "Expense", "OfficeGeneralAdministrativeExpenses", ""),
    ("", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable", ""),
    ("", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable", ""),
    ("", "Undeposited Funds", "Other Current Asset", "UndepositedFunds", ""),
    ("", "Inventory Asset", "Other Current Asset", "Inventory", ""),
)

CLASSIFICATIONS = {
    "Accounts Payable": "Liability",
    "Accounts Receivable": "Asset",
    "Bank": "Asset",
    "Cost of Goods Sold": "Expense",
    "Credit Card": "Liability",
    "Equity": "Equity",
    "Expense": "Expense",
    "Fixed Asset": "Asset",
    "Income": "Revenue",
    "Long Term Liability": "Liability",
    "Other Asset": "Asset",
    "Other Current Asset": "Asset",
    "Other Current Liability": "Liability",
    "Other Expense": "Expense",
    "Other Income": "Revenue",
}

# name and percentage; None: outside the scope of the tax, no rate at all
TAX_CODES: dict[str, tuple[tuple[str, str | None], ...]] = {
    "AU": (("10% GST", "10"), ("GST Free", "0"), ("GST", "10"), ("No Tax", None)),
    "CA": (("GST", "5"), ("HST ON", "13"), ("Exempt", "0"), ("No Tax", None)),
    "GB": (
        ("20% VAT", "20"),
        ("5% VAT", "5"),
        ("0% VAT", "0"),
        ("20.0% S", "20"),
        ("5.0% R", "5"),
        ("0.0% Z", "0"),
        ("Exempt", "0"),
        ("No VAT", None),
    ),
    "NZ": (("15% GST", "15"), ("Zero Rated", "0"), ("No Tax", None)),
    "US": (("Sales Tax", "10"),),
}

# In the US a line says only whether it is taxed; these two codes have their names as ids.
US_LINE_CODES = (("TAX", "Taxable", True), ("NON", "Not taxable", False))

# name and days until a document is due
TERMS: tuple[tuple[str, int], ...] = (
    ("Due on receipt", 0),
    ("Net 15", 15),
    ("Net 30", 30),
    ("Net 60", 60),
)

DEFAULT_TERM = "Net 30"

# name; all are services that earn into Sales, the first one is the default item of sales forms
ITEMS = ("Services", "Hours")

MAX_ACCOUNT_NUMBER = {"AU": 20, "CA": 20}  # elsewhere:
USUAL_MAX_ACCOUNT_NUMBER = 7

HUNDRED = Decimal(100)
