"""A company full of rows that no ledger would take stops nobody, and not one row of it is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import Summary, World
from tests.pipeline.xero_world import XeroWorld
from tests.unit.bad_input.nasty import KNOWN

NAMES = [text.replace("\0", "") for text in KNOWN]
MEGABYTES = "x" * 1_000_000
ENDED = ("created", "updated", "voided", "quarantined", "waiting", "skipped", "refused")
TABLES = {
    "client": "clients",
    "client_location": "client_locations",
    "supplier": "suppliers",
    "invoice": "invoices",
    "purchase_order": "purchase_orders",
}


def nasty_parties(at: World, company: Company) -> None:
    """Every odd text as a name, and in all places where a party has a text."""
    for name in NAMES:
        at.a_client(company, name=name, phone=None, email=None)
    client = at.a_client(company, name="Odd", created_at="infinity")
    texts = ("account_number", "contact_first_name", "address_line1", "city", "postcode", "country")
    for text in ("\x1b[2J", "=1+1", "\u202eabc", "👩\u200d👩\u200d👧", "'; --", MEGABYTES):
        number = next(at.numbers)
        odd = dict.fromkeys(texts, text)
        at.a_location(company, client, id=number, name=f"Place {number}", **odd)
    everything = dict.fromkeys((*texts, "email", "phone", "mobile", "tax_number"), None)
    at.a_supplier(company, name="Nothing", **everything, created_at="-infinity")
    at.a_supplier(company, name="Nothing", created_at="0044-03-15 BC")
    at.a_supplier(company, name="nothing ", created_at="294276-01-01 00:00Z")
    at.a_supplier(company, name=MEGABYTES, payment_terms=MEGABYTES)
    at.a_supplier(company, name="Terms", payment_terms=MEGABYTES, currency="£££")


def nasty_invoices(at: World, company: Company, client: int) -> None:
    """Numbers that are none, amounts beyond all books, days of no calendar, odd texts."""
    nan, most = Decimal("NaN"), Decimal("99999999999999.9999")
    for line in (
        {"discount_percent": nan},
        {"quantity": nan},
        {"unit_price": nan},
        {"quantity": most, "unit_price": most},
        {"quantity": -most},
        {"quantity": Decimal("0.0001"), "unit_price": Decimal("0.0001")},
        {"discount_percent": Decimal("-999.9999")},
        {"account_code": MEGABYTES},
        {"tax_rate": MEGABYTES},
        {"item_name": MEGABYTES, "description": None},
        {"description": None},
        {"description": "\x1b[2J\u202e=HYPERLINK()", "item_name": "=1"},
        {"tax_rate": "20% vat", "account_code": None},
    ):
        at.an_invoice(company, client, lines=[{}, line])
    days = ("infinity", "-infinity", "0001-01-01", "9999-12-31", "5874897-12-31", "0044-03-15 BC")
    for day in days:
        at.an_invoice(company, client, issue_date=day, due_date=day)
        at.an_invoice(company, client, status="Draft", due_date=day, created_at="infinity")
    for values in (
        {"amount_paid": nan, "status": "Cancelled"},
        {"amount_paid": nan},
        {"status": MEGABYTES},
        {"status": "Cancelled", "number": "X-1\n"},
        {"number": "=1;\t2"},
        {"number": "\u200b"},
        {"number": MEGABYTES[:2000]},
        {"reference": "\r\n\x1b[31m"},
        {"currency": "£££"},
        {"notes": MEGABYTES},
    ):
        at.an_invoice(company, client, **values)


def ids_of(at: World, company: Company) -> set[tuple[str, int]]:
    """The company's rows; days that no program's calendar has are not even looked at."""
    return {
        (entity, row["id"])
        for entity in at.ledger.entities
        for row in at.sql(
            f"SELECT id FROM klipboard.{TABLES[entity]} WHERE company_id = :id", id=company.id
        )
    }


def name_of(at: World, entity: str, source_id: int) -> str:
    query = f"SELECT name FROM klipboard.{TABLES[entity]} WHERE id = :id"
    return str(at.sql(query, id=source_id)[0]["name"])


def names_there(at: World, company: Company) -> dict[str, str]:
    """What the ledger calls its parties, by its ids."""
    if isinstance(at, XeroWorld):
        return {each["ContactID"]: name for name, each in at.contacts(company).items()}
    assert isinstance(at, QuickBooksWorld)
    parties = {**at.customers(company), **at.vendors(company)}
    return {each["Id"]: name for name, each in parties.items()}


def sums_up(summary: Summary, company: Company) -> None:
    for entity in TABLES.keys() & summary["companies"][str(company.id)].keys():
        figures = summary["companies"][str(company.id)][entity]
        ended = {name: figures[name] for name in ENDED}
        assert figures["read"] == sum(ended.values()), f"{entity}: {figures}"


def linked(at: World, company: Company) -> dict[tuple[str, int], str]:
    query = "SELECT entity, source_id, ledger_id FROM sync.links WHERE ledger_connection_id = :id"
    found = at.sql(query, id=at.connection(company)["id"])
    return {(each["entity"], each["source_id"]): each["ledger_id"] for each in found}


@pytest.mark.rule("C-09")
def test_what_no_ledger_takes_is_held_row_by_row_and_a_healthy_company_goes_beside_it(
    at: World,
) -> None:
    healthy, nasty = at.a_company(), at.a_company()
    nowhere = at.a_company(timezone="Europe", base_currency="???")
    well = at.a_client(healthy, name="Acme")
    at.a_location(healthy, well, name="Yard")
    at.an_invoice(healthy, well, number="INV-1")
    nasty_parties(at, nasty)
    nasty_invoices(at, nasty, at.a_client(nasty, name="Good"))
    lost = at.a_client(nowhere, name="Lost")
    at.an_invoice(nowhere, lost, number="NO-CURRENCY", currency=None)
    at.an_invoice(nowhere, lost, number="NO-ZONE", status="Draft")

    summary = at.run()

    assert at.held(healthy) == []
    assert linked(at, healthy).keys() == ids_of(at, healthy)
    for company in (healthy, nasty, nowhere):
        sums_up(summary, company)
        held = {(each["entity"], each["source_id"]) for each in at.held(company)}
        gone = {("invoice", row["id"]) for row in at.sql(
            "SELECT id FROM klipboard.invoices WHERE company_id = :id AND status = 'Cancelled'",
            id=company.id)}  # fmt: skip
        assert ids_of(at, company) - gone <= held | linked(at, company).keys()
    for reason in at.held(nasty):
        assert reason["message"].splitlines() == [reason["message"]]
        assert len(reason["message"]) < 8_000
    names = names_there(at, nasty)
    for (entity, source_id), ledger_id in linked(at, nasty).items():
        if entity in ("client", "supplier"):
            ours = name_of(at, entity, source_id)
            assert names[ledger_id] == at.ledger.shown_name(entity, ours, None)

    with at.counting_calls() as calls:
        again = at.run()

    assert calls == []
    for company in (healthy, nasty, nowhere):
        sums_up(again, company)
