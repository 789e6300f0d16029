"""The official Python SDK, pointed at the sandbox, works as against Xero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from xero_python.accounting import AccountingApi
from xero_python.accounting import models as m
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import AccountingBadRequestException


@pytest.fixture
def sdk(xero, api):
    kept = {"token": api.tokens}
    configuration = Configuration(
        oauth2_token=OAuth2Token(client_id=xero.client_id, client_secret=xero.client_secret)
    )
    client = ApiClient(
        configuration,
        oauth2_token_getter=lambda: kept["token"],
        oauth2_token_saver=lambda token: kept.update(token=token),
    )
    client.set_oauth2_token({**api.tokens, "expires_at": 4_000_000_000})
    accounting = AccountingApi(client)
    accounting.base_url = xero.api_url
    return accounting


def a_contact(sdk, tenant_id, name="Harbour Foods Ltd"):
    wanted = m.Contacts(
        contacts=[
            m.Contact(
                name=name,
                email_address="ap@harbour.example",
                phones=[m.Phone(phone_type="DEFAULT", phone_number="09 111 1111")],
                addresses=[m.Address(address_type="POBOX", city="Auckland")],
            )
        ]
    )
    return sdk.create_contacts(tenant_id, wanted).contacts[0]


def a_line(code):
    return m.LineItem(
        description="Widgets", quantity=Decimal(2), unit_amount=Decimal("10.5"), account_code=code
    )


def test_contacts_are_created_and_read(sdk, org):
    made = a_contact(sdk, org.tenant_id)

    read = sdk.get_contact(org.tenant_id, made.contact_id).contacts[0]
    listed = sdk.get_contacts(org.tenant_id, page=1, where='Name=="harbour foods ltd"')

    assert read.name == "Harbour Foods Ltd"
    assert read.updated_date_utc.tzinfo is not None
    assert [row.contact_id for row in listed.contacts] == [made.contact_id]


def test_a_duplicate_is_the_sdks_bad_request(sdk, org):
    a_contact(sdk, org.tenant_id)

    with pytest.raises(AccountingBadRequestException) as refused:
        a_contact(sdk, org.tenant_id)

    assert refused.value.status == 400
    assert "already assigned to another contact" in str(refused.value.error_data)


def test_invoices_are_created_paid_and_read(sdk, org):
    contact = m.Contact(contact_id=a_contact(sdk, org.tenant_id).contact_id)
    wanted = m.Invoice(
        type="ACCREC",
        contact=contact,
        date=date(2026, 9, 14),
        due_date=date(2026, 10, 14),
        status="AUTHORISED",
        line_items=[a_line("200")],
    )

    invoices = m.Invoices(invoices=[wanted])
    made = sdk.create_invoices(org.tenant_id, invoices, summarize_errors="false", unitdp=4)
    invoice = made.invoices[0]
    payment = m.Payment(
        invoice=m.Invoice(invoice_id=invoice.invoice_id),
        account=m.Account(code="090"),
        date=date(2026, 9, 20),
        amount=Decimal("24.15"),
    )
    sdk.create_payments(org.tenant_id, m.Payments(payments=[payment]))
    read = sdk.get_invoice(org.tenant_id, invoice.invoice_id).invoices[0]
    listed = sdk.get_payments(org.tenant_id, page=1).payments

    assert (read.status, read.date, read.total) == ("PAID", date(2026, 9, 14), Decimal("24.15"))
    assert [row.invoice.invoice_id for row in listed] == [invoice.invoice_id]


def test_purchase_orders_are_upserted_and_listed(sdk, org):
    contact = m.Contact(contact_id=a_contact(sdk, org.tenant_id).contact_id)
    wanted = m.PurchaseOrder(
        purchase_order_number="PO-7",
        contact=contact,
        date=date(2026, 9, 14),
        line_items=[a_line("300")],
    )
    orders = m.PurchaseOrders(purchase_orders=[wanted])

    sdk.update_or_create_purchase_orders(org.tenant_id, orders, summarize_errors="false")
    sdk.update_or_create_purchase_orders(org.tenant_id, orders, summarize_errors="false")

    listed = sdk.get_purchase_orders(org.tenant_id).purchase_orders
    assert [(row.purchase_order_number, row.sub_total) for row in listed] == [
        ("PO-7", Decimal("21.0"))
    ]


def test_settings_are_read(sdk, org):
    organisation = sdk.get_organisations(org.tenant_id).organisations[0]
    accounts = sdk.get_accounts(org.tenant_id, where='Type=="BANK"').accounts
    rates = sdk.get_tax_rates(org.tenant_id).tax_rates

    assert (organisation.name, organisation.base_currency.value) == ("Harbour Plumbing", "NZD")
    assert [account.code for account in accounts] == ["090", "091"]
    assert "OUTPUT2" in {rate.tax_type for rate in rates}
