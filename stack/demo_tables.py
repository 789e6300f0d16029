"""The tables at the end of the demo. Reads both sides anew; believes nothing that the sync says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row
from rich import box
from rich.table import Table

from stack.screen import make_console

if TYPE_CHECKING:
    from sandbox.process import SandboxProcess

COUNTERS = (
    "read",
    "quarantined",
    "waiting",
    "created",
    "updated",
    "voided",
    "skipped",
    "refused",
    "calls",
)
CENT = Decimal("0.01")
LONGEST_REASON = 120


def rows(results: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str, Counter[str]]]:
    """Add up the counts of some runs: company, entity, counts."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for result in results:
        for company, entities in result["companies"].items():
            for entity, counts in entities.items():
                if isinstance(counts, dict):
                    sums[company, entity].update({name: counts.get(name, 0) for name in COUNTERS})
    for (company, entity), counts in sorted(sums.items()):
        yield company, entity, counts


def print_counts(title: str, results: Sequence[dict[str, Any]]) -> None:
    """Show the counts of some runs, a row a company and entity."""
    table = _table(title, "company", "entity")
    for name in COUNTERS:
        table.add_column(name, justify="right")
    last = ""
    for company, entity, counts in rows(results):
        shown = "" if company == last else company
        table.add_row(
            shown, entity.replace("_", " "), *(str(counts[name] or "·") for name in COUNTERS)
        )
        last = company
    _print(table)


@dataclass(frozen=True)
class Money:
    """What an invoice comes to."""

    net: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.tax


@dataclass(frozen=True)
class BothSides:
    """One invoice as Klipboard and as Xero have it."""

    number: str
    ours: dict[str, Any]
    lines: list[dict[str, Any]]
    theirs: dict[str, Any]

    @property
    def our_money(self) -> Money:
        """Klipboard's amounts, by Xero's published way: each line rounded, then summed."""
        nets = [net(line) for line in self.lines]
        taxes = [
            cents(amount * percent(line)) for amount, line in zip(nets, self.lines, strict=True)
        ]
        return Money(sum(nets, Decimal(0)), sum(taxes, Decimal(0)))

    @property
    def their_money(self) -> Money:
        """Xero's amounts."""
        return Money(money(self.theirs["SubTotal"]), money(self.theirs["TotalTax"]))

    @property
    def agrees(self) -> bool:
        """To the cent, and as many lines."""
        return self.our_money == self.their_money and len(self.lines) == len(
            self.theirs["LineItems"]
        )


def cents(amount: Decimal) -> Decimal:
    """Round as invoices are rounded."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def money(value: object) -> Decimal:
    """Read an amount out of JSON without ever calculating with a float."""
    return cents(Decimal(str(value)))


def net(line: dict[str, Any]) -> Decimal:
    """Amount of one line of Klipboard's, before tax."""
    return cents(line["quantity"] * line["unit_price"] * (1 - line["discount_percent"] / 100))


def percent(line: dict[str, Any]) -> Decimal:
    """Rate of a tax that says it in its name; the ones that say none are none."""
    found = re.match(r"([\d.]+)%", line["tax_rate"] or "")
    return Decimal(found[1]) / 100 if found else Decimal(0)


def pick_invoice(sandbox: SandboxProcess, tenants: dict[int, str], klipboard: str) -> BothSides:
    """Take the sent invoice with the most lines: it shows discounts and several rates of tax."""
    sent = {
        (company, str(invoice["InvoiceNumber"])): invoice
        for company, tenant in tenants.items()
        for invoice in sandbox.xero.documents(tenant, "Invoices")
        if invoice["Type"] == "ACCREC"
    }
    with psycopg.connect(klipboard, row_factory=dict_row) as connection:
        # Prices that include tax would need the tax taken out again; one side by side is enough.
        found = connection.execute(
            "SELECT i.*, c.name AS client FROM klipboard.invoices i "
            "JOIN klipboard.clients c ON c.id = i.client_id "
            "JOIN LATERAL (SELECT count(*) AS lines FROM klipboard.invoice_lines l "
            "  WHERE l.invoice_id = i.id) size ON true "
            "WHERE NOT i.prices_include_tax ORDER BY size.lines DESC, i.id"
        ).fetchall()
        ours = next(row for row in found if (row["company_id"], row["number"]) in sent)
        lines = connection.execute(
            "SELECT * FROM klipboard.invoice_lines WHERE invoice_id = %s ORDER BY position",
            [ours["id"]],
        ).fetchall()
    return BothSides(ours["number"], ours, lines, sent[ours["company_id"], ours["number"]])


def print_invoice(both: BothSides) -> None:
    """Show one invoice in Klipboard and in Xero, side by side."""
    table = _table(f"Invoice {both.number}, in Klipboard and in Xero", "", "Klipboard", "Xero")
    table.add_row("party", str(both.ours["client"]), str(both.theirs["Contact"].get("Name", "")))
    table.add_row("status", str(both.ours["status"]), str(both.theirs["Status"]))
    table.add_row("issued", str(both.ours["issue_date"]), _day(both.theirs, "Date"))
    table.add_row("due", str(both.ours["due_date"] or ""), _day(both.theirs, "DueDate"))
    for line, theirs in zip(both.lines, both.theirs["LineItems"], strict=False):
        label = f"{line['quantity'].normalize():f} x {line['item_name'] or line['description']}"
        table.add_row(label, f"{net(line)}  {line['tax_rate']}", _line(theirs))
    for name in ("net", "tax", "total"):
        table.add_row(
            name, str(getattr(both.our_money, name)), str(getattr(both.their_money, name))
        )
    _print(table)


def _line(theirs: dict[str, Any]) -> str:
    return f"{money(theirs['LineAmount'])}  {theirs.get('TaxType', '')}"


def _day(theirs: dict[str, Any], name: str) -> str:
    return str(theirs.get(f"{name}String", ""))[:10]


def print_quarantine(state: str) -> None:
    """Show what was held back, and why."""
    title = "Held back, with the reason; the next run releases what is corrected"
    table = _table(title, "company", "record", "rule", "why")
    with psycopg.connect(state) as connection:
        for company, entity, source_id, rule, message in connection.execute(
            "SELECT company_id, entity, source_id, rule, message FROM sync.quarantine "
            "WHERE released_at IS NULL ORDER BY company_id, entity, source_id, rule"
        ):
            table.add_row(
                str(company), f"{entity} {source_id}".replace("_", " "), rule, shorten(str(message))
            )
    _print(table)


def shorten(text: str) -> str:
    """Keep the whole sentences that fit; the first one says what is wrong."""
    sentences = text.split(". ")
    while len(sentences) > 1 and len(". ".join(sentences)) > LONGEST_REASON:
        sentences.pop()
    kept = ". ".join(sentences)
    return kept if kept.endswith(".") else f"{kept}."


def _table(title: str, *columns: str) -> Table:
    return Table(
        *columns,
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=0,  # eleven columns of counts must fit into 100 characters
    )


def _print(table: Table) -> None:
    console = make_console()
    console.print()
    console.print(table)
