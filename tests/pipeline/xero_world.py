"""The world with Xero as its ledger."""

from __future__ import annotations

from tests.pipeline.klipboard import Company, Row
from tests.pipeline.world import World


class XeroWorld(World):
    """Klipboard, the sync and Xero."""

    ledger_name = "xero"

    def contacts(self, company: Company) -> dict[str, Row]:
        """The organisation's contacts by name."""
        found = self.sandbox.xero.contacts(company.organisation.tenant_id)
        return {contact["Name"]: contact for contact in found}

    def contact_of(self, company: Company, number: str) -> Row:
        """The contact with one of our numbers, such as ``KB-CLIENT-1``."""
        return next(
            each for each in self.contacts(company).values() if each.get("ContactNumber") == number
        )

    def invoices(self, company: Company) -> dict[str, Row]:
        """The organisation's sales invoices by number."""
        found = self.sandbox.xero.documents(company.organisation.tenant_id, "Invoices")
        return {each["InvoiceNumber"]: each for each in found if each["Type"] == "ACCREC"}

    def purchase_orders(self, company: Company) -> dict[str, Row]:
        """The organisation's purchase orders by number."""
        found = self.sandbox.xero.documents(company.organisation.tenant_id, "PurchaseOrders")
        return {each["PurchaseOrderNumber"]: each for each in found}
