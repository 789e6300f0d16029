"""What a person does at a ledger's own screens, under one name for every ledger."""

from __future__ import annotations

from typing import Any, Protocol

Body = dict[str, Any]


class Person(Protocol):
    """The bookkeeper, as far as every ledger lets him do the same."""

    def add_account(self, number: str, name: str) -> None: ...

    def give_email(self, client: str, email: str) -> None: ...

    def be_paid(self, invoice: str) -> None: ...

    def pay(self, invoice: str, amount: str, day: str, reference: str) -> Body:
        """Record a payment of a part."""
        ...

    def pay_together(self, *invoices: str) -> None:
        """Record what came in at once for several invoices."""
        ...

    def remove_payment(self, payment: Body) -> None: ...

    def void_payment(self, payment: Body) -> None:
        """As ``remove_payment`` where a payment cannot be voided."""
        ...

    def reduce_payment(self, payment: Body, amount: str) -> None: ...

    def credit(self, invoice: str, amount: str | None = None) -> None:
        """Settle an invoice, or a part of it, without a payment."""
        ...

    def put_off(self, invoice: str, day: str) -> None:
        """Give an invoice another due date."""
        ...

    def reword(self, invoice: str, line: str, text: str) -> None:
        """Give the only line of an invoice another text."""
        ...

    def void(self, invoice: str) -> None: ...

    def delete(self, invoice: str) -> None:
        """For good; of a draft."""
        ...

    def write_invoice(self, client: str, number: str) -> None:
        """An invoice of his own."""
        ...

    def add_client(self, name: str) -> None: ...

    def archive(self, client: str) -> None: ...

    def restore(self, client: str) -> None: ...

    def merge(self, loser: str, winner: str) -> None: ...

    def allow_currency(self, currency: str) -> None: ...

    def add_stock_item(self, name: str) -> None:
        """Only where lines need items (``Ledger.catalogue``)."""
        ...

    def add_client_below(self, parent: str, name: str) -> None:
        """Only where a location belongs to a client there."""
        ...

    def move_client_below(self, parent: str, name: str) -> None:
        """As ``add_client_below``."""
        ...


