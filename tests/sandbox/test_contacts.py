from __future__ import annotations

import pytest

from tests.sandbox.conftest import an_invoice, messages

DUPLICATE = (
    "The contact name {} is already assigned to another contact. The contact name must be unique "
    "across all active contacts."
)
ARCHIVED = (
    "The specified contact details matched an archived contact. Archived contacts cannot "
    "currently be edited via the API."
)
UNKNOWN_ID = "11111111-2222-4333-8444-555555555555"


def test_post_by_a_known_name_overwrites_that_contact(api):
    contact_id = api.contact("Harbour Foods Ltd", EmailAddress="old@harbour.example")

    answer = api.post("Contacts", {"Name": "Harbour Foods Ltd", "EmailAddress": "new@b.example"})

    assert answer["ContactID"] == contact_id
    assert api.read(f"Contacts/{contact_id}")[0]["EmailAddress"] == "new@b.example"


def test_post_by_a_known_number_renames_that_contact(api):
    contact_id = api.contact("Before", ContactNumber="KB-CLIENT-1")

    answer = api.post("Contacts", {"Name": "After", "ContactNumber": "KB-CLIENT-1"})

    assert (answer["ContactID"], answer["Name"]) == (contact_id, "After")


def test_put_never_updates(api):
    contact_id = api.contact("Harbour Foods Ltd")

    answer = api.put("Contacts", {"ContactID": contact_id, "Name": "Harbour Foods Ltd"})

    assert answer["StatusAttributeString"] == "ERROR"
    assert messages(answer) == [DUPLICATE.format("Harbour Foods Ltd")]


