from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.quickbooks.answers import Refusal
from tests.sandbox.quickbooks.books import Books, a_line, an_invoice


@pytest.fixture
def books():
    return Books()


@pytest.fixture
def customer(books):
    return books.customer("Amy's Bird Sanctuary")


def version(shown):
    return {"Id": shown["Id"], "SyncToken": shown["SyncToken"]}


def without(body, *names):
    return {name: value for name, value in body.items() if name not in names}


def test_the_server_completes_an_invoice(books, customer):
    invoice = books.invoice(customer)

    first, last = invoice["Line"]
    assert (first["Id"], first["LineNum"], first["Amount"]) == ("1", 1, 100)
    assert first["SalesItemLineDetail"]["ItemRef"] == {"value": "1", "name": "Services"}
    assert first["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "NON"}
    assert last == {"Amount": 100, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    assert (invoice["TotalAmt"], invoice["Balance"], invoice["LinkedTxn"]) == (100, 100, [])
    assert invoice["CustomerRef"] == {"value": customer["Id"], "name": "Amy's Bird Sanctuary"}
    assert invoice["TxnTaxDetail"] == {"TotalTax": 0}
    assert (invoice["EmailStatus"], invoice["PrintStatus"]) == ("NotSet", "NeedToPrint")


@pytest.mark.parametrize(
    ("body", "code", "element"),
    [
        pytest.param({"Line": [a_line()]}, "2020", "CustomerRef", id="customer"),
        pytest.param({"CustomerRef": {"value": "1"}}, "2020", "Line", id="lines"),
        pytest.param(
            {"CustomerRef": {"value": "99"}, "Line": [a_line()]},
            "2500",
            "CustomerRef",
            id="unknown",
        ),
        pytest.param(
            {"CustomerRef": {"value": "1"}, "Line": [without(a_line(), "Amount")]},
            "2020",
            "Line.Amount",
            id="amount",
        ),
        pytest.param(
            {"CustomerRef": {"value": "1"}, "Line": [without(a_line(), "SalesItemLineDetail")]},
            "2020",
            "Line.SalesItemLineDetail",
            id="detail",
        ),
        pytest.param(
            {"CustomerRef": {"value": "1"}, "Line": [a_line(ItemRef={"value": "99"})]},
            "2500",
            "Line.SalesItemLineDetail.ItemRef",
            id="item",
        ),
        pytest.param(
            {"CustomerRef": {"value": "1"}, "Line": [a_line()], "DocNumber": "x" * 22},
            "2050",
            "DocNumber",
            id="number",
        ),
        pytest.param(
            {"CustomerRef": {"value": "1"}, "Line": [a_line(tax="7")]},
            "6100",
            "Line.TaxCodeRef",
            id="tax",
        ),
    ],
)
def test_an_incomplete_invoice_is_refused(books, customer, body, code, element):
    refusal = books.refused("Invoice", body)

    assert (refusal.code, refusal.element) == (code, element)


def test_the_amount_is_the_product_rounded_half_up(books, customer):
    line = a_line("1861.08", Qty="128.350", UnitPrice="14.50")
    invoice = books.invoice(customer, line)

    refusal = books.refused(
        "Invoice", an_invoice(customer, a_line("1861.07", Qty=128.35, UnitPrice=14.5))
    )

    assert invoice["TotalAmt"] == Decimal("1861.08")
    assert (refusal.code, refusal.element) == ("6070", "Line.Amount")


def test_text_lines_carry_no_money(books, customer):
    words = {"DetailType": "DescriptionOnly", "Description": "As agreed"}

    invoice = books.invoice(customer, words, a_line())

    assert invoice["Line"][0]["Description"] == "As agreed"
    assert (invoice["Line"][1]["LineNum"], invoice["TotalAmt"]) == (2, 100)


def test_a_line_without_item_is_a_switch(books, customer):
    line = a_line(50, ItemRef={})

    by_default = books.invoice(customer, line)
    books.switches = {"missing_item": "ignore_amount"}
    ignored = books.invoice(customer, line, a_line())

    assert by_default["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Services"
    assert ignored["TotalAmt"] == 100


def test_lines_are_replaced_as_a_whole_and_keep_their_ids(books, customer):
    invoice = books.invoice(customer, a_line(1), a_line(2), a_line(3))
    kept = {**invoice["Line"][1], "Amount": 20}

    after = books.change("Invoice", invoice, Line=[a_line(9), kept, invoice["Line"][-1]])

    assert [(line.get("Id"), line["Amount"]) for line in after["Line"]] == [
        ("4", 9),
        ("2", 20),
        (None, 29),
    ]
    untouched = books.change("Invoice", after, PrivateNote="hello")
    assert untouched["Line"] == after["Line"]


def test_numbers_are_the_apps_own_or_missing(books, customer):
    assert "DocNumber" not in books.invoice(customer)
    assert books.invoice(customer, DocNumber="INV-7")["DocNumber"] == "INV-7"
    assert books.invoice(customer, DocNumber="AUTO_GENERATE")["DocNumber"] == "1001"


def test_numbers_run_on_where_the_company_wants_that():
    books = Books(custom_txn_numbers=False)
    customer = books.customer()

    numbers = [
        books.invoice(customer, **given)["DocNumber"] for given in ({}, {"DocNumber": "41"}, {})
    ]

    assert numbers == ["1001", "41", "42"]


def test_a_used_number_is_refused_by_switch(books, customer):
    first = books.invoice(customer, DocNumber="INV-1")
    assert books.invoice(customer, DocNumber="INV-1")["DocNumber"] == "INV-1"

    books.switches = {"duplicate_doc_numbers": "reject"}
    body = an_invoice(customer, DocNumber="INV-1")
    refusal = books.refused("Invoice", body)

    assert refusal.code == "6140"
    assert (
        f"DocNumber=INV-1 is assigned to TxnType=Invoice with TxnId={first['Id']}" in refusal.detail
    )
    assert books.write("Invoice", body, include="allowduplicatedocnum")["DocNumber"] == "INV-1"


@pytest.mark.parametrize(
    ("switches", "fields", "due"),
    [
        pytest.param({}, {"SalesTermRef": {"value": "2"}}, "2026-02-18", id="its_term"),
        pytest.param({}, {}, "2026-04-04", id="term_of_the_customer"),
        pytest.param({"customer_term_inherited": False}, {}, "2026-03-05", id="thirty_days"),
        pytest.param(
            {"customer_term_inherited": False, "due_without_terms": "same_day"},
            {},
            "2026-02-03",
            id="same_day",
        ),
        pytest.param({}, {"DueDate": "2026-02-09"}, "2026-02-09", id="stated"),
    ],
)
def test_when_an_invoice_is_due(books, switches, fields, due):
    customer = books.customer(SalesTermRef={"value": "4"})
    books.switches = switches

    assert books.invoice(customer, **fields)["DueDate"] == due


def test_the_address_comes_from_the_customer_and_the_email_does_not(books):
    customer = books.customer(
        BillAddr={"Line1": "4581 Finch St."}, PrimaryEmailAddr={"Address": "a@b.test"}
    )

    invoice = books.invoice(customer)

    assert invoice["BillAddr"] == customer["BillAddr"]
    assert "BillEmail" not in invoice


def test_sending_needs_an_address(books, customer):
    assert books.refused("Invoice", an_invoice(customer, EmailStatus="NeedToSend")).code == "2020"
    invoice = books.invoice(customer)
    assert books.code("Invoice", "send", version(invoice)) == "2020"

    sent = books.do("Invoice", "send", {"Id": invoice["Id"]}, sendto="amy@birds.test")

    assert (sent["EmailStatus"], sent["SyncToken"]) == ("EmailSent", "1")
    assert sent["BillEmail"] == {"Address": "amy@birds.test"}
    assert sent["DeliveryInfo"]["DeliveryType"] == "Email"


def test_a_voided_invoice_stays_with_nothing_in_it(books, customer):
    invoice = books.invoice(customer, a_line(30, Qty=3, UnitPrice=10), PrivateNote="Old")

    voided = books.do("Invoice", "void", version(invoice))

    assert (voided["TotalAmt"], voided["Balance"], voided["SyncToken"]) == (0, 0, "1")
    assert voided["PrivateNote"] == "Voided - Old"
    assert voided["TxnTaxDetail"] == {"TotalTax": 0}
    assert voided["PrintStatus"] == "NEED_TO_PRINT"
    (line,) = voided["Line"]
    assert (line["DetailType"], line["Amount"]) == ("SALES_ITEM_LINE_DETAIL", 0)
    assert line["SalesItemLineDetail"]["Qty"] == 0
    assert books.again("Invoice", invoice)["PrintStatus"] == "NeedToPrint"


@pytest.mark.parametrize("operation", ["void", "delete"])
def test_a_paid_invoice_stays(books, customer, operation):
    invoice = books.invoice(customer)
    payment = books.pay(customer, 40, (invoice, 40))
    paid = books.again("Invoice", invoice)

    assert books.code("Invoice", operation, version(paid)) == "6000"

    books.switches = {"paid_invoice_void": "unlink"}
    books.do("Invoice", operation, version(paid))
    freed = books.again("Payment", payment)
    assert (freed["Line"], freed["UnappliedAmt"]) == ([], 40)


def test_closed_books_take_nothing(books, customer):
    invoice = books.invoice(customer)
    books.person("set_closing_date", date="2026-02-03")

    refusal = books.refused("Invoice", an_invoice(customer))

    assert refusal.code == "6210"
    assert books.code("Invoice", "void", version(invoice)) == "6210"
    assert books.code("Invoice", "delete", version(invoice)) == "6210"
    moved = {**version(invoice), "sparse": True, "TxnDate": "2026-03-01"}
    assert books.refused("Invoice", moved).code == "6210"
    assert books.invoice(customer, TxnDate="2026-02-04")["TotalAmt"] == 100


def test_an_invoice_of_an_inactive_customer_can_still_be_edited(books, customer):
    invoice = books.invoice(customer)
    books.change("Customer", customer, Active=False)

    assert books.change("Invoice", invoice, PrivateNote="late")["PrivateNote"] == "late"
    with pytest.raises(Refusal, match="CustomerRef"):
        books.invoice(customer)


def test_with_several_currencies_an_invoice_has_that_of_its_customer():
    books = Books(multicurrency=True)
    customer = books.customer(CurrencyRef={"value": "EUR"})

    assert books.refused("Invoice", an_invoice(customer)).element == "CurrencyRef"
    wrong = an_invoice(customer, CurrencyRef={"value": "USD"})
    assert books.refused("Invoice", wrong).code == "6000"
    euro = books.invoice(customer, CurrencyRef={"value": "EUR"}, ExchangeRate="1.1")
    assert (euro["CurrencyRef"]["name"], euro["HomeTotalAmt"]) == ("Euro", 110)


@pytest.mark.parametrize(
    ("detail", "amount", "after"),
    [
        pytest.param({"PercentBased": True, "DiscountPercent": Decimal(10)}, 10, 20, id="percent"),
        pytest.param({"PercentBased": False}, 15, 15, id="amount"),
    ],
)
def test_a_discount_is_taken_off_the_whole_and_goes_when_it_is_not_named(
    books, customer, detail, amount, after
):
    line = {"Amount": Decimal(15), "DetailType": "DiscountLineDetail", "DiscountLineDetail": detail}

    invoice = books.invoice(customer, Line=[a_line(), line])

    sale, discount, subtotal = invoice["Line"]
    assert (discount["Amount"], subtotal["Amount"], invoice["TotalAmt"]) == (
        amount,
        100,
        100 - amount,
    )

    sale["Amount"] = Decimal(200)
    sale["SalesItemLineDetail"] |= {"Qty": Decimal(1), "UnitPrice": Decimal(200)}
    changed = books.do(
        "Invoice", "update", {**version(invoice), "sparse": True, "Line": [sale, discount]}
    )
    assert (changed["Line"][1]["Amount"], changed["TotalAmt"]) == (after, 200 - after)

    gone = books.do("Invoice", "update", {**version(changed), "sparse": True, "Line": [sale]})
    assert gone["TotalAmt"] == 200
