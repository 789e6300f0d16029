"""Chart of accounts and tax rates that a new organisation has, per country. Data, no behaviour."""

from __future__ import annotations

from decimal import Decimal

# code, name, type, tax (s: default on sales, p: default on purchases, -: none), system account
ACCOUNTS: tuple[tuple[str, str, str, str, str], ...] = (
    ("090", "Business Bank Account", "BANK", "-", ""),
    ("091", "Business Savings Account", "BANK", "-", ""),
    ("200", "Sales", "REVENUE", "s", ""),
    ("260", "Other Revenue", "REVENUE", "s", ""),
    ("270", "Interest Income", "REVENUE", "-", ""),
    ("300", "Purchases", "DIRECTCOSTS", "p", ""),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", "p", ""),
    ("320", "Direct Wages", "DIRECTCOSTS", "-", ""),
    ("325", "Direct Expenses", "DIRECTCOSTS", "p", ""),
    ("400", "Advertising", "OVERHEADS", "p", ""),
    ("401", "Audit & Accountancy fees", "OVERHEADS", "p", ""),
    ("404", "Bank Fees", "OVERHEADS", "-", ""),
    ("408", "Cleaning", "OVERHEADS", "p", ""),
    ("412", "Consulting", "OVERHEADS", "p", ""),
    ("420", "Entertainment", "OVERHEADS", "p", ""),
    ("425", "Postage, Freight & Courier", "OVERHEADS", "p", ""),
    ("429", "General Expenses", "OVERHEADS", "p", ""),
    ("433", "Insurance", "OVERHEADS", "-", ""),
    ("441", "Legal Expenses", "OVERHEADS", "p", ""),
    ("445", "Light, Power, Heating", "OVERHEADS", "p", ""),
    ("449", "Motor Vehicle Expenses", "OVERHEADS", "p", ""),
    ("461", "Printing & Stationery", "OVERHEADS", "p", ""),
    ("463", "IT Software and Consumables", "OVERHEADS", "p", ""),
    ("469", "Rent", "OVERHEADS", "p", ""),
    ("473", "Repairs & Maintenance", "OVERHEADS", "p", ""),
    ("477", "Salaries", "OVERHEADS", "-", ""),
    ("485", "Subscriptions", "OVERHEADS", "p", ""),
    ("489", "Telephone & Internet", "OVERHEADS", "p", ""),
    ("493", "Travel - National", "OVERHEADS", "p", ""),
    ("610", "Accounts Receivable", "CURRENT", "-", "DEBTORS"),
    ("620", "Prepayments", "CURRENT", "-", ""),
    ("630", "Inventory", "INVENTORY", "-", ""),
    ("710", "Office Equipment", "FIXED", "p", ""),
    ("720", "Computer Equipment", "FIXED", "p", ""),
    ("740", "Motor Vehicles", "FIXED", "p", ""),
    ("800", "Accounts Payable", "CURRLIAB", "-", "CREDITORS"),
    ("820", "Sales Tax", "CURRLIAB", "-", "GST"),
    ("860", "Rounding", "CURRLIAB", "-", "ROUNDING"),
    ("877", "Tracking Transfers", "CURRLIAB", "-", "TRACKINGTRANSFERS"),
    ("880", "Owner A Drawings", "EQUITY", "-", ""),
    ("960", "Retained Earnings", "EQUITY", "-", "RETAINEDEARNINGS"),
    ("970", "Owner A Funds Introduced", "EQUITY", "-", ""),
)

CLASSES = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "NONCURRENT": "ASSET",
    "PREPAYMENT": "ASSET",
    "EQUITY": "EQUITY",
    "DIRECTCOSTS": "EXPENSE",
    "DEPRECIATN": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "CURRLIAB": "LIABILITY",
    "LIABILITY": "LIABILITY",
    "TERMLIAB": "LIABILITY",
    "OTHERINCOME": "REVENUE",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
}

# name, tax type, rate, report type, where it may be used (s: sales, p: purchases)
TAX_RATES: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "GB": (
        ("20% (VAT on Expenses)", "INPUT2", "20", "INPUT", "p"),
        ("20% (VAT on Income)", "OUTPUT2", "20", "OUTPUT", "s"),
        ("5% (VAT on Expenses)", "RRINPUT", "5", "INPUT", "p"),
        ("5% (VAT on Income)", "RROUTPUT", "5", "OUTPUT", "s"),
        ("Exempt Expenses", "EXEMPTINPUT", "0", "EXEMPTINPUT", "p"),
        ("Exempt Income", "EXEMPTOUTPUT", "0", "EXEMPTOUTPUT", "s"),
        ("No VAT", "NONE", "0", "NONE", "sp"),
        ("Zero Rated Expenses", "ZERORATEDINPUT", "0", "INPUT", "p"),
        ("Zero Rated Income", "ZERORATEDOUTPUT", "0", "OUTPUT", "s"),
    ),
    "AU": (
        ("BAS Excluded", "BASEXCLUDED", "0", "BASEXCLUDED", "sp"),
        ("GST Free Expenses", "EXEMPTEXPENSES", "0", "EXEMPTEXPENSES", "p"),
        ("GST Free Income", "EXEMPTOUTPUT", "0", "EXEMPTOUTPUT", "s"),
        ("GST on Expenses", "INPUT", "10", "INPUT", "p"),
        ("GST on Income", "OUTPUT", "10", "OUTPUT", "s"),
        ("No GST", "NONE", "0", "NONE", "sp"),
    ),
    "NZ": (
        ("15% GST on Expenses", "INPUT2", "15", "INPUT", "p"),
        ("15% GST on Income", "OUTPUT2", "15", "OUTPUT", "s"),
        ("No GST", "NONE", "0", "NONE", "sp"),
        ("Zero Rated", "ZERORATED", "0", "OUTPUT", "s"),
        ("Zero Rated Expenses", "ZERORATEDINPUT", "0", "INPUT", "p"),
        ("Zero Rated Income", "ZERORATEDOUTPUT", "0", "OUTPUT", "s"),
    ),
    "US": (
        ("Tax Exempt", "NONE", "0", "NONE", "sp"),
        ("Tax on Purchases", "INPUT", "8.25", "INPUT", "p"),
        ("Tax on Sales", "OUTPUT", "8.25", "OUTPUT", "s"),
    ),
}

# country: sales tax, purchases tax, currency, time zone, Xero's name of the zone, Xero version
COUNTRIES: dict[str, tuple[str, str, str, str, str, str]] = {
    "GB": ("OUTPUT2", "INPUT2", "GBP", "Europe/London", "GMTSTANDARDTIME", "UK"),
    "AU": ("OUTPUT", "INPUT", "AUD", "Australia/Sydney", "AUSEASTERNSTANDARDTIME", "AU"),
    "NZ": ("OUTPUT2", "INPUT2", "NZD", "Pacific/Auckland", "NEWZEALANDSTANDARDTIME", "NZ"),
    "US": ("OUTPUT", "INPUT", "USD", "America/New_York", "EASTERNSTANDARDTIME", "US"),
}

# What one unit is worth in US dollars: a fixed stand-in for the day rate.
DAY_RATES = {
    "AUD": Decimal("0.66"),
    "CAD": Decimal("0.73"),
    "EUR": Decimal("1.10"),
    "GBP": Decimal("1.30"),
    "NZD": Decimal("0.60"),
    "USD": Decimal("1"),
}
