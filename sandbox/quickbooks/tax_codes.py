"""Tax codes and tax rates: to read only; the bookkeeper adds them."""

from __future__ import annotations

from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.resource import Draft, Resource


def _never(desk: Desk, draft: Draft) -> None:
    """Have nothing to settle: neither entity is written through the API."""


TAX_CODES = Resource(entity="TaxCode", fields={}, settle=_never, operations=frozenset())
TAX_RATES = Resource(entity="TaxRate", fields={}, settle=_never, operations=frozenset())
