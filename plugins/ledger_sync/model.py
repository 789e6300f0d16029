"""Canonical records: our own typed form between Klipboard and every ledger. Pure.

Money is ``Decimal`` in the document's currency, dates are calendar days of the company, text is as
typed in Klipboard except where a rule of ``ledgers/*/outbound`` says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

CLIENT = "client"
CLIENT_LOCATION = "client_location"
SUPPLIER = "supplier"
ITEM = "item"
PRODUCT = "product"
INVOICE = "invoice"
PURCHASE_ORDER = "purchase_order"
PAYMENT = "payment"

PARTIES = (CLIENT, CLIENT_LOCATION, SUPPLIER)
DOCUMENTS = (INVOICE, PURCHASE_ORDER)

Json = dict[str, Any]
"""A JSON object. Numbers with decimals are kept as text in it, so that no float touches money."""


LINE_MARK = "$line"
"""Where a line of a content has Klipboard's id, whatever the ledger's words are."""


class Ref(NamedTuple):
    """A record of Klipboard: entity and id."""

    entity: str
    source_id: int


class Lookup(NamedTuple):
    """A code that only the ledger's own list of that kind can know: ``account``, ``200``."""

    kind: str
    code: str


class ItemKey(NamedTuple):
    """What tells one item of the ledger from another: its name and its account's code (Q-12)."""

    name: str
    account: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What the rules need to know about a customer of Klipboard."""

    company_id: int
    name: str
    country: str
    base_currency: str
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a party is."""

    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A client, client location or supplier."""

    entity: str
    company_id: int
    source_id: int
    name: str
    client_id: int | None = None
    client_name: str | None = None
    """Only for a client location: its client."""
    account_number: str | None = None
    contact_first_name: str | None = None
    contact_last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    address: Address = field(default_factory=Address)
    tax_number: str | None = None
    payment_terms: str | None = None
    currency: str | None = None
    archived: bool = False

    @property
    def ref(self) -> Ref:
        """The record's entity and id."""
        return Ref(self.entity, self.source_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a document."""

    line_id: int
    item_name: str | None
    description: str | None
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal
    account_code: str | None
    tax_rate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice or a purchase order.

    ``party`` is whose address the document carries: for an invoice the client, or the location
    whose billing address was selected (X-05); for a purchase order the supplier.
    """

    entity: str
    company_id: int
    source_id: int
    number: str
    party: Ref
    status: str
    issue_date: date
    due_date: date | None
    reference: str | None
    currency: str
    prices_include_tax: bool
    lines: tuple[Line, ...]
    amount_paid: Decimal = Decimal(0)
    delivery_date: date | None = None
    delivery_address: str | None = None
    notes: str | None = None
    created_on: date | None = None
    """The company's calendar day on which it was created in Klipboard."""

    @property
    def ref(self) -> Ref:
        """The record's entity and id."""
        return Ref(self.entity, self.source_id)


Record = Party | Document

Intent = Literal["upsert", "void", "archive"]
"""What the ledger shall hold: the content; a void document; an archived party."""

Action = Literal["create", "update", "void", "archive", "skip"]
"""What has to be done so that it does, given what the ledger has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one ledger shall hold for one record: the outbox's content, still without ledger ids.

    ``content`` is the whole body in the ledger's words; an absent value is ``None``, so that
    clearing a field is a change. ``requires`` are records that must be in the ledger first.
    ``lookups`` are codes that the ledger's own lists must know before the record can go, and
    ``items`` the items that its lines need there (Q-12).
    """

    ref: Ref
    intent: Intent
    content: Json
    requires: tuple[Ref, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    items: tuple[ItemKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Our id, the ledger's id, and the content both sides agreed on last."""

    ref: Ref
    ledger_id: str
    number: str | None
    fingerprint: str | None
    content: Json
    children: dict[str, str]
    """Ids of our lines to the ledger's line ids."""
    withdrawn: bool = False
    """Voided or archived in the ledger."""
    version: str | None = None
    """The ledger's version of the record, where a change must name it."""
    source_updated_at: datetime | None = None
    view: Json | None = None
    """How the ledger showed the record when both sides agreed last; None: nobody looked yet."""
    status_before: str | None = None
    """The status that an invoice had before the ledger showed it as paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record as the ledger has it, reduced to what the load step must decide."""

    ledger_id: str
    resource: str
    number: str | None
    status: str
    name: str | None
    party_ledger_id: str | None
    children: tuple[str, ...]
    total: Decimal | None = None
    day: date | None = None
    paid: bool = False
    version: str | None = None
    view: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The ledger took one element of a batch."""

    ledger_id: str
    number: str | None
    children: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    total: Decimal | None = None
    subtotal: Decimal | None = None
    version: str | None = None
    view: Json = field(default_factory=dict)
    """How the ledger shows it now: what was sent, and over it what was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPayment:
    """Money that the ledger set against one invoice."""

    ledger_id: str
    amount: Decimal
    """What went to this invoice, in the invoice's currency."""
    paid_on: date
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What the ledger says of an invoice's money, in the invoice's currency (C-06)."""

    due: Decimal
    credited: Decimal = Decimal(0)
    """What credit notes and over-payments settled: there is no payment of it."""
    paid: Decimal = Decimal(0)
    """What the ledger itself calls paid; the payments should come to the same."""
    settled: bool = False
    """Nothing is due any more, and it is not void."""
    settled_on: date | None = None
    payments: tuple[LedgerPayment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCode:
    """One code of a ledger's own lists: an account by its number or name, a tax code, a term.

    ``ledger_id`` is what the ledger wants to be told instead of the code; None: the code itself.
    """

    kind: str
    code: str
    name: str
    active: bool
    ledger_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerItem:
    """One product or service that a ledger has; ``stock`` ones are used with whatever account."""

    ledger_id: str
    name: str
    account_id: str | None
    stock: bool
    active: bool


ProductKind = Literal["stock", "non_stock", "service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerProduct:
    """A product or service as the ledger, or a file exported from it, has it (Q-14).

    Its codes are the ledger's own. What is None is not said, which is not the same as empty.
    """

    place: str
    """Where a person finds it: ``item 17``, or ``line 5`` of a file."""
    name: str
    path: str
    """The way to it through its categories, with its name at the end."""
    kind: ProductKind = "non_stock"
    left_out: str | None = None
    """What it is instead of a product that is in use: ``category``, ``bundle``, ``inactive``."""
    ledger_id: str | None = None
    sku: str | None = None
    description: str | None = None
    unit_price: Decimal | None = None
    unit_cost: Decimal | None = None
    account: str | None = None
    purchase_account: str | None = None
    tax_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product of Klipboard, which lines of documents pick."""

    source_id: int
    name: str
    kind: str
    sku: str | None = None
    description: str | None = None
    unit_price: Decimal | None = None
    unit_cost: Decimal | None = None
    account_code: str | None = None
    purchase_account_code: str | None = None
    tax_rate: str | None = None
    archived: bool = False


class Numbered(NamedTuple):
    """A document of the ledger and its number."""

    ledger_id: str
    number: str
    changed_at: datetime | None = None


class Reply(NamedTuple):
    """The answer to a call that succeeded in the end."""

    body: Json
    repeated: bool
    """An earlier attempt may have reached the ledger without our seeing its answer."""
