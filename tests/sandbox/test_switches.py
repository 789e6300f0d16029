from __future__ import annotations

import pytest

from tests.sandbox.conftest import Api, a_line, an_invoice


def test_names_may_differ_in_case_by_switch(api, xero):
    api.contact("Harbour")
    xero.set_switches(name_case_sensitive=True)

    assert api.put("Contacts", {"Name": "HARBOUR"})["StatusAttributeString"] == "OK"


def test_spaces_in_names_are_trimmed_by_switch(api, xero):
    xero.set_switches(name_spaces="trim")

    assert api.put("Contacts", {"Name": " A   b "})["Name"] == "A b"


def test_an_archived_contact_comes_back_by_switch(api, xero):
    contact_id = api.contact("A")
    api.post("Contacts", {"ContactID": contact_id, "ContactStatus": "ARCHIVED"})
    xero.set_switches(unarchive_by_api=True)

    answer = api.post("Contacts", {"ContactID": contact_id, "ContactStatus": "ACTIVE"})

    assert answer["ContactStatus"] == "ACTIVE"


@pytest.mark.parametrize(
    ("choice", "edited"),
    [
        pytest.param("newest", 1, id="newest"),
        pytest.param("oldest", 0, id="oldest"),
        pytest.param("never", None, id="never"),
    ],
)
def test_which_bill_a_number_means_goes_by_switch(api, xero, choice, edited):
    xero.set_switches(bill_number_match=choice)
    line = a_line(AccountCode="300")
    bill = an_invoice(api.contact(), Type="ACCPAY", InvoiceNumber="B-1", LineItems=[line])
    bills = [api.put("Invoices", bill)["InvoiceID"] for _ in range(2)]

    answer = api.post("Invoices", {**bill, "DueDate": "2026-12-24"})

    expected = bills[edited] if edited is not None else None
    assert (answer["InvoiceID"] if answer["InvoiceID"] in bills else None) == expected


@pytest.mark.parametrize("choice", ["create", "refuse"])
def test_a_line_id_of_another_document_is_met_by_switch(api, xero, choice):
    xero.set_switches(unknown_line_id=choice)
    contact_id = api.contact()
    stranger = api.invoice(contact_id)["LineItems"][0]["LineItemID"]
    invoice = api.invoice(contact_id)

    lines = [a_line(LineItemID=stranger)]
    answer = api.post("Invoices", {"InvoiceID": invoice["InvoiceID"], "LineItems": lines})

    assert answer["StatusAttributeString"] == ("OK" if choice == "create" else "ERROR")
    assert all(line.get("LineItemID") != stranger for line in answer["LineItems"])


def test_the_text_for_a_value_that_is_too_long_is_a_switch(api, xero):
    xero.set_switches(length_message="{field} > {limit}")

    answer = api.put("Contacts", {"Name": "x" * 256})

    assert answer["ValidationErrors"] == [{"Message": "Name > 255"}]


def test_answers_come_back_reversed_by_switch(api, xero):
    xero.set_switches(batch_order="reversed")

    answer = api.write("PUT", "Contacts", {"Name": "A"}, {"Name": "B"})

    assert [row["Name"] for row in answer] == ["B", "A"]


def test_scopes_are_not_checked_by_switch(xero, api):
    api.tokens = xero.sign_in("accounting.contacts")

    refused = api.call("GET", "Invoices").status_code
    xero.set_switches(check_scopes=False)

    assert (refused, api.call("GET", "Invoices").status_code) == (401, 200)


def test_one_organisation_can_have_a_switch_of_its_own(xero, api, org):
    other = Api(xero, xero.add_organisation("Other").tenant_id)
    xero.set_switches(org.tenant_id, name_spaces="trim")

    answers = [one.put("Contacts", {"Name": "A  b"}) for one in (api, other)]

    assert [row["StatusAttributeString"] for row in answers] == ["OK", "ERROR"]
