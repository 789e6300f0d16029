from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sandbox.control_client import ControlClient, ControlError
from sandbox.quickbooks.answers import Refusal
from sandbox.quickbooks.bookkeeper import ACTIONS
from sandbox.quickbooks.bookkeeper_client import Bookkeeper
from tests.sandbox.quickbooks.books import Books


class Direct(ControlClient):
    """Take the bookkeeper's calls to the company, without HTTP."""

    def __init__(self, books):
        self.books = books

    def post(self, path, body, **query):
        return self.books.person(path.rsplit("/", 1)[-1], **body)


@pytest.fixture
def books():
    return Books("GB")


@pytest.fixture
def bookkeeper(books):
    return Bookkeeper(Direct(books), "9130000000000001")


@pytest.fixture
def invoice(bookkeeper):
    bookkeeper.create_customer("Acme", email="pm@acme.test", phone="020 1")
    lines = [{"item": "Hours", "quantity": 2, "price": "10.50", "tax_code": "20% VAT"}]
    return bookkeeper.create_invoice("Acme", lines, doc_number="S-1", date="2026-02-03")


def test_he_writes_and_edits_invoices(books, bookkeeper, invoice):
    edited = bookkeeper.edit_invoice(
        "S-1", due_date="2026-05-01", lines=[{"item": "Hours", "price": 50}]
    )

    assert str(invoice["TotalAmt"]) == "25.20"
    assert (edited["DueDate"], edited["TotalAmt"], edited["SyncToken"]) == ("2026-05-01", 50, "1")
    assert edited["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Hours"


def test_he_records_and_takes_back_payments(books, bookkeeper, invoice):
    payment = bookkeeper.record_payment("S-1", amount="5.20", date="2026-02-09", reference="EFT")
    part_paid = books.again("Invoice", invoice)
    bookkeeper.edit_payment(payment["Id"], private_note="late")
    bookkeeper.remove_payment(payment["Id"])

    assert (payment["TxnDate"], payment["PaymentRefNum"]) == ("2026-02-09", "EFT")
    assert (part_paid["Balance"], books.again("Invoice", invoice)["Balance"]) == (
        20,
        invoice["TotalAmt"],
    )


def test_one_payment_of_his_goes_to_several_invoices(books, bookkeeper, invoice):
    bookkeeper.create_invoice("Acme", [{"price": 10}], doc_number="S-2")

    payment = bookkeeper.record_payment("S-1", "S-2", amount=30)
    voided = bookkeeper.void_payment(payment["Id"])

    assert [str(line["Amount"]) for line in payment["Line"]] == ["25.20", "4.80"]
    assert voided["TotalAmt"] == 0


def test_he_takes_money_without_an_invoice(bookkeeper, invoice):
    payment = bookkeeper.record_payment(amount=8, customer="Acme")

    assert (payment["UnappliedAmt"], payment["Line"]) == (8, [])


def test_a_credit_settles_an_invoice_without_money(books, bookkeeper, invoice):
    memo = bookkeeper.apply_credit("S-1", amount=5)

    stored = books.again("Invoice", invoice)
    payment = books.read("Payment", stored["LinkedTxn"][0]["TxnId"])
    assert (memo["TotalAmt"], memo["RemainingCredit"]) == (5, 0)
    assert str(stored["Balance"]) == "20.20"
    assert (payment["TotalAmt"], payment["UnappliedAmt"]) == (0, 0)
    assert payment["PrivateNote"].startswith("Created by QB Online")


def test_he_voids_and_deletes_invoices(books, bookkeeper, invoice):
    books.switches = {"bookkeeper_void_status": True}
    voided = bookkeeper.void_invoice("S-1")
    bookkeeper.delete_invoice("S-1")

    assert (voided["status"], voided["TotalAmt"]) == ("Voided", 0)
    with pytest.raises(Refusal, match="Another user"):
        books.again("Invoice", invoice)


def test_making_a_customer_inactive_credits_what_is_owed(books, bookkeeper, invoice):
    gone = bookkeeper.inactivate("Acme")
    back = bookkeeper.reactivate("Acme")

    assert (gone["DisplayName"], gone["Active"], gone["Balance"]) == ("Acme (deleted)", False, 0)
    assert books.again("Invoice", invoice)["Balance"] == 0
    assert (back["DisplayName"], back["Active"]) == ("Acme", True)


def test_he_moves_and_merges_customers(books, bookkeeper, invoice):
    bookkeeper.create_customer("Parent")
    job = bookkeeper.create_customer("Kitchen", parent="Acme")
    moved = bookkeeper.move_customer("Kitchen", "Parent")
    top = bookkeeper.move_customer("Kitchen")
    bookkeeper.move_customer("Kitchen", "Acme")

    winner = bookkeeper.merge_customers("Acme", "Parent")

    assert (moved["FullyQualifiedName"], top["FullyQualifiedName"]) == ("Parent:Kitchen", "Kitchen")
    assert books.again("Invoice", invoice)["CustomerRef"]["value"] == winner["Id"]
    assert books.again("Customer", job)["FullyQualifiedName"] == "Parent:Kitchen"
    assert books.company.named("Customer", "Acme") is None


def test_he_keeps_the_lists(books, bookkeeper):
    bookkeeper.create_vendor("Smith")
    bookkeeper.create_employee("Jane")
    bookkeeper.create_account("Repairs", "Income", number="210")
    bookkeeper.create_item("Pump", "Inventory", account="Repairs")
    bookkeeper.add_term("Net 7", 7)
    code = bookkeeper.add_tax_code("17.5% VAT", "17.5")

    assert bookkeeper.edit_vendor("Smith", email="s@smith.test")["SyncToken"] == "1"
    assert bookkeeper.edit_item("Pump", unit_price=3)["UnitPrice"] == 3
    assert bookkeeper.edit_account("Repairs", name="Mending")["Name"] == "Mending"
    assert code["SalesTaxRateList"]["TaxRateDetail"][0]["TaxRateRef"]["name"] == "17.5% VAT (Sales)"


def test_he_is_held_to_the_same_rules(books, bookkeeper, invoice):
    with pytest.raises(Refusal, match="already using"):
        bookkeeper.create_vendor("acme")
    bookkeeper.record_payment("S-1")
    with pytest.raises(Refusal, match="linked to a payment"):
        bookkeeper.void_invoice("S-1")
    bookkeeper.set_closing_date("2026-12-31")
    with pytest.raises(Refusal, match="closed"):
        bookkeeper.edit_invoice("S-1", private_note="x")
    bookkeeper.set_closing_date(None)
    assert bookkeeper.edit_customer("Acme", notes="x")["Notes"] == "x"


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("dance", {}),
        ("void_invoice", {"colour": "red"}),
        ("set_preferences", {"colour": True}),
        ("inactivate", {"key": "1", "entity": "Invoice"}),
    ],
)
def test_what_he_cannot_do_is_said(books, action, arguments):
    with pytest.raises(Refusal) as caught:
        books.person(action, **arguments)

    assert caught.value.code == "400"


