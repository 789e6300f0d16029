"""The bookkeeper of the benches, at either ledger: pays and edits what Klipboard sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from bench.joined import JoinedCompany

SENT = """
    SELECT link.entity, link.source_id, link.ledger_id FROM sync.links AS link
    LEFT JOIN klipboard.invoices AS invoice
        ON link.entity = 'invoice' AND invoice.id = link.source_id
    ORDER BY invoice.status = 'Draft', link.source_id
"""


class Desk:
    """Where he sits; records are named by the ledger's id, invoices by their number too."""

    def __init__(self, company: JoinedCompany, tenant_id: str) -> None:
        self._engine = company.engine
        self._hand = company.there.bookkeeper(tenant_id)
        self._xero = company.ledger.name == "xero"

    def sent(self, entity: str) -> list[str]:
        """The ledger's ids of what was sent; drafts, which nobody can pay, come last."""
        with self._engine.connect() as db:
            return [row.ledger_id for row in db.execute(sa.text(SENT)) if row.entity == entity]

    def pay(self, invoice: str) -> None:
        """All that is due."""
        self._hand.record_payment(invoice)

    def edit_client(self, client: str, email: str) -> None:
        """Another e-mail address."""
        if self._xero:
            self._hand.edit_contact(client, email_address=email)
        else:
            self._hand.edit_customer(client, email=email)

    def edit_invoice(self, invoice: str, reference: str) -> None:
        """Another reference."""
        if self._xero:
            self._hand.edit_invoice(invoice, reference=reference)
        else:
            self._hand.edit_invoice(invoice, CustomerMemo={"value": reference})
