"""Products and services."""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row, folded, ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import (
    as_day,
    as_flag,
    as_number,
    as_reference,
    as_sent,
    choice,
    text,
)
from sandbox.quickbooks.hierarchy import check_place, place_view
from sandbox.quickbooks.names import check_characters, settle_activity
from sandbox.quickbooks.resource import Draft, Resource
from sandbox.quickbooks.views import named

NO_ASSET_ACCOUNT = (
    "Required parameter is missing in the request. An inventory assetaccount is required if you "
    "are tracking inventory quantities for this product."
)

# What an account of an item may be.
ACCOUNT_TYPES = {
    "IncomeAccountRef": ("Income", "Other Income"),
    "ExpenseAccountRef": ("Expense", "Cost of Goods Sold", "Other Expense"),
    "AssetAccountRef": ("Other Current Asset",),
}


def _settle(desk: Desk, draft: Draft) -> None:
    body = draft.body
    name = body.get("Name", "").strip()
    if not name:
        raise answers.required("Name")
    check_characters(desk, body, "Name")
    _check_type(draft)
    for field in ACCOUNT_TYPES:
        _check_account(desk, draft, field)
    REQUIREMENTS[body["Type"]](desk, body)
    body["SubItem"] = check_place(desk, draft, "Item") is not None
    free = settle_activity(
        desk, draft, "Name", name, lambda new: desk.company.find("Item", "name", folded(new))
    )
    if not free:
        raise answers.duplicate_name("product or service")
    if body["Type"] != "Category":
        body.setdefault("Taxable", False)
        body.setdefault("UnitPrice", Decimal(0))
        body.setdefault("PurchaseCost", Decimal(0))
        body["TrackQtyOnHand"] = body["Type"] == "Inventory"
    if body["Type"] != "Inventory":
        for field in ("QtyOnHand", "InvStartDate", "AssetAccountRef"):
            body.pop(field, None)


def _check_type(draft: Draft) -> None:
    if "Type" not in draft.body:
        raise answers.required("Type")
    if draft.old("Type") == "Inventory" != draft.body["Type"]:
        raise answers.business("The type of an inventory item cannot be changed.", "Type")


def _check_account(desk: Desk, draft: Draft, field: str) -> None:
    if not draft.moves(field) or not ref_id(draft.body, field):
        return
    account = desk.referred("Account", draft.body, field)
    if account.body["AccountType"] not in ACCOUNT_TYPES[field]:
        raise answers.wrong_account(field)


def _check_service(desk: Desk, body: Body) -> None:  # noqa: ARG001 - one form for all types
    if "IncomeAccountRef" not in body:
        raise answers.required("IncomeAccountRef")


def _check_non_inventory(desk: Desk, body: Body) -> None:
    rule = desk.switches.non_inventory_accounts
    has_income, has_expense = "IncomeAccountRef" in body, "ExpenseAccountRef" in body
    if not has_expense and (rule != "either" or not has_income):
        raise answers.required("ExpenseAccountRef")
    if not has_income and rule == "both":
        raise answers.required("IncomeAccountRef")


def _check_inventory(desk: Desk, body: Body) -> None:  # noqa: ARG001
    if not body.get("TrackQtyOnHand"):
        raise answers.required("TrackQtyOnHand")
    if "AssetAccountRef" not in body:
        raise answers.Refusal("2020", "Required param missing", NO_ASSET_ACCOUNT, "AssetAccountRef")
    for field in ("QtyOnHand", "InvStartDate", "IncomeAccountRef", "ExpenseAccountRef"):
        if field not in body:
            raise answers.required(field)


def _check_category(desk: Desk, body: Body) -> None:
    """Ask nothing of a category."""


REQUIREMENTS = {
    "Service": _check_service,
    "NonInventory": _check_non_inventory,
    "Inventory": _check_inventory,
    "Category": _check_category,
}


def _shown(desk: Desk, row: Row) -> Body:
    place = place_view(desk.company, row)
    body: Body = {"FullyQualifiedName": place["FullyQualifiedName"]}
    if "ParentRef" in row.body:
        body |= {"Level": place["Level"], "ParentRef": named(desk, "Item", row.body, "ParentRef")}
    for field in ACCOUNT_TYPES:
        if field in row.body:
            body[field] = named(desk, "Account", row.body, field)
    return body


ITEMS = Resource(
    entity="Item",
    fields={
        "Name": text(100),
        "Sku": text(100),
        "Description": text(4000),
        "PurchaseDesc": text(1000),
        "Active": as_flag,
        "Type": choice(*REQUIREMENTS),
        "SubItem": as_flag,
        "ParentRef": as_reference,
        "Taxable": as_flag,
        "SalesTaxIncluded": as_flag,
        "PurchaseTaxIncluded": as_flag,
        "SalesTaxCodeRef": as_reference,
        "PurchaseTaxCodeRef": as_reference,
        "UnitPrice": as_number,
        "PurchaseCost": as_number,
        "RatePercent": as_number,
        "IncomeAccountRef": as_reference,
        "ExpenseAccountRef": as_reference,
        "AssetAccountRef": as_reference,
        "COGSAccountRef": as_reference,
        "TrackQtyOnHand": as_flag,
        "QtyOnHand": as_number,
        "ReorderPoint": as_number,
        "InvStartDate": as_day,
        "PrefVendorRef": as_reference,
        "ClassRef": as_reference,
        "TaxClassificationRef": as_sent,
        "ItemCategoryType": as_sent,
    },
    read_only=frozenset({"FullyQualifiedName", "Level", "QtyOnPurchaseOrder", "QtyOnSalesOrder"}),
    kept=frozenset({"Active"}),
    settle=_settle,
    shown=_shown,
)
