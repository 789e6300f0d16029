"""A company whose invoices are in its ledger already, with a bookkeeper at hand: either ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.pipeline.invoice_desks import InvoiceDesk, invoice_desk
from tests.pipeline.klipboard import Company, Row
from tests.pipeline.quiet import stays_quiet, unsettled
from tests.pipeline.world import Summary, World, counts, told


@dataclass
class Billed:
    """A world with one company, a client *Acme* and invoices that were sent."""

    world: World
    company: Company
    client: int
    desk: InvoiceDesk
    invoices: dict[str, int] = field(default_factory=dict)
    """Their ids by number."""

    def bill(self, number: str = "INV-1", **values: Any) -> int:
        """Send one more invoice, of which the ledger then knows."""
        self.write(number, **values)
        self.world.run()
        return self.invoices[number]

    def write(self, number: str, **values: Any) -> int:
        """Write one more invoice in Klipboard."""
        client = values.pop("client_id", self.client)
        made = self.world.an_invoice(self.company, client, number=number, **values)
        self.invoices[number] = made
        return made

    def back(self, **options: Any) -> Summary:
        """Bring the ledger's changes to Klipboard."""
        return self.world.bring_back(**options)

    def invoice(self, number: str = "INV-1") -> Row:
        """The invoice as Klipboard has it."""
        return self.world.row("invoices", self.invoices[number])

    def lines(self, number: str = "INV-1") -> list[Row]:
        """Its lines in their order."""
        query = "SELECT * FROM klipboard.invoice_lines WHERE invoice_id = :id ORDER BY position, id"
        return list(self.world.sql(query, id=self.invoices[number]))

    def said(self, number: str = "INV-1") -> list[str | None]:
        """What its lines say, in their order."""
        return [line["description"] for line in self.lines(number)]

    def payments(self, number: str = "INV-1") -> list[Row]:
        """The rows of its payments by their day, then as they came."""
        query = (
            "SELECT * FROM klipboard.invoice_payments WHERE invoice_id = :id ORDER BY paid_on, id"
        )
        return list(self.world.sql(query, id=self.invoices[number]))

    def live(self, number: str = "INV-1") -> list[Decimal]:
        """The amounts of its payments that were not reversed, the least first."""
        kept = (row for row in self.payments(number) if row["reversed_at"] is None)
        return sorted(row["amount"] for row in kept)

    def paid(self, number: str = "INV-1") -> tuple[str, Decimal, datetime | None]:
        """Its status, what was paid of it, and when it was paid in full."""
        row = self.invoice(number)
        return row["status"], row["amount_paid"], row["paid_at"]

    def counts(self, summary: Summary, entity: str) -> dict[str, int]:
        """What a run did with an entity: its figures without zeros and calls."""
        found = counts(summary, self.company, entity)
        return {name: figure for name, figure in found.items() if name != "calls"}

    def told(self, summary: Summary) -> str:
        """What a run says to a person."""
        return told(summary, self.company)

    def held(self) -> list[str]:
        """Why records of the ledger could not be brought to Klipboard."""
        return unsettled(self.world, self.company)

    def stays_quiet(self) -> None:
        """One more run of each direction writes nothing."""
        stays_quiet(self.world, self.company)


def billed(world: World, **values: Any) -> Billed:
    """A company with a client whose first invoice, INV-1 over 100.00 and its tax, was sent."""
    company = world.a_company(country=values.pop("country", "GB"))
    client = world.a_client(company, name="Acme", email="office@acme.example")
    made = Billed(world, company, client, invoice_desk(world, company))
    made.bill("INV-1", **values)
    # What was sent is not in the same second as what the bookkeeper does with it.
    world.later(seconds=5)
    return made
