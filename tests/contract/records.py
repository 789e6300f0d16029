"""Records in numbers, for the tests of this folder."""

from __future__ import annotations

from datetime import date

from ledger_sync.ledgers.contract import Ledger
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    SUPPLIER,
    Company,
    Document,
    Party,
    Ref,
)
from ledger_sync.rules.mapping import MappingTable, Tables
from ledger_sync.steps.mapping_tables import from_file

from tests.unit.builders import a_full_party, a_line, a_party, a_purchase_order, an_invoice

GB = Company(company_id=1, name="Harbour Plumbing", country="GB", base_currency="GBP")
CLIENT_OF = Ref(CLIENT, 7)
WRITTEN_ON = date(2026, 9, 28)


def shipped_tables(ledger: Ledger) -> Tables:
    return {
        spec.name: MappingTable.of(ledger.name, spec, from_file(ledger.name, spec))
        for spec in ledger.tables
    }


def a_location(**values: object) -> Party:
    """A location of the client that ``a_party`` is."""
    place = {"entity": CLIENT_LOCATION, "source_id": 8, "name": "Yard"}
    return a_party(**{**place, "client_id": 7, "client_name": "Acme Ltd", **values})


def a_supplier(**values: object) -> Party:
    return a_party(**{"entity": SUPPLIER, "source_id": 9, "name": "Steel Co", **values})


def a_known_party(**values: object) -> Party:
    """A party with everything that one has in the company's own currency."""
    return a_full_party(**{"currency": None, **values})


def parties(count: int, first: int = 1) -> list[Party]:
    return [
        a_party(source_id=number, name=f"Client {number:05}", email=f"c{number}@example.com")
        for number in range(first, first + count)
    ]


def invoices(count: int, first: int = 1) -> list[Document]:
    return [
        an_invoice(source_id=number, number=f"INV-{number:05}", party=CLIENT_OF)
        for number in range(first, first + count)
    ]


def every_document(ledger: Ledger) -> list[Document]:
    """One document of each kind that a ledger takes; their parties must be there."""
    order = a_purchase_order(lines=(a_line(account_code="300"),))
    return [each for each in (an_invoice(), order) if each.entity in ledger.entities]
