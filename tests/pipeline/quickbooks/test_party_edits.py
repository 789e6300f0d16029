"""What a bookkeeper does to customers and vendors in QuickBooks, ours and his own (Q-03, Q-06)."""

from __future__ import annotations

import pytest

from tests.pipeline.either_desk import edit_party, id_there, put_away, take_up
from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.quiet import at_rest
from tests.pipeline.world import total_calls

pytestmark = pytest.mark.usefixtures("unchecked")


def a_yard(quickbooks: QuickBooksWorld) -> tuple[Company, int, int]:
    """A client with a location, both in QuickBooks."""
    company = quickbooks.a_company()
    client = quickbooks.a_client(company, name="Acme")
    yard = quickbooks.a_location(company, client, name="Yard")
    quickbooks.run()
    return company, client, yard


@pytest.mark.rule("Q-06")
@pytest.mark.parametrize("parent", ["Bolt", None], ids=["below another customer", "to the top"])
def test_a_customer_that_moved_changes_nothing_here_and_its_edits_still_come(
    quickbooks: QuickBooksWorld, parent: str | None
) -> None:
    company, client, yard = a_yard(quickbooks)
    quickbooks.a_client(company, name="Bolt")
    quickbooks.run()
    before = quickbooks.row("client_locations", yard)

    quickbooks.bookkeeper(company).move_customer("Yard", parent)
    moved = quickbooks.bring_back()
    assert quickbooks.row("client_locations", yard) == before
    edit_party(quickbooks, company, "client_location", yard, email="new@example.com")
    quickbooks.bring_back()

    after = quickbooks.row("client_locations", yard)
    assert (after["client_id"], after["email"]) == (client, "new@example.com")
    assert moved["conflicts"] == []
    assert at_rest(quickbooks, company)
    assert quickbooks.customers(company)["Yard"].get("Job", False) is (parent is not None)


@pytest.mark.rule("Q-06")
def test_edits_and_invoices_still_go_to_a_customer_that_moved(quickbooks: QuickBooksWorld) -> None:
    company, client, yard = a_yard(quickbooks)
    quickbooks.bookkeeper(company).move_customer("Yard", None)

    quickbooks.update("client_locations", yard, phone="0113 496 7777")
    quickbooks.an_invoice(company, client, number="INV-1", billing_location_id=yard)
    quickbooks.run()
    quickbooks.bring_back()

    there = quickbooks.customers(company)["Yard"]
    assert there["PrimaryPhone"]["FreeFormNumber"] == "0113 496 7777"
    invoice = quickbooks.invoices(company)["INV-1"]
    assert invoice["CustomerRef"]["value"] == id_there(quickbooks, company, "client_location", yard)
    assert quickbooks.held(company) == []
    assert at_rest(quickbooks, company)


@pytest.mark.rule("Q-03")
@pytest.mark.rule("Q-04")
@pytest.mark.rule("Q-05")
def test_who_is_new_in_quickbooks_does_not_come_in(quickbooks: QuickBooksWorld) -> None:
    company, _, _ = a_yard(quickbooks)
    tables = ("clients", "client_locations", "suppliers")
    before = {table: quickbooks.rows(table, company) for table in tables}
    desk = quickbooks.bookkeeper(company)

    desk.create_customer("Stranger")
    desk.create_customer("Stranger's yard", "Stranger")
    desk.create_customer("New yard", "Acme")
    desk.create_vendor("Strange pipes")
    summary = quickbooks.bring_back()

    assert {table: quickbooks.rows(table, company) for table in tables} == before
    assert summary["messages"] == []
    assert quickbooks.sql("SELECT * FROM sync.inbox") == []
    assert at_rest(quickbooks, company)


@pytest.mark.rule("Q-03")
@pytest.mark.rule("Q-05")
@pytest.mark.parametrize("entity", ["client", "supplier"])
def test_the_mark_of_what_is_not_in_use_never_reaches_a_name(
    quickbooks: QuickBooksWorld, entity: str
) -> None:
    company = quickbooks.a_company()
    make = quickbooks.a_client if entity == "client" else quickbooks.a_supplier
    party = make(company, name="Acme", contact_first_name="Jo", contact_last_name="Ward")
    quickbooks.run()

    put_away(quickbooks, company, entity, party)
    quickbooks.bring_back()
    away = quickbooks.row(f"{entity}s", party)
    # Back in use, and QuickBooks leaves the mark in the name until somebody takes it out.
    take_up(quickbooks, company, entity, party)
    quickbooks.bring_back()
    again = quickbooks.row(f"{entity}s", party)

    names = ("name", "contact_first_name", "contact_last_name")
    assert [away[name] for name in names] == ["Acme", "Jo", "Ward"]
    assert [again[name] for name in names] == ["Acme", "Jo", "Ward"]
    assert at_rest(quickbooks, company)


@pytest.mark.rule("Q-03")
def test_an_edit_while_it_was_out_of_use_comes_when_it_is_in_use_again(
    quickbooks: QuickBooksWorld,
) -> None:
    company = quickbooks.a_company()
    client = quickbooks.a_client(company, name="Acme", email="old@example.com")
    quickbooks.run()
    put_away(quickbooks, company, "client", client)
    quickbooks.bring_back()

    take_up(quickbooks, company, "client", client)
    edit_party(quickbooks, company, "client", client, email="new@example.com")
    quickbooks.bring_back()

    row = quickbooks.row("clients", client)
    assert (row["email"], row["archived"]) == ("new@example.com", False)
    assert at_rest(quickbooks, company)


@pytest.mark.rule("Q-03")
def test_what_an_invoice_does_to_its_customer_is_no_edit(quickbooks: QuickBooksWorld) -> None:
    company, client, _ = a_yard(quickbooks)
    quickbooks.an_invoice(company, client, number="INV-1")
    quickbooks.run()
    before = quickbooks.row("clients", client)

    # Its balance, and that of its parents, is in the customer's own record.
    quickbooks.bookkeeper(company).record_payment("INV-1", amount=10)
    quickbooks.bring_back()
    idle = quickbooks.run()

    assert quickbooks.row("clients", client) == before
    assert total_calls(idle) == 0
    assert at_rest(quickbooks, company)
