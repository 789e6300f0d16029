"""The people who use Klipboard: rows of schema ``klipboard`` for tests, with good defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from sandbox.process import Organisation

CURRENCY = {"GB": "GBP", "AU": "AUD", "NZ": "NZD", "US": "USD"}
TAX_RATE = {"GB": "20% VAT", "AU": "10% GST", "NZ": "15% GST", "US": "Sales Tax"}

Row = dict[str, Any]


@dataclass(frozen=True)
class Company:
    """A company of Klipboard and its organisation in the sandbox."""

    id: int
    country: str
    organisation: Organisation
    ledger: str = "xero"


class Klipboard:
    """Makes and changes rows. Ids are low, as Klipboard gives them."""

    def __init__(self, engine: sa.Engine, numbers: Iterator[int]) -> None:
        self.engine = engine
        self.numbers = numbers

    def sql(self, statement: str, **values: Any) -> Any:
        """Run one statement on the database and give its rows as dictionaries."""
        with self.engine.begin() as db:
            result = db.execute(sa.text(statement), values)
            return [dict(row) for row in result.mappings()] if result.returns_rows else []

    def insert(self, table: str, **values: Any) -> int:
        """A row of schema klipboard; gives its id."""
        values = {"id": next(self.numbers), **values}
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self.sql(f"INSERT INTO klipboard.{table} ({names}) VALUES ({marks})", **values)
        return int(values["id"])

    def update(self, table: str, row_id: int, **values: Any) -> None:
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self.sql(f"UPDATE klipboard.{table} SET {sets} WHERE id = :row_id", row_id=row_id, **values)

    def row(self, table: str, row_id: int) -> Row:
        return dict(self.sql(f"SELECT * FROM klipboard.{table} WHERE id = :id", id=row_id)[0])

    def rows(self, table: str, company: Company) -> list[Row]:
        """All of a company's rows of a table."""
        query = f"SELECT * FROM klipboard.{table} WHERE company_id = :id ORDER BY id"
        return list(self.sql(query, id=company.id))

    def a_client(self, company: Company, **values: Any) -> int:
        return self._party("clients", company, values)

    def a_supplier(self, company: Company, **values: Any) -> int:
        return self._party("suppliers", company, values)

    def a_location(self, company: Company, client_id: int, **values: Any) -> int:
        return self._party("client_locations", company, {"client_id": client_id, **values})

    def _party(self, table: str, company: Company, values: Mapping[str, Any]) -> int:
        number = next(self.numbers)
        defaults = {
            "id": number,
            "name": f"Party {number}",
            "email": f"party{number}@example.com",
            "phone": f"0113 496 {number:04d}",
        }
        return self.insert(table, company_id=company.id, **{**defaults, **values})

    def an_invoice(
        self, company: Company, client_id: int, *, lines: Sequence[Row] = (), **values: Any
    ) -> int:
        """An invoice; without lines it gets one over 100.00."""
        number = next(self.numbers)
        defaults = {
            "id": number,
            "number": f"INV-{number:04d}",
            "client_id": client_id,
            "status": "Sent",
            "issue_date": date(2026, 10, 1),
            "due_date": date(2026, 10, 31),
            "currency": CURRENCY[company.country],
        }
        made = self.insert("invoices", company_id=company.id, **{**defaults, **values})
        for position, line in enumerate(lines or [{}], start=1):
            self.a_line(company, made, position=position, **line)
        return made

    def a_purchase_order(
        self, company: Company, supplier_id: int, *, lines: Sequence[Row] = (), **values: Any
    ) -> int:
        """A purchase order; without lines it gets one over 100.00."""
        number = next(self.numbers)
        defaults = {
            "id": number,
            "number": f"PO-{number:04d}",
            "supplier_id": supplier_id,
            "status": "Sent",
            "issue_date": date(2026, 10, 1),
            "delivery_date": date(2026, 10, 8),
            "currency": CURRENCY[company.country],
        }
        made = self.insert("purchase_orders", company_id=company.id, **{**defaults, **values})
        for position, line in enumerate(lines or [{}], start=1):
            self.an_order_line(company, made, position=position, **line)
        return made

    def a_line(self, company: Company, invoice_id: int, **values: Any) -> int:
        """A line of an invoice."""
        line = {"invoice_id": invoice_id, "account_code": "200", **values}
        return self._line("invoice_lines", company, line)

    def an_order_line(self, company: Company, order_id: int, **values: Any) -> int:
        """A line of a purchase order."""
        line = {"purchase_order_id": order_id, "account_code": "300", **values}
        return self._line("purchase_order_lines", company, line)

    def _line(self, table: str, company: Company, values: Mapping[str, Any]) -> int:
        position = values.get("position", 1)
        defaults = {
            "company_id": company.id,
            "position": position,
            "item_name": None,
            "description": f"Work {position}",
            "quantity": Decimal(1),
            "unit_price": Decimal(100),
            "tax_rate": TAX_RATE[company.country],
        }
        return self.insert(table, **{**defaults, **values})

    def many_invoices(self, company: Company, client_ids: Sequence[int], count: int) -> list[int]:
        """Invoices with one line each, spread over the clients, written in one transaction."""
        made = [next(self.numbers) for _ in range(count)]
        invoices = [
            {
                "id": number,
                "company": company.id,
                "number": f"INV-{number:04d}",
                "client": client_ids[place % len(client_ids)],
                "currency": CURRENCY[company.country],
                "line": next(self.numbers),
                "tax_rate": TAX_RATE[company.country],
            }
            for place, number in enumerate(made)
        ]
        with self.engine.begin() as db:
            db.execute(sa.text(_AN_INVOICE), invoices)
            db.execute(sa.text(_ITS_LINE), invoices)
        return made

    def add_mapping(
        self, company: Company, table_name: str, source_code: str, ledger_code: str, **keys: str
    ) -> None:
        """A company's own row of a mapping table, by the five columns that are enough."""
        self.sql(
            """INSERT INTO sync.mapping_overrides
            (company_id, ledger, table_name, source_code, ledger_code, document)
            VALUES (:company, :ledger, :table_name, :source_code, :ledger_code, :document)""",
            company=company.id,
            ledger=company.ledger,
            table_name=table_name,
            source_code=source_code,
            ledger_code=ledger_code,
            document=keys.get("document"),
        )


_AN_INVOICE = """
    INSERT INTO klipboard.invoices
        (id, company_id, number, client_id, status, issue_date, due_date, currency)
    VALUES (:id, :company, :number, :client, 'Sent', '2026-10-01', '2026-10-31', :currency)
"""
_ITS_LINE = """
    INSERT INTO klipboard.invoice_lines
        (id, company_id, invoice_id, position, item_name, quantity, unit_price, account_code,
         tax_rate)
    VALUES (:line, :company, :id, 1, 'Work', 1, 100, '200', :tax_rate)
"""