class AtXero:
    def __init__(self, bookkeeper: Any) -> None:
        self._bookkeeper = bookkeeper

    def add_account(self, number: str, name: str) -> None:
        self._bookkeeper.add_account(number, name)

    def give_email(self, client: str, email: str) -> None:
        self._bookkeeper.edit_contact(client, email_address=email)

    def be_paid(self, invoice: str) -> None:
        self._bookkeeper.record_payment(invoice)

    def pay(self, invoice: str, amount: str, day: str, reference: str) -> Body:
        paid: Body = self._bookkeeper.record_payment(invoice, amount, day, reference)
        return paid

    def pay_together(self, *invoices: str) -> None:
        for invoice in invoices:
            self._bookkeeper.record_payment(invoice)

    def remove_payment(self, payment: Body) -> None:
        self._bookkeeper.remove_payment(payment["PaymentID"])

    void_payment = remove_payment

    def reduce_payment(self, payment: Body, amount: str) -> None:
        self.remove_payment(payment)
        number = payment["Invoice"]["InvoiceNumber"]
        self._bookkeeper.record_payment(number, amount, payment["Date"], payment["Reference"])

    def credit(self, invoice: str, amount: str | None = None) -> None:
        self._bookkeeper.apply_credit_note(invoice, amount)

    def put_off(self, invoice: str, day: str) -> None:
        self._bookkeeper.edit_invoice(invoice, due_date=day)

    def reword(self, invoice: str, line: str, text: str) -> None:
        lines = [{"LineItemID": line, "Description": text}]
        self._bookkeeper.edit_invoice(invoice, LineItems=lines)

    def void(self, invoice: str) -> None:
        self._bookkeeper.void(invoice)

    def delete(self, invoice: str) -> None:
        self._bookkeeper.delete_draft(invoice)

    def write_invoice(self, client: str, number: str) -> None:
        line = {"Description": "His own", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200"}
        self._bookkeeper.create_invoice(
            contact={"Name": client},
            invoice_number=number,
            due_date="2026-12-24",
            status="AUTHORISED",
            line_items=[line],
        )

    def add_client(self, name: str) -> None:
        self._bookkeeper.create_contact(name=name)

    def archive(self, client: str) -> None:
        self._bookkeeper.archive_contact(client)

    def restore(self, client: str) -> None:
        self._bookkeeper.restore_contact(client)

    def merge(self, loser: str, winner: str) -> None:
        self._bookkeeper.merge_contacts(loser, winner)

    def allow_currency(self, currency: str) -> None:
        self._bookkeeper.add_currency(currency)

    def add_stock_item(self, name: str) -> None:
        raise NotImplementedError

    def add_client_below(self, parent: str, name: str) -> None:
        raise NotImplementedError

    def move_client_below(self, parent: str, name: str) -> None:
        raise NotImplementedError


class AtQuickBooks:
    def __init__(self, bookkeeper: Any) -> None:
        self._bookkeeper = bookkeeper

    def add_account(self, number: str, name: str) -> None:
        self._bookkeeper.create_account(name, number=number)

    def give_email(self, client: str, email: str) -> None:
        self._bookkeeper.edit_customer(client, email=email)

    def be_paid(self, invoice: str) -> None:
        self._bookkeeper.record_payment(invoice)

    def pay(self, invoice: str, amount: str, day: str, reference: str) -> Body:
        paid: Body = self._bookkeeper.record_payment(
            invoice, amount=amount, date=day, reference=reference
        )
        return paid

    def pay_together(self, *invoices: str) -> None:
        self._bookkeeper.record_payment(*invoices)

    def remove_payment(self, payment: Body) -> None:
        self._bookkeeper.remove_payment(payment["Id"])

    def void_payment(self, payment: Body) -> None:
        self._bookkeeper.void_payment(payment["Id"])

    def reduce_payment(self, payment: Body, amount: str) -> None:
        links = [{"LinkedTxn": line["LinkedTxn"], "Amount": amount} for line in payment["Line"]]
        self._bookkeeper.edit_payment(payment["Id"], TotalAmt=amount, Line=links)

    def credit(self, invoice: str, amount: str | None = None) -> None:
        self._bookkeeper.apply_credit(invoice, amount)

    def put_off(self, invoice: str, day: str) -> None:
        self._bookkeeper.edit_invoice(invoice, due_date=day)

    def reword(self, invoice: str, line: str, text: str) -> None:
        shown = self._bookkeeper.edit_invoice(invoice)
        (sold,) = [each for each in shown["Line"] if each.get("Id") == line]
        self._bookkeeper.edit_invoice(invoice, lines=[{**sold, "Description": text}])

    def void(self, invoice: str) -> None:
        self._bookkeeper.void_invoice(invoice)

    def delete(self, invoice: str) -> None:
        self._bookkeeper.delete_invoice(invoice)

    def write_invoice(self, client: str, number: str) -> None:
        lines = [{"item": "1", "price": 10, "description": "His own"}]
        self._bookkeeper.create_invoice(client, lines, DocNumber=number)

    def add_client(self, name: str) -> None:
        self._bookkeeper.create_customer(name)

    def archive(self, client: str) -> None:
        self._bookkeeper.inactivate(client)

    def restore(self, client: str) -> None:
        self._bookkeeper.reactivate(client)

    def merge(self, loser: str, winner: str) -> None:
        self._bookkeeper.merge_customers(loser, winner)

    def allow_currency(self, currency: str) -> None:
        del currency  # All or none.
        self._bookkeeper.set_preferences(multicurrency=True)

    def add_stock_item(self, name: str) -> None:
        self._bookkeeper.create_item(name, kind="Inventory")

    def add_client_below(self, parent: str, name: str) -> None:
        self._bookkeeper.create_customer(name, parent=parent)

    def move_client_below(self, parent: str, name: str) -> None:
        self._bookkeeper.move_customer(name, parent=parent)
