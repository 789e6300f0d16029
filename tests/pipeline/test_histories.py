"""Histories that once ended badly, found by random ones: each is told plainly and stays."""

from __future__ import annotations

from itertools import count

import pytest
from ledger_sync.steps.begin import begin
from ledger_sync.steps.merge import merge
from ledger_sync.steps.receive import receive
from ledger_sync.steps.request import Request
from ledger_sync.steps.shards import reading_shards

from tests.pipeline.either_ledger import a_company_with_an_invoice
from tests.pipeline.perils import mortal
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

pytestmark = pytest.mark.usefixtures("unchecked")


def the_invoice(at: World) -> int:
    found = at.sql("SELECT id FROM klipboard.invoices WHERE number = 'INV-1'")
    return int(found[0]["id"])


def lines_of(at: World, invoice: int) -> list[dict[str, object]]:
    query = "SELECT * FROM klipboard.invoice_lines WHERE invoice_id = :id ORDER BY position"
    return list(at.sql(query, id=invoice))


@pytest.mark.rule("C-05")
@pytest.mark.rule("Q-13")
def test_a_line_that_the_bookkeeper_added_goes_out_again_when_its_invoice_changes(
    quickbooks: QuickBooksWorld,
) -> None:
    company, _ = a_company_with_an_invoice(quickbooks)
    there = quickbooks.invoices(company)["INV-1"]["Line"][0]
    lines = [{"Id": there["Id"]}, {"item": "Services", "price": 7, "tax_code": "20% VAT"}]
    quickbooks.bookkeeper(company).edit_invoice("INV-1", lines=lines)
    quickbooks.bring_back()
    invoice = the_invoice(quickbooks)
    added = lines_of(quickbooks, invoice)[1]
    sales = quickbooks.accounts(company)["Sales"]
    assert added["account_code"] == (sales.get("AcctNum") or "Sales")

    quickbooks.update("invoices", invoice, reference="Changed later")
    quickbooks.run()

    assert quickbooks.held(company) == []
    after = quickbooks.invoices(company)["INV-1"]
    assert after["CustomerMemo"]["value"] == "Changed later"
    items = [each["SalesItemLineDetail"]["ItemRef"]["name"] for each in after["Line"][:2]]
    assert items == ["Valve", "Services"]


@pytest.mark.rule("C-05")
@pytest.mark.rule("C-11")
def test_a_change_of_ours_does_not_raise_an_invoice_that_the_bookkeeper_voided(
    quickbooks: QuickBooksWorld,
) -> None:
    company, _ = a_company_with_an_invoice(quickbooks)
    invoice = the_invoice(quickbooks)
    quickbooks.bookkeeper(company).void_invoice("INV-1")
    quickbooks.update("invoice_lines", int(str(lines_of(quickbooks, invoice)[0]["id"])), quantity=3)

    quickbooks.run()

    assert quickbooks.row("invoices", invoice)["status"] == "Cancelled"
    assert quickbooks.invoices(company)["INV-1"]["TotalAmt"] == 0
    assert quickbooks.held(company) == []


@pytest.mark.slow
@pytest.mark.rule("B-02")
@pytest.mark.rule("C-05")
def test_a_line_comes_once_wherever_the_worker_who_brings_it_dies(world: XeroWorld) -> None:
    company, _ = a_company_with_an_invoice(world)
    world.there.set_limits(company.organisation.tenant_id, minute=10_000)
    invoice = the_invoice(world)
    added: list[str] = []
    for boundary in count(1):
        added.append(f"Added before boundary {boundary}")
        lines = world.invoices(company)["INV-1"]["LineItems"]
        new = {"Description": added[-1], "Quantity": 1, "UnitAmount": 5, "AccountCode": "200"}
        world.bookkeeper(company).edit_invoice("INV-1", LineItems=[*lines, new])

        died = _die_while_bringing(world, boundary)
        world.bring_back()

        assert [line["description"] for line in lines_of(world, invoice)][1:] == added
        if not died:
            break
    assert len(added) > 10
    world.run(full_refresh=True)
    assert len(world.invoices(company)["INV-1"]["LineItems"]) == len(added) + 1


def _die_while_bringing(world: World, boundary: int) -> bool:
    """A run that dies at a commit, or at a call, of its step merge."""
    request = Request(f"{world.ledger.name}_to_klipboard", f"dead {boundary}", world.ledger.name)
    run = begin(world.ports, world.ledger, request)
    shard = next(iter(reading_shards(world.ports, world.ledger, run)))["connections"]
    receive(world.ports, world.ledger, run, shard)
    with mortal(world, boundary) as peril:
        merge(world.ports, world.ledger, run, shard)
    return peril.dead
