"""Contacts: create, upsert, archive, and the contact that a document names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.xero.contact_fields import (
    ADDRESS_LIMITS,
    ADDRESS_TYPES,
    ARCHIVED_EDIT,
    NO_IDENTITY,
    PHONE_LIMITS,
    PHONE_TYPES,
    TEXT_LIMITS,
    check_contact,
    holder_of_name,
    holder_of_number,
)
from sandbox.xero.desk import Desk, UnknownId
from sandbox.xero.formats import Element, parse_choice, text
from sandbox.xero.records import Contact, Slots

STATUSES = ("ACTIVE", "ARCHIVED", "GDPRREQUEST")
IDENTITY = ("ContactID", "ContactNumber", "Name")
READ_ONLY = (
    "ContactStatus",
    "IsCustomer",
    "IsSupplier",
    "Balances",
    "ContactGroups",
    "HasAttachments",
    "HasValidationErrors",
    "UpdatedDateUTC",
    "ValidationErrors",
    "Website",
    "Discount",
    "BrandingTheme",
    "SalesTrackingCategories",
    "PurchasesTrackingCategories",
    "StatusAttributeString",
)


def write_contact(
    desk: Desk, element: Element, *, create_only: bool, contact_id: str | None
) -> Contact:
    """Create or update one contact; errors end up on the desk."""
    before = None if create_only else find_for_update(desk, element, contact_id)
    if before is None and not any(element.get(key) for key in IDENTITY):
        desk.refuse(NO_IDENTITY)
    after = apply(desk, before or Contact(contact_id=desk.ids.new(), by_app=desk.by_app), element)
    if before is not None and before.status == "ARCHIVED" and not _revives(desk, after):
        desk.refuse(ARCHIVED_EDIT)
        return after
    check_contact(desk, after, before)
    after = replace(after, updated_ms=desk.now_ms())
    desk.org.contacts.put(after)
    return after


def _revives(desk: Desk, after: Contact) -> bool:
    return after.status == "ACTIVE" and (desk.switches.unarchive_by_api or not desk.by_app)


def find_for_update(desk: Desk, element: Element, contact_id: str | None = None) -> Contact | None:
    """Return the contact that an upsert means: by id, else by number, else by name.

    Raises:
        UnknownId: An id was given that no contact has.
    """
    wanted = contact_id or element.get("ContactID")
    if wanted:
        contact = desk.org.contacts.get(str(wanted).lower())
        if contact is None:
            raise UnknownId
        return contact
    by_number = holder_of_number(desk, text(element.get("ContactNumber")))
    return by_number or holder_of_name(desk, text(element.get("Name")))


def apply(desk: Desk, contact: Contact, element: Element) -> Contact:
    """Return the contact with what was sent; what was not sent keeps its value."""
    status = element.get("ContactStatus")
    terms = element.get("PaymentTerms")
    persons = element.get("ContactPersons")
    return replace(
        contact,
        texts=_texts(desk, contact.texts, element),
        status=parse_choice(status, STATUSES, "ContactStatus") if status else contact.status,
        addresses=_slots(desk, contact.addresses, element, "Address", ADDRESS_TYPES),
        phones=_slots(desk, contact.phones, element, "Phone", PHONE_TYPES),
        persons=contact.persons if persons is None else tuple(persons),
        payment_terms=contact.payment_terms if terms is None else terms,
    )


def _texts(desk: Desk, before: Mapping[str, str], element: Element) -> dict[str, str]:
    texts = dict(before)
    for name in TEXT_LIMITS:
        value = element.get(name)
        if value is None:
            continue
        if value != "":
            texts[name] = text(value)
        elif desk.switches.empty_string_clears:
            texts.pop(name, None)
    if desk.switches.name_spaces == "trim" and "Name" in texts:
        texts["Name"] = re.sub(r"\s+", " ", texts["Name"].strip())
    return texts


def _slots(desk: Desk, before: Slots, element: Element, kind: str, types: tuple[str, ...]) -> Slots:
    sent = element.get("Addresses" if kind == "Address" else f"{kind}s")
    if sent is None:
        return before
    slots = dict(before) if desk.switches.slots_merge else {}
    limits = ADDRESS_LIMITS if kind == "Address" else PHONE_LIMITS
    for slot in sent:
        name = parse_choice(slot.get(f"{kind}Type") or types[0], types, f"{kind}Type")
        slots[name] = {key: text(slot[key]) for key in limits if slot.get(key)}
    return slots


def contact_for_invoice(desk: Desk, sent: object) -> Contact | None:
    """Return the contact that an invoice names, made or edited on the way as Xero does.

    Raises:
        UnknownId: A ContactID was given that no contact has.
    """
    if not isinstance(sent, Mapping) or not sent:
        desk.refuse("A Contact must be specified for this type of transaction")
        return None
    if not any(sent.get(key) for key in IDENTITY):
        desk.refuse(NO_IDENTITY)
        return None
    contact = find_for_update(desk, sent)
    if contact is None:
        return write_contact(desk, sent, create_only=True, contact_id=None)
    return usable(desk, _edited(desk, contact, sent))


def _edited(desk: Desk, contact: Contact, sent: Mapping[str, Any]) -> Contact:
    # More than an identity edits the contact, and contact persons that are not listed are dropped.
    matched_by = next(key for key in IDENTITY if sent.get(key))
    extra = {
        key
        for key, value in sent.items()
        if value not in (None, [], "") and key not in (matched_by, *READ_ONLY)
    }
    if not extra or contact.status != "ACTIVE":
        return contact
    fields = {"ContactPersons": [], **{key: sent[key] for key in (*extra, matched_by)}}
    return write_contact(desk, fields, create_only=False, contact_id=contact.contact_id)


def usable(desk: Desk, contact: Contact) -> Contact:
    """Refuse a contact that is not active."""
    if contact.status != "ACTIVE":
        desk.refuse(
            "The contact with the specified contact details has been archived. The contact must "
            "be un-archived before creating new invoices or credit notes."
        )
    return contact


def contact_for_order(desk: Desk, sent: object) -> Contact | None:
    """Return the existing contact that a purchase order names; orders never make contacts."""
    found = None
    if isinstance(sent, Mapping) and (sent.get("ContactID") or sent.get("ContactNumber")):
        found = find_for_update(desk, {**sent, "Name": None})
    if found is None:
        desk.refuse("A Contact must be specified for this type of transaction")
        return None
    return usable(desk, found)


def mark_role(desk: Desk, contact_id: str, *, customer: bool) -> None:
    """Note that a document exists for the contact. Xero does not bump UpdatedDateUTC for it."""
    contact = desk.org.contacts.get(contact_id)
    if contact is None:
        return
    if customer and not contact.is_customer:
        desk.org.contacts.put(replace(contact, is_customer=True))
    elif not customer and not contact.is_supplier:
        desk.org.contacts.put(replace(contact, is_supplier=True))