@pytest.mark.parametrize(
    ("second", "message"),
    [
        pytest.param(
            {"Name": "HARBOUR foods ltd"}, DUPLICATE.format("HARBOUR foods ltd"), id="name"
        ),
        pytest.param(
            {"Name": "Other", "ContactNumber": "N-1"},
            "Another contact has this contact number. Please enter a different contact number.",
            id="contact_number",
        ),
        pytest.param(
            {"Name": "Other", "AccountNumber": "A-1"},
            "The Account Number already exists. Please enter a different Account Number.",
            id="account_number",
        ),
        pytest.param(
            {"Name": "O", "EmailAddress": "müller@x.example"},
            "Email address must be valid.",
            id="umlaut",
        ),
        pytest.param(
            {"Name": "O", "EmailAddress": "no at sign"}, "Email address must be valid.", id="email"
        ),
        pytest.param(
            {"Name": "A <b>"}, "The contact name cannot contain angle brackets.", id="brackets"
        ),
        pytest.param(
            {"Name": "A  b"},
            "The contact name cannot contain leading, trailing or repeated spaces.",
            id="repeated_spaces",
        ),
        pytest.param(
            {"Name": "A", "FirstName": "x" * 256},
            "The FirstName field must not be longer than 255 characters.",
            id="too_long",
        ),
        pytest.param(
            {"Name": "A", "Addresses": [{"AddressType": "POBOX", "Country": "GB2"}]},
            "The Country field may only contain letters.",
            id="country",
        ),
        pytest.param(
            {"Name": "A", "Addresses": [{"AddressType": "DELIVERY", "City": "Leeds"}]},
            "The address type DELIVERY is not valid for contacts.",
            id="delivery_address",
        ),
        pytest.param(
            {"Name": "A", "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "1" * 51}]},
            "The PhoneNumber field must not be longer than 50 characters.",
            id="phone_too_long",
        ),
        pytest.param(
            {"EmailAddress": "a@b.example"},
            "The Contact must contain at least 1 of the following elements to identify the "
            "contact: Name, ContactID, ContactNumber",
            id="no_identity",
        ),
    ],
)
def test_a_bad_contact_is_refused_with_xeros_words(api, second, message):
    api.contact("Harbour Foods Ltd", ContactNumber="N-1", AccountNumber="A-1")

    answer = api.put("Contacts", second)

    assert answer["ContactID"] == "00000000-0000-0000-0000-000000000000"
    assert answer["HasValidationErrors"] is True
    assert message in messages(answer)


def test_a_sent_role_is_ignored_and_a_document_sets_it(api):
    contact_id = api.contact("Harbour Foods Ltd", IsCustomer=True, IsSupplier=True)
    before = api.read(f"Contacts/{contact_id}")[0]

    api.invoice(contact_id)
    after = api.read(f"Contacts/{contact_id}")[0]

    assert (before["IsCustomer"], before["IsSupplier"]) == (False, False)
    assert (after["IsCustomer"], after["IsSupplier"]) == (True, False)
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


def test_what_is_not_sent_keeps_its_value_and_an_empty_text_clears_it(api, xero):
    contact_id = api.contact("A", FirstName="Ann", LastName="Lee")

    api.post("Contacts", {"ContactID": contact_id, "FirstName": ""})
    xero.set_switches(empty_string_clears=False)
    api.post("Contacts", {"ContactID": contact_id, "LastName": ""})

    stored = api.read(f"Contacts/{contact_id}")[0]
    assert "FirstName" not in stored
    assert stored["LastName"] == "Lee"


@pytest.mark.parametrize(
    ("merges", "city"),
    [pytest.param(True, "Leeds", id="merge"), pytest.param(False, "", id="replace")],
)
def test_sending_one_address_type_keeps_the_other_by_switch(api, xero, merges, city):
    xero.set_switches(slots_merge=merges)
    contact_id = api.contact("A", Addresses=[{"AddressType": "POBOX", "City": "Leeds"}])

    api.post(
        "Contacts",
        {"ContactID": contact_id, "Addresses": [{"AddressType": "STREET", "City": "York"}]},
    )

    stored = {row["AddressType"]: row for row in api.read(f"Contacts/{contact_id}")[0]["Addresses"]}
    assert (stored["STREET"]["City"], stored["POBOX"]["City"]) == ("York", city)


def test_lists_order_addresses_and_phones_otherwise_than_writes(api):
    written = api.put("Contacts", {"Name": "A"})
    listed = api.read("Contacts", page=1)[0]

    assert [row["AddressType"] for row in written["Addresses"]] == ["STREET", "POBOX"]
    assert [row["AddressType"] for row in listed["Addresses"]] == ["POBOX", "STREET"]
    assert [row["PhoneType"] for row in listed["Phones"]] == ["DDI", "DEFAULT", "FAX", "MOBILE"]


def test_contact_persons_are_replaced_when_sent(api):
    contact_id = api.contact("A", ContactPersons=[{"FirstName": "Ann"}, {"FirstName": "Bob"}])

    api.post("Contacts", {"ContactID": contact_id, "ContactPersons": [{"FirstName": "Cy"}]})

    persons = api.read(f"Contacts/{contact_id}")[0]["ContactPersons"]
    assert [person["FirstName"] for person in persons] == ["Cy"]


def test_an_archived_contact_cannot_be_edited_or_billed(api):
    contact_id = api.contact("A")
    api.invoice(contact_id)

    archived = api.post("Contacts", {"ContactID": contact_id, "ContactStatus": "ARCHIVED"})
    again = api.post("Contacts", {"ContactID": contact_id, "ContactStatus": "ARCHIVED"})
    revived = api.post("Contacts", {"ContactID": contact_id, "ContactStatus": "ACTIVE"})
    billed = api.put("Invoices", an_invoice(contact_id))

    assert archived["StatusAttributeString"] == "OK"
    assert messages(again) == messages(revived) == [ARCHIVED]
    assert "The contact must be un-archived before" in messages(billed)[0]


def test_archived_contacts_are_listed_only_when_asked_for(api):
    contact_id = api.contact("A")
    api.post("Contacts", {"ContactID": contact_id, "ContactStatus": "ARCHIVED"})

    assert api.read("Contacts", page=1) == []
    assert len(api.read("Contacts", page=1, includeArchived="true")) == 1


@pytest.mark.parametrize(
    ("switch", "fields"),
    [
        pytest.param("archived_name_reusable", {"Name": "A"}, id="name"),
        pytest.param("archived_number_reusable", {"Name": "B", "ContactNumber": "1"}, id="number"),
    ],
)
def test_what_an_archived_contact_holds_is_free_by_switch(api, xero, switch, fields):
    contact_id = api.contact("A", ContactNumber="1")
    api.post("Contacts", {"ContactID": contact_id, "ContactStatus": "ARCHIVED"})

    xero.set_switches(**{switch: False})
    taken = api.put("Contacts", fields)
    xero.set_switches(**{switch: True})
    free = api.put("Contacts", fields)

    assert [row["StatusAttributeString"] for row in (taken, free)] == ["ERROR", "OK"]


def test_an_unknown_id_in_a_batch_is_404_for_the_whole_request(api):
    elements = [{"Name": "New"}, {"ContactID": UNKNOWN_ID, "Name": "Other"}]

    answer = api.call("POST", "Contacts", {"Contacts": elements}, summarizeErrors="false")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert api.read("Contacts") == []


def test_a_contact_is_found_by_number_in_the_path(api):
    api.contact("A", ContactNumber="KB/CLIENT 1")

    assert api.read("Contacts/KB%2FCLIENT%201")[0]["Name"] == "A"


def test_a_summary_and_an_unpaged_list_lack_fields(api):
    api.contact("A", PaymentTerms={"Sales": {"Day": 14, "Type": "DAYSAFTERBILLDATE"}})

    summary = api.read("Contacts", summaryOnly="true")[0]
    unpaged = api.read("Contacts")[0]
    paged = api.read("Contacts", page=1)[0]

    assert {"Addresses", "IsCustomer", "ContactPersons"}.isdisjoint(summary)
    assert "PaymentTerms" not in unpaged
    assert paged["PaymentTerms"]["Sales"]["Day"] == 14


def test_the_answer_to_a_write_leaves_payment_terms_out(api):
    written = api.put(
        "Contacts", {"Name": "A", "PaymentTerms": {"Sales": {"Day": 14, "Type": "OFCURRENTMONTH"}}}
    )

    assert "PaymentTerms" not in written
    assert api.read(f"Contacts/{written['ContactID']}")[0]["PaymentTerms"]["Sales"]["Day"] == 14


def test_open_invoices_show_in_the_balances(api):
    contact_id = api.contact("A")
    api.invoice(contact_id)

    balances = api.read("Contacts", page=1)[0]["Balances"]

    assert balances["AccountsReceivable"]["Outstanding"] == 24.15


def test_keys_of_a_body_may_be_written_in_any_case(api):
    answer = api.call(
        "PUT", "Contacts", {"contacts": [{"name": "A", "EMAILADDRESS": "a@b.example"}]}
    )

    assert answer.json()["Contacts"][0]["EmailAddress"] == "a@b.example"


def test_a_single_object_is_a_body_too(api):
    assert api.call("PUT", "Contacts", {"Name": "A"}).json()["Contacts"][0]["Name"] == "A"
