"""Credits and changed lines, by the bookkeeper's hand."""

from __future__ import annotations

import pytest

from sandbox.quickbooks.answers import Refusal
from tests.sandbox.quickbooks.books import Books, a_line


@pytest.fixture
def books():
    return Books()


@pytest.fixture
def customer(books):
    return books.customer("Red Rock Diner")


def words(invoice):
    return [
        (line["Id"], line.get("Description"), line.get("SalesItemLineDetail", {}).get("Qty"))
        for line in invoice["Line"]
        if "Id" in line
    ]


def test_cash_and_a_credit_settle_invoices_in_one_payment(books, customer):
    first, second = (books.invoice(customer) for _ in range(2))

    keys = [first["Id"], second["Id"]]
    payment = books.person("pay_with_credit", invoices=keys, amount=130, credit=20)

    assert (payment["TotalAmt"], payment["UnappliedAmt"]) == (130, 0)
    linked = [(line["Amount"], line["LinkedTxn"][0]["TxnType"]) for line in payment["Line"]]
    assert linked == [(100, "Invoice"), (50, "Invoice"), (20, "CreditMemo")]
    assert [books.again("Invoice", each)["Balance"] for each in (first, second)] == [0, 50]


def test_a_credit_that_is_taken_off_opens_its_invoice(books, customer):
    invoice = books.invoice(customer)
    memo = books.person("apply_credit", invoice=invoice["Id"], amount=40)

    after = books.person("unapply_credit", invoice=invoice["Id"])

    assert (after["Balance"], after["LinkedTxn"]) == (100, [])
    assert books.again("CreditMemo", memo)["RemainingCredit"] == 40


def test_where_there_is_no_credit_none_is_taken_off(books, customer):
    invoice = books.invoice(customer)

    with pytest.raises(Refusal) as refused:
        books.person("unapply_credit", invoice=invoice["Id"])

    assert refused.value.code == "610"


def test_lines_that_are_named_keep_their_ids_and_what_is_not_said(books, customer):
    lines = [{**a_line(Qty=2, UnitPrice=50), "Description": text} for text in "ABC"]
    invoice = books.invoice(customer, *lines)

    edited = [{"Id": "3"}, {"Id": "1", "quantity": 5}, {"text": "Thanks"}, {"price": 7}]
    after = books.person("edit_invoice", invoice=invoice["Id"], changes={"Line": edited})

    assert words(after) == [("3", "C", 2), ("1", "A", 5), ("4", "Thanks", None), ("5", None, 1)]
    assert after["TotalAmt"] == 357