@pytest.mark.parametrize("call", ["void_invoice", "void_payment", "inactivate"])
def test_what_he_cannot_find_is_said(bookkeeper, call):
    with pytest.raises(Refusal) as caught:
        getattr(bookkeeper, call)("nothing")

    assert caught.value.code == "610"


def test_his_client_has_a_method_for_every_action():
    edits = {"edit_customer", "edit_vendor", "edit_item", "edit_account"}
    methods = {name for name in vars(Bookkeeper) if not name.startswith("_")}

    assert methods - edits | {"edit_record"} == set(ACTIONS)


def test_the_company_tells_about_itself(books):
    info = books.read("CompanyInfo", books.company.realm_id)
    settings = books.read("Preferences", "1")

    assert (info["CompanyName"], info["Country"]) == ("Acme", "GB")
    assert settings["SalesFormsPrefs"]["CustomTxnNumbers"] is True
    assert settings["CurrencyPrefs"]["HomeCurrency"] == {"value": "GBP"}
    assert settings["TaxPrefs"]["UsingSalesTax"] is True


def test_he_works_over_http_too(quickbooks, company, api):
    person = quickbooks.bookkeeper(company.tenant_id)
    person.create_customer("Acme", email="pm@acme.test")
    invoice = person.create_invoice("Acme", [{"item": "Hours", "quantity": 2, "price": "10.50"}])
    payment = person.record_payment(invoice["Id"], amount=Decimal("5.20"), date=date(2026, 9, 20))

    stored = api.read("Invoice", invoice["Id"])

    assert (stored["TotalAmt"], stored["Balance"]) == (21.0, 15.8)
    assert (stored["LinkedTxn"][0]["TxnId"], payment["TxnDate"]) == (payment["Id"], "2026-09-20")
    with pytest.raises(ControlError, match="already using this"):
        person.create_vendor("Acme")
