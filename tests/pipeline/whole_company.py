"""A company with everything that can be on its way at once: the state in which a worker dies.

Both sides have changed since they agreed last: parties, invoices, orders, payments, a conflict, a
newcomer. The access token has just ended, so that a run has to renew it too.
"""

from __future__ import annotations

from typing import Any

from tests.pipeline.either_desk import edit_party, put_away
from tests.pipeline.invoice_desks import InvoiceDesk, invoice_desk
from tests.pipeline.klipboard import Company
from tests.pipeline.world import World

WORK = [
    {"item_name": "Valve", "description": "Fit the valve"},
    {"item_name": "Pipe", "description": "Lay the pipe"},
]
LINE = {"Description": "By hand", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200"}


def both_changed(at: World) -> Company:
    """A company that is connected, and much to tell in both directions."""
    company = at.a_company()
    known = _agreed(at, company)
    at.run(companies=(company.id,))
    desk = invoice_desk(at, company)
    removed = desk.pay("REOPENED")
    at.later(seconds=5)
    at.bring_back(companies=(company.id,))
    _our_parties(at, company, known)
    _our_invoices(at, company, known)
    if at.ledger_name == "xero":
        _our_orders(at, company, known)
    _their_edits(at, company, known)
    _their_invoices(desk)
    desk.unpay(removed)
    _let_the_token_end(at)
    return company


def _agreed(at: World, company: Company) -> dict[str, int]:
    """What both sides have, and agree on."""
    client = at.a_client(company, name="Acme")
    known = {
        "client": client,
        "location": at.a_location(company, client, name="Yard"),
        "both": at.a_client(company, name="Bolt", payment_terms="30 days"),
        "old": at.a_supplier(company, name="Old Pipes"),
        "theirs": at.a_client(company, name="Left"),
    }
    for number in ("CHANGED", "SENT", "VOIDED", "DROPPED", "MET", "EDITED", "PAID", "PART"):
        status = "Draft" if number in ("SENT", "DROPPED") else "Sent"
        known[number] = at.an_invoice(company, client, number=number, status=status, lines=WORK)
    known["REOPENED"] = at.an_invoice(company, known["both"], number="REOPENED", lines=WORK)
    if at.ledger_name == "xero":
        known["supplier"] = at.a_supplier(company, name="Pipes")
        for number in ("PO-CHANGED", "PO-GONE"):
            known[number] = at.a_purchase_order(company, known["supplier"], number=number)
    return known


def _our_parties(at: World, company: Company, known: dict[str, int]) -> None:
    at.update("clients", known["client"], name="Acme Two")
    at.update("clients", known["both"], email="ours@example.com", phone="0113 499 0001")
    at.update("suppliers", known["old"], archived=True)
    at.a_supplier(company, name="Cables")
    known["new"] = at.a_client(company, name="Core")
    at.a_location(company, known["new"], name="Shed")


def _our_invoices(at: World, company: Company, known: dict[str, int]) -> None:
    at.update("invoices", known["CHANGED"], reference="Changed")
    at.a_line(company, known["CHANGED"], position=3, description="And more")
    at.update("invoices", known["SENT"], status="Sent")
    at.update("invoices", known["VOIDED"], status="Cancelled")
    at.update("invoices", known["DROPPED"], status="Cancelled")
    at.update("invoices", known["MET"], reference="Ours", due_date="2026-12-01")
    boiler = [{"item_name": "Boiler", "description": "Fit the boiler"}]
    at.an_invoice(company, known["new"], number="NEW-1", lines=WORK + boiler)
    at.an_invoice(
        company, known["client"], number="NEW-2", billing_location_id=known["location"], lines=WORK
    )


def _our_orders(at: World, company: Company, known: dict[str, int]) -> None:
    at.update("purchase_orders", known["PO-CHANGED"], reference="Changed")
    at.update("purchase_orders", known["PO-GONE"], status="Cancelled")
    for number in ("PO-NEW-1", "PO-NEW-2"):
        at.a_purchase_order(company, known["supplier"], number=number)


def _their_edits(at: World, company: Company, known: dict[str, int]) -> None:
    edit_party(at, company, "client", known["both"], email="theirs@example.com", city="York")
    put_away(at, company, "client", known["theirs"])
    hand = at.bookkeeper(company)
    if at.ledger_name == "xero":
        hand.create_contact(name="Newcomer", email_address="new@example.com")
        hand.create_contact(name="Second Newcomer")
    else:
        hand.create_customer("Newcomer")


def _their_invoices(desk: InvoiceDesk) -> None:
    desk.edit("MET", reference="Theirs")
    desk.edit_line("MET", 0, unit_price=90)
    desk.edit("EDITED", reference="Theirs")
    desk.edit_line("EDITED", 0, quantity=2)
    desk.add_line("EDITED", 1, description="Put in by hand", quantity=1, unit_price=7)
    desk.pay("PAID")
    desk.pay("PART", 30)
    desk.pay("PART", 15)


def _let_the_token_end(at: World) -> None:
    at.there.expire_tokens()
    at.sql("UPDATE sync.ledger_connections SET access_expires_at = now() - interval '1 hour'")


def not_connected_yet(at: World) -> Company:
    """A company before its first connection; some parties are on both sides already."""
    company = at.a_company(connected=False)
    hand = at.bookkeeper(company)
    if at.ledger_name == "xero":
        _contacts(hand)
    else:
        _customers(hand)
    acme = at.a_client(company, name="Acme")
    at.a_location(company, acme, name="Yard")
    at.a_client(company, name="Bolt Ltd", email="bolt@example.com")
    at.a_client(company, name="Unknown There")
    at.a_client(company, name="Nearly")
    at.a_supplier(company, name="Pipes")
    at.an_invoice(company, acme, number="INV-1")
    at.connect(company)
    _let_the_token_end(at)
    return company


def _contacts(hand: Any) -> None:
    hand.create_contact(name="Acme")
    hand.create_contact(name="Acme - Yard")
    hand.create_contact(name="Bolt", email_address="bolt@example.com")
    for name in ("First New", "Second New", "Nearly Limited"):
        hand.create_contact(name=name)
    hand.create_invoice(contact={"Name": "First New"}, invoice_number="INV-7", line_items=[LINE])
    hand.create_bill(contact={"Name": "Pipes"}, line_items=[{**LINE, "AccountCode": "300"}])
    hand.create_bill(contact={"Name": "New Pipes"}, line_items=[{**LINE, "AccountCode": "300"}])


def _customers(hand: Any) -> None:
    acme = hand.create_customer("Acme")
    hand.create_customer("Yard", parent=acme["Id"])
    hand.create_customer("Bolt", email="bolt@example.com")
    for name in ("First New", "Second New", "Nearly Limited"):
        made = hand.create_customer(name)
    hand.create_customer("Its Place", parent=made["Id"])
    hand.create_vendor("Pipes")
    hand.create_vendor("New Pipes")
