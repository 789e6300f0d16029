"""How contacts look in answers: written, listed, refused, or nested in a document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.xero.contact_fields import ADDRESS_LIMITS, PHONE_LIMITS, TEXT_LIMITS
from sandbox.xero.desk import Desk
from sandbox.xero.formats import Element, number, stamp
from sandbox.xero.records import NO_ID, ZERO, Contact, Invoice, Slots

WRITTEN = (("STREET", "POBOX"), ("DEFAULT", "DDI", "FAX", "MOBILE"))
LISTED = (("POBOX", "STREET"), ("DDI", "DEFAULT", "FAX", "MOBILE"))
ALWAYS_ADDRESS = ("City", "Region", "PostalCode", "Country")
BEFORE_ADDRESSES = tuple(TEXT_LIMITS)[:12]
AFTER_ADDRESSES = tuple(TEXT_LIMITS)[12:]


def full_contact(
    desk: Desk, contact: Contact, *, listed: bool = False, balances: bool = False
) -> dict[str, Any]:
    """Return a contact with all its fields."""
    body = _heading(contact)
    addresses, phones = LISTED if listed else WRITTEN
    body["Addresses"] = _addresses(contact, addresses, bare=listed and not contact.by_app)
    body["Phones"] = _phones(contact, phones, bare=listed and not contact.by_app)
    body["UpdatedDateUTC"] = stamp(contact.updated_ms)
    body["ContactGroups"] = []
    body["IsSupplier"] = contact.is_supplier
    body["IsCustomer"] = contact.is_customer
    body.update({key: contact.texts[key] for key in AFTER_ADDRESSES if key in contact.texts})
    body["SalesTrackingCategories"] = []
    body["PurchasesTrackingCategories"] = []
    if balances:
        body.update(_balances(desk, contact))
    if contact.payment_terms and listed:  # answers to writes leave them out
        body["PaymentTerms"] = contact.payment_terms
    body["ContactPersons"] = list(contact.persons)
    if listed:
        body["HasAttachments"] = False
    body["HasValidationErrors"] = False
    return body


def _heading(contact: Contact) -> dict[str, Any]:
    body: dict[str, Any] = {"ContactID": contact.contact_id}
    if contact.merged_to:
        body["MergedToContactID"] = contact.merged_to
    for name in BEFORE_ADDRESSES:
        if name == "Name":
            body["ContactStatus"] = contact.status
        if name in contact.texts:
            body[name] = contact.texts[name]
        elif name in ("EmailAddress", "BankAccountDetails"):
            body[name] = ""
    return body


def _addresses(contact: Contact, order: tuple[str, ...], *, bare: bool) -> list[dict[str, str]]:
    return [{"AddressType": kind} | _address(contact.addresses, kind, bare=bare) for kind in order]


def _address(slots: Slots, kind: str, *, bare: bool) -> dict[str, str]:
    slot = slots.get(kind)
    if slot is None and bare:
        return {}
    values = slot or {}
    return {
        key: values.get(key, "")
        for key in ADDRESS_LIMITS
        if key in ALWAYS_ADDRESS or values.get(key)
    }


def _phones(contact: Contact, order: tuple[str, ...], *, bare: bool) -> list[dict[str, str]]:
    rows = []
    for kind in order:
        slot = contact.phones.get(kind)
        values = {} if slot is None and bare else dict.fromkeys(PHONE_LIMITS, "")
        rows.append({"PhoneType": kind} | values | dict(slot or {}))
    return rows


def _balances(desk: Desk, contact: Contact) -> dict[str, Any]:
    owed = {"ACCREC": [ZERO, ZERO], "ACCPAY": [ZERO, ZERO]}
    open_invoices = [
        row
        for row in desk.org.invoices.find("contact", contact.contact_id)
        if row.status == "AUTHORISED"
    ]
    for row in open_invoices:
        owed[row.type][0] += row.amount_due
        owed[row.type][1] += _overdue(desk, row)
    if not open_invoices:
        return {}
    return {
        "Balances": {
            "AccountsReceivable": _balance(owed["ACCREC"]),
            "AccountsPayable": _balance(owed["ACCPAY"]),
        }
    }


def _overdue(desk: Desk, row: Invoice) -> Decimal:
    return row.amount_due if row.due_date and row.due_date < desk.today() else ZERO


def _balance(pair: list[Decimal]) -> dict[str, float]:
    return {"Outstanding": number(pair[0]), "Overdue": number(pair[1])}


UNPAGED_DROPS = ("PaymentTerms", "MergedToContactID", "HasAttachments")
SUMMARY_DROPS = (
    "Addresses",
    "Balances",
    "ContactGroups",
    "ContactPersons",
    "IsCustomer",
    "IsSupplier",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "SalesTrackingCategories",
    "PurchasesTrackingCategories",
)


def listed_contact(desk: Desk, contact: Contact, *, paged: bool, summary: bool) -> dict[str, Any]:
    """Return a contact as a list shows it: without paging, or in a summary, fields are missing."""
    body = full_contact(desk, contact, listed=True, balances=paged and not summary)
    if not paged:
        body["ContactPersons"] = []
        body = _without(body, UNPAGED_DROPS)
    return _without(body, SUMMARY_DROPS) if summary else body


def _without(body: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in keys}


def refused_contact(element: Element, contact_id: str | None) -> dict[str, Any]:
    """Return what was asked for, not what is stored, with the id of zeros for a refused create."""
    body: dict[str, Any] = {"ContactID": contact_id or element.get("ContactID") or NO_ID}
    body.update({key: element[key] for key in TEXT_LIMITS if element.get(key) is not None})
    if element.get("ContactStatus"):
        body["ContactStatus"] = element["ContactStatus"]
    body["Addresses"] = [{**row, "ValidationErrors": []} for row in element.get("Addresses") or ()]
    body["Phones"] = [{**row, "ValidationErrors": []} for row in element.get("Phones") or ()]
    body["ContactGroups"] = []
    if element.get("PaymentTerms"):
        body["PaymentTerms"] = element["PaymentTerms"]
    body["ContactPersons"] = element.get("ContactPersons") or []
    body["HasValidationErrors"] = True
    return body


def contact_stub(desk: Desk, contact_id: str) -> dict[str, Any]:
    """Return the contact as rows of document lists nest it."""
    contact = desk.org.contacts.get(contact_id)
    return {
        "ContactID": contact_id,
        "Name": contact.name if contact else "",
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def written_with_invoice(contact: Contact) -> dict[str, Any]:
    """Return the contact as the answer to a written invoice nests it."""
    return {
        "ContactID": contact.contact_id,
        "ContactStatus": contact.status,
        "Name": contact.name,
        "Addresses": [],
        "Phones": [],
        "UpdatedDateUTC": stamp(contact.updated_ms),
        "ContactGroups": [],
        "IsSupplier": contact.is_supplier,
        "IsCustomer": contact.is_customer,
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def refused_with_invoice(sent: object) -> dict[str, Any]:
    """Return the contact of a refused invoice: what was sent, and empty lists."""
    named = {
        key: sent[key]
        for key in ("ContactID", "ContactNumber", "Name")
        if isinstance(sent, dict) and sent.get(key)
    }
    empty: dict[str, Any] = {
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
        "ValidationErrors": [],
    }
    return named | empty


def nested_in_order(desk: Desk, contact: Contact, *, refused: bool) -> dict[str, Any]:
    """Return the contact of a purchase order; its time is local time mislabelled as UTC."""
    body: dict[str, Any] = {"ContactID": contact.contact_id, "ContactStatus": contact.status}
    body["Name"] = contact.name
    if not refused:
        body |= {
            key: contact.texts[key]
            for key in ("FirstName", "LastName", "EmailAddress")
            if key in contact.texts
        }
        body["Addresses"] = []
        body["Phones"] = [
            {"PhoneType": kind, **dict.fromkeys(PHONE_LIMITS, ""), **contact.phones[kind]}
            for kind in WRITTEN[1]
            if contact.phones.get(kind)
        ]
    local_ms = contact.updated_ms + desk.local_shift_ms(contact.updated_ms)
    body["UpdatedDateUTC"] = stamp(local_ms)
    body["ContactGroups"] = []
    body["DefaultCurrency"] = contact.texts.get("DefaultCurrency", desk.org.base_currency)
    body["ContactPersons"] = []
    body["HasValidationErrors"] = False
    return body
