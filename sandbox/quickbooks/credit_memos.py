"""Credit memos: to read only; the bookkeeper makes them."""

from __future__ import annotations

from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row, ref_id
from sandbox.quickbooks.contact_fields import currency_view
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.lines import line_view
from sandbox.quickbooks.resource import Draft, Resource
from sandbox.quickbooks.views import named


def _never(desk: Desk, draft: Draft) -> None:
    """Have nothing to settle: credit memos are not written through the API."""


def _shown(desk: Desk, row: Row) -> Body:
    return {
        "CustomerRef": named(desk, "Customer", row.body, "CustomerRef"),
        "CurrencyRef": currency_view(ref_id(row.body, "CurrencyRef")),
        "Line": [line_view(desk, line) for line in row.body["Line"]],
    }


CREDIT_MEMOS = Resource(
    entity="CreditMemo", fields={}, settle=_never, shown=_shown, operations=frozenset()
)
