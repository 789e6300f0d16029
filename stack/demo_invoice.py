"""One invoice side by side, in Klipboard and in each ledger: to the cent, tax included.

Reads all sides anew; believes nothing that the sync says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row

from stack.demo_tables import a_table, show
from stack.world import BOOKS

if TYPE_CHECKING:
    from sandbox.process import SandboxProcess
    from stack.world import Tenants

CENT = Decimal("0.01")
SALES = "SalesItemLineDetail"
Row = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A line as one side has it: its amount before tax, and that side's word for its tax."""

    amount: Decimal
    tax: str

    @property
    def percent(self) -> Decimal:
        """Rate of a tax that says it in its name; the ones that say none are none."""
        found = re.match(r"([\d.]+)%", self.tax)
        return Decimal(found[1]) / 100 if found else Decimal(0)


@dataclass(frozen=True)
class Seen:
    """An invoice as one side shows it."""

    party: str
    status: str
    issued: str
    due: str
    lines: Sequence[Line]
    net: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.tax

    @property
    def money(self) -> tuple[list[Decimal], Decimal, Decimal]:
        """What two sides must agree on."""
        return [line.amount for line in self.lines], self.net, self.tax


TaxRule = Callable[[Sequence[Line]], Decimal]


def tax_by_line(lines: Sequence[Line]) -> Decimal:
    """Xero's published way: the tax of each line is rounded, then they are summed."""
    return sum((cents(line.amount * line.percent) for line in lines), Decimal(0))


def tax_by_rate(lines: Sequence[Line]) -> Decimal:
    """QuickBooks' published way: the lines of a rate are summed, then their tax is rounded."""
    bases: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        bases[line.percent] += line.amount
    return sum((cents(base * percent) for percent, base in bases.items()), Decimal(0))


def cents(amount: Decimal) -> Decimal:
    """Round as invoices are rounded."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def money(value: object) -> Decimal:
    """Read an amount out of JSON without ever calculating with a float."""
    return cents(Decimal(str(value)))


def in_klipboard(invoice: Row, rows: Sequence[Row], tax_of: TaxRule) -> Seen:
    """Klipboard's side; how tax is rounded is left to the ledger, and so is the ledger's way."""
    lines = [Line(_net(row), row["tax_rate"] or "") for row in rows]
    return Seen(
        party=invoice["client"],
        status=invoice["status"],
        issued=str(invoice["issue_date"]),
        due=str(invoice["due_date"] or ""),
        lines=lines,
        net=sum((line.amount for line in lines), Decimal(0)),
        tax=tax_of(lines),
    )


def _net(row: Row) -> Decimal:
    return cents(row["quantity"] * row["unit_price"] * (1 - row["discount_percent"] / 100))


def in_xero(document: Row, _tax_codes: Mapping[str, str]) -> Seen:
    """Xero's side."""
    return Seen(
        party=document["Contact"]["Name"],
        status=document["Status"],
        issued=document["DateString"][:10],
        due=document.get("DueDateString", "")[:10],
        lines=[
            Line(money(line["LineAmount"]), line.get("TaxType", ""))
            for line in document["LineItems"]
        ],
        net=money(document["SubTotal"]),
        tax=money(document["TotalTax"]),
    )


def in_quickbooks(document: Row, tax_codes: Mapping[str, str]) -> Seen:
    """QuickBooks' side, where a line names its tax code by an id."""
    tax = money(document["TxnTaxDetail"]["TotalTax"])
    return Seen(
        party=document["CustomerRef"]["name"],
        status=document["EmailStatus"],
        issued=document["TxnDate"],
        due=document["DueDate"],
        lines=[
            Line(money(line["Amount"]), tax_codes.get(line[SALES]["TaxCodeRef"]["value"], ""))
            for line in document["Line"]
            if SALES in line
        ],
        net=money(document["TotalAmt"]) - tax,
        tax=tax,
    )


@dataclass(frozen=True)
class View:
    """How a ledger's invoices are read."""

    resource: str
    number: str
    see: Callable[[Row, Mapping[str, str]], Seen]
    tax_of: TaxRule
    tax_codes: str = ""
    """The ledger's list of tax codes, where its lines name them by id."""


