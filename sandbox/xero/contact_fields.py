"""Which fields a contact has, how long they may be, and what they may contain."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox.xero.desk import Desk
from sandbox.xero.organisation import folded
from sandbox.xero.records import Contact

TEXT_LIMITS: dict[str, int] = {
    "ContactNumber": 50,
    "AccountNumber": 50,
    "Name": 255,
    "FirstName": 255,
    "LastName": 255,
    "CompanyNumber": 50,
    "EmailAddress": 255,
    "BankAccountDetails": 255,
    "TaxNumber": 50,
    "TaxNumberType": 50,
    "AccountsReceivableTaxType": 50,
    "AccountsPayableTaxType": 50,
    "SalesDefaultLineAmountType": 50,
    "PurchasesDefaultLineAmountType": 50,
    "DefaultCurrency": 3,
    "XeroNetworkKey": 255,
    "SalesDefaultAccountCode": 10,
    "PurchasesDefaultAccountCode": 10,
    "TrackingCategoryName": 100,
    "TrackingCategoryOption": 100,
}
ADDRESS_LIMITS: dict[str, int] = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
PHONE_LIMITS: dict[str, int] = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
ADDRESS_TYPES = ("POBOX", "STREET", "DELIVERY")
PHONE_TYPES = ("DEFAULT", "DDI", "MOBILE", "FAX")
TAX_NUMBER_TYPES = ("SSN", "EIN", "ITIN", "ATIN")
PERSONS_LIMIT = 5

ARCHIVED_EDIT = (
    "The specified contact details matched an archived contact. Archived contacts cannot "
    "currently be edited via the API."
)
NO_IDENTITY = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_DIGIT = re.compile(r"\d")
_UNTIDY = re.compile(r"^\s|\s$|\s\s")


def check_contact(desk: Desk, contact: Contact, before: Contact | None) -> None:
    """Refuse what Xero would not keep in a contact."""
    _check_lengths(desk, contact.texts, TEXT_LIMITS)
    for address in contact.addresses.values():
        _check_lengths(desk, address, ADDRESS_LIMITS)
        if _DIGIT.search(address.get("Country", "")):
            desk.refuse("The Country field may only contain letters.")
    for phone in contact.phones.values():
        _check_lengths(desk, phone, PHONE_LIMITS)
    if "DELIVERY" in contact.addresses:
        desk.refuse("The address type DELIVERY is not valid for contacts.")
    if len(contact.persons) > PERSONS_LIMIT:
        desk.refuse(f"A contact may have no more than {PERSONS_LIMIT} contact persons.")
    _check_email(desk, contact)
    _check_name(desk, contact)
    _check_codes(desk, contact)
    _check_unique(desk, contact, before)


def _check_lengths(desk: Desk, values: Mapping[str, str], limits: Mapping[str, int]) -> None:
    for name, value in values.items():
        limit = limits.get(name)
        if limit is not None and len(value) > limit:
            desk.refuse(desk.switches.length_message.format(field=name, limit=limit))


def _check_email(desk: Desk, contact: Contact) -> None:
    addresses = [contact.texts.get("EmailAddress", "")]
    addresses += [str(person.get("EmailAddress") or "") for person in contact.persons]
    if any(address and not _EMAIL.fullmatch(address) for address in addresses):
        desk.refuse("Email address must be valid.")


def _check_name(desk: Desk, contact: Contact) -> None:
    if not contact.name.strip():
        desk.refuse("The contact name must be specified.")
    if "<" in contact.name or ">" in contact.name:
        desk.refuse("The contact name cannot contain angle brackets.")
    if _UNTIDY.search(contact.name):
        desk.refuse("The contact name cannot contain leading, trailing or repeated spaces.")


def _check_codes(desk: Desk, contact: Contact) -> None:
    currency = contact.texts.get("DefaultCurrency")
    if currency and currency not in desk.org.currencies:
        desk.refuse(f"Organisation is not subscribed to currency {currency}")
    kind = contact.texts.get("TaxNumberType")
    if kind and kind not in TAX_NUMBER_TYPES:
        desk.refuse(f"The TaxNumberType {kind} is not valid.")


def _check_unique(desk: Desk, contact: Contact, before: Contact | None) -> None:
    renamed = before is None or before.name != contact.name or before.status != contact.status
    if renamed and holder_of_name(desk, contact.name, contact.contact_id):
        desk.refuse(
            f"The contact name {contact.name} is already assigned to another contact. "
            "The contact name must be unique across all active contacts."
        )
    if holder_of_number(desk, contact.texts.get("ContactNumber", ""), contact.contact_id):
        desk.refuse(
            "Another contact has this contact number. Please enter a different contact number."
        )
    account = contact.texts.get("AccountNumber")
    same = desk.org.contacts.find("account", account) if account else []
    if any(row.contact_id != contact.contact_id and row.status == "ACTIVE" for row in same):
        desk.refuse("The Account Number already exists. Please enter a different Account Number.")


def holder_of_name(desk: Desk, name: str, but_not: str = "") -> Contact | None:
    """Return the contact that holds a name, as far as names are taken."""
    for row in desk.org.contacts.find("name", folded(name)):
        if row.contact_id == but_not:
            continue
        if desk.switches.name_case_sensitive and row.name.strip() != name.strip():
            continue
        if row.status == "ACTIVE" or not desk.switches.archived_name_reusable:
            return row
    return None


def holder_of_number(desk: Desk, number: str, but_not: str = "") -> Contact | None:
    """Return the contact that holds a ContactNumber; an active one before an archived one."""
    found = [
        row
        for row in (desk.org.contacts.find("number", number) if number else [])
        if row.contact_id != but_not
        and (row.status == "ACTIVE" or not desk.switches.archived_number_reusable)
    ]
    return min(found, key=lambda row: row.status, default=None)
