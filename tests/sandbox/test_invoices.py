from __future__ import annotations

import pytest

from tests.sandbox.conftest import a_line, an_invoice, messages

BAD_MODIFY = "Invoice not of valid status for modification"
SETTLED = "This document cannot be edited as it has a payment or credit note allocated to it."
ZERO_ID = "00000000-0000-0000-0000-000000000000"


def change(api, invoice, **fields):
    return api.post("Invoices", {"InvoiceID": invoice["InvoiceID"], **fields})


@pytest.fixture
def contact_id(api):
    return api.contact()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"DueDate": None}, "The document DueDate field must be specified.", id="due"),
        pytest.param({"Status": "PAID"}, "Invoice not of valid status for creation", id="paid"),
        pytest.param({"LineItems": []}, "One or more line items must be specified", id="lines"),
        pytest.param(
            {"Contact": None},
            "A Contact must be specified for this type of transaction",
            id="contact",
        ),
        pytest.param(
            {"Contact": {"EmailAddress": "a@b.example"}},
            "The Contact must contain at least 1 of the following elements to identify the "
            "contact: Name, ContactID, ContactNumber",
            id="contact_without_identity",
        ),
        pytest.param(
            {"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR", id="currency"
        ),
        pytest.param(
            {"LineItems": [a_line(AccountCode=None)]},
            "Account code must be specified",
            id="no_account",
        ),
        pytest.param(
            {"LineItems": [a_line(AccountCode="9x")]},
            "Account code '9x' is not a valid code for this document.",
            id="unknown_account",
        ),
        pytest.param(
            {"LineItems": [a_line(AccountCode="610")]},
            "Account code '610' is not a valid code for this document.",
            id="system_account",
        ),
        pytest.param(
            {"LineItems": [a_line(TaxType="NOPE")]},
            "The TaxType code NOPE does not exist or cannot be used for this type of transaction.",
            id="unknown_tax",
        ),
        pytest.param(
            {"LineItems": [a_line(TaxType="INPUT2")]},
            "The TaxType code 'INPUT2' cannot be used with account code '200'.",
            id="tax_not_for_account",
        ),
        pytest.param(
            {"LineItems": [a_line(LineAmount=20)]},
            "The line total 20.00 does not match the expected line total 21.00",
            id="line_total",
        ),
        pytest.param(
            {"InvoiceNumber": "INV-é"},
            "Invoice # must only contain printable ASCII characters.",
            id="number",
        ),
    ],
)
def test_a_bad_invoice_is_refused_with_xeros_words(api, contact_id, fields, message):
    answer = api.put("Invoices", an_invoice(contact_id, **fields))

    assert answer["InvoiceID"] == ZERO_ID
    assert answer["HasErrors"] is True
    assert message in messages(answer)
    assert api.read("Invoices") == []


def test_a_draft_needs_neither_due_date_nor_account(api, contact_id):
    draft = an_invoice(
        contact_id, Status="DRAFT", DueDate=None, LineItems=[{"Description": "Visit"}]
    )

    assert api.put("Invoices", draft)["StatusAttributeString"] == "OK"


@pytest.mark.parametrize(
    ("path", "legal"),
    [
        pytest.param(["DRAFT", "SUBMITTED", "AUTHORISED"], True, id="approval"),
        pytest.param(["SUBMITTED", "DRAFT", "DELETED"], True, id="back_and_deleted"),
        pytest.param(["AUTHORISED", "VOIDED"], True, id="void"),
        pytest.param(["AUTHORISED", "DRAFT"], False, id="no_way_back"),
        pytest.param(["AUTHORISED", "DELETED"], False, id="authorised_is_not_deleted"),
        pytest.param(["DRAFT", "VOIDED"], False, id="draft_is_not_voided"),
        pytest.param(["AUTHORISED", "VOIDED", "AUTHORISED"], False, id="nothing_leaves_voided"),
        pytest.param(["DRAFT", "DELETED", "DRAFT"], False, id="nothing_leaves_deleted"),
        pytest.param(["AUTHORISED", "PAID"], False, id="paid_is_set_by_xero"),
    ],
)
def test_status_changes_follow_the_table(api, contact_id, path, legal):
    invoice = api.invoice(contact_id, Status=path[0])

    answers = [change(api, invoice, Status=status) for status in path[1:]]

    assert answers[-1]["StatusAttributeString"] == ("OK" if legal else "ERROR")
    assert legal or messages(answers[-1]) == [BAD_MODIFY]


