"""What tests of either ledger share: its organisations, what is in them, what is known of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger_sync.model import Ref
from ledger_sync.state import starting_over
from ledger_sync.state.tables import metadata
from ledger_sync.steps.unlink import Unlinked, unlink

from tests.pipeline.klipboard import CURRENCY, Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

EMAIL = "office@acme.example"


def another_organisation(at: World, company: Company) -> Company:
    """The same company, with an organisation that it was never connected to."""
    organisation = at.there.add_organisation(
        name="Another", country=company.country, base_currency=CURRENCY[company.country]
    )
    return replace(company, organisation=organisation)


def a_party(at: World, company: Company, name: str, email: str) -> None:
    """A customer of the bookkeeper's."""
    desk = at.bookkeeper(company)
    if at.ledger_name == "xero":
        desk.create_contact(name=name, email_address=email)
    else:
        desk.create_customer(name, email=email)


def books(at: World, company: Company) -> dict[str, list[Any]]:
    """Everything that the organisation has of what the sync writes."""
    tenant = company.organisation.tenant_id
    if at.ledger_name == "xero":
        kinds = ("Invoices", "PurchaseOrders")
        found = {kind: at.there.documents(tenant, kind) for kind in kinds}
        return {**found, "Contacts": at.there.contacts(tenant)}
    return {kind: at.there.documents(tenant, kind) for kind in ("Customer", "Vendor", "Invoice")}


def names(at: World, company: Company) -> list[str]:
    found = books(at, company)
    parties = found["Contacts"] if at.ledger_name == "xero" else found["Customer"]
    return sorted(each.get("Name") or each["DisplayName"] for each in parties)


def numbers(at: World, company: Company) -> list[str]:
    found = books(at, company)
    documents = found.get("Invoices") or found.get("Invoice") or []
    return sorted(each.get("InvoiceNumber") or each["DocNumber"] for each in documents)


def start_over(at: World, company: Company) -> None:
    at.wish = {"start_over": True}
    at.connect(company)
    at.wish = {}


def a_company_with_an_invoice(at: World) -> tuple[Company, int]:
    """Connected, and both are in its ledger."""
    company = at.a_company()
    client = at.a_client(company, name="Acme", email=EMAIL)
    at.an_invoice(company, client, number="INV-1", lines=[{"item_name": "Valve"}])
    at.run()
    return company, client


def left(at: World, company: Company) -> dict[str, list[Any]]:
    """What the sync remembers of the company's organisation, table by table."""
    connection = at.connection(company)["id"]
    kept = {table.name for table in starting_over.HISTORY}
    found = {
        table.name: at.sql(
            f"SELECT * FROM sync.{table.name} WHERE ledger_connection_id = :id", id=connection
        )
        for table in metadata.sorted_tables
        if "ledger_connection_id" in table.c and table.name not in kept
    }
    return {name: rows for name, rows in found.items() if rows}


def parties(at: World, company: Company) -> dict[str, Any]:
    """The organisation's customers by name."""
    if isinstance(at, XeroWorld):
        return at.contacts(company)
    assert isinstance(at, QuickBooksWorld)
    return at.customers(company)


def id_of(party: Any) -> str:
    return str(party.get("ContactID") or party["Id"])


def a_linked_client(at: World, *, name: str = "Acme") -> tuple[Company, int]:
    """The first connection has taken a client for the bookkeeper's of the same name."""
    company = at.a_company(connected=False)
    desk = at.bookkeeper(company)
    desk.create_contact(name=name) if at.ledger_name == "xero" else desk.create_customer(name)
    client = at.a_client(company, name=name)
    at.connect(company)
    at.first_connection(company)
    assert links(at) == {("client", client): id_of(parties(at, company)[name])}
    return company, client


def links(at: World) -> dict[tuple[str, int], str]:
    found = at.sql("SELECT entity, source_id, ledger_id FROM sync.links ORDER BY id")
    return {(each["entity"], each["source_id"]): each["ledger_id"] for each in found}


def take_back(at: World, company: Company, entity: str, source_id: int) -> Unlinked:
    return unlink(at.engine, at.ledger, company.id, Ref(entity, source_id), 0)
