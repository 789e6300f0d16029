"""A company without a server: tests of the rules call the operations themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.quickbooks.answers import Body, Refusal
from sandbox.quickbooks.bookkeeper import act
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.opening import open_company
from sandbox.quickbooks.operations import carry_out, read_one
from sandbox.quickbooks.switches import Switches

START = datetime(2026, 2, 3, 17, 10, 11, tzinfo=UTC)


class Books:
    """Write and read in one company; a refused write leaves nothing behind."""

    def __init__(self, country: str = "US", **settings: Any) -> None:
        self.company = open_company(
            realm_id="9130000000000001", name="Acme", country=country, now=START, **settings
        )
        self.switches: dict[str, Any] = {}
        self.now = START

    @property
    def desk(self) -> Desk:
        return Desk(self.company, Switches(**self.switches), self.now)

    def later(self, seconds: int = 60) -> None:
        self.now += timedelta(seconds=seconds)

    def do(self, entity: str, operation: str, body: Body, **options: str) -> Body:
        try:
            answer: Body = carry_out(self.desk, entity, operation, body, options)[entity]
        except Refusal:
            self.company.journal.rollback()
            raise
        self.company.journal.commit()
        return answer

    def write(self, entity: str, body: Body, **options: str) -> Body:
        return self.do(entity, "update" if "Id" in body else "create", body, **options)

    def change(self, entity: str, shown: Body, **fields: Any) -> Body:
        version = {"Id": shown["Id"], "SyncToken": shown["SyncToken"], "sparse": True}
        return self.write(entity, {**version, **fields})

    def read(self, entity: str, key: str) -> Body:
        answer: Body = read_one(self.desk, entity, key)[entity]
        return answer

    def again(self, entity: str, shown: Body) -> Body:
        return self.read(entity, shown["Id"])

    def person(self, action: str, **arguments: Any) -> Body:
        return act(self.desk, action, arguments)

    def code(self, entity: str, operation: str, body: Body, **options: str) -> str:
        with pytest.raises(Refusal) as caught:
            self.do(entity, operation, body, **options)
        return caught.value.code

    def refused(self, entity: str, body: Body) -> Refusal:
        with pytest.raises(Refusal) as caught:
            self.write(entity, body)
        return caught.value

    def id_of(self, entity: str, name: str) -> str:
        row = self.company.named(entity, name)
        assert row is not None, name
        return row.id

    def customer(self, name: str = "Acme Enterprises", **fields: Any) -> Body:
        return self.write("Customer", {"DisplayName": name, **fields})

    def job(self, name: str, parent: Body, **fields: Any) -> Body:
        place = {"Job": True, "ParentRef": {"value": parent["Id"]}}
        return self.customer(name, **place, **fields)

    def invoice(self, customer: Body, *lines: Body, **fields: Any) -> Body:
        return self.write("Invoice", an_invoice(customer, *lines, **fields))

    def pay(self, customer: Body, total: Any, *parts: tuple[Body, Any], **fields: Any) -> Body:
        return self.write("Payment", a_payment(customer, total, *parts, **fields))


def a_line(amount: Any = 100, *, tax: str | None = None, **detail: Any) -> Body:
    code = {"TaxCodeRef": {"value": tax}} if tax else {}
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": amount,
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}, **code, **detail},
    }


def an_invoice(customer: Body, *lines: Body, **fields: Any) -> Body:
    return {
        "CustomerRef": {"value": customer["Id"]},
        "Line": list(lines) or [a_line()],
        "TxnDate": "2026-02-03",
        **fields,
    }


def a_payment(customer: Body, total: Any, *parts: tuple[Body, Any], **fields: Any) -> Body:
    lines = [
        {"Amount": amount, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}
        for invoice, amount in parts
    ]
    return {
        "CustomerRef": {"value": customer["Id"]},
        "TotalAmt": total,
        "Line": lines,
        "TxnDate": "2026-02-05",
        **fields,
    }
