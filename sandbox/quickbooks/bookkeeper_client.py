"""The bookkeeper, from outside: a method for each thing that a person does in QuickBooks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.control_client import ControlClient

Money = Decimal | float | int | str
Day = date | str
Body = dict[str, Any]

# Short words for fields, and for fields with one part.
_WORDS = {"address": "BillAddr", "date": "TxnDate", "lines": "Line", "reference": "PaymentRefNum"}
_PARTS = {
    "email": ("PrimaryEmailAddr", "Address"),
    "phone": ("PrimaryPhone", "FreeFormNumber"),
}


def _fields(changes: Body) -> Body:
    """Return fields under QuickBooks' names: due_date -> DueDate; those names pass unchanged."""
    found: Body = {}
    for name, value in changes.items():
        if name in _PARTS:
            field, part = _PARTS[name]
            found[field] = {part: value}
        elif name.islower():
            camel = "".join(word.capitalize() for word in name.split("_"))
            found[_WORDS.get(name, camel)] = value
        else:
            found[name] = value
    return found


class Bookkeeper:
    """A person at QuickBooks' own screens. Objects are named by name, number or id."""

    def __init__(self, control: ControlClient, tenant_id: str) -> None:
        self._control = control
        self._path = f"/quickbooks/organisations/{tenant_id}/bookkeeper"

    def _act(self, action: str, **arguments: Any) -> Body:
        body: Body = self._control.post(f"{self._path}/{action}", arguments)
        return body

    def create_customer(self, name: str, parent: str | None = None, **fields: Any) -> Body:
        """Add a customer, or a sub-customer of a parent."""
        return self._act("create_customer", name=name, parent=parent, changes=_fields(fields))

    def create_vendor(self, name: str, **fields: Any) -> Body:
        """Add a vendor."""
        return self._act("create_vendor", name=name, changes=_fields(fields))

    def create_employee(self, name: str, **fields: Any) -> Body:
        """Add an employee."""
        return self._act("create_employee", name=name, changes=_fields(fields))

    def create_item(
        self, name: str, kind: str = "Service", account: str = "Sales", **fields: Any
    ) -> Body:
        """Add a Service, a NonInventory or an Inventory item."""
        return self._act(
            "create_item", name=name, kind=kind, account=account, changes=_fields(fields)
        )

    def create_account(
        self,
        name: str,
        kind: str = "Income",
        number: str | None = None,
        parent: str | None = None,
        **fields: Any,
    ) -> Body:
        """Add an account."""
        return self._act(
            "create_account",
            name=name,
            kind=kind,
            number=number,
            parent=parent,
            changes=_fields(fields),
        )

    def edit_customer(self, customer: str, **changes: Any) -> Body:
        """Change a customer."""
        return self._edit("Customer", customer, changes)

    def edit_vendor(self, vendor: str, **changes: Any) -> Body:
        """Change a vendor."""
        return self._edit("Vendor", vendor, changes)

    def edit_item(self, item: str, **changes: Any) -> Body:
        """Change a product or service."""
        return self._edit("Item", item, changes)

    def edit_account(self, account: str, **changes: Any) -> Body:
        """Change an account."""
        return self._edit("Account", account, changes)

    def _edit(self, entity: str, key: str, changes: Body) -> Body:
        return self._act("edit_record", entity=entity, key=key, changes=_fields(changes))

    def inactivate(self, key: str, entity: str = "Customer") -> Body:
        """Make a customer, vendor, item or account inactive."""
        return self._act("inactivate", key=key, entity=entity)

    def reactivate(self, key: str, entity: str = "Customer") -> Body:
        """Make it active again."""
        return self._act("reactivate", key=key, entity=entity)

    def move_customer(self, customer: str, parent: str | None = None) -> Body:
        """Hang a customer below another one, or take it to the top."""
        return self._act("move_customer", customer=customer, parent=parent)

    def merge_customers(self, loser: str, winner: str) -> Body:
        """Merge a customer into another."""
        return self._act("merge_customers", loser=loser, winner=winner)

    def create_invoice(self, customer: str, lines: list[Body], **fields: Any) -> Body:
        """Write an invoice; a line has item, quantity, price, description and tax_code."""
        changes = {**_fields(fields), "Line": lines}
        return self._act("create_invoice", customer=customer, changes=changes)

    def edit_invoice(self, invoice: str, **changes: Any) -> Body:
        """Change an invoice: due_date=..., lines=[...], or QuickBooks' own names.

        A line with the Id of one that is there keeps what it does not say.
        """
        return self._act("edit_invoice", invoice=invoice, changes=_fields(changes))

    def void_invoice(self, invoice: str) -> Body:
        """Void an invoice."""
        return self._act("void_invoice", invoice=invoice)

    def delete_invoice(self, invoice: str) -> Body:
        """Delete an invoice for good."""
        return self._act("delete_invoice", invoice=invoice)

    def record_payment(
        self,
        *invoices: str,
        amount: Money | None = None,
        customer: str | None = None,
        **fields: Any,
    ) -> Body:
        """Record a payment of invoices (date=, reference=); without an amount, all that is due."""
        return self._act(
            "record_payment",
            invoices=list(invoices),
            amount=amount,
            customer=customer,
            changes=_fields(fields),
        )

    def edit_payment(self, payment_id: str, **changes: Any) -> Body:
        """Change a payment."""
        return self._act("edit_payment", payment_id=payment_id, changes=_fields(changes))

    def void_payment(self, payment_id: str) -> Body:
        """Void a payment."""
        return self._act("void_payment", payment_id=payment_id)

    def remove_payment(self, payment_id: str) -> Body:
        """Delete a payment."""
        return self._act("remove_payment", payment_id=payment_id)

    def deposit_payment(self, payment_id: str) -> Body:
        """Put a payment on a bank deposit, so that it cannot be changed."""
        return self._act("deposit_payment", payment_id=payment_id)

    def apply_credit(
        self, invoice: str, amount: Money | None = None, date: Day | None = None
    ) -> Body:
        """Settle an invoice, or a part of it, by a credit memo."""
        return self._act("apply_credit", invoice=invoice, amount=amount, date=date)

    def pay_with_credit(self, *invoices: str, amount: Money, credit: Money, **fields: Any) -> Body:
        """Record one payment of cash and of a new credit memo."""
        return self._act(
            "pay_with_credit",
            invoices=list(invoices),
            amount=amount,
            credit=credit,
            changes=_fields(fields),
        )

    def unapply_credit(self, invoice: str) -> Body:
        """Take the credits off an invoice: it is open again."""
        return self._act("unapply_credit", invoice=invoice)

    def set_closing_date(self, date: Day | None) -> Body:
        """Close the books up to a day; None opens them."""
        return self._act("set_closing_date", date=date)

    def set_preferences(self, **settings: bool) -> Body:
        """Turn settings on or off: custom_txn_numbers, multicurrency, use_account_numbers ..."""
        return self._act("set_preferences", **settings)

    def add_tax_code(self, name: str, rate: Money | None = None) -> Body:
        """Add a tax code with a rate in percent, or one without tax."""
        return self._act("add_tax_code", name=name, rate=rate)

    def add_term(self, name: str, days: int) -> Body:
        """Add payment terms."""
        return self._act("add_term", name=name, days=days)
