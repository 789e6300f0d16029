from __future__ import annotations

import pytest

from tests.sandbox.quickbooks.books import Books, a_payment


@pytest.fixture
def books():
    return Books()


@pytest.fixture
def customer(books):
    return books.customer("Red Rock Diner")


@pytest.fixture
def invoice(books, customer):
    return books.invoice(customer)


def version(shown):
    return {"Id": shown["Id"], "SyncToken": shown["SyncToken"]}


def test_a_payment_moves_its_invoice(books, customer, invoice):
    books.later()

    payment = books.pay(customer, 25, (invoice, 25))
    paid = books.again("Invoice", invoice)

    assert (payment["TotalAmt"], payment["UnappliedAmt"], payment["ProcessPayment"]) == (
        25,
        0,
        False,
    )
    assert payment["CustomerRef"] == {"value": customer["Id"], "name": "Red Rock Diner"}
    assert payment["DepositToAccountRef"] == {"value": books.id_of("Account", "Undeposited Funds")}
    assert (paid["Balance"], paid["TotalAmt"], paid["SyncToken"]) == (75, 100, "1")
    assert paid["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "Payment"}]
    assert paid["MetaData"]["LastUpdatedTime"] == payment["MetaData"]["LastUpdatedTime"]


def test_a_payment_may_leave_the_sync_token_alone_by_switch(books, customer, invoice):
    books.switches = {"payment_moves_sync_token": False}
    books.later()

    payment = books.pay(customer, 25, (invoice, 25))
    paid = books.again("Invoice", invoice)

    assert paid["SyncToken"] == "0"
    assert paid["MetaData"]["LastUpdatedTime"] == payment["MetaData"]["LastUpdatedTime"]


def test_one_payment_settles_several_invoices_and_keeps_the_rest(books, customer, invoice):
    other = books.invoice(customer)

    payment = books.pay(customer, 170, (invoice, 100), (other, 50))

    assert payment["UnappliedAmt"] == 20
    assert books.again("Invoice", invoice)["Balance"] == 0
    assert books.again("Invoice", other)["Balance"] == 50
    assert books.again("Customer", customer)["Balance"] == 30


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"CustomerRef": {"value": "1"}}, "6000", id="amount"),
        pytest.param({"TotalAmt": 5}, "2020", id="customer"),
        pytest.param({"TotalAmt": 5, "CustomerRef": {"value": "9"}}, "2500", id="unknown"),
        pytest.param({"TotalAmt": "much"}, "2010", id="no_number"),
        pytest.param({"TotalAmt": 10**12}, "6000", id="too_large"),
        pytest.param({"TotalAmt": True}, "2010", id="boolean"),
        pytest.param({"TxnDate": "yesterday"}, "2010", id="no_day"),
        pytest.param({"Line": {}}, "2010", id="no_list"),
        pytest.param({"Line": [{"LinkedTxn": []}]}, "2020", id="line_amount"),
        pytest.param({"Line": [{"Amount": 1, "LinkedTxn": [{}]}]}, "2020", id="no_target"),
        pytest.param(
            {"Line": [{"Amount": 1, "LinkedTxn": [{"TxnId": "1", "TxnType": "Bill"}]}]},
            "2170",
            id="kind",
        ),
    ],
)
def test_an_incomplete_payment_is_refused(books, customer, body, code):
    assert books.refused("Payment", body).code == code


def test_more_than_is_open_or_was_paid_is_refused(books, customer, invoice):
    over_open = a_payment(customer, 200, (invoice, 101))
    over_total = a_payment(customer, 50, (invoice, 60))

    assert books.refused("Payment", over_open).code == "6000"
    assert books.refused("Payment", over_total).code == "6000"
    assert books.refused("Payment", a_payment(customer, 5, ({"Id": "99"}, 5))).code == "2500"


def test_money_of_another_customer_stays_unapplied(books, customer, invoice):
    stranger = books.customer("Stranger")

    payment = books.pay(stranger, 25, (invoice, 25))

    assert (payment["UnappliedAmt"], payment["Line"]) == (25, [])
    assert books.again("Invoice", invoice)["Balance"] == 100


def test_a_parent_pays_for_its_jobs_by_switch(books, customer):
    job = books.invoice(books.job("Kitchen", customer))

    assert books.pay(customer, 10, (job, 10))["UnappliedAmt"] == 0
    books.switches = {"parent_pays_for_jobs": False}
    assert books.pay(customer, 10, (job, 10))["UnappliedAmt"] == 10


def test_a_sparse_update_keeps_the_lines_and_an_empty_list_frees_them(books, customer, invoice):
    payment = books.pay(customer, 25, (invoice, 25))

    noted = books.change("Payment", payment, PrivateNote="cheque")
    quiet = books.again("Invoice", invoice)
    freed = books.change("Payment", noted, Line=[])

    assert (noted["UnappliedAmt"], quiet["SyncToken"]) == (0, "1")
    assert freed["UnappliedAmt"] == 25
    assert books.again("Invoice", invoice)["Balance"] == 100


def test_a_payment_can_be_changed_up_to_what_is_open(books, customer, invoice):
    payment = books.pay(customer, 60, (invoice, 60))
    line = {**payment["Line"][0], "Amount": 100}

    books.change("Payment", payment, TotalAmt=100, Line=[line])

    assert books.again("Invoice", invoice)["Balance"] == 0


def test_a_voided_payment_stays_with_nothing_in_it(books, customer, invoice):
    payment = books.pay(customer, 25, (invoice, 25))

    voided = books.do("Payment", "void", version(payment))

    assert (voided["TotalAmt"], voided["UnappliedAmt"], voided["Line"]) == (0, 0, [])
    assert (voided["PrivateNote"], voided["SyncToken"]) == ("Voided", "1")
    reopened = books.again("Invoice", invoice)
    assert (reopened["Balance"], reopened["LinkedTxn"]) == (100, [])


def test_a_deleted_payment_reopens_its_invoice(books, customer, invoice):
    payment = books.pay(customer, 25, (invoice, 25))
    books.later()

    answer = books.do("Payment", "delete", version(payment))

    assert answer == {"status": "Deleted", "domain": "QBO", "Id": payment["Id"]}
    reopened = books.again("Invoice", invoice)
    assert (reopened["Balance"], reopened["LinkedTxn"], reopened["SyncToken"]) == (100, [], "2")


def test_a_deposited_payment_cannot_be_changed(books, customer, invoice):
    payment = books.pay(customer, 25, (invoice, 25))
    deposited = books.person("deposit_payment", payment_id=payment["Id"])

    assert not any(name.startswith("_") for name in deposited)
    assert books.code("Payment", "delete", version(payment)) == "6540"
    assert books.refused("Payment", {**version(payment), "sparse": True}).code == "6540"


def test_money_goes_to_a_bank_or_a_current_asset(books, customer):
    wrong = {"value": books.id_of("Account", "Sales")}
    bank = {"value": books.id_of("Account", "Business Bank Account")}

    refusal = books.refused("Payment", a_payment(customer, 5, DepositToAccountRef=wrong))

    assert refusal.code == "6430"
    assert books.pay(customer, 5, DepositToAccountRef=bank)["DepositToAccountRef"] == bank


def test_an_invoice_with_payments_keeps_what_was_paid_when_it_is_edited(books, customer, invoice):
    books.pay(customer, 25, (invoice, 25))

    edited = books.change("Invoice", books.again("Invoice", invoice), PrivateNote="x")

    assert (edited["Balance"], len(edited["LinkedTxn"])) == (75, 1)
