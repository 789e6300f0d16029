"""Every change that came from a ledger can be explained (B-03)."""

from __future__ import annotations

import pytest

from tests.pipeline.either_desk import edit_party, id_there
from tests.pipeline.invoice_desks import invoice_desk
from tests.pipeline.world import World

pytestmark = [pytest.mark.rule("B-03"), pytest.mark.usefixtures("unchecked")]


def test_of_a_party_what_came_when_by_which_run_from_which_value_to_which(at: World) -> None:
    company = at.a_company()
    client = at.a_client(company, name="Acme", email="old@example.com", city="Leeds")
    at.run()
    edit_party(at, company, "client", client, email="new@example.com", city="York")

    before = at.sql("SELECT now()")[0]["now"]
    summary = at.bring_back()

    entry = at.audit("client", client)[-1]
    assert (entry["direction"], entry["action"]) == ("inbound", "update")
    assert entry["changes"] == {
        "email": ["old@example.com", "new@example.com"],
        "city": ["Leeds", "York"],
    }
    assert entry["ledger_id"] == id_there(at, company, "client", client)
    assert (entry["company_id"], entry["ledger"]) == (company.id, at.ledger_name)
    run = at.sql("SELECT run_id, dag_id FROM sync.runs WHERE id = :id", id=entry["run"])[0]
    assert (run["run_id"], run["dag_id"]) == (summary["run_id"], f"{at.ledger_name}_to_klipboard")
    assert entry["at"] >= before


def test_of_an_invoice_its_fields_lines_and_payments(at: World) -> None:
    company = at.a_company()
    client = at.a_client(company, name="Acme")
    invoice = at.an_invoice(company, client, number="INV-1", reference="Old")
    at.run()
    desk = invoice_desk(at, company)
    desk.edit("INV-1", reference="New")
    desk.edit_line("INV-1", 0, unit_price=90)
    payment = desk.pay("INV-1", 10)

    at.bring_back()

    told = at.audit("invoice", invoice)[-1]["changes"]
    assert told["reference"] == ["Old", "New"]
    assert told["payments"] == {payment: "10"}
    assert [float(each) for each in told["amount_paid"]] == [0, 10]
    assert "unit_price" in str(told["lines"])


def test_an_edit_that_was_met_on_the_way_out_is_told_of_the_run_that_met_it(at: World) -> None:
    company = at.a_company()
    client = at.a_client(company, name="Acme", phone="0113 496 0001", email="old@example.com")
    at.run()
    edit_party(at, company, "client", client, email="new@example.com", phone="0113 496 0003")
    at.update("clients", client, phone="0113 496 0002")

    summary = at.run()

    run = at.sql("SELECT id FROM sync.runs WHERE run_id = :id", id=summary["run_id"])[0]["id"]
    inbound, outbound = at.audit("client", client)[-2:]
    assert (inbound["direction"], inbound["run"]) == ("inbound", run)
    assert inbound["changes"] == {"email": ["old@example.com", "new@example.com"]}
    assert (outbound["direction"], outbound["run"]) == ("outbound", run)
    assert "0113 496 0002" in str(outbound["changes"])
    (conflict,) = at.sql("SELECT * FROM sync.conflicts")
    assert (conflict["run"], conflict["field"], conflict["winner"]) == (run, "phone", "klipboard")
    assert (conflict["ours"], conflict["theirs"]) == ("0113 496 0002", "0113 496 0003")
    assert summary["conflicts"][0]["field"] == "phone"
