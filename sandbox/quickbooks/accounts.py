"""The chart of accounts."""

from __future__ import annotations

import re
from decimal import Decimal

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.charts import (
    CLASSIFICATIONS,
    MAX_ACCOUNT_NUMBER,
    USUAL_MAX_ACCOUNT_NUMBER,
)
from sandbox.quickbooks.company import Row, folded, ref_id
from sandbox.quickbooks.contact_fields import currency_view
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import as_day, as_flag, as_number, as_reference, choice, text
from sandbox.quickbooks.hierarchy import check_place, place_view
from sandbox.quickbooks.names import settle_activity
from sandbox.quickbooks.resource import Draft, Resource

_ILLEGAL = re.compile(r'[":\t\n\r]')


def _settle(desk: Desk, draft: Draft) -> None:
    body = draft.body
    name = body.get("Name", "").strip()
    if not name:
        raise answers.required("Name")
    if _ILLEGAL.search(name):
        raise answers.invalid_name("Name")
    if not body.get("AccountType"):
        raise answers.required("AccountType")
    parent = check_place(desk, draft, "Account")
    if parent is not None and parent.body["AccountType"] != body["AccountType"]:
        raise answers.business("A sub-account has the type of its parent.", "AccountType")
    body["SubAccount"] = parent is not None
    body["Classification"] = CLASSIFICATIONS[body["AccountType"]]
    body.setdefault("CurrencyRef", {"value": desk.company.currency})
    _check_number(desk, draft)
    scope = ref_id(body, "ParentRef")
    if not settle_activity(desk, draft, "Name", name, lambda new: _siblings(desk, new, scope)):
        raise answers.duplicate_name("account")


def _siblings(desk: Desk, name: str, parent: str) -> list[Row]:
    # Accounts below different parents may share a name.
    found = desk.company.find("Account", "name", folded(name))
    return [row for row in found if ref_id(row.body, "ParentRef") == parent]


def _check_number(desk: Desk, draft: Draft) -> None:
    number = draft.body.get("AcctNum", "")
    limit = MAX_ACCOUNT_NUMBER.get(desk.company.country, USUAL_MAX_ACCOUNT_NUMBER)
    if len(number) > limit:
        raise answers.too_long("AcctNum", limit, len(number))
    if ":" in number:
        raise answers.invalid_name("AcctNum")
    own = draft.before.id if draft.before else None
    others = (row for row in desk.company.rows("Account") if row.id != own)
    if number and any(row.body.get("AcctNum") == number for row in others):
        raise answers.business("This account number is already used.", "AcctNum")


def _shown(desk: Desk, row: Row) -> Body:
    place = place_view(desk.company, row)
    body: Body = {
        "FullyQualifiedName": place["FullyQualifiedName"],
        "CurrencyRef": currency_view(ref_id(row.body, "CurrencyRef")),
        "CurrentBalance": Decimal(0),
        "CurrentBalanceWithSubAccounts": Decimal(0),
    }
    if not desk.company.use_account_numbers:
        body["AcctNum"] = None
    return body


ACCOUNTS = Resource(
    entity="Account",
    fields={
        "Name": text(100),
        "AcctNum": text(100),
        "Description": text(100),
        "Active": as_flag,
        "SubAccount": as_flag,
        "ParentRef": as_reference,
        "AccountType": choice(*CLASSIFICATIONS),
        "AccountSubType": text(100),
        "CurrencyRef": as_reference,
        "TaxCodeRef": as_reference,
        "OpeningBalance": as_number,
        "OpeningBalanceDate": as_day,
    },
    read_only=frozenset(
        {
            "Classification",
            "FullyQualifiedName",
            "CurrentBalance",
            "CurrentBalanceWithSubAccounts",
        }
    ),
    kept=frozenset({"Active", "CurrencyRef"}),
    settle=_settle,
    shown=_shown,
)
