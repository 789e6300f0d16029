"""QuickBooks' sums and ours agree to the cent, whatever quantities, prices, discounts and taxes."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from tests.pipeline.klipboard import Row
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.test_money import our_sum, some_lines
from tests.pipeline.world import counts, told

pytestmark = [pytest.mark.rule("C-02"), pytest.mark.usefixtures("unchecked")]

DOCUMENTS = 30
MISMATCH = "its lines come to"


def money(value: Any) -> Decimal:
    return Decimal(str(value))


def net_of(invoice: Row) -> Decimal:
    tax = (invoice.get("TxnTaxDetail") or {}).get("TotalTax") or 0
    return money(invoice["TotalAmt"]) - money(tax)


def in_country(lines: list[Row], country: str, dice: random.Random) -> list[Row]:
    if country == "GB":
        return lines
    return [{**line, "tax_rate": dice.choice(("Sales Tax", "No Tax"))} for line in lines]


@pytest.mark.parametrize("country", ["GB", "US"])
@pytest.mark.parametrize("seed", [1, 2])
def test_random_lines_agree_to_the_cent(
    quickbooks: QuickBooksWorld, country: str, seed: int
) -> None:
    world, dice = quickbooks, random.Random(seed)
    company = world.a_company(country=country)
    client = world.a_client(company)
    made = {
        f"INV-{place}": in_country(some_lines(dice), country, dice) for place in range(DOCUMENTS)
    }
    for number, lines in made.items():
        world.an_invoice(company, client, number=number, lines=lines)

    summary = world.run()

    there = world.invoices(company)
    assert {number: net_of(there[number]) for number in made} == {
        number: our_sum(lines) for number, lines in made.items()
    }
    assert MISMATCH not in told(summary, company)
    assert counts(summary, company, "invoice")["created"] == DOCUMENTS


@pytest.mark.parametrize("reading", ["gross", "detail"])
def test_prices_that_include_tax_come_to_the_same_total(
    quickbooks: QuickBooksWorld, reading: str
) -> None:
    world, dice = quickbooks, random.Random(3)
    company = world.a_company(country="GB")
    world.there.set_switches(inclusive_amounts=reading)
    client = world.a_client(company)
    made = {f"INV-{place}": some_lines(dice) for place in range(DOCUMENTS)}
    for number, lines in made.items():
        world.an_invoice(company, client, number=number, lines=lines, prices_include_tax=True)

    summary = world.run()

    there = world.invoices(company)
    assert {number: money(there[number]["TotalAmt"]) for number in made} == {
        number: our_sum(lines) for number, lines in made.items()
    }
    assert MISMATCH not in told(summary, company)


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("country", "rate", "code"),
    [
        ("GB", "20% VAT", "20% VAT"),
        ("GB", "No VAT", "No VAT"),
        ("AU", "10% GST", "10% GST"),
        ("NZ", "15% GST", "15% GST"),
        ("US", "Sales Tax", "TAX"),
        ("US", "No Tax", "NON"),
    ],
)
def test_a_rate_becomes_the_tax_code_of_its_country(
    quickbooks: QuickBooksWorld, country: str, rate: str, code: str
) -> None:
    world = quickbooks
    company = world.a_company(country=country)
    world.an_invoice(company, world.a_client(company), number="INV-1", lines=[{"tax_rate": rate}])

    world.run()

    invoice = world.invoices(company)["INV-1"]
    names = {each["Id"]: each["Name"] for each in world.records(company, "TaxCode")}
    sent = invoice["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"]["value"]
    assert (sent if country == "US" else names[sent]) == code
    assert ("GlobalTaxCalculation" in invoice) == (country != "US")


@pytest.mark.rule("C-12")
def test_a_tax_code_that_quickbooks_lacks_holds_its_document_until_a_row_cures_it(
    quickbooks: QuickBooksWorld,
) -> None:
    world = quickbooks
    company = world.a_company(country="GB")
    client = world.a_client(company)
    lines = [{"tax_rate": "10% GST"}]
    world.an_invoice(company, client, number="INV-1", lines=lines)
    world.an_invoice(company, client, number="INV-2")

    world.run()
    (held,) = world.held(company)
    with world.counting_calls(company) as calls:
        world.run()
    world.add_mapping(company, "tax_rates", "10% GST", "5.0% R")
    world.run()

    assert (held["rule"], held["value"]) == ("C-12", "10% GST")
    assert calls == []
    assert set(world.invoices(company)) == {"INV-1", "INV-2"}
    assert world.held(company) == []


@pytest.mark.rule("C-12")
def test_taxed_prices_that_include_tax_are_held_in_the_us(quickbooks: QuickBooksWorld) -> None:
    world = quickbooks
    company = world.a_company(country="US")
    client = world.a_client(company)
    taxed = world.an_invoice(company, client, number="INV-1", prices_include_tax=True)
    free = [{"tax_rate": "No Tax"}]
    world.an_invoice(company, client, number="INV-2", prices_include_tax=True, lines=free)

    world.run()

    (held,) = world.held(company)
    assert (held["source_id"], held["field"]) == (taxed, "prices_include_tax")
    assert set(world.invoices(company)) == {"INV-2"}
