"""What may stand in a query: the properties that can be compared, and how their values compare.

Only what the reference marks as filterable, or what somebody has seen work, is listed; every other
field of an entity can be selected, but not compared. Values come as text; what is stored as a
number, a day or an instant is compared as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.quickbooks.answers import PACIFIC


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: how one that is stored, or one of a statement, is compared.

    `comparable` raises ValueError for what is not of its kind.
    """

    name: str
    comparable: Callable[[Any], Any]
    patterns: bool = False  # LIKE works


def read_instant(text: str) -> datetime | None:
    """Return an instant as callers write it; one without an offset is Pacific time."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=PACIFIC)


def _text(value: Any) -> str:
    return str(value).casefold()


def _id(value: Any) -> tuple[int, str]:
    return len(str(value)), str(value)  # "9" comes before "10"


def _reference(value: Any) -> tuple[int, str]:
    return _id(value.get("value", "") if isinstance(value, Mapping) else value)


def _number(value: Any) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not found.is_finite():
        raise ValueError(value)
    return found


def _day(value: Any) -> date:
    return date.fromisoformat(str(value)[:10])


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else read_instant(str(value))
    if found is None:
        raise ValueError(value)
    return found


def _flag(value: Any) -> bool:
    known = {"true": True, "false": False}
    if str(value).lower() not in known:
        raise ValueError(value)
    return known[str(value).lower()]


TEXT = Kind("text", _text, patterns=True)
ID = Kind("id", _id)
REFERENCE = Kind("reference", _reference)
NUMBER = Kind("number", _number)
DAY = Kind("date", _day)
MOMENT = Kind("date and time", _moment)
FLAG = Kind("boolean", _flag)

Properties = Mapping[str, Kind]

_ALL: Properties = {"Id": ID, "MetaData.CreateTime": MOMENT, "MetaData.LastUpdatedTime": MOMENT}
_PERSON: Properties = {
    **_ALL,
    **dict.fromkeys(("DisplayName", "Title", "GivenName", "MiddleName", "FamilyName"), TEXT),
    **dict.fromkeys(("Suffix", "CompanyName", "PrintOnCheckName"), TEXT),
    "Active": FLAG,
}
_NAMED: Properties = {**_ALL, "Name": TEXT, "Active": FLAG}
_SALE: Properties = {
    **_ALL,
    "DocNumber": TEXT,
    "TxnDate": DAY,
    "CustomerRef": REFERENCE,
    "TotalAmt": NUMBER,
    "Balance": NUMBER,
}

QUERYABLE: Mapping[str, Properties] = {
    "Customer": {
        **_PERSON,
        "FullyQualifiedName": TEXT,
        "Balance": NUMBER,
        "BalanceWithJobs": NUMBER,
        "Job": FLAG,
        "Taxable": FLAG,
    },
    "Vendor": {**_PERSON, "Balance": NUMBER, "Vendor1099": FLAG},
    "Employee": _PERSON,
    "Item": {
        **_NAMED,
        **dict.fromkeys(("FullyQualifiedName", "Type", "Sku"), TEXT),
        "UnitPrice": NUMBER,
        "SubItem": FLAG,
    },
    "Account": {
        **_NAMED,
        **dict.fromkeys(("FullyQualifiedName", "AccountType", "AccountSubType"), TEXT),
        "Classification": TEXT,
        "CurrentBalance": NUMBER,
        "SubAccount": FLAG,
    },
    "TaxCode": {**_NAMED, "Description": TEXT, "Taxable": FLAG, "TaxGroup": FLAG},
    "TaxRate": {**_NAMED, "Description": TEXT},
    "Term": {**_NAMED, "Type": TEXT, "DueDays": NUMBER},
    "Invoice": {**_SALE, "DueDate": DAY},
    "CreditMemo": _SALE,
    "Payment": {
        **_ALL,
        "TxnDate": DAY,
        "CustomerRef": REFERENCE,
        "TotalAmt": NUMBER,
        "UnappliedAmt": NUMBER,
        "PaymentRefNum": TEXT,
    },
    "CompanyInfo": _ALL,
    "Preferences": _ALL,
}
