from __future__ import annotations

import pytest

from sandbox.process import ControlError
from tests.sandbox.conftest import messages


@pytest.fixture
def invoice(api):
    return api.invoice(api.contact())


def a_payment(invoice, **fields):
    return {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": "2026-09-20",
        "Amount": 10,
        **fields,
    }


def test_a_payment_moves_its_invoice(api, invoice):
    payment = api.put("Payments", a_payment(invoice))

    stored = api.read(f"Invoices/{invoice['InvoiceID']}")[0]
    assert (stored["AmountPaid"], stored["AmountDue"], stored["Status"]) == (
        10.0,
        14.15,
        "AUTHORISED",
    )
    assert stored["UpdatedDateUTC"] == payment["UpdatedDateUTC"]
    assert payment["PaymentType"] == "ACCRECPAYMENT"


def test_a_full_payment_makes_the_invoice_paid_and_its_removal_reopens_it(api, invoice):
    payment = api.put("Payments", a_payment(invoice, Amount=24.15))
    paid = api.read(f"Invoices/{invoice['InvoiceID']}")[0]

    removed = api.post(f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    reopened = api.read(f"Invoices/{invoice['InvoiceID']}")[0]

    assert (paid["Status"], paid["FullyPaidOnDate"]) == ("PAID", "/Date(1789862400000+0000)/")
    assert removed["Status"] == "DELETED"
    assert (reopened["Status"], reopened["AmountDue"], reopened["Payments"]) == (
        "AUTHORISED",
        24.15,
        [],
    )
    assert "FullyPaidOnDate" not in reopened


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param(
            {"Amount": 99},
            "Payment amount exceeds the amount outstanding on this document",
            id="too_much",
        ),
        pytest.param({"Account": {"Code": "200"}}, "Account could not be found", id="account"),
        pytest.param(
            {"Invoice": {"InvoiceNumber": "?"}}, "Invoice could not be found", id="invoice"
        ),
    ],
)
def test_a_bad_payment_is_refused(api, invoice, fields, message):
    assert messages(api.put("Payments", a_payment(invoice, **fields))) == [message]


def test_a_draft_cannot_be_paid(api):
    draft = api.invoice(api.contact("B"), Status="DRAFT")

    answer = api.put("Payments", a_payment(draft))

    assert messages(answer)[0] == "Payments can only be made against authorised documents"


def test_payments_cannot_be_edited(api, invoice):
    payment = api.put("Payments", a_payment(invoice))

    answer = api.post(f"Payments/{payment['PaymentID']}", {"Reference": "other"})

    assert messages(answer) == ["Only Status accepted for updates."]


def test_deleted_payments_are_listed_by_switch(api, xero, invoice):
    payment = api.put("Payments", a_payment(invoice))
    api.post(f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})

    shown = api.read("Payments", page=1)
    xero.set_switches(deleted_payments_listed=False)
    hidden = api.read("Payments", page=1)
    asked_for = api.read("Payments", where='Status=="DELETED"')

    assert (len(shown), len(hidden), len(asked_for)) == (1, 0, 1)


def test_an_invoice_can_be_paid_without_any_payment(api, xero, org, invoice):
    xero.bookkeeper(org.tenant_id).apply_credit_note(invoice["InvoiceNumber"])

    stored = api.read(f"Invoices/{invoice['InvoiceID']}")[0]

    assert (stored["Status"], stored["AmountPaid"], stored["AmountCredited"]) == (
        "PAID",
        0.0,
        24.15,
    )
    assert api.read("Payments") == []
    assert api.read("CreditNotes")[0]["Allocations"][0]["Amount"] == 24.15


@pytest.mark.parametrize("kind", ["Overpayment", "Prepayment"])
def test_what_was_paid_too_much_settles_a_part_without_a_payment(api, xero, org, invoice, kind):
    bookkeeper = xero.bookkeeper(org.tenant_id)
    set_against = getattr(bookkeeper, f"apply_{kind.lower()}")

    set_against(invoice["InvoiceNumber"], amount="4.15")

    (stored,) = api.read("Invoices", page=1)
    assert (stored["Status"], stored["AmountDue"], stored["AmountCredited"]) == (
        "AUTHORISED",
        20.0,
        4.15,
    )
    assert [each["AppliedAmount"] for each in stored[f"{kind}s"]] == [4.15]
    assert (stored["CreditNotes"], stored["Payments"]) == ([], [])


def test_a_credit_may_be_taken_off_again(api, xero, org, invoice):
    bookkeeper = xero.bookkeeper(org.tenant_id)
    bookkeeper.apply_credit_note(invoice["InvoiceNumber"])

    bookkeeper.remove_credit(invoice["InvoiceNumber"])

    (stored,) = api.read("Invoices", page=1)
    assert (stored["Status"], stored["AmountDue"], stored["CreditNotes"]) == (
        "AUTHORISED",
        24.15,
        [],
    )
    assert api.read("CreditNotes")[0]["Allocations"] == []


def test_more_credit_than_is_due_is_refused(xero, org, invoice):
    with pytest.raises(ControlError, match="exceeds"):
        xero.bookkeeper(org.tenant_id).apply_overpayment(invoice["InvoiceNumber"], amount=25)


@pytest.mark.parametrize("touches", [True, False])
def test_whether_a_removal_gives_its_invoice_a_new_time_goes_by_switch(
    api, xero, sandbox, invoice, touches
):
    xero.set_switches(payment_removal_touches_invoice=touches)
    payment = api.put("Payments", a_payment(invoice))
    (before,) = api.read("Invoices", page=1)
    sandbox.advance_clock(2)

    api.post(f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})

    (after,) = api.read("Invoices", page=1)
    assert (before["AmountDue"], after["AmountDue"]) == (14.15, 24.15)
    assert (after["UpdatedDateUTC"] != before["UpdatedDateUTC"]) == touches
