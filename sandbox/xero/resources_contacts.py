"""Contacts, bound to their path."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.xero.contact_fields import TEXT_LIMITS
from sandbox.xero.contact_views import full_contact, listed_contact, refused_contact
from sandbox.xero.contacts import write_contact
from sandbox.xero.desk import Desk, UnknownId
from sandbox.xero.formats import Element
from sandbox.xero.listing import Fields, Page, Query
from sandbox.xero.records import Contact
from sandbox.xero.resource import Body, Resource
from sandbox.xero.where import Getter

SEARCHED = ("Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress")


def _text(name: str) -> Getter:
    return lambda row: row.texts.get(name)


class Contacts(Resource):
    """Customers and suppliers."""

    name = "Contacts"
    id_field = "ContactID"
    scopes = ("accounting.contacts",)
    methods = ("GET", "PUT", "POST")
    fields = Fields(
        id_of=lambda row: row.contact_id,
        updated_ms=lambda row: row.updated_ms,
        getters={name: _text(name) for name in TEXT_LIMITS}
        | {
            "ContactID": lambda row: row.contact_id,
            "ContactStatus": lambda row: row.status,
            "IsCustomer": lambda row: row.is_customer,
            "IsSupplier": lambda row: row.is_supplier,
            "UpdatedDateUTC": lambda row: row.updated_ms,
        },
        search=tuple(_text(name) for name in SEARCHED),
    )

    def rows(self, desk: Desk, query: Query) -> Iterable[Contact]:
        """Return active contacts, and archived ones where they are asked for."""
        wanted = {key.lower() for key in query.items("IDs")}
        asked = "contactstatus" in (query.get("where") or "").casefold()
        with_archived = asked or query.flag("includeArchived")
        return (
            row
            for row in desk.org.contacts
            if (with_archived or row.status == "ACTIVE")
            and (not wanted or row.contact_id in wanted)
        )

    def row_view(self, desk: Desk, row: Contact, page: Page, query: Query) -> Body:
        """Return a contact of a list."""
        paged = page.pagination is not None
        return listed_contact(desk, row, paged=paged, summary=query.flag("summaryOnly"))

    def single(self, desk: Desk, key: str) -> Body:
        """Return a contact by id or ContactNumber."""
        found = desk.org.contacts.find("number", key)
        row = desk.org.contacts.get(key.lower()) or next(iter(found), None)
        if row is None:
            raise UnknownId
        return full_contact(desk, row, listed=True, balances=True)

    def write(self, desk: Desk, element: Element, method: str, key: str | None) -> Body:
        """Create or update a contact."""
        row = write_contact(desk, element, create_only=method == "PUT", contact_id=key)
        if desk.errors:
            return refused_contact(element, key)
        return full_contact(desk, row)