def test_a_refused_update_echoes_what_was_asked_for_and_keeps_what_is_stored(api, contact_id):
    invoice = api.invoice(contact_id)

    answer = change(api, invoice, Status="DELETED")

    assert (answer["InvoiceID"], answer["Status"]) == (invoice["InvoiceID"], "DELETED")
    assert api.read(f"Invoices/{invoice['InvoiceID']}")[0]["Status"] == "AUTHORISED"


def test_the_answer_to_a_void_still_shows_the_amount_due(api, contact_id):
    invoice = api.invoice(contact_id)

    answer = change(api, invoice, Status="VOIDED")

    assert answer["AmountDue"] == 24.15
    assert api.read(f"Invoices/{invoice['InvoiceID']}")[0]["AmountDue"] == 0.0


def test_lines_are_updated_by_id_created_without_and_deleted_when_not_sent(api, contact_id):
    invoice = api.invoice(contact_id, LineItems=[a_line(), a_line(Description="Gone")])
    kept = invoice["LineItems"][0]["LineItemID"]

    answer = change(
        api, invoice, LineItems=[{"LineItemID": kept, "Quantity": 3}, a_line(Description="New")]
    )

    lines = answer["LineItems"]
    assert [line["Description"] for line in lines] == ["Widgets", "New"]
    assert (lines[0]["LineItemID"], lines[0]["LineAmount"]) == (kept, 31.5)
    assert lines[1]["LineItemID"] not in {line["LineItemID"] for line in invoice["LineItems"]}


def test_lines_and_their_ids_stay_when_the_element_is_left_out(api, contact_id):
    invoice = api.invoice(contact_id)

    answer = change(api, invoice, Reference="PO 7")

    assert answer["LineItems"][0]["LineItemID"] == invoice["LineItems"][0]["LineItemID"]


def test_prices_are_cut_to_two_places_without_unitdp(api, contact_id):
    line = a_line(Quantity=100, UnitAmount=0.1234)

    cut = api.put("Invoices", an_invoice(contact_id, LineItems=[line]), unitdp=2)
    whole = api.invoice(contact_id, LineItems=[line])
    path = f"Invoices/{whole['InvoiceID']}"

    assert (cut["LineItems"][0]["UnitAmount"], cut["SubTotal"]) == (0.12, 12.0)
    assert whole["SubTotal"] == 12.34
    assert api.read(path)[0]["LineItems"][0]["UnitAmount"] == 0.12
    assert api.read(path, unitdp=4)[0]["LineItems"][0]["UnitAmount"] == 0.1234


def test_tax_is_rounded_per_line_then_summed(api, contact_id):
    lines = [a_line(Quantity=1, UnitAmount=price) for price in (25.06, 25.61, 25.63)]

    assert api.invoice(contact_id, LineItems=lines)["TotalTax"] == 11.44


@pytest.mark.parametrize(
    ("types", "sums"),
    [
        pytest.param("Exclusive", (541.25, 81.19, 622.44), id="exclusive"),
        pytest.param("Inclusive", (470.65, 70.6, 541.25), id="inclusive"),
        pytest.param("NoTax", (541.25, 0.0, 541.25), id="no_tax"),
    ],
)
def test_totals_follow_the_line_amount_types(api, contact_id, types, sums):
    lines = [a_line(Quantity=1, UnitAmount=541.25)]

    answer = api.invoice(contact_id, LineAmountTypes=types, LineItems=lines)

    assert (answer["SubTotal"], answer["TotalTax"], answer["Total"]) == sums


@pytest.mark.parametrize(
    ("rule", "tax"), [pytest.param("away", 0.02, id="away"), pytest.param("even", 0.02, id="even")]
)
def test_half_a_cent_rounds_by_switch(api, xero, contact_id, rule, tax):
    xero.set_switches(half_cent=rule)
    lines = [a_line(Quantity=1, UnitAmount="0.10"), a_line(Quantity=1, UnitAmount="0.30")]

    answer = api.invoice(contact_id, LineItems=lines)

    # 15 % of 0.10 is 1.5 cents (both rules: 2), of 0.30 it is 4.5 cents (5 or 4)
    assert [line["TaxAmount"] for line in answer["LineItems"]] == [
        tax,
        0.05 if rule == "away" else 0.04,
    ]


