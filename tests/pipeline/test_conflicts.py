"""Both sides changed between runs: merged by field, and what is lost is told (C-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.either_desk import edit_party, party_there
from tests.pipeline.invoice_desks import InvoiceDesk, invoice_desk
from tests.pipeline.klipboard import Company, Row
from tests.pipeline.quiet import at_rest
from tests.pipeline.world import Summary, World

pytestmark = [
    pytest.mark.rule("C-10"),
    pytest.mark.rule("C-11"),
    pytest.mark.usefixtures("unchecked"),
]
ORDERS = pytest.mark.parametrize("first", ["out", "back"], ids=["out first", "back first"])


def both_runs(at: World, first: str) -> list[Summary]:
    """A run of each direction, either of them first; gives the conflicts that they met."""
    runs: list[Callable[[], Summary]] = [at.run, at.bring_back]
    summaries = [run() for run in (runs if first == "out" else reversed(runs))]
    return [conflict for summary in summaries for conflict in summary["conflicts"]]


def a_client(at: World, **values: Any) -> tuple[Company, int]:
    """A client of whom both sides know the same."""
    company = at.a_company()
    client = at.a_client(company, **{"name": "Acme", "email": "old@example.com", **values})
    at.run()
    at.bring_back()
    return company, client


def an_invoice(at: World, count: int = 1) -> tuple[Company, int, InvoiceDesk]:
    """An invoice with some lines of which both sides know the same."""
    company, client = a_client(at)
    lines = [{"description": f"Work {place}"} for place in range(1, count + 1)]
    invoice = at.an_invoice(company, client, number="INV-1", lines=lines)
    at.run()
    return company, invoice, invoice_desk(at, company)


def lines_of(at: World, invoice: int) -> list[Row]:
    query = "SELECT * FROM klipboard.invoice_lines WHERE invoice_id = :id ORDER BY position"
    return list(at.sql(query, id=invoice))


@ORDERS
def test_both_changed_other_fields_of_a_party_and_nothing_is_lost(at: World, first: str) -> None:
    company, client = a_client(at, phone="0113 496 0001")
    at.update("clients", client, phone="0113 496 0002")
    edit_party(at, company, "client", client, email="new@example.com")

    conflicts = both_runs(at, first)

    here, there = at.row("clients", client), party_there(at, company, "client", client)
    wanted = ("0113 496 0002", "new@example.com")
    assert (here["phone"], here["email"]) == (there["phone"], there["email"]) == wanted
    assert conflicts == []
    assert at.held(company) == []
    assert at_rest(at, company)


@ORDERS
def test_both_changed_other_fields_of_an_invoice_and_nothing_is_lost(at: World, first: str) -> None:
    company, invoice, desk = an_invoice(at, count=2)
    _, second = lines_of(at, invoice)
    at.update("invoices", invoice, reference="Job 7")
    at.update("invoice_lines", second["id"], description="Ours")
    desk.edit("INV-1", due_date="2026-12-24")
    desk.edit_line("INV-1", 0, unit_price=90)

    conflicts = both_runs(at, first)

    row = at.row("invoices", invoice)
    assert (row["reference"], row["due_date"]) == ("Job 7", date(2026, 12, 24))
    lines = lines_of(at, invoice)
    assert [line["description"] for line in lines] == ["Work 1", "Ours"]
    assert [line["unit_price"] for line in lines] == [90, 100]
    assert conflicts == []
    assert at_rest(at, company)


@ORDERS
def test_both_changed_the_same_field_and_the_policy_decides(at: World, first: str) -> None:
    company, client = a_client(at, phone="0113 496 0001", payment_terms="30 days")
    edit_party(at, company, "client", client, phone="0113 496 0003", payment_terms="14 days")
    at.add_mapping(company, "payment_terms", "9 days", terms_of(at, "9 days"))
    desk_terms(at, company)
    at.update("clients", client, phone="0113 496 0002", payment_terms="9 days")

    conflicts = both_runs(at, first)

    row, there = at.row("clients", client), party_there(at, company, "client", client)
    # Klipboard knows how to reach him, the bookkeeper when he pays.
    assert row["phone"] == there["phone"] == "0113 496 0002"
    assert row["payment_terms"] == "14 days"
    assert {each["field"]: each["winner"] for each in conflicts} == {
        "phone": "klipboard",
        "payment_terms": "ledger",
    }
    phone = next(each for each in conflicts if each["field"] == "phone")
    values = [phone[name] for name in ("base", "ours", "theirs")]
    assert values == ["0113 496 0001", "0113 496 0002", "0113 496 0003"]
    kept = at.sql("SELECT field, ours, theirs, winner, run FROM sync.conflicts")
    assert {each["field"] for each in kept} == {"phone", "payment_terms"}
    assert at_rest(at, company)


def terms_of(at: World, terms: str) -> str:
    """What the mapping table calls terms of some days."""
    days = terms.split()[0]
    return f"{days} DAYSAFTERBILLDATE" if at.ledger_name == "xero" else f"Net {days}"


def desk_terms(at: World, company: Company) -> None:
    """QuickBooks has only the terms that somebody made there."""
    if at.ledger_name == "quickbooks":
        at.bookkeeper(company).add_term("Net 9", 9)


@ORDERS
def test_both_changed_it_to_the_same_value_and_there_is_no_conflict(at: World, first: str) -> None:
    company, client = a_client(at)
    at.update("clients", client, email="new@example.com")
    edit_party(at, company, "client", client, email="new@example.com")

    conflicts = both_runs(at, first)

    assert conflicts == []
    assert at.row("clients", client)["email"] == "new@example.com"
    assert at_rest(at, company)


@ORDERS
def test_line_against_line_each_field_is_decided_by_itself(at: World, first: str) -> None:
    company, invoice, desk = an_invoice(at, count=2)
    one, two = lines_of(at, invoice)
    at.update("invoice_lines", one["id"], unit_price=110)
    at.update("invoice_lines", two["id"], tax_rate="No VAT")
    desk.edit_line("INV-1", 0, unit_price=90, description="Theirs")
    desk.edit_line("INV-1", 1, tax=desk.low_tax)

    conflicts = both_runs(at, first)

    lines = lines_of(at, invoice)
    assert [line["unit_price"] for line in lines] == [110, 100]
    assert lines[0]["description"] == "Theirs"
    assert lines[1]["tax_rate"] == "5% VAT"
    assert {each["field"]: each["winner"] for each in conflicts} == {
        f"line {one['id']} unit_price": "klipboard",
        f"line {two['id']} tax": "ledger",
    }
    assert at_rest(at, company)


@ORDERS
@pytest.mark.parametrize("removed", ["here", "there"])
def test_a_line_that_one_removed_and_the_other_changed_is_as_klipboard_has_it(
    at: World, first: str, removed: str
) -> None:
    company, invoice, desk = an_invoice(at, count=2)
    one, _ = lines_of(at, invoice)
    if removed == "here":
        at.sql("DELETE FROM klipboard.invoice_lines WHERE id = :id", id=one["id"])
        desk.edit_line("INV-1", 0, description="Theirs")
    else:
        at.update("invoice_lines", one["id"], description="Ours")
        desk.remove_line("INV-1", 0)

    conflicts = both_runs(at, first)

    said = ["Work 2"] if removed == "here" else ["Ours", "Work 2"]
    assert [line["description"] for line in lines_of(at, invoice)] == said
    assert len(desk.lines("INV-1")) == len(said)
    assert [(each["field"], each["winner"]) for each in conflicts] == [
        (f"line {one['id']}", "klipboard")
    ]
    assert at_rest(at, company)


@ORDERS
def test_a_person_who_changes_the_policy_is_obeyed(
    at: World, first: str, project_copy: Path
) -> None:
    table = project_copy / "include" / "mappings" / "conflicts.csv"
    text = table.read_text("utf-8")
    table.write_text(text.replace("client,email,klipboard", "client,email,ledger"), "utf-8")
    company, client = a_client(at)
    at.update("clients", client, email="ours@example.com")
    edit_party(at, company, "client", client, email="theirs@example.com")

    conflicts = both_runs(at, first)

    there = party_there(at, company, "client", client)
    assert at.row("clients", client)["email"] == there["email"] == "theirs@example.com"
    assert [(each["field"], each["winner"]) for each in conflicts] == [("email", "ledger")]
    assert at_rest(at, company)
