"""One side took a record out of use while the other one changed it (C-11, B-05)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipeline.either_desk import edit_party, party_there, put_away, take_up
from tests.pipeline.invoice_desks import InvoiceDesk, invoice_desk
from tests.pipeline.klipboard import Company
from tests.pipeline.quiet import at_rest
from tests.pipeline.test_conflicts import ORDERS, both_runs
from tests.pipeline.world import World

pytestmark = [pytest.mark.rule("C-11"), pytest.mark.usefixtures("unchecked")]


def a_client(at: World, **values: Any) -> tuple[Company, int]:
    company = at.a_company()
    client = at.a_client(company, **{"name": "Acme", **values})
    at.run()
    return company, client


def an_invoice(at: World) -> tuple[Company, int, InvoiceDesk]:
    company, client = a_client(at)
    invoice = at.an_invoice(company, client, number="INV-1")
    at.run()
    return company, invoice, invoice_desk(at, company)


@ORDERS
def test_archived_there_and_changed_here_it_is_archived_and_the_change_waits(
    at: World, first: str
) -> None:
    company, client = a_client(at, phone="0113 496 0001")
    at.update("clients", client, phone="0113 496 0002")
    put_away(at, company, "client", client)

    both_runs(at, first)
    at.run()

    row = at.row("clients", client)
    assert (row["archived"], row["phone"]) == (True, "0113 496 0002")
    assert at.held(company) == []
    assert at_rest(at, company)
    take_up(at, company, "client", client)
    at.bring_back()
    at.run()
    assert at.row("clients", client)["archived"] is False
    assert party_there(at, company, "client", client)["phone"] == "0113 496 0002"
    assert at_rest(at, company)


@ORDERS
def test_archived_here_and_changed_there_it_is_archived_there(at: World, first: str) -> None:
    company, client = a_client(at, email="old@example.com")
    at.update("clients", client, archived=True)
    edit_party(at, company, "client", client, email="new@example.com")

    both_runs(at, first)
    at.run()

    assert at.row("clients", client)["archived"] is True
    assert at_rest(at, company)
    # Whichever came first: the edit is not lost.
    take_up(at, company, "client", client)
    at.bring_back()
    row = at.row("clients", client)
    assert (row["email"], row["archived"]) == ("new@example.com", False)
    assert at_rest(at, company)


@ORDERS
def test_archived_by_both_is_archived_once(at: World, first: str) -> None:
    company, client = a_client(at)
    at.update("clients", client, archived=True)
    put_away(at, company, "client", client)

    conflicts = both_runs(at, first)

    assert conflicts == []
    assert at.held(company) == []
    assert at.row("clients", client)["archived"] is True
    assert at_rest(at, company)


@ORDERS
def test_voided_there_and_changed_here_it_is_cancelled(at: World, first: str) -> None:
    company, invoice, desk = an_invoice(at)
    at.update("invoices", invoice, reference="Job 7")
    desk.void("INV-1")

    both_runs(at, first)
    at.run()

    row = at.row("invoices", invoice)
    assert (row["status"], row["reference"]) == ("Cancelled", "Job 7")
    assert at.held(company) == []
    assert at_rest(at, company)


@ORDERS
def test_cancelled_here_and_changed_there_it_is_void(at: World, first: str) -> None:
    company, invoice, desk = an_invoice(at)
    at.update("invoices", invoice, status="Cancelled")
    desk.edit("INV-1", reference="Theirs", due_date="2026-12-24")

    both_runs(at, first)
    at.run()

    assert at.row("invoices", invoice)["status"] == "Cancelled"
    assert at.held(company) == []
    assert at_rest(at, company)