def test_a_discount_lowers_the_line_of_a_sales_invoice_only(api, contact_id):
    line = a_line(DiscountRate=10)

    sale = api.put("Invoices", an_invoice(contact_id, LineItems=[line]))
    bill = api.put(
        "Invoices",
        an_invoice(contact_id, Type="ACCPAY", LineItems=[{**line, "AccountCode": "300"}]),
    )

    assert (sale["LineItems"][0]["LineAmount"], sale["IsDiscounted"]) == (18.9, True)
    assert bill["StatusAttributeString"] == "ERROR"


def test_sales_numbers_are_unique_and_bill_numbers_are_not(api, contact_id):
    bill = {"Type": "ACCPAY", "InvoiceNumber": "B-1", "LineItems": [a_line(AccountCode="300")]}
    api.invoice(contact_id, InvoiceNumber="S-1")
    api.invoice(contact_id, **bill)

    sale = api.put("Invoices", an_invoice(contact_id, InvoiceNumber="S-1"))
    second_bill = api.put("Invoices", an_invoice(contact_id, **bill))

    assert messages(sale) == ["Invoice # must be unique."]
    assert second_bill["StatusAttributeString"] == "OK"


def test_post_with_a_known_number_edits_that_invoice(api, contact_id):
    invoice = api.invoice(contact_id, InvoiceNumber="S-1")

    answer = api.post("Invoices", an_invoice(contact_id, InvoiceNumber="S-1", Reference="again"))

    assert (answer["InvoiceID"], answer["Reference"]) == (invoice["InvoiceID"], "again")


def test_post_with_the_number_of_a_voided_invoice_is_refused(api, contact_id):
    change(api, api.invoice(contact_id, InvoiceNumber="S-1"), Status="VOIDED")

    answer = api.post("Invoices", an_invoice(contact_id, InvoiceNumber="S-1"))

    assert messages(answer) == [BAD_MODIFY]


def test_the_number_of_a_voided_invoice_is_free_by_switch(api, xero, contact_id):
    change(api, api.invoice(contact_id, InvoiceNumber="S-1"), Status="VOIDED")

    taken = api.put("Invoices", an_invoice(contact_id, InvoiceNumber="S-1"))
    xero.set_switches(voided_invoice_numbers_reusable=True)
    free = api.put("Invoices", an_invoice(contact_id, InvoiceNumber="S-1"))

    assert [row["StatusAttributeString"] for row in (taken, free)] == ["ERROR", "OK"]


def test_a_number_is_given_when_none_was_sent(api, contact_id):
    assert [api.invoice(contact_id)["InvoiceNumber"] for _ in range(2)] == ["INV-0001", "INV-0002"]


def test_an_unknown_name_makes_a_contact_and_extra_fields_edit_one(api):
    made = api.put("Invoices", an_invoice("", Contact={"Name": "Brand New"}))
    contact_id = made["Contact"]["ContactID"]
    api.post("Contacts", {"ContactID": contact_id, "ContactPersons": [{"FirstName": "Ann"}]})

    api.put("Invoices", an_invoice("", Contact={"ContactID": contact_id, "FirstName": "Bob"}))

    stored = api.read(f"Contacts/{contact_id}")[0]
    assert stored["Name"] == "Brand New"
    assert (stored["FirstName"], stored["ContactPersons"]) == ("Bob", [])


def test_the_contact_id_alone_leaves_the_contact_as_it_is(api):
    contact_id = api.contact("A", ContactPersons=[{"FirstName": "Ann"}])

    api.invoice(contact_id)

    assert len(api.read(f"Contacts/{contact_id}")[0]["ContactPersons"]) == 1


def test_a_refused_invoice_leaves_no_contact_behind(api):
    api.put("Invoices", an_invoice("", Contact={"Name": "Brand New"}, DueDate=None))

    assert api.read("Contacts") == []


