"""What came from a ledger reaches its own company alone, and the company's other ledger (C-05)."""

from __future__ import annotations

import pytest

from tests.pipeline.either_desk import edit_party, id_there, party_there, put_away
from tests.pipeline.invoice_desks import invoice_desk
from tests.pipeline.klipboard import Company, Row
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.quiet import at_rest
from tests.pipeline.world import World, counts, paths
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")

TABLES = ("clients", "invoices", "invoice_lines")


@pytest.fixture
def both(world: XeroWorld) -> tuple[XeroWorld, QuickBooksWorld]:
    return world, QuickBooksWorld(world.engine, world.sandbox, world.numbers)


def a_company(at: World) -> tuple[Company, int, int]:
    """A company with the client and the invoice that every company here has."""
    company = at.a_company()
    client = at.a_client(company, name="Acme", email="old@example.com")
    return company, client, at.an_invoice(company, client, number="INV-1")


def rows_of(at: World, company: Company) -> dict[str, list[Row]]:
    return {table: at.rows(table, company) for table in TABLES}


@pytest.mark.rule("C-05")
def test_edits_of_one_companys_books_leave_the_other_company_as_it_is(at: World) -> None:
    mine, client, invoice = a_company(at)
    other, _, _ = a_company(at)
    at.run()
    before = rows_of(at, other)
    # Names and numbers are the same in both; in QuickBooks the ids are too.
    edit_party(at, mine, "client", client, email="new@example.com")
    invoice_desk(at, mine).edit("INV-1", reference="Theirs")
    invoice_desk(at, mine).pay("INV-1", 10)

    summary = at.bring_back()

    assert rows_of(at, other) == before
    assert not counts(summary, other, "client").keys() & {"updated", "created"}
    row = at.row("invoices", invoice)
    assert (row["reference"], row["amount_paid"]) == ("Theirs", 10)
    assert at.row("clients", client)["email"] == "new@example.com"
    assert at_rest(at, mine)


def test_by_hand_for_one_company_the_other_is_not_even_read(at: World) -> None:
    mine, client, _ = a_company(at)
    other, others, _ = a_company(at)
    at.run()
    for company, party in ((mine, client), (other, others)):
        edit_party(at, company, "client", party, email="new@example.com")

    with at.counting_calls(other) as calls:
        at.bring_back(companies=(mine.id,))

    assert calls == []
    emails = [at.row("clients", party)["email"] for party in (client, others)]
    assert emails == ["new@example.com", "old@example.com"]


@pytest.mark.parametrize("entity", ["client", "invoice"])
def test_a_link_to_another_companys_record_brings_that_record_nothing(
    at: World, entity: str
) -> None:
    mine, client, invoice = a_company(at)
    other, others, theirs = a_company(at)
    at.run()
    id_there(at, mine, entity, client if entity == "client" else invoice)
    # Somebody mixed the ids up: my company's link points to the other company's record.
    at.sql(
        """UPDATE sync.links SET source_id = :wrong
        WHERE ledger_connection_id = :connection AND entity = :entity AND source_id = :right""",
        wrong=others if entity == "client" else theirs,
        right=client if entity == "client" else invoice,
        connection=at.connection(mine)["id"],
        entity=entity,
    )
    before = rows_of(at, other)
    desk = at.bookkeeper(mine)
    email = {"email_address": "x@example.com"} if at.ledger_name == "xero" else {}
    if entity == "client" and email:
        desk.edit_contact("Acme", **email)
    elif entity == "client":
        desk.edit_customer("Acme", email="x@example.com")
    else:
        invoice_desk(at, mine).edit("INV-1", reference="Theirs")
        invoice_desk(at, mine).pay("INV-1")

    at.bring_back()

    assert rows_of(at, other) == before
    assert at.rows("invoice_payments", other) == []


@pytest.mark.rule("C-10")
@pytest.mark.parametrize("source", ["xero", "quickbooks"])
def test_an_edit_in_one_ledger_goes_on_to_the_other_and_comes_to_rest(
    both: tuple[XeroWorld, QuickBooksWorld], source: str
) -> None:
    xero, quickbooks = both
    at_xero, client, invoice = a_company(xero)
    at_quickbooks = quickbooks.same_company(at_xero)
    for world in both:
        world.run()
    sides: list[tuple[World, Company]] = [(xero, at_xero), (quickbooks, at_quickbooks)]
    (at, company), (to, its) = sides if source == "xero" else reversed(sides)
    edit_party(at, company, "client", client, email="new@example.com")
    invoice_desk(at, company).edit("INV-1", reference="Theirs")
    invoice_desk(at, company).edit_line("INV-1", 0, unit_price=90)

    at.bring_back()
    for world in both:
        world.run()

    assert party_there(to, its, "client", client)["email"] == "new@example.com"
    assert xero.invoices(at_xero)["INV-1"]["Reference"] == "Theirs"
    assert xero.invoices(at_xero)["INV-1"]["SubTotal"] == 90
    assert quickbooks.invoices(at_quickbooks)["INV-1"]["CustomerMemo"]["value"] == "Theirs"
    assert xero.row("invoices", invoice)["reference"] == "Theirs"
    assert at_rest(to, its)
    assert at_rest(at, company)


@pytest.mark.rule("C-10")
def test_both_bookkeepers_edit_and_all_three_end_up_the_same(
    both: tuple[XeroWorld, QuickBooksWorld],
) -> None:
    xero, quickbooks = both
    at_xero, client, _ = a_company(xero)
    at_quickbooks = quickbooks.same_company(at_xero)
    for world in both:
        world.run()
    edit_party(xero, at_xero, "client", client, email="xero@example.com", city="York")
    edit_party(
        quickbooks, at_quickbooks, "client", client, email="qb@example.com", phone="0113 496 7777"
    )

    for world in (*both, *both):
        world.bring_back()
        world.run()

    here = xero.row("clients", client)
    there = [
        party_there(world, company, "client", client)
        for world, company in ((xero, at_xero), (quickbooks, at_quickbooks))
    ]
    assert {each["email"] for each in (here, *there)} == {here["email"]}
    assert {each["phone"] for each in (here, *there)} == {"0113 496 7777"}
    assert here["city"] == "York"
    assert at_rest(xero, at_xero)
    assert at_rest(quickbooks, at_quickbooks)


@pytest.mark.rule("C-10")
def test_what_one_ledger_took_out_of_use_the_other_one_does_too(
    both: tuple[XeroWorld, QuickBooksWorld],
) -> None:
    xero, quickbooks = both
    at_xero = xero.a_company()
    client = xero.a_client(at_xero, name="Acme")
    at_quickbooks = quickbooks.same_company(at_xero)
    for world in both:
        world.run()

    put_away(xero, at_xero, "client", client)
    xero.bring_back()
    with xero.counting_calls() as calls:
        xero.run()
    quickbooks.run()

    assert paths(calls) == []
    (customer,) = quickbooks.records(at_quickbooks, "Customer")
    assert customer["Active"] is False
    assert at_rest(xero, at_xero)
    assert at_rest(quickbooks, at_quickbooks)