VIEWS = {
    "xero": View("Invoices", "InvoiceNumber", in_xero, tax_by_line),
    "quickbooks": View("Invoice", "DocNumber", in_quickbooks, tax_by_rate, "TaxCode"),
}


@dataclass(frozen=True)
class Sides:
    """One invoice on all sides: in each ledger, and as Klipboard's would come out there."""

    number: str
    labels: Sequence[str]
    ours: Mapping[str, Seen]
    theirs: Mapping[str, Seen]

    def differing(self) -> list[str]:
        """List the ledgers that have other amounts, or another number of lines."""
        return [
            BOOKS[ledger].title
            for ledger, seen in self.theirs.items()
            if seen.money != self.ours[ledger].money
        ]


def pick(sandbox: SandboxProcess, tenants: Tenants, klipboard: str) -> Sides | None:
    """Take the invoice with the most lines that is in every ledger: it has several rates of tax."""
    sent = {ledger: _documents(sandbox, ledger, tenants[ledger]) for ledger in VIEWS}
    with psycopg.connect(klipboard, row_factory=dict_row) as connection:
        # Prices that include tax would need the tax taken out again; one side by side is enough.
        found = connection.execute(
            "SELECT i.*, c.name AS client FROM klipboard.invoices i "
            "JOIN klipboard.clients c ON c.id = i.client_id "
            "JOIN LATERAL (SELECT count(*) AS lines FROM klipboard.invoice_lines l "
            "  WHERE l.invoice_id = i.id) size ON true "
            "WHERE NOT i.prices_include_tax ORDER BY size.lines DESC, i.id"
        ).fetchall()
        keys = [(row["company_id"], row["number"]) for row in found]
        key = next((each for each in keys if all(each in there for there in sent.values())), None)
        if key is None:
            return None
        ours = found[keys.index(key)]
        lines = connection.execute(
            "SELECT * FROM klipboard.invoice_lines WHERE invoice_id = %s ORDER BY position",
            [ours["id"]],
        ).fetchall()
    return Sides(
        number=ours["number"],
        labels=[_label(line) for line in lines],
        ours={name: in_klipboard(ours, lines, view.tax_of) for name, view in VIEWS.items()},
        theirs={
            name: view.see(sent[name][key], _tax_codes(sandbox, name, tenants[name][key[0]]))
            for name, view in VIEWS.items()
        },
    )


def _documents(
    sandbox: SandboxProcess, ledger: str, tenants: Mapping[int, str]
) -> dict[tuple[int, str], Row]:
    """All of a ledger's documents that Klipboard can have sent, by company and number."""
    view = VIEWS[ledger]
    return {
        (company, str(document.get(view.number))): document
        for company, tenant in tenants.items()
        for document in getattr(sandbox, ledger).documents(tenant, view.resource)
    }


def _tax_codes(sandbox: SandboxProcess, ledger: str, tenant: str) -> dict[str, str]:
    kind = VIEWS[ledger].tax_codes
    codes = getattr(sandbox, ledger).documents(tenant, kind) if kind else ()
    return {code["Id"]: code["Name"] for code in codes}


def _label(line: Row) -> str:
    return f"{line['quantity'].normalize():f} x {line['item_name'] or line['description']}"


def print_sides(invoice: Sides) -> None:
    """Show one invoice in Klipboard and in every ledger."""
    titles = [BOOKS[ledger].title for ledger in invoice.theirs]
    table = a_table(f"Invoice {invoice.number}, on all sides", "", "Klipboard", *titles)
    seen = [next(iter(invoice.ours.values())), *invoice.theirs.values()]
    for name in ("party", "status", "issued", "due"):
        table.add_row(name, *(getattr(each, name) for each in seen))
    for place, label in enumerate(invoice.labels):
        table.add_row(label, *(_shown(each.lines, place) for each in seen))
    for name in ("net", "tax", "total"):
        table.add_row(name, *(str(getattr(each, name)) for each in seen))
    show(table)


def _shown(lines: Sequence[Line], place: int) -> str:
    return f"{lines[place].amount}  {lines[place].tax}" if place < len(lines) else ""
