"""What a bookkeeper does with invoices at either ledger, in one set of words.

A field has the name of Klipboard's column: ``due_date``, ``reference``; of a line ``description``,
``quantity``, ``unit_price``, ``tax`` (a code of the ledger), ``account`` and ``discount_percent``
(Xero), ``item`` (QuickBooks, by its name). ``hand`` is for what one ledger alone can do.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from tests.pipeline.klipboard import Company, Row
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld


class InvoiceDesk(ABC):
    """A bookkeeper and the invoices before him."""

    low_tax: ClassVar[str]
    """The ledger's code of Klipboard's 5% VAT."""
    fields: ClassVar[dict[str, str]]
    line_fields: ClassVar[dict[str, str]]

    def __init__(self, world: World, company: Company) -> None:
        self.world = world
        self.company = company
        self.hand: Any = world.bookkeeper(company)

    def pay(self, number: str, amount: Any = None, **fields: Any) -> str:
        """Record a payment (date=, reference=), by default of all that is due; gives its id."""
        made = self.hand.record_payment(number, amount=amount, **fields)
        return str(made.get("PaymentID") or made["Id"])

    def unpay(self, payment_id: str) -> None:
        """Remove a payment."""
        self.hand.remove_payment(payment_id)

    def edit(self, number: str, /, **fields: Any) -> None:
        """Change fields of an invoice."""
        named = {self.fields[name]: self._said(name, value) for name, value in fields.items()}
        self.hand.edit_invoice(number, **named)

    def edit_line(self, number: str, place: int, **fields: Any) -> None:
        """Change one line, which stands at a place from 0; the others stay."""
        lines = self.lines(number)
        lines[place] |= self.line(**fields)
        self.set_lines(number, lines)

    def add_line(self, number: str, place: int, **fields: Any) -> None:
        """Put a new line at a place; the one after it is moved down."""
        lines = self.lines(number)
        lines.insert(place, self.new_line(**fields))
        self.set_lines(number, lines)

    def remove_line(self, number: str, place: int) -> None:
        """Take a line away."""
        lines = self.lines(number)
        del lines[place]
        self.set_lines(number, lines)

    def line(self, **fields: Any) -> Row:
        """A line, or its changes, in the ledger's words."""
        return {self.line_fields[name]: value for name, value in fields.items()}

    def new_line(self, **fields: Any) -> Row:
        """A line that the invoice does not have yet."""
        return self.line(**fields)

    @abstractmethod
    def _said(self, name: str, value: Any) -> Any: ...

    @abstractmethod
    def lines(self, number: str) -> list[Row]:
        """An invoice's lines as ``set_lines`` takes them."""

    @abstractmethod
    def set_lines(self, number: str, lines: list[Row]) -> None:
        """Replace the lines; those with their ids stay what they are."""

    @abstractmethod
    def credit(self, number: str, amount: Any = None) -> None:
        """Settle an invoice, or a part of it, by a credit note."""

    @abstractmethod
    def void(self, number: str) -> None:
        """Void an invoice."""

    @abstractmethod
    def write_invoice(self, number: str, customer: str) -> None:
        """Write an invoice of his own over 10.00."""

    @abstractmethod
    def shown(self, number: str, name: str) -> Any:
        """What the ledger has in a field of an invoice."""


