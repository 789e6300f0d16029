"""What the tests of QuickBooks' rooms share: mapping tables, and a line that answers by script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger_sync.ledgers.quickbooks import tables
from ledger_sync.ledgers.quickbooks.outbound import draft
from ledger_sync.model import Company, Json, Record, Reply
from ledger_sync.rules.mapping import MappingTable, Row, Tables, TableSpec, parse

from tests.unit.builders import GB

_ROWS = {
    tables.INVOICE_STATUS: """source_code,ledger_code,inbound,note
Cancelled,Voided,yes,-
Draft,NotSet,yes,-
Overdue,EmailSent,no,-
Sent,EmailSent,yes,-
""",
    tables.TAX_RATES: """source_code,country,document,ledger_code,inbound,note
20% VAT,US,any,TAX,yes,-
20% VAT,any,any,20.0% S,yes,-
No Tax,US,any,NON,yes,-
No Tax,any,any,No VAT,yes,-
""",
    tables.ACCOUNTS: """source_code,document,ledger_code,inbound,note
Sales,sales,Sales:Labour,yes,-
""",
    tables.PAYMENT_TERMS: """source_code,ledger_code,inbound,note
30 days,Net 30,yes,-
""",
}


def _table(spec: TableSpec, *own: Row) -> MappingTable:
    rows = parse(spec, _ROWS[spec], where="file.csv")
    return MappingTable.of("quickbooks", spec, (*rows, *own))


def quickbooks_tables() -> Tables:
    return {spec.name: _table(spec) for spec in _ROWS}


def content(record: Record, company: Company = GB) -> Json:
    """What QuickBooks shall hold for a record."""
    return draft(record, company, quickbooks_tables()).content


class Line:
    """QuickBooks' API: gives the answers of a script, one a call, and keeps the calls."""

    def __init__(self, *answers: Json | Exception, repeated: bool = False) -> None:
        self.answers = list(answers)
        self.repeated = repeated
        self.calls: list[Json] = []

    def __call__(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
        **how: Any,
    ) -> Reply:
        self.calls.append(
            {"call": f"{method} {path}", "params": dict(params or {}), "body": body, **how}
        )
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Reply(answer, self.repeated)

    @property
    def queries(self) -> list[str]:
        return [call["params"]["query"] for call in self.calls if call["call"] == "GET /query"]


def rows(entity: str, *bodies: Json) -> Json:
    """The answer to a query."""
    return {"QueryResponse": {entity: list(bodies)} if bodies else {}, "time": "now"}


def batch(*elements: Json) -> Json:
    """The answer to a batch, its elements in the order in which they were sent."""
    numbered = enumerate(elements, start=1)
    return {"BatchItemResponse": [{"bId": str(number), **each} for number, each in numbered]}


def refused(code: str, detail: str = "No", element: str = "") -> Json:
    """An element that was not carried out."""
    error = {"code": code, "Message": "Refused", "Detail": detail, "element": element}
    return {"Fault": {"Error": [error], "type": "ValidationFault"}}
