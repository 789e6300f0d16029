"""Records in numbers, for the tests of this folder."""

from __future__ import annotations

from ledger_sync.model import (
    CLIENT,
    SUPPLIER,
    Document,
    Party,
    Ref,
)

from tests.contract.bench import Bench
from tests.unit.builders import a_line, a_party, a_purchase_order, an_invoice

CLIENT_OF = Ref(CLIENT, 7)


def parties(count: int, first: int = 1) -> list[Party]:
    return [
        a_party(source_id=number, name=f"Client {number:05}", email=f"c{number}@example.com")
        for number in range(first, first + count)
    ]


def invoices(count: int) -> list[Document]:
    return [
        an_invoice(source_id=number, number=f"INV-{number:05}", party=CLIENT_OF)
        for number in range(1, count + 1)
    ]


def documents(bench: Bench) -> list[Document]:
    """One document of each kind that the ledger takes, their parties made."""
    bench.made(a_party())
    bench.made(a_party(entity=SUPPLIER, source_id=9, name="Steel Co"))
    order = a_purchase_order(lines=(a_line(account_code="300"),))
    return [each for each in (an_invoice(), order) if each.entity in bench.ledger.entities]
