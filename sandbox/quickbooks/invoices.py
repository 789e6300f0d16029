"""Sales invoices."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row, ref_id
from sandbox.quickbooks.contact_fields import (
    address,
    check_email,
    currency_view,
    email,
    place_addresses,
)
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import (
    as_day,
    as_flag,
    as_number,
    as_reference,
    as_sent,
    choice,
    part,
    text,
)
from sandbox.quickbooks.lines import as_lines, line_view, settle_lines, subtotal, voided_lines
from sandbox.quickbooks.numbering import settle_number
from sandbox.quickbooks.resource import Draft, Resource
from sandbox.quickbooks.settlement import applied, still_open
from sandbox.quickbooks.taxes import MODES, settle_taxes
from sandbox.quickbooks.terms import due_day
from sandbox.quickbooks.transactions import check_books_open, day_of, settle_frame, voided_note
from sandbox.quickbooks.views import named

USUAL_DAYS = 30


def _settle(desk: Desk, draft: Draft) -> None:
    body = draft.body
    settle_frame(desk, draft)
    draft.check_reference(desk, "SalesTermRef", "Term")
    body["Line"] = settle_lines(desk, draft)
    settle_taxes(desk, draft)
    body["Line"] = [*body["Line"], subtotal(body["Line"])]
    _settle_due_day(desk, draft)
    settle_number(desk, draft)
    _settle_mail(desk, body)
    _settle_addresses(desk, draft)
    links = draft.old("LinkedTxn", [])
    own_id = draft.before.id if draft.before else ""
    body["LinkedTxn"] = links
    body["Balance"] = still_open(desk.company, ("Invoice", own_id), body["TotalAmt"], links)
    body.setdefault("PrintStatus", "NeedToPrint")
    body.setdefault("ApplyTaxAfterDiscount", False)
    body.setdefault("Deposit", Decimal(0))


def _settle_due_day(desk: Desk, draft: Draft) -> None:
    body = draft.body
    if draft.is_new and "SalesTermRef" not in body and desk.switches.customer_term_inherited:
        customer = desk.company.row("Customer", ref_id(body, "CustomerRef"))
        if customer and "SalesTermRef" in customer.body:
            body["SalesTermRef"] = customer.body["SalesTermRef"]
    if "DueDate" in body:
        return
    day = day_of(body)
    term = desk.company.row("Term", ref_id(body, "SalesTermRef"))
    if term is not None:
        due = due_day(term.body, day)
    elif desk.switches.due_without_terms == "net_30":
        due = day + timedelta(days=USUAL_DAYS)
    else:
        due = day
    body["DueDate"] = due.isoformat()


def _settle_mail(desk: Desk, body: Body) -> None:
    check_email(desk, body, "BillEmail")
    body.setdefault("EmailStatus", "NotSet")
    if body["EmailStatus"] == "NeedToSend" and "BillEmail" not in body:
        raise answers.required("BillEmail")


def _settle_addresses(desk: Desk, draft: Draft) -> None:
    customer = desk.company.row("Customer", ref_id(draft.body, "CustomerRef"))
    for name in ("BillAddr", "ShipAddr"):
        if draft.is_new and name not in draft.body and customer and name in customer.body:
            draft.body[name] = customer.body[name]
        elif name in draft.sent:
            place_addresses(desk, draft, name)


def sent_body(desk: Desk, body: Body, recipient: str) -> Body:
    """Return an invoice after it was e-mailed."""
    after = {**body, "EmailStatus": "EmailSent"}
    if recipient:
        after["BillEmail"] = {"Address": recipient}
    if "BillEmail" not in after:
        raise answers.required("BillEmail")
    check_email(desk, after, "BillEmail")
    delivered = {"DeliveryType": "Email", "DeliveryTime": answers.stamp(desk.now)}
    return {**after, "DeliveryInfo": delivered}


def _check_removable(desk: Desk, row: Row) -> None:
    """Refuse to void or delete what is paid or in closed books."""
    check_books_open(desk, row.body)
    if row.body["LinkedTxn"] and desk.switches.paid_invoice_void == "refuse":
        raise answers.business(
            "This invoice is linked to a payment. Remove the payment before you void or delete it."
        )


def _voided(body: Body) -> Body:
    return {
        **body,
        "PrivateNote": voided_note(body),
        "Line": voided_lines(body["Line"]),
        "TxnTaxDetail": {"TotalTax": Decimal(0)},
        "TotalAmt": Decimal(0),
        "Balance": Decimal(0),
        "Deposit": Decimal(0),
        "LinkedTxn": [],
    }


def _after(desk: Desk, before: Row | None, row: Row) -> None:
    """Take payments away from an invoice that is void or deleted; only a switch allows it."""
    if before is None or (row.body["LinkedTxn"] and not row.deleted):
        return
    for link in before.body["LinkedTxn"]:
        payment = desk.company.row("Payment", link["TxnId"])
        if payment is not None:
            _unlink(desk, payment, row)


def _unlink(desk: Desk, payment: Row, invoice: Row) -> None:
    target = ("Invoice", invoice.id)
    released = applied(payment, target)
    kept = [
        line
        for line in payment.body["Line"]
        if all(one["TxnId"] != invoice.id for one in line["LinkedTxn"])
    ]
    body = {**payment.body, "Line": kept, "UnappliedAmt": payment.body["UnappliedAmt"] + released}
    desk.company.put(payment.changed(body, desk.now))


def _shown(desk: Desk, row: Row) -> Body:
    body = row.body
    shown: Body = {
        "CustomerRef": named(desk, "Customer", body, "CustomerRef"),
        "CurrencyRef": currency_view(ref_id(body, "CurrencyRef")),
        "Line": [line_view(desk, line) for line in body["Line"]],
    }
    if "SalesTermRef" in body:
        shown["SalesTermRef"] = named(desk, "Term", body, "SalesTermRef")
    if ref_id(body, "CurrencyRef") != desk.company.currency:
        shown["HomeTotalAmt"] = body["TotalAmt"] * body["ExchangeRate"]
    return shown


INVOICES = Resource(
    entity="Invoice",
    fields={
        "CustomerRef": as_reference,
        "Line": as_lines,
        "DocNumber": text(21),
        "TxnDate": as_day,
        "DueDate": as_day,
        "SalesTermRef": as_reference,
        "PrivateNote": text(4000),
        "CustomerMemo": part(value=text(1000)),
        "BillEmail": email,
        "BillEmailCc": email,
        "BillEmailBcc": email,
        "BillAddr": address,
        "ShipAddr": address,
        "ShipFromAddr": address,
        "EmailStatus": choice("NotSet", "NeedToSend", "EmailSent"),
        "PrintStatus": choice("NotSet", "NeedToPrint", "PrintComplete"),
        "GlobalTaxCalculation": choice(*MODES),
        "TxnTaxDetail": part(
            TotalTax=as_number,
            TxnTaxCodeRef=as_reference,
            TaxLine=as_sent,
            UseAutomatedSalesTax=as_flag,
        ),
        "CurrencyRef": as_reference,
        "ExchangeRate": as_number,
        "ApplyTaxAfterDiscount": as_flag,
        "Deposit": as_number,
        "DepositToAccountRef": as_reference,
        "ClassRef": as_reference,
        "DepartmentRef": as_reference,
        "ShipDate": as_day,
        "ShipMethodRef": as_sent,
        "TrackingNum": text(31),
        "CustomField": as_sent,
        "ARAccountRef": as_reference,
        "AllowIPNPayment": as_flag,
        "AllowOnlinePayment": as_flag,
        "AllowOnlineCreditCardPayment": as_flag,
        "AllowOnlineACHPayment": as_flag,
        "TransactionLocationType": as_sent,
        "TaxExemptionRef": as_sent,
        "FreeFormAddress": as_flag,
    },
    read_only=frozenset(
        {
            "TotalAmt",
            "HomeTotalAmt",
            "Balance",
            "HomeBalance",
            "LinkedTxn",
            "DeliveryInfo",
            "InvoiceLink",
            "EInvoiceStatus",
            "ECloudStatusTimeStamp",
            "RecurDataRef",
            "FinanceCharge",
            "invoiceStatus",
        }
    ),
    kept=frozenset({"CurrencyRef"}),
    settle=_settle,
    after=_after,
    shown=_shown,
    check_removable=_check_removable,
    voided=_voided,
    operations=frozenset({"create", "update", "delete", "void", "send"}),
)
