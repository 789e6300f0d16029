"""The hourly run meets what a bookkeeper did since: his edit is never written over (C-11)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.pipeline.either_desk import edit_party, party_there, put_away
from tests.pipeline.invoice_desks import invoice_desk
from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.quiet import at_rest
from tests.pipeline.world import World, counts, paths, told
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("C-11"), pytest.mark.usefixtures("unchecked")]


def a_client(at: World, **values: str) -> tuple[Company, int]:
    company = at.a_company()
    client = at.a_client(company, **{"name": "Acme", **values})
    at.run()
    return company, client


def test_xero_is_looked_at_once_before_changes_are_sent(world: XeroWorld) -> None:
    company = world.a_company()
    clients = [world.a_client(company, name=name) for name in ("Acme", "Bolt", "Core")]
    world.run()
    edit_party(world, company, "client", clients[0], email="theirs@example.com")
    for client in clients:
        world.update("clients", client, phone=f"0113 497 {client:04}")

    with world.counting_calls(company) as calls:
        summary = world.run()

    # One look, the changes that met no edit, the look and the change of what was merged.
    assert paths(calls) == ["GET Contacts", "POST Contacts", "GET Contacts", "POST Contacts"]
    assert counts(summary, company, "client")["updated"] == 3
    there = party_there(world, company, "client", clients[0])
    phone = f"0113 497 {clients[0]:04}"
    assert (there["email"], there["phone"]) == ("theirs@example.com", phone)
    assert at_rest(world, company)


def test_quickbooks_tells_by_the_version_and_is_looked_at_only_then(
    quickbooks: QuickBooksWorld,
) -> None:
    company, client = a_client(quickbooks)
    quickbooks.update("clients", client, phone="0113 496 0008")
    with quickbooks.counting_calls(company) as undisturbed:
        quickbooks.run()
    edit_party(quickbooks, company, "client", client, email="theirs@example.com")
    quickbooks.update("clients", client, phone="0113 496 0009")

    with quickbooks.counting_calls(company) as met:
        quickbooks.run()

    assert len(undisturbed) == 1
    there = party_there(quickbooks, company, "client", client)
    assert (there["email"], there["phone"]) == ("theirs@example.com", "0113 496 0009")
    assert quickbooks.row("clients", client)["email"] == "theirs@example.com"
    assert len(met) <= 4
    assert at_rest(quickbooks, company)


def test_ours_is_not_sent_over_an_edit_that_cannot_come_and_goes_after_the_cure(at: World) -> None:
    company, client = a_client(at, payment_terms="30 days", phone="0113 496 0001")
    edit_party(at, company, "client", client, payment_terms="9 days")
    at.update("clients", client, phone="0113 496 0002")

    at.run()
    at.run()

    assert party_there(at, company, "client", client)["phone"] == "0113 496 0001"
    (held,) = at.held(company, "client")
    assert (held["source_id"], held["rule"]) == (client, "C-11")
    assert "is not sent over that edit" in held["message"]
    assert "no way back in mapping table payment_terms" in held["message"]
    code = "9 DAYSAFTERBILLDATE" if at.ledger_name == "xero" else "Net 9"
    at.add_mapping(company, "payment_terms", "9 days", code)
    at.bring_back()
    at.run()
    assert party_there(at, company, "client", client)["phone"] == "0113 496 0002"
    assert at.row("clients", client)["payment_terms"] == "9 days"
    assert at.held(company) == []
    assert at_rest(at, company)


def test_the_way_back_says_what_could_not_come_until_it_can(at: World) -> None:
    company, client = a_client(at, payment_terms="30 days")
    edit_party(at, company, "client", client, payment_terms="9 days")

    first, second = at.bring_back(), at.bring_back()

    for summary in (first, second):
        assert counts(summary, company, "client")["waiting"] == 1
        assert f"client {client}: payment_terms" in told(summary, company)
    edit_party(at, company, "client", client, payment_terms="14 days")
    third = at.bring_back()
    assert "waiting" not in counts(third, company, "client")
    assert at.row("clients", client)["payment_terms"] == "14 days"
    assert at_rest(at, company)


@pytest.mark.rule("C-10")
def test_nothing_that_came_from_the_ledger_is_sent_back(at: World) -> None:
    company, client = a_client(at)
    gone = at.a_supplier(company, name="Pipes")
    for number in ("EDITED", "PAID", "VOIDED"):
        lines = [{"description": "One"}, {"description": "Two"}]
        at.an_invoice(company, client, number=number, lines=lines)
    at.run()
    desk = invoice_desk(at, company)
    edit_party(at, company, "client", client, email="theirs@example.com", city="York")
    put_away(at, company, "supplier", gone)
    desk.edit("EDITED", reference="Theirs", due_date="2026-12-24")
    desk.edit_line("EDITED", 0, unit_price=90)
    desk.remove_line("EDITED", 1)
    desk.pay("PAID")
    desk.void("VOIDED")

    back = at.bring_back()
    with at.counting_calls(company) as calls:
        out = at.run()

    assert counts(back, company, "invoice")["updated"] == 2
    assert calls == []
    assert counts(out, company, "client") == {"read": 1, "skipped": 1}
    assert counts(out, company, "invoice") == {"read": 3, "skipped": 3}
    assert at_rest(at, company)


@pytest.mark.rule("C-10")
def test_nothing_that_came_from_klipboard_is_read_back_as_an_edit(at: World) -> None:
    company, client = a_client(at, city="Leeds", payment_terms="30 days")
    invoice = at.an_invoice(company, client, number="INV-1", lines=[{}, {}])
    cancelled = at.an_invoice(company, client, number="INV-2")
    gone = at.a_supplier(company, name="Pipes")
    at.run()
    at.update("clients", client, name="Acme Two", city="York", payment_terms="14 days", email=None)
    at.update("invoices", invoice, reference="Ours")
    at.a_line(company, invoice, position=3, quantity=Decimal("2.5"), unit_price=Decimal("3.3333"))
    at.update("invoices", cancelled, status="Cancelled")
    at.update("suppliers", gone, archived=True)
    at.run()

    summary = at.bring_back()

    for entity in ("client", "supplier", "invoice"):
        figures = counts(summary, company, entity)
        assert not figures.keys() & {"created", "updated", "voided", "waiting"}
    inbound = at.sql("SELECT * FROM sync.audit WHERE direction = 'inbound'")
    assert inbound == []
    assert at_rest(at, company)
