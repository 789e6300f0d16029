"""The bookkeeper, from outside: a method for each thing that a person does in Xero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.control_client import ControlClient

Money = Decimal | float | int | str
Body = dict[str, Any]


def _api_name(name: str) -> str:
    # due_date -> DueDate, contact_id -> ContactID; names of the API itself pass unchanged
    if not name.islower():
        return name
    return "".join("ID" if part == "id" else part.capitalize() for part in name.split("_"))


def _fields(changes: Body) -> Body:
    return {_api_name(name): value for name, value in changes.items()}


class Bookkeeper:
    """A person at Xero's own screens."""

    def __init__(self, control: ControlClient, tenant_id: str) -> None:
        self._control = control
        self._path = f"/xero/organisations/{tenant_id}/bookkeeper"

    def _act(self, action: str, **arguments: Any) -> Body:
        body: Body = self._control.post(f"{self._path}/{action}", arguments)
        return body

    def record_payment(
        self,
        invoice_number: str,
        amount: Money | None = None,
        date: date | str | None = None,
        reference: str | None = None,
        account_code: str = "090",
        *,
        reconciled: bool = False,
    ) -> Body:
        """Record a payment of an invoice (number or id); without an amount, all that is due."""
        return self._act(
            "record_payment",
            invoice=invoice_number,
            amount=amount,
            date=date,
            reference=reference,
            account_code=account_code,
            reconciled=reconciled,
        )

    def remove_payment(self, payment_id: str) -> Body:
        """Remove a payment."""
        return self._act("remove_payment", payment_id=payment_id)

    def apply_credit_note(
        self, invoice_number: str, amount: Money | None = None, date: date | str | None = None
    ) -> Body:
        """Settle an invoice, or a part of it, by a credit note."""
        return self._act("apply_credit_note", invoice=invoice_number, amount=amount, date=date)

    def apply_overpayment(
        self, invoice_number: str, amount: Money | None = None, date: date | str | None = None
    ) -> Body:
        """Set an over-payment of the contact against an invoice, or a part of it."""
        return self._act("apply_overpayment", invoice=invoice_number, amount=amount, date=date)

    def apply_prepayment(
        self, invoice_number: str, amount: Money | None = None, date: date | str | None = None
    ) -> Body:
        """Set a prepayment of the contact against an invoice, or a part of it."""
        return self._act("apply_prepayment", invoice=invoice_number, amount=amount, date=date)

    def remove_credit(self, invoice_number: str) -> Body:
        """Take credit notes, over-payments and prepayments off an invoice."""
        return self._act("remove_credit", invoice=invoice_number)

    def create_invoice(self, **fields: Any) -> Body:
        """Write a sales invoice of his own."""
        return self._act("create_invoice", changes={"Type": "ACCREC", **_fields(fields)})

    def create_bill(self, **fields: Any) -> Body:
        """Write a bill of his own."""
        return self._act("create_invoice", changes={"Type": "ACCPAY", **_fields(fields)})

    def create_purchase_order(self, **fields: Any) -> Body:
        """Write a purchase order of his own."""
        return self._act("create_purchase_order", changes=_fields(fields))

    def edit_purchase_order(self, order_number: str, **changes: Any) -> Body:
        """Change a purchase order: reference=..., delivery_date=... or names of the API."""
        return self._act("edit_purchase_order", order=order_number, changes=_fields(changes))

    def edit_invoice(self, invoice_number: str, **changes: Any) -> Body:
        """Change an invoice: reference=..., due_date=..., line_items=[...] or names of the API."""
        return self._act("edit_invoice", invoice=invoice_number, changes=_fields(changes))

    def approve(self, invoice_number: str) -> Body:
        """Approve a draft."""
        return self._act("approve", invoice=invoice_number)

    def void(self, invoice_number: str) -> Body:
        """Void an approved invoice."""
        return self._act("void", invoice=invoice_number)

    def delete_draft(self, invoice_number: str) -> Body:
        """Delete a draft."""
        return self._act("delete_draft", invoice=invoice_number)

    def create_contact(self, **fields: Any) -> Body:
        """Add a contact."""
        return self._act("create_contact", changes=_fields(fields))

    def edit_contact(self, contact: str, **changes: Any) -> Body:
        """Change a contact, named by id, ContactNumber or name."""
        return self._act("edit_contact", contact=contact, changes=_fields(changes))

    def archive_contact(self, contact: str) -> Body:
        """Archive a contact."""
        return self._act("archive_contact", contact=contact)

    def restore_contact(self, contact: str) -> Body:
        """Bring an archived contact back."""
        return self._act("restore_contact", contact=contact)

    def merge_contacts(self, loser: str, winner: str) -> Body:
        """Merge a contact into another."""
        return self._act("merge_contacts", loser=loser, winner=winner)

    def set_lock_date(self, **locks: date | str | None) -> Body:
        """Set period=... and end_of_year=...; None takes a lock away."""
        return self._act("set_lock_date", **locks)

    def add_account(self, code: str, name: str, type: str = "REVENUE", **fields: Any) -> Body:  # noqa: A002
        """Add an account."""
        known = {"Code": code, "Name": name, "Type": type}
        return self._act("add_account", changes=known | _fields(fields))

    def add_currency(self, currency: str) -> Body:
        """Subscribe to a currency."""
        return self._act("add_currency", currency=currency)
