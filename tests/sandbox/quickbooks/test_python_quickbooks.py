"""A public client library, python-quickbooks, works with the sandbox as with QuickBooks."""

# mypy: disable-error-code="import-untyped"
# Neither library ships types.

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from intuitlib.client import AuthClient
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    ValidationException,
)
from quickbooks.objects import (
    Account,
    CompanyInfo,
    Customer,
    EmailAddress,
    Invoice,
    Item,
    Payment,
    PaymentLine,
    Preferences,
    SalesItemLine,
    SalesItemLineDetail,
    TaxCode,
    Term,
    Vendor,
)

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def quickbooks(sandbox, quickbooks):
    sandbox.set_clock(NOON)
    return quickbooks


@pytest.fixture
def auth(monkeypatch, quickbooks, company, api):
    # Both libraries insist on https, and one on asking Intuit for its addresses.
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    addresses = {
        "authorization_endpoint": quickbooks.authorize_url,
        "token_endpoint": quickbooks.token_url,
        "revocation_endpoint": quickbooks.revoke_url,
        "issuer": "",
        "jwks_uri": "",
        "userinfo_endpoint": "",
    }
    monkeypatch.setattr("intuitlib.client.get_discovery_doc", lambda *_, **__: addresses)
    client = AuthClient(
        client_id=quickbooks.client_id,
        client_secret=quickbooks.client_secret,
        redirect_uri="http://127.0.0.1/back",
        environment="sandbox",
        refresh_token=api.tokens["refresh_token"],
        realm_id=company.tenant_id,
    )
    client.trust_env = False
    yield client
    client.close()


@pytest.fixture
def sdk(monkeypatch, quickbooks, company, auth):
    url = quickbooks.api_url.removesuffix("/company")
    monkeypatch.setattr(QuickBooks, "sandbox_api_url_v3", url)
    client = QuickBooks(
        auth_client=auth,
        refresh_token=auth.refresh_token,
        company_id=company.tenant_id,
        minorversion=75,
    )
    client.session.trust_env = False
    yield client
    client.session.close()


def a_customer(sdk, name="Harbour Foods"):
    customer = Customer()
    customer.DisplayName = name
    customer.PrimaryEmailAddr = EmailAddress()
    customer.PrimaryEmailAddr.Address = "ap@harbour.example"
    return customer.save(qb=sdk)


def services(sdk):
    return Item.filter(Name="Services", qb=sdk)[0]


def an_invoice(sdk, customer, number="INV-1"):
    line = SalesItemLine()
    line.Amount = 25.5
    line.Description = "Pump seals"
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = services(sdk).to_ref()
    line.SalesItemLineDetail.Qty = 3
    line.SalesItemLineDetail.UnitPrice = 8.5
    invoice = Invoice()
    invoice.DocNumber = number
    invoice.CustomerRef = customer.to_ref()
    invoice.Line.append(line)
    return invoice.save(qb=sdk)


def a_payment(sdk, customer, invoice):
    payment = Payment()
    payment.TotalAmt = 25.5
    payment.CustomerRef = customer.to_ref()
    line = PaymentLine()
    line.Amount = 25.5
    line.LinkedTxn.append(invoice.to_linked_txn())
    payment.Line.append(line)
    return payment.save(qb=sdk)


def test_tokens_are_refreshed_and_revoked(auth, sdk):
    before = auth.access_token
    auth.refresh()
    sdk.session.token = {"access_token": auth.access_token}

    assert auth.access_token != before
    assert Customer.all(qb=sdk) == []

    auth.revoke()

    with pytest.raises(AuthClientError):
        auth.refresh()
    with pytest.raises(AuthorizationException):
        Customer.all(qb=sdk)


def test_customers_are_created_updated_and_found(sdk):
    customer = a_customer(sdk)
    customer.Notes = "Call before noon"

    customer.save(qb=sdk)

    read = Customer.get(customer.Id, qb=sdk)
    listed = Customer.filter(DisplayName="Harbour Foods", qb=sdk)
    assert (read.Notes, read.SyncToken) == ("Call before noon", "1")
    assert read.PrimaryEmailAddr.Address == "ap@harbour.example"
    assert [found.Id for found in listed] == [customer.Id]


def test_a_customer_is_put_under_another(sdk):
    parent = a_customer(sdk)
    job = Customer()
    job.DisplayName = "Pump Room Refit"
    job.Job = True
    job.ParentRef = parent.to_ref()

    job = job.save(qb=sdk)

    assert (job.FullyQualifiedName, job.Level) == ("Harbour Foods:Pump Room Refit", 1)
    assert Customer.count("Job = true", qb=sdk) == 1


