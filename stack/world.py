"""The demo's ledger side: books for each company, with what a bookkeeper had in them before.

What differs from ledger to ledger stands in one table, ``BOOKS``, at the end.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.quickbooks import charts as quickbooks_charts
from sandbox.xero import charts as xero_charts
from stack.environment import QUICKBOOKS_CONNECTION, XERO_CONNECTION, is_set

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sandbox.process import SandboxProcess
    from stack.source import Company

Tenants = dict[str, dict[int, str]]
"""The sandbox's tenant ids by ledger and company."""


@dataclass(frozen=True)
class Books:
    """One ledger of the sandbox, as the stack sets it up; its name is the key in ``BOOKS``."""

    title: str
    connection: str
    """Variable of the Airflow connection."""
    addresses: tuple[str, ...]
    """What its extra names, by the names that the sandbox's client has for them too."""
    countries: Collection[str]
    """Those that the sandbox has a chart of accounts for."""
    joined_by: Mapping[int, tuple[str, ...]]
    """Companies of the demo that connect to it, and what each chooses at the consent."""
    former_records: Callable[[Any], None]
    """With the bookkeeper: what is in the books before Klipboard."""


def missing(variables: Mapping[str, str]) -> list[str]:
    """List the ledgers of which the user has named none: the sandbox stands in for those."""
    return [name for name, books in BOOKS.items() if not is_set(variables, books.connection)]


def connections(sandbox: SandboxProcess, ledgers: Iterable[str]) -> dict[str, str]:
    """Say as Airflow connections, by variable, where the sandbox's ledgers are."""
    return {BOOKS[name].connection: _connection(sandbox, name) for name in ledgers}


def _connection(sandbox: SandboxProcess, ledger: str) -> str:
    there = getattr(sandbox, ledger)
    return json.dumps(
        {
            "conn_type": ledger,
            "host": sandbox.base_url,
            "login": there.client_id,
            "password": there.client_secret,
            "extra": {name: getattr(there, name) for name in BOOKS[ledger].addresses},
        }
    )


def open_books(
    sandbox: SandboxProcess, ledgers: Iterable[str], companies: Sequence[Company]
) -> Tenants:
    """Open an organisation in each ledger for each company, but where its country is unknown."""
    return {
        ledger: {
            company.id: _open(getattr(sandbox, ledger), ledger, company)
            for company in companies
            if company.country in BOOKS[ledger].countries
        }
        for ledger in ledgers
    }


def _open(there: Any, ledger: str, company: Company) -> str:
    tenant_id: str = there.add_organisation(
        company.name, country=company.country, base_currency=company.currency
    ).tenant_id
    BOOKS[ledger].former_records(there.bookkeeper(tenant_id))
    return tenant_id


def demo_connections() -> list[tuple[str, int]]:
    """List who connects to what in the demo: ledger and company."""
    return [(ledger, company) for ledger, books in BOOKS.items() for company in books.joined_by]


def consents(tenants: Tenants) -> list[list[str]]:
    """Write down the demo's consents as options of the project's console.

    A company of the demo that is not there gives none: the data of an older stack may be in use.
    """
    return [
        [
            *("--ledger", ledger, "--company", str(company), "--tenant", tenants[ledger][company]),
            *("--auto", *BOOKS[ledger].joined_by[company]),
        ]
        for ledger, company in demo_connections()
        if company in tenants[ledger]
    ]


def first_connection(ledger: str, company: int) -> tuple[str, dict[str, object]]:
    """Say which DAG, with which conf, carries out a first connection without a person."""
    return "first_connection", {"company": company, "ledger": ledger, "approve": True}


def let_consent(sandbox: SandboxProcess, options: Sequence[str]) -> None:
    """Press the button that a person would: QuickBooks gives a consent to one company alone.

    Args:
        sandbox: where the consent is given.
        options: those of the project's console; each is followed by its value.
    """
    given = dict(itertools.pairwise(options))
    if given.get("--ledger") == "quickbooks" and "--tenant" in given:
        sandbox.quickbooks.set_consent(given["--tenant"])


# The same customer and the same supplier in both ledgers: a company that joins both has them once.
CUSTOMER, SUBSIDIARY, SUPPLIER = "Town Hall Facilities", "Registry Office", "Fasteners Wholesale"
CUSTOMER_EMAIL, SUPPLIER_EMAIL = "facilities@townhall.example", "trade@fasteners.example"
CUSTOMER_PHONE = "555 0170"
STOCK_ITEMS = ("Isolating valve 15 mm", "Water heater, 50 gallon")
LAST_NUMBER = "2041"


def _xero_before(bookkeeper: Any) -> None:
    bookkeeper.create_contact(
        name=CUSTOMER,
        email_address=CUSTOMER_EMAIL,
        phones=[{"PhoneType": "DEFAULT", "PhoneNumber": CUSTOMER_PHONE}],
    )
    supplier = bookkeeper.create_contact(name=SUPPLIER, email_address=SUPPLIER_EMAIL)
    # Xero knows a supplier by the bills that came from it.
    bookkeeper.create_bill(
        contact={"ContactID": supplier["ContactID"]},
        line_items=[{"Description": "Screws, mixed", "Quantity": 1, "UnitAmount": 48.0}],
    )


def _quickbooks_before(bookkeeper: Any) -> None:
    bookkeeper.create_customer(CUSTOMER, email=CUSTOMER_EMAIL, phone=CUSTOMER_PHONE)
    bookkeeper.create_customer(SUBSIDIARY, parent=CUSTOMER)
    bookkeeper.create_vendor(SUPPLIER, email=SUPPLIER_EMAIL)
    for name in STOCK_ITEMS:
        # Klipboard books them to Sales; a stock item keeps the account that it has.
        bookkeeper.create_item(name, kind="Inventory", account="Other Revenue")
    # Klipboard's invoices go on behind this number (C-08).
    lines = [{"item": "Hours", "quantity": 2, "price": 60}]
    bookkeeper.create_invoice(CUSTOMER, lines, doc_number=LAST_NUMBER)


BOOKS: dict[str, Books] = {
    "xero": Books(
        title="Xero",
        connection=XERO_CONNECTION,
        addresses=("authorize_url", "token_url", "connections_url"),
        countries=xero_charts.COUNTRIES,
        joined_by={1: (), 2: (), 3: ()},
        former_records=_xero_before,
    ),
    "quickbooks": Books(
        title="QuickBooks",
        connection=QUICKBOOKS_CONNECTION,
        addresses=("authorize_url", "token_url", "revoke_url"),
        countries=quickbooks_charts.COUNTRIES,
        # A connection of QuickBooks ends after an hour unless the company chose to stay.
        joined_by={1: (), 4: ("--stay",)},
        former_records=_quickbooks_before,
    ),
}
