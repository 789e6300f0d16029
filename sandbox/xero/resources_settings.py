"""Organisation, Accounts, TaxRates, Items and CreditNotes, bound to their paths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.xero.desk import Desk, UnknownId
from sandbox.xero.formats import Element
from sandbox.xero.listing import Fields, Page, Query
from sandbox.xero.records import Account, CreditNote, Item, TaxRate
from sandbox.xero.resource import Body, Resource
from sandbox.xero.settings import (
    account_view,
    credit_note_view,
    find_item,
    item_view,
    organisation_view,
    refused,
    tax_rate_view,
    write_account,
    write_item,
)


class OrganisationResource(Resource):
    """The organisation itself."""

    name = "Organisations"
    id_field = "OrganisationID"
    scopes = ("accounting.settings",)
    paging = False

    def listed(self, desk: Desk, query: Query) -> tuple[list[Body], None]:
        """Return the one organisation."""
        del query
        return [organisation_view(desk)], None


class Accounts(Resource):
    """The chart of accounts."""

    name = "Accounts"
    id_field = "AccountID"
    scopes = ("accounting.settings",)
    methods = ("GET", "PUT")
    paging = False
    fields = Fields(
        id_of=lambda row: row.code,
        updated_ms=lambda row: row.updated_ms,
        getters={
            "AccountID": lambda row: row.account_id,
            "Code": lambda row: row.code,
            "Name": lambda row: row.name,
            "Type": lambda row: row.type,
            "Class": lambda row: row.account_class,
            "Status": lambda row: row.status,
            "TaxType": lambda row: row.tax_type,
            "SystemAccount": lambda row: row.system,
            "EnablePaymentsToAccount": lambda row: row.payments_enabled,
            "UpdatedDateUTC": lambda row: row.updated_ms,
        },
    )

    def rows(self, desk: Desk, query: Query) -> Iterable[Account]:
        """Return all accounts."""
        del query
        return desk.org.accounts

    def row_view(self, desk: Desk, row: Account, page: Page, query: Query) -> Body:
        """Return an account."""
        del desk, page, query
        return account_view(row)

    def single(self, desk: Desk, key: str) -> Body:
        """Return an account by id."""
        row = desk.org.accounts.get(key.lower())
        if row is None:
            raise UnknownId
        return account_view(row)

    def write(self, desk: Desk, element: Element, method: str, key: str | None) -> Body:
        """Create an account."""
        del method, key
        row = write_account(desk, element)
        return refused(element, "AccountID") if desk.errors else account_view(row)


class TaxRates(Resource):
    """The tax rates."""

    name = "TaxRates"
    id_field = "TaxType"
    scopes = ("accounting.settings",)
    paging = False
    fields = Fields(
        id_of=lambda row: row.name,
        updated_ms=lambda _row: 0,
        getters={
            "Name": lambda row: row.name,
            "TaxType": lambda row: row.tax_type,
            "Status": lambda _row: "ACTIVE",
            "EffectiveRate": lambda row: row.rate,
        },
    )

    def page(self, desk: Desk, query: Query) -> Page:
        """Return the rates; If-Modified-Since does not apply to them."""
        return super().page(desk, Query(query.parameters))

    def rows(self, desk: Desk, query: Query) -> Iterable[TaxRate]:
        """Return all rates."""
        del query
        return desk.org.tax_rates

    def row_view(self, desk: Desk, row: TaxRate, page: Page, query: Query) -> Body:
        """Return a rate."""
        del desk, page, query
        return tax_rate_view(row)

    def single(self, desk: Desk, key: str) -> Body:
        """Return a rate by its type."""
        row = desk.org.tax_rates.get(key.upper())
        if row is None:
            raise UnknownId
        return tax_rate_view(row)


class Items(Resource):
    """The price list."""

    name = "Items"
    id_field = "ItemID"
    scopes = ("accounting.invoices", "accounting.settings")
    methods = ("GET", "PUT", "POST")
    paging = False
    fields = Fields(
        id_of=lambda row: row.item_id,
        updated_ms=lambda row: row.updated_ms,
        getters={
            "ItemID": lambda row: row.item_id,
            "Code": lambda row: row.code,
            "Name": lambda row: row.name,
            "UpdatedDateUTC": lambda row: row.updated_ms,
        },
    )

    def rows(self, desk: Desk, query: Query) -> Iterable[Item]:
        """Return all items."""
        del query
        return desk.org.items

    def row_view(self, desk: Desk, row: Item, page: Page, query: Query) -> Body:
        """Return an item."""
        del desk, page, query
        return item_view(row)

    def single(self, desk: Desk, key: str) -> Body:
        """Return an item by id or code."""
        row = find_item(desk, key)
        if row is None:
            raise UnknownId
        return item_view(row)

    def write(self, desk: Desk, element: Element, method: str, key: str | None) -> Body:
        """Create or update an item."""
        row = write_item(desk, element, create_only=method == "PUT", item_id=key)
        return refused(element, "ItemID") if desk.errors else item_view(row)


class CreditNotes(Resource):
    """Credit notes, read only: the bookkeeper makes them."""

    name = "CreditNotes"
    id_field = "CreditNoteID"
    scopes = ("accounting.invoices",)
    fields = Fields(
        id_of=lambda row: row.credit_note_id,
        updated_ms=lambda row: row.updated_ms,
        getters={
            "CreditNoteID": lambda row: row.credit_note_id,
            "CreditNoteNumber": lambda row: row.number,
            "Type": lambda row: row.type,
            "Status": lambda row: row.status,
            "Contact.ContactID": lambda row: row.contact_id,
            "UpdatedDateUTC": lambda row: row.updated_ms,
        },
    )

    def rows(self, desk: Desk, query: Query) -> Iterable[CreditNote]:
        """Return all credit notes."""
        del query
        return desk.org.credit_notes

    def row_view(self, desk: Desk, row: CreditNote, page: Page, query: Query) -> Body:
        """Return a credit note."""
        del page, query
        return credit_note_view(desk, row)

    def single(self, desk: Desk, key: str) -> Body:
        """Return a credit note by id or number."""
        rows: list[Any] = [
            row
            for row in desk.org.credit_notes
            if key.lower() == row.credit_note_id or key == row.number
        ]
        if not rows:
            raise UnknownId
        return credit_note_view(desk, rows[0])
