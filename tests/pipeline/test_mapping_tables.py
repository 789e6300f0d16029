"""Mapping tables: what a missing row holds, what releases it, and whose row wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger_sync.errors import BadMappingTable

from tests.pipeline.world import counts, paths
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("C-12"), pytest.mark.usefixtures("unchecked")]


def test_an_unmapped_code_holds_only_its_own_record_and_says_what_is_missing(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client, supplier = world.a_client(company, name="Acme"), world.a_supplier(company)
    bad_terms = world.a_client(company, name="Terms", payment_terms="When the cows come home")
    cases = {
        "tax_rate": world.an_invoice(company, client, lines=[{}, {"tax_rate": "33% VAT"}]),
        "status": world.an_invoice(company, client, status="Disputed"),
        "account_code": world.an_invoice(company, client, lines=[{"account_code": "9999"}]),
    }
    order = world.a_purchase_order(company, supplier, lines=[{"tax_rate": "33% VAT"}])
    world.an_invoice(company, client, number="GOOD")
    waiting = world.an_invoice(company, bad_terms, number="WAITS")

    summary = world.run()

    held = {each["source_id"]: each for each in world.held(company)}
    assert set(held) == {*cases.values(), order, bad_terms}
    assert {each["rule"] for each in held.values()} == {"C-12"}
    expected = {
        cases["tax_rate"]: ("tax_rate", "33% VAT", "mapping table tax_rates of xero, country GB"),
        cases["status"]: ("status", "Disputed", "mapping table invoice_status of xero"),
        cases["account_code"]: ("account_code", "9999", "leads to no active account in Xero"),
        order: ("tax_rate", "33% VAT", "document purchases"),
        bad_terms: ("payment_terms", "When the cows come home", "payment_terms of xero"),
    }
    for source_id, (field, value, words) in expected.items():
        assert (held[source_id]["field"], held[source_id]["value"]) == (field, value)
        assert words in held[source_id]["message"]
    assert list(world.invoices(company)) == ["GOOD"]
    assert "Acme" in world.contacts(company)
    assert counts(summary, company, "invoice")["quarantined"] == 3
    assert counts(summary, company, "invoice")["waiting"] == 1

    world.add_mapping(company, "tax_rates", "33% vat", "OUTPUT2", document="sales")
    world.add_mapping(company, "tax_rates", "33% VAT", "INPUT2", document="purchases")
    world.add_mapping(company, "invoice_status", "Disputed", "AUTHORISED")
    world.add_mapping(company, "accounts", "9999", "200")
    world.add_mapping(company, "payment_terms", "When the cows come home", "90 DAYSAFTERBILLDATE")
    summary = world.run()

    assert world.held(company) == []
    assert counts(summary, company, "invoice")["created"] == 4
    assert counts(summary, company, "purchase_order")["created"] == 1
    numbers = {world.row("invoices", each)["number"] for each in (*cases.values(), waiting)}
    assert set(world.invoices(company)) == {"GOOD", *numbers}


def test_a_companys_own_row_wins_over_the_file_for_this_company_only(world: XeroWorld) -> None:
    company, other = world.a_company(), world.a_company()
    world.bookkeeper(company).add_account("4000", "Own sales")
    for each in (company, other):
        world.an_invoice(each, world.a_client(each), number="INV-1")
    world.add_mapping(company, "tax_rates", "20% VAT", "ZERORATEDOUTPUT")
    world.add_mapping(company, "accounts", "200", "4000")

    world.run()

    lines = {each.id: world.invoices(each)["INV-1"]["LineItems"][0] for each in (company, other)}
    assert (lines[company.id]["TaxType"], lines[company.id]["AccountCode"]) == (
        "ZERORATEDOUTPUT",
        "4000",
    )
    assert (lines[other.id]["TaxType"], lines[other.id]["AccountCode"]) == ("OUTPUT2", "200")


def test_an_own_row_that_makes_no_sense_holds_the_document_and_names_the_row(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    invoice = world.an_invoice(company, world.a_client(company))
    world.add_mapping(company, "tax_rates", "20% VAT", "twenty percent")

    world.run()

    (held,) = world.held(company)
    assert held["source_id"] == invoice
    for part in (f"company {company.id}", "sync.mapping_overrides", "twenty percent"):
        assert part in held["message"]


def test_the_ledgers_own_chart_of_accounts_needs_no_rows(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    world.run()
    world.bookkeeper(company).add_account("4711", "Opened after the first connection")
    world.an_invoice(company, client, number="OLD", lines=[{"account_code": "260"}])
    world.an_invoice(company, client, number="NEW", lines=[{"account_code": "4711"}])
    unknown = world.an_invoice(company, client, lines=[{"account_code": "4712"}])

    with world.counting_calls() as calls:
        world.run()

    assert paths(calls) == ["GET Accounts", "PUT Invoices"]
    assert set(world.invoices(company)) == {"OLD", "NEW"}
    assert [each["source_id"] for each in world.held(company)] == [unknown]

    with world.counting_calls() as calls:
        world.run()
        world.run()
    assert calls == []

    world.bookkeeper(company).add_account("4712", "Opened at last")
    world.run(full_refresh=True)
    assert world.held(company) == []
    assert len(world.invoices(company)) == 3


def test_a_draft_may_still_lack_its_account(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company)
    world.an_invoice(
        company, client, number="INV-1", status="Draft", lines=[{"account_code": None}]
    )

    world.run()

    assert world.invoices(company)["INV-1"]["Status"] == "DRAFT"


@pytest.mark.parametrize(
    ("table", "addition", "reason"),
    [
        pytest.param(
            "tax_rates",
            "20% VAT,any,sales,OUTPUT2,no,-",
            "line 24: ambiguous, '20% VAT' stands in line 13 too",
            id="ambiguous row",
        ),
        pytest.param(
            "invoice_status", "Disputed,,no,-", "line 8: ledger_code is blank", id="blank cell"
        ),
        pytest.param(
            "invoice_status",
            "Disputed,PENDING,yes,-",
            "line 8: ledger_code 'PENDING' is not allowed",
            id="unknown to the ledger",
        ),
        pytest.param(
            "payment_terms", "Soon,7 DAYS AFTER,yes", "expected 4 values", id="missing cell"
        ),
        pytest.param(
            "invoice_status",
            "Disputed,AUTHORISED,yes,-",
            "AUTHORISED needs exactly one row with inbound=yes",
            id="two ways back",
        ),
    ],
)
def test_a_broken_mapping_file_stops_the_run_with_file_line_and_reason(
    world: XeroWorld, project_copy: Path, table: str, addition: str, reason: str
) -> None:
    company = world.a_company()
    world.an_invoice(company, world.a_client(company), number="INV-1")
    path = project_copy / "include" / "mappings" / "xero" / f"{table}.csv"
    whole = path.read_text()
    path.write_text(f"{whole}{addition}\n")

    with world.counting_calls() as calls, pytest.raises(BadMappingTable) as caught:
        world.run()

    assert f"include/mappings/xero/{table}.csv" in caught.value.message
    assert reason in caught.value.message
    assert calls == []
    assert world.sql("SELECT * FROM sync.outbox") == []

    path.write_text(whole)
    world.run()
    assert list(world.invoices(company)) == ["INV-1"]


def test_a_row_added_to_the_file_releases_what_waited_for_it(
    world: XeroWorld, project_copy: Path
) -> None:
    company = world.a_company()
    client = world.a_client(company)
    world.an_invoice(company, client, number="INV-1", lines=[{"tax_rate": "Reduced"}])
    world.run()
    assert [each["value"] for each in world.held(company)] == ["Reduced"]

    path = project_copy / "include" / "mappings" / "xero" / "tax_rates.csv"
    with path.open("a") as file:
        file.write("Reduced,GB,sales,RROUTPUT,yes,-\n")
    world.run()

    assert world.held(company) == []
    assert world.invoices(company)["INV-1"]["LineItems"][0]["TaxType"] == "RROUTPUT"