def test_a_name_with_an_apostrophe_is_found(sdk):
    vendor = Vendor()
    vendor.DisplayName = "Peet's"
    vendor.save(qb=sdk)

    assert [found.DisplayName for found in Vendor.filter(DisplayName="Peet's", qb=sdk)] == [
        "Peet's"
    ]


def test_lists_come_in_pages(sdk):
    for number in range(5):
        a_customer(sdk, f"Customer {number}")

    page = Customer.all(order_by="Id", start_position=3, max_results=2, qb=sdk)

    assert [found.DisplayName for found in page] == ["Customer 2", "Customer 3"]


def test_items_are_created_with_their_number(sdk):
    income = Account.filter(Name="Sales", qb=sdk)[0]
    item = Item()
    item.Name = "Pump seal"
    item.Type = "Service"
    item.Sku = "PS-1"
    item.IncomeAccountRef = income.to_ref()
    item.save(qb=sdk)

    found = {item.Name: getattr(item, "Sku", "") for item in Item.all(qb=sdk)}

    assert found["Pump seal"] == "PS-1"


def test_invoices_are_created_paid_and_freed_again(sdk):
    customer = a_customer(sdk)
    invoice = an_invoice(sdk, customer)
    payment = a_payment(sdk, customer, invoice)

    paid = Invoice.get(invoice.Id, qb=sdk)
    payment.void(qb=sdk)
    freed = Invoice.get(invoice.Id, qb=sdk)

    assert (invoice.TotalAmt, paid.Balance, freed.Balance) == (25.5, 0, 25.5)
    assert [link.TxnType for link in paid.LinkedTxn] == ["Payment"]


def test_invoices_are_changed_sent_voided_and_deleted(sdk):
    customer = a_customer(sdk)
    first, second = an_invoice(sdk, customer, "INV-1"), an_invoice(sdk, customer, "INV-2")
    first.PrivateNote = "Second thoughts"

    first = first.save(qb=sdk)
    first.send(qb=sdk, send_to="ap@harbour.example")
    first = Invoice.get(first.Id, qb=sdk)
    sent = first.EmailStatus
    first.void(qb=sdk)
    second.delete(qb=sdk)

    voided = Invoice.get(first.Id, qb=sdk)
    assert (sent, voided.TotalAmt, voided.DocNumber) == ("EmailSent", 0, "INV-1")
    with pytest.raises(ObjectNotFoundException):
        Invoice.get(second.Id, qb=sdk)


def test_a_batch_tells_good_from_bad(sdk):
    a_customer(sdk)
    wanted = [Customer() for _ in range(3)]
    for customer, name in zip(wanted, ("Bolt", "harbour foods", "Coil"), strict=True):
        customer.DisplayName = name

    answer = batch_create(wanted, qb=sdk)

    assert sorted(made.DisplayName for made in answer.successes) == ["Bolt", "Coil"]
    assert [fault.Error[0].code for fault in answer.faults] == ["6240"]
    assert answer.faults[0].original_object.DisplayName == "harbour foods"


def test_a_batch_updates(sdk):
    customers = [a_customer(sdk, name) for name in ("Bolt", "Coil")]
    for customer in customers:
        customer.Notes = "n"

    answer = batch_update(customers, qb=sdk)

    assert [made.SyncToken for made in answer.successes] == ["1", "1"]


def test_changes_are_captured(sdk):
    customer = a_customer(sdk)
    invoice, gone = an_invoice(sdk, customer, "INV-1"), an_invoice(sdk, customer, "INV-2")
    gone.delete(qb=sdk)

    found = change_data_capture([Customer, Invoice, Vendor], "2026-09-14T00:00:00Z", qb=sdk)

    assert [changed.Id for changed in found.Customer] == [customer.Id]
    assert [changed.Id for changed in found.Invoice] == [invoice.Id, gone.Id]
    assert found.Invoice[1].status == "Deleted"
    assert not hasattr(found, "Vendor")


def test_settings_are_read(sdk, company):
    about = CompanyInfo.get(company.tenant_id, qb=sdk)
    preferences = Preferences.get(qb=sdk)

    assert about.CompanyName == company.name
    assert preferences.SalesFormsPrefs.CustomTxnNumbers is True
    assert TaxCode.all(qb=sdk)
    assert "Net 30" in {term.Name for term in Term.all(qb=sdk)}


def test_refusals_are_the_librarys_exceptions(sdk):
    stale = a_customer(sdk)
    Customer.get(stale.Id, qb=sdk).save(qb=sdk)

    with pytest.raises(QuickbooksException) as refused:
        stale.save(qb=sdk)
    with pytest.raises(ValidationException) as unknown:
        Customer.where("NoSuchField = '1'", qb=sdk)

    assert (refused.value.error_code, unknown.value.error_code) == (5010, 4001)