@pytest.fixture
def part_paid(api, xero, org, contact_id):
    invoice = api.invoice(contact_id, InvoiceNumber="S-1")
    xero.bookkeeper(org.tenant_id).record_payment("S-1", 10)
    return invoice


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"Reference": "new"}, id="reference"),
        pytest.param({"DueDate": "2026-12-01"}, id="due_date"),
        pytest.param({"InvoiceNumber": "S-2"}, id="number"),
        pytest.param({"Status": "AUTHORISED", "Date": "2026-09-14"}, id="nothing_changes"),
    ],
)
def test_a_part_paid_invoice_may_change_where_money_is_not_touched(api, part_paid, fields):
    assert change(api, part_paid, **fields)["StatusAttributeString"] == "OK"


def test_account_and_description_of_a_paid_line_may_change(api, part_paid):
    line = {
        "LineItemID": part_paid["LineItems"][0]["LineItemID"],
        "Description": "Better words",
        "AccountCode": "260",
    }

    assert change(api, part_paid, LineItems=[line])["StatusAttributeString"] == "OK"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"Date": "2026-09-15"}, [SETTLED, BAD_MODIFY], id="date"),
        pytest.param({"LineItems": [a_line(Quantity=9)]}, [SETTLED, BAD_MODIFY], id="lines"),
        pytest.param({"Status": "VOIDED"}, [SETTLED, BAD_MODIFY], id="void"),
        pytest.param(
            {"Status": "DRAFT"},
            [
                "The status DRAFT cannot be applied to the invoice because it has payments or "
                "credit notes allocated to it."
            ],
            id="draft",
        ),
    ],
)
def test_a_part_paid_invoice_refuses_the_rest(api, part_paid, fields, expected):
    assert messages(change(api, part_paid, **fields)) == expected


def test_due_date_alone_does_not_move_the_time_of_a_part_paid_invoice(api, part_paid):
    path = f"Invoices/{part_paid['InvoiceID']}"
    before = api.read(path)[0]["UpdatedDateUTC"]

    change(api, part_paid, DueDate="2026-12-01")
    quiet = api.read(path)[0]["UpdatedDateUTC"]
    change(api, part_paid, Reference="x")

    assert quiet == before
    assert api.read(path)[0]["UpdatedDateUTC"] > before


def test_a_locked_period_refuses_new_and_changed_documents(api, xero, org, contact_id):
    invoice = api.invoice(contact_id)
    xero.bookkeeper(org.tenant_id).set_lock_date(period="2026-09-30")

    created = api.put("Invoices", an_invoice(contact_id))
    changed = change(api, invoice, Reference="x")

    expected = "The document date cannot be before the period lock date, currently set at "
    assert messages(created) == messages(changed) == [expected + "30 September 2026"]
    assert "PeriodLockDate" in api.call("GET", "Organisation").json()["Organisations"][0]


@pytest.mark.parametrize("choice", ["refuse", "ignore", "delete"])
def test_an_empty_list_of_lines_is_met_by_switch(api, xero, contact_id, choice):
    invoice = api.invoice(contact_id)
    xero.set_switches(empty_line_items=choice)

    answer = change(api, invoice, LineItems=[])

    lines = api.read(f"Invoices/{invoice['InvoiceID']}")[0]["LineItems"]
    assert answer["StatusAttributeString"] == ("ERROR" if choice == "refuse" else "OK")
    assert len(lines) == (0 if choice == "delete" else 1)


def test_dates_are_calendar_days_in_both_forms(api, contact_id):
    answer = api.invoice(contact_id, Date="/Date(1789344000000+0000)/")

    assert answer["DateString"] == "2026-09-14T00:00:00"
    assert answer["Date"] == "/Date(1789344000000+0000)/"


def test_the_reference_of_a_bill_comes_back_empty(api, contact_id):
    line = a_line(AccountCode="300")

    answer = api.invoice(contact_id, Type="ACCPAY", Reference="x", LineItems=[line])

    assert answer["Reference"] == ""


def test_a_subscribed_currency_is_taken(api, xero, org, contact_id):
    xero.bookkeeper(org.tenant_id).add_currency("EUR")

    answer = api.invoice(contact_id, CurrencyCode="EUR")

    assert answer["CurrencyCode"] == "EUR"
    assert answer["CurrencyRate"] != 1.0
