"""What a Xero organisation holds. Rows are frozen: a change is a new row (see `sandbox.table`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

ZERO = Decimal(0)
NO_ID = "00000000-0000-0000-0000-000000000000"
SETTLED = ("PAID",)
DEAD = ("VOIDED", "DELETED")

Slots = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact: customer, supplier or both."""

    contact_id: str
    texts: Mapping[str, str] = field(default_factory=dict)
    status: str = "ACTIVE"
    addresses: Slots = field(default_factory=dict)
    phones: Slots = field(default_factory=dict)
    persons: tuple[Mapping[str, Any], ...] = ()
    payment_terms: Mapping[str, Any] | None = None
    is_customer: bool = False
    is_supplier: bool = False
    merged_to: str | None = None
    by_app: bool = True
    updated_ms: int = 0

    @property
    def name(self) -> str:
        """Return the contact's name."""
        return self.texts.get("Name", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a document, with its computed amounts."""

    line_id: str
    description: str | None = None
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    item_code: str | None = None
    account_code: str | None = None
    tax_type: str | None = None
    tax_amount: Decimal = ZERO
    line_amount: Decimal = ZERO
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    tracking: tuple[Mapping[str, Any], ...] = ()
    sent: bool = False  # was it in the request that is being answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What invoices, bills and purchase orders have in common."""

    document_id: str
    number: str
    contact_id: str
    status: str
    date: date
    currency: str
    currency_rate: Decimal = Decimal(1)
    line_amount_types: str = "Exclusive"
    lines: tuple[Line, ...] = ()
    reference: str = ""
    branding_theme_id: str | None = None
    sent_to_contact: bool = False
    sub_total: Decimal = ZERO
    total_tax: Decimal = ZERO
    total: Decimal = ZERO
    total_discount: Decimal = ZERO
    by_app: bool = True
    updated_ms: int = 0


CreditKind = Literal["CreditNote", "Overpayment", "Prepayment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A part of a credit note, an over-payment or a prepayment that was set against an invoice."""

    kind: CreditKind = "CreditNote"
    credit_note_id: str
    number: str
    amount: Decimal
    date: date
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Document):
    """A sales invoice (ACCREC) or a bill (ACCPAY)."""

    type: str
    due_date: date | None = None
    expected_payment_date: date | None = None
    planned_payment_date: date | None = None
    url: str = ""
    amount_paid: Decimal = ZERO
    credits: tuple[Credit, ...] = ()
    fully_paid_on: date | None = None

    @property
    def amount_credited(self) -> Decimal:
        """Return what credit notes, over-payments and prepayments have settled."""
        return sum((credit.amount for credit in self.credits), ZERO)

    @property
    def amount_due(self) -> Decimal:
        """Return what is still to be paid, were the document not void."""
        return self.total - self.amount_paid - self.amount_credited

    @property
    def has_settlement(self) -> bool:
        """Say whether a payment or a credit is allocated."""
        return bool(self.amount_paid or self.credits)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder(Document):
    """A purchase order: no journals, no payments."""

    delivery_date: date | None = None
    expected_arrival_date: date | None = None
    delivery_address: str = ""
    attention_to: str = ""
    telephone: str = ""
    delivery_instructions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money against an invoice or bill."""

    payment_id: str
    invoice_id: str
    type: str
    account_code: str
    date: date
    amount: Decimal
    currency_rate: Decimal = Decimal(1)
    reference: str = ""
    status: str = "AUTHORISED"
    is_reconciled: bool = False
    updated_ms: int = 0


Allocation = tuple[str, Decimal, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """A credit note, as far as it is needed to settle an invoice."""

    credit_note_id: str
    number: str
    type: str
    contact_id: str
    date: date
    currency: str
    total: Decimal
    allocations: tuple[Allocation, ...] = ()
    status: str = "AUTHORISED"
    updated_ms: int = 0

    @property
    def remaining(self) -> Decimal:
        """Return what is not allocated yet."""
        return self.total - sum((amount for _, amount, _ in self.allocations), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of the chart of accounts."""

    account_id: str
    code: str
    name: str
    type: str
    account_class: str
    tax_type: str
    system: str = ""
    description: str = ""
    payments_enabled: bool = False
    status: str = "ACTIVE"
    bank_number: str = ""
    currency: str = ""
    updated_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """A tax rate and the classes of accounts on which it may be used."""

    name: str
    tax_type: str
    rate: Decimal
    report_type: str
    revenue: bool = True
    expenses: bool = True

    def fits(self, account_class: str) -> bool:
        """Say whether the rate may be used on an account of this class."""
        if account_class == "REVENUE":
            return self.revenue
        return self.expenses if account_class == "EXPENSE" else True


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A product or service of the price list."""

    item_id: str
    code: str
    name: str = ""
    description: str = ""
    purchase_description: str = ""
    is_sold: bool = True
    is_purchased: bool = True
    sales: Mapping[str, Any] = field(default_factory=dict)
    purchases: Mapping[str, Any] = field(default_factory=dict)
    updated_ms: int = 0
