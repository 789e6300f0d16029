from __future__ import annotations

import pytest
import requests

from sandbox.process import ControlError, running_sandbox
from tests.sandbox.quickbooks.conftest import an_invoice


def test_the_config_opens_companies_with_the_same_ids_every_time():
    config = {
        "quickbooks": {
            "seed": 7,
            "app": {"client_id": "our-client"},
            "companies": [{"name": "Harbour Plumbing", "country": "GB"}],
            "switches": {"duplicate_doc_numbers": "reject"},
            "limits": {"minute": 50},
        }
    }

    with running_sandbox(config) as one, running_sandbox(config) as other:
        found = one.quickbooks.organisations()
        assert found == other.quickbooks.organisations()
        assert one.quickbooks.client_id == "our-client"
        assert one.quickbooks.set_limits()["minute"] == 50
        assert one.quickbooks.set_switches()["duplicate_doc_numbers"] == "reject"

    assert (found[0]["name"], found[0]["country"]) == ("Harbour Plumbing", "GB")
    assert len(found[0]["tenant_id"]) == 16
    assert found[0]["tenant_id"].isdecimal()


def test_a_reset_forgets_everything(sandbox, quickbooks, api):
    api.customer()
    quickbooks.inject("offline")
    quickbooks.set_switches(shuffle_batches=False)

    sandbox.reset()

    assert quickbooks.organisations() == []
    assert quickbooks.faults() == []
    assert quickbooks.requests() == []
    assert quickbooks.set_switches()["shuffle_batches"] is True


def test_a_wrong_switch_limit_fault_or_country_is_refused(quickbooks, company):
    for wrong in (
        lambda: quickbooks.set_switches(nonsense=True),
        lambda: quickbooks.set_switches(duplicate_doc_numbers="perhaps"),
        lambda: quickbooks.set_limits(hour=1),
        lambda: quickbooks.inject("earthquake"),
        lambda: quickbooks.add_organisation("A", country="Atlantis"),
        lambda: quickbooks.add_organisation("A", tenant_id=company.tenant_id),
        lambda: quickbooks.documents("1", "Customer"),
        lambda: quickbooks.documents(company.tenant_id, "Unicorn"),
        lambda: quickbooks.document(company.tenant_id, "Customer", "Nobody"),
    ):
        with pytest.raises(ControlError):
            wrong()


def test_switches_and_limits_may_hold_for_one_company(quickbooks, company):
    other = quickbooks.add_organisation("Hill & Sons")

    own = quickbooks.set_switches(company.tenant_id, shuffle_batches=False)

    assert own["shuffle_batches"] is False
    assert quickbooks.set_switches(other.tenant_id)["shuffle_batches"] is True


def test_records_are_found_by_id_number_or_name(quickbooks, company, api):
    customer = api.customer("Acme")
    invoice = api.invoice(customer["Id"], DocNumber="INV-1")
    api.write("Vendor", {"DisplayName": "Pipes Ltd"})

    by_name = quickbooks.document(company.tenant_id, "Customer", "Acme")
    by_number = quickbooks.document(company.tenant_id, "Invoice", "INV-1")
    by_id = quickbooks.document(company.tenant_id, "Invoice", invoice["Id"])

    assert (by_name["Id"], by_number, by_id) == (customer["Id"], invoice, invoice)
    names = [party["DisplayName"] for party in quickbooks.parties(company.tenant_id)]
    assert names == ["Acme", "Pipes Ltd"]


def test_the_log_tells_what_was_called(quickbooks, company, api):
    api.write("Customer", {"DisplayName": "A"}, requestid="k")
    api.query("select * from Customer")

    first, second = quickbooks.requests(company.tenant_id)

    assert first.path == f"/v3/company/{company.tenant_id}/customer"
    assert (first.elements, first.idempotency_key) == (1, "k")
    assert first.body == {"DisplayName": "A"}
    assert (second.method, second.elements) == ("GET", 0)
    assert quickbooks.request_counts(company.tenant_id)[f"POST {first.path}"] == 1


def test_a_person_can_look_at_it(sandbox, quickbooks, company, api):
    parent = api.customer("Smith & Sons")
    api.customer("Kitchen", Job=True, ParentRef={"value": parent["Id"]})
    api.write("Invoice", an_invoice(parent["Id"], DocNumber="INV-7"))
    api.write("Vendor", {"DisplayName": "Pipes Ltd"})
    sandbox.xero.add_organisation("Hill & Sons")

    start = requests.get(sandbox.base_url, timeout=30).text
    look = f"{sandbox.base_url}/_sandbox/look/quickbooks"
    companies = requests.get(look, timeout=30).text
    pages = {
        name: requests.get(f"{look}/{company.tenant_id}/{name}", timeout=30).text
        for name in ("customers", "vendors", "items", "invoices", "payments", "requests")
    }

    assert "Harbour Plumbing" in start
    assert "Hill &amp; Sons" in start
    assert "Harbour Plumbing" in companies
    assert "Smith &amp; Sons:Kitchen" in pages["customers"]
    assert "Pipes Ltd" in pages["vendors"]
    assert "Services" in pages["items"]
    assert "INV-7" in pages["invoices"]
    assert "/invoice" in pages["requests"]


@pytest.mark.parametrize("page", ["1/customers", "1/requests"])
def test_a_page_of_an_unknown_company_is_not_found(sandbox, page):
    look = f"{sandbox.base_url}/_sandbox/look/quickbooks/{page}"

    assert requests.get(look, timeout=30).status_code == 404