class XeroDesk(InvoiceDesk):
    """The bookkeeper at Xero."""

    low_tax = "RROUTPUT"
    fields: ClassVar[dict[str, str]] = {
        "due_date": "DueDate",
        "issue_date": "Date",
        "reference": "Reference",
        "number": "InvoiceNumber",
        "client": "Contact",
        "prices_include_tax": "LineAmountTypes",
    }
    line_fields: ClassVar[dict[str, str]] = {
        "description": "Description",
        "quantity": "Quantity",
        "unit_price": "UnitAmount",
        "tax": "TaxType",
        "account": "AccountCode",
        "discount_percent": "DiscountRate",
    }

    def _said(self, name: str, value: Any) -> Any:
        if name == "client":
            return {"Name": value}
        if name == "prices_include_tax":
            return "Inclusive" if value else "Exclusive"
        return value

    def new_line(self, **fields: Any) -> Row:
        """Xero's screen asks for an account."""
        return {"AccountCode": "200", **self.line(**fields)}

    def _invoice(self, number: str) -> Row:
        assert isinstance(self.world, XeroWorld)
        return self.world.invoices(self.company)[number]

    def lines(self, number: str) -> list[Row]:
        """Whole lines: Xero's screen sends all that it shows."""
        names = ("LineItemID", *self.line_fields.values())
        return [
            {name: line[name] for name in names if line.get(name) is not None}
            for line in self._invoice(number)["LineItems"]
        ]

    def set_lines(self, number: str, lines: list[Row]) -> None:
        self.hand.edit_invoice(number, LineItems=lines)

    def credit(self, number: str, amount: Any = None) -> None:
        self.hand.apply_credit_note(number, amount)

    def void(self, number: str) -> None:
        self.hand.void(number)

    def write_invoice(self, number: str, customer: str) -> None:
        line = {"Description": "By hand", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200"}
        self.hand.create_invoice(
            contact={"Name": customer},
            invoice_number=number,
            status="AUTHORISED",
            due_date="2026-12-31",
            line_items=[line],
        )

    def shown(self, number: str, name: str) -> Any:
        found = self._invoice(number)
        if name in ("due_date", "issue_date"):
            return found[f"{self.fields[name]}String"][:10]
        return found["Contact"]["Name"] if name == "client" else found[self.fields[name]]


class QuickBooksDesk(InvoiceDesk):
    """The bookkeeper at QuickBooks."""

    low_tax = "5% VAT"
    fields: ClassVar[dict[str, str]] = {
        "due_date": "DueDate",
        "issue_date": "TxnDate",
        "reference": "CustomerMemo",
        "number": "DocNumber",
        "client": "CustomerRef",
        "prices_include_tax": "GlobalTaxCalculation",
    }
    line_fields: ClassVar[dict[str, str]] = {
        "description": "description",
        "quantity": "quantity",
        "unit_price": "price",
        "tax": "tax_code",
        "item": "item",
    }

    def _there(self) -> QuickBooksWorld:
        assert isinstance(self.world, QuickBooksWorld)
        return self.world

    def _said(self, name: str, value: Any) -> Any:
        if name == "client":
            return {"value": self._there().customers(self.company)[value]["Id"]}
        if name == "reference":
            return {"value": value}
        if name == "prices_include_tax":
            return "TaxInclusive" if value else "TaxExcluded"
        return value

    def _invoice(self, number: str) -> Row:
        return self._there().invoices(self.company)[number]

    def lines(self, number: str) -> list[Row]:
        """The lines by their ids alone: they keep what is not said."""
        return [{"Id": line["Id"]} for line in self._invoice(number)["Line"] if "Id" in line]

    def set_lines(self, number: str, lines: list[Row]) -> None:
        self.hand.edit_invoice(number, lines=lines)

    def credit(self, number: str, amount: Any = None) -> None:
        self.hand.apply_credit(number, amount)

    def void(self, number: str) -> None:
        self.hand.void_invoice(number)

    def write_invoice(self, number: str, customer: str) -> None:
        line = {"item": "Services", "quantity": 1, "price": 10, "tax_code": "No VAT"}
        self.hand.create_invoice(customer, [line], DocNumber=number)

    def shown(self, number: str, name: str) -> Any:
        found = self._invoice(number)[self.fields[name]]
        if name == "client":
            return found["name"]
        return found["value"] if name == "reference" else found


def invoice_desk(world: World, company: Company) -> InvoiceDesk:
    """The bookkeeper of a company's organisation."""
    kinds: dict[str, type[InvoiceDesk]] = {"xero": XeroDesk, "quickbooks": QuickBooksDesk}
    return kinds[world.ledger_name](world, company)
