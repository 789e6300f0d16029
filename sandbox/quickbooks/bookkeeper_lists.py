"""What the bookkeeper does to lists: customers, vendors, employees, items, accounts, settings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.bookkeeper_credits import apply_credit
from sandbox.quickbooks.company import LISTS, NAMES, TRANSACTIONS, Row, folded
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.hierarchy import children
from sandbox.quickbooks.opening import add_tax_code as new_tax_code
from sandbox.quickbooks.operations import carry_out, view
from sandbox.quickbooks.settlement import open_amount

SETTINGS = ("custom_txn_numbers", "multicurrency", "use_account_numbers", "using_sales_tax")


def find(desk: Desk, entity: str, key: str) -> Row:
    """Return the list object with this name or this id, an active one before others.

    Raises:
        Refusal: There is none.
    """
    if entity not in (*NAMES, *LISTS):
        raise answers.malformed(f"There is no list {entity}")
    named = sorted(desk.company.find(entity, "name", folded(key)), key=lambda row: not row.active)
    found = named[0] if named else desk.company.row(entity, key)
    if found is None:
        raise answers.not_found()
    return found


def edit(desk: Desk, row: Row, changes: Body) -> Body:
    """Change fields of an object and return its view."""
    known = {"Id": row.id, "SyncToken": row.sync_token, "sparse": True}
    body: Body = carry_out(desk, row.entity, "update", {**changes, **known}, {})[row.entity]
    return body


def _create(desk: Desk, entity: str, body: Body) -> Body:
    made: Body = carry_out(desk, entity, "create", body, {})[entity]
    return made


def create_customer(
    desk: Desk, name: str, parent: str | None = None, changes: Body | None = None
) -> Body:
    """Add a customer, or a sub-customer below a parent."""
    place = (
        {"Job": True, "ParentRef": {"value": find(desk, "Customer", parent).id}} if parent else {}
    )
    return _create(desk, "Customer", {"DisplayName": name, **place, **(changes or {})})


def create_vendor(desk: Desk, name: str, changes: Body | None = None) -> Body:
    """Add a vendor."""
    return _create(desk, "Vendor", {"DisplayName": name, **(changes or {})})


def create_employee(desk: Desk, name: str, changes: Body | None = None) -> Body:
    """Add an employee."""
    return _create(desk, "Employee", {"DisplayName": name, **(changes or {})})


def create_item(
    desk: Desk,
    name: str,
    kind: str = "Service",
    account: str = "Sales",
    changes: Body | None = None,
) -> Body:
    """Add a product or service; one with stock gets the usual accounts and an early start."""
    body: Body = {
        "Name": name,
        "Type": kind,
        "IncomeAccountRef": {"value": find(desk, "Account", account).id},
    }
    if kind == "Inventory":
        body |= {
            "TrackQtyOnHand": True,
            "QtyOnHand": 100,
            "InvStartDate": "2020-01-01",
            "ExpenseAccountRef": {"value": find(desk, "Account", "Cost of Goods Sold").id},
            "AssetAccountRef": {"value": find(desk, "Account", "Inventory Asset").id},
        }
    return _create(desk, "Item", {**body, **(changes or {})})


def create_account(
    desk: Desk,
    name: str,
    kind: str = "Income",
    number: str | None = None,
    parent: str | None = None,
    changes: Body | None = None,
) -> Body:
    """Add an account to the chart."""
    body: Body = {"Name": name, "AccountType": kind, "AcctNum": number, **(changes or {})}
    if parent:
        body["ParentRef"] = {"value": find(desk, "Account", parent).id}
    return _create(desk, "Account", body)


def edit_record(desk: Desk, entity: str, key: str, changes: Body) -> Body:
    """Change fields of a customer, vendor, employee, item or account."""
    return edit(desk, find(desk, entity, key), changes)


def inactivate(desk: Desk, key: str, entity: str = "Customer") -> Body:
    """Make something inactive; what a customer still owes is credited, as the screens do."""
    row = find(desk, entity, key)
    if entity == "Customer":
        for invoice in list(desk.company.find("Invoice", "customer", row.id)):
            if open_amount(invoice) > 0:
                apply_credit(desk, invoice.id)
    return edit(desk, row, {"Active": False})


def reactivate(desk: Desk, key: str, entity: str = "Customer") -> Body:
    """Make something active again, named as it was or as it is shown."""
    gone = desk.company.named(entity, f"{key} (deleted)")
    return edit(desk, gone or find(desk, entity, key), {"Active": True})


def move_customer(desk: Desk, customer: str, parent: str | None = None) -> Body:
    """Hang a customer below another one, or take it to the top."""
    above = find(desk, "Customer", parent).id if parent else ""
    place = {"Job": bool(above), "ParentRef": {"value": above}}
    return edit(desk, find(desk, "Customer", customer), place)


def merge_customers(desk: Desk, loser: str, winner: str) -> Body:
    """Give all that a customer has to another one, and make it inactive."""
    gone, kept = find(desk, "Customer", loser), find(desk, "Customer", winner)
    if gone.id == kept.id:
        raise answers.business("A customer cannot be merged with itself.")
    for entity in TRANSACTIONS:
        for row in list(desk.company.find(entity, "customer", gone.id)):
            body = {**row.body, "CustomerRef": {"value": kept.id}}
            desk.company.put(row.changed(body, desk.now))
    for child in list(children(desk.company, gone)):
        edit(desk, child, {"ParentRef": {"value": kept.id}})
    edit(desk, gone, {"Active": False})
    return view(desk, kept)


def set_closing_date(desk: Desk, date: str | None = None) -> Body:
    """Close the books up to a day, that day included; None opens them."""
    desk.company.closing_date = _day(date) if date else None
    return {"closing_date": date}


def _day(value: str) -> date:
    return date.fromisoformat(value)


def add_tax_code(desk: Desk, name: str, rate: Any = None) -> Body:
    """Add a tax code with a rate in percent, or without any."""
    percentage = None if rate is None else Decimal(str(rate))
    return view(desk, new_tax_code(desk.company, name, percentage, desk.now))


def add_term(desk: Desk, name: str, days: int) -> Body:
    """Add payment terms."""
    return _create(desk, "Term", {"Name": name, "DueDays": days})


def set_preferences(desk: Desk, **settings: bool) -> Body:
    """Turn settings of the company on or off."""
    unknown = set(settings) - set(SETTINGS)
    if unknown:
        raise answers.malformed(f"Known settings are {', '.join(SETTINGS)}")
    for name, value in settings.items():
        setattr(desk.company, name, bool(value))
    return dict(settings)
