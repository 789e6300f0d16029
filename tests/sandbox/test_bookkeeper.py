from __future__ import annotations

import pytest

from sandbox.process import ControlError
from tests.sandbox.conftest import a_line


@pytest.fixture
def bookkeeper(xero, org):
    return xero.bookkeeper(org.tenant_id)


@pytest.fixture
def invoice(api):
    return api.invoice(api.contact("A", ContactNumber="1"), InvoiceNumber="S-1", Status="DRAFT")


def test_he_approves_a_draft_and_records_its_payment(api, bookkeeper, invoice):
    bookkeeper.approve("S-1")
    payment = bookkeeper.record_payment("S-1", date="2026-09-20", reference="EFT")

    stored = api.read("Invoices/S-1")[0]
    assert (stored["Status"], stored["AmountPaid"]) == ("PAID", 24.15)
    assert (payment["Reference"], payment["Account"]["Code"]) == ("EFT", "090")


def test_he_edits_lines_dates_and_reference(api, bookkeeper, invoice):
    bookkeeper.edit_invoice(
        "S-1", reference="His words", due_date="2026-12-01", line_items=[a_line(Quantity=4)]
    )

    stored = api.read("Invoices/S-1")[0]
    assert (stored["Reference"], stored["SubTotal"]) == ("His words", 42.0)
    assert stored["DueDateString"] == "2026-12-01T00:00:00"


def test_what_he_does_moves_the_time_of_the_invoice(api, bookkeeper, invoice):
    before = api.read("Invoices/S-1")[0]["UpdatedDateUTC"]

    bookkeeper.edit_invoice("S-1", reference="x")

    assert api.read("Invoices/S-1")[0]["UpdatedDateUTC"] > before


def test_he_voids_and_deletes(api, bookkeeper, invoice):
    bookkeeper.delete_draft("S-1")
    api.invoice(invoice["Contact"]["ContactID"], InvoiceNumber="S-2")
    bookkeeper.void("S-2")

    statuses = {row["InvoiceNumber"]: row["Status"] for row in api.read("Invoices")}
    assert statuses == {"S-1": "DELETED", "S-2": "VOIDED"}


def test_a_merged_contact_points_to_the_winner_and_loses_its_documents(api, bookkeeper, invoice):
    winner = api.contact("B")

    bookkeeper.merge_contacts("A", "B")

    loser = api.read("Contacts/1")[0]
    assert (loser["ContactStatus"], loser["MergedToContactID"]) == ("ARCHIVED", winner)
    assert api.read("Invoices/S-1")[0]["Contact"]["ContactID"] == winner


@pytest.mark.parametrize("touches", [True, False])
def test_whether_a_merge_gives_invoices_a_new_time_goes_by_switch(
    api, xero, sandbox, bookkeeper, invoice, touches
):
    xero.set_switches(merge_touches_invoices=touches)
    api.contact("B")
    sandbox.advance_clock(2)

    bookkeeper.merge_contacts("A", "B")

    moved = api.read("Invoices/S-1")[0]
    assert (moved["UpdatedDateUTC"] != invoice["UpdatedDateUTC"]) == touches


def test_he_creates_edits_archives_and_restores_contacts(api, bookkeeper):
    bookkeeper.create_contact(name="His", email_address="his@b.example")
    bookkeeper.edit_contact("His", account_number="ACC-1")
    bookkeeper.archive_contact("His")
    archived = api.read("Contacts")
    bookkeeper.restore_contact("His")

    assert archived == []
    assert api.read("Contacts")[0]["AccountNumber"] == "ACC-1"


def test_slots_that_were_never_set_are_bare_in_lists_of_his_contacts(api, bookkeeper):
    bookkeeper.create_contact(name="His")

    listed = api.read("Contacts", page=1)[0]

    assert listed["Addresses"] == [{"AddressType": "POBOX"}, {"AddressType": "STREET"}]


def test_he_writes_documents_of_his_own(api, bookkeeper, xero, org):
    contact = {"ContactID": api.contact("A")}
    bookkeeper.create_invoice(contact=contact, line_items=[a_line()])
    bookkeeper.create_bill(contact=contact, line_items=[a_line(AccountCode="300")])
    bookkeeper.create_purchase_order(contact=contact, line_items=[a_line(AccountCode="300")])

    types = [row["Type"] for row in xero.documents(org.tenant_id, "Invoices")]
    assert types == ["ACCREC", "ACCPAY"]
    assert xero.documents(org.tenant_id, "PurchaseOrders")[0]["PurchaseOrderNumber"] == "PO-0001"


def test_he_adds_an_account(api, bookkeeper):
    bookkeeper.add_account("205", "Call-outs")

    answer = api.invoice(api.contact("A"), LineItems=[a_line(AccountCode="205")])

    assert answer["LineItems"][0]["TaxType"] == "OUTPUT2"


def test_he_is_refused_with_xeros_words_and_nothing_is_kept(api, bookkeeper, invoice):
    with pytest.raises(ControlError, match="Payments can only be made against authorised"):
        bookkeeper.record_payment("S-1", 5)

    assert api.read("Payments") == []


@pytest.mark.parametrize(
    "do",
    [
        pytest.param(lambda hand: hand.void("nothing"), id="invoice"),
        pytest.param(lambda hand: hand.archive_contact("nobody"), id="contact"),
        pytest.param(lambda hand: hand.remove_payment("none"), id="payment"),
    ],
)
def test_he_cannot_touch_what_is_not_there(bookkeeper, do):
    with pytest.raises(ControlError):
        do(bookkeeper)
