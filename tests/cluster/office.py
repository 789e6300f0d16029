"""The company that the cluster works for, and what was run for it. No test in here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.pipeline.klipboard import Company
from tests.pipeline.world import World

Result = dict[str, Any]
NUMBERS = {"xero": ("Invoices", "InvoiceNumber"), "quickbooks": ("Invoice", "DocNumber")}


@dataclass(frozen=True)
class Office:
    """One company of Klipboard with both ledgers."""

    worlds: dict[str, World]
    companies: dict[str, Company]
    client: int

    @property
    def id(self) -> int:
        return self.companies["xero"].id

    def there(self, ledger: str) -> list[str]:
        """Every invoice of the ledger's, by number; one that is there twice comes twice."""
        resource, number = NUMBERS[ledger]
        tenant_id = self.companies[ledger].organisation.tenant_id
        documents = self.worlds[ledger].there.documents(tenant_id, resource)
        return sorted(each[number] for each in documents)

    def here(self) -> list[str]:
        """Every invoice of Klipboard's, by number."""
        world, company = self.worlds["xero"], self.companies["xero"]
        return sorted(each["number"] for each in world.rows("invoices", company))

    def paid(self, ledger: str) -> list[str]:
        """The invoices for which Klipboard has payments of a ledger, once for each of these."""
        query = """SELECT i.number FROM klipboard.invoice_payments p
            JOIN klipboard.invoices i ON i.id = p.invoice_id
            WHERE p.ledger = :ledger AND p.reversed_at IS NULL"""
        return sorted(row["number"] for row in self.worlds[ledger].sql(query, ledger=ledger))

    def statuses(self) -> set[str]:
        """Every status that an invoice has in Klipboard."""
        world, company = self.worlds["xero"], self.companies["xero"]
        return {each["status"] for each in world.rows("invoices", company)}

    def calls(self) -> dict[str, int]:
        """How many calls of its API each ledger has received."""
        return {
            ledger: len(world.there.requests(api_only=True))
            for ledger, world in self.worlds.items()
        }

    def consents(self) -> list[list[str]]:
        """What the person who connects the company says, as options of the console."""
        return [
            f"--ledger {ledger} --company {self.id} --tenant {company.organisation.tenant_id} "
            f"--auto {'--stay' if ledger == 'quickbooks' else ''}".split()
            for ledger, company in self.companies.items()
        ]


@dataclass(frozen=True)
class Story:
    """The runs, step by step: of Xero and of QuickBooks at once."""

    first: list[Result]
    out: list[Result]
    back: list[Result]
    products: Result

    @property
    def results(self) -> list[Result]:
        return [*self.first, *self.out, *self.back, self.products]
