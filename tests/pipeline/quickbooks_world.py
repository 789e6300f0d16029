"""The world with QuickBooks Online as its ledger."""

from __future__ import annotations

from tests.pipeline.klipboard import Company, Row
from tests.pipeline.world import World


class QuickBooksWorld(World):
    """Klipboard, the sync and QuickBooks. Companies stay connected unless a test says otherwise."""

    ledger_name = "quickbooks"

    def choose_organisation(self, tenant_id: str) -> None:
        # Nobody is held to a pace here: many runs happen in one second.
        self.there.set_limits(tenant_id, second=1000)
        self.there.set_consent(tenant_id)

    def records(self, company: Company, entity: str) -> list[Row]:
        """Everything that QuickBooks has of an entity, inactive ones too."""
        found: list[Row] = self.there.documents(company.organisation.tenant_id, entity)
        return found

    def customers(self, company: Company) -> dict[str, Row]:
        """Customers and sub-customers by their display name."""
        return {each["DisplayName"]: each for each in self.records(company, "Customer")}

    def vendors(self, company: Company) -> dict[str, Row]:
        return {each["DisplayName"]: each for each in self.records(company, "Vendor")}

    def items(self, company: Company) -> dict[str, Row]:
        return {each["Name"]: each for each in self.records(company, "Item")}

    def accounts(self, company: Company) -> dict[str, Row]:
        """The chart of accounts by full name."""
        return {each["FullyQualifiedName"]: each for each in self.records(company, "Account")}

    def invoices(self, company: Company) -> dict[str, Row]:
        """Invoices by number."""
        return {each["DocNumber"]: each for each in self.records(company, "Invoice")}
