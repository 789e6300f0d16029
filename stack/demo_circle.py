"""The way back, shown: what a bookkeeper does in each ledger while Klipboard goes on working.

One invoice is paid in the ledger. Of another one the bookkeeper changes the due date and a line,
and he and somebody in Klipboard change the reference. All sides are read anew afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row

from stack.demo_invoice import SALES, cents, money
from stack.demo_tables import a_table, show
from stack.world import BOOKS

if TYPE_CHECKING:
    from sandbox.process import SandboxProcess
    from stack.demo_tables import Result
    from stack.world import Tenants

Row = dict[str, Any]
Side = dict[str, str]
"""An invoice's fields as a side has them, in words that are the same for all sides."""

COMPANIES = {"xero": 2, "quickbooks": 4}
"""Who is shown: a company that has this ledger alone."""
LATER = timedelta(days=14)
MORE = Decimal("7.50")
THEIR_REFERENCE, OUR_REFERENCE = "PO 4711", "Gate B"
PRICE = "line 1 price"
NOTHING = "·"


@dataclass
class Edit:
    """One field of one invoice: what was there, and who made what of it."""

    ledger: str
    invoice: int
    number: str
    what: str
    before: str
    theirs: str = NOTHING
    ours: str = NOTHING
    expected: str = ""
    now: tuple[str, str] = field(default=("", ""))
    """In Klipboard and in the ledger, once the runs are over."""

    @property
    def is_settled(self) -> bool:
        """Whether both sides have what they should."""
        return set(self.now) == {self.expected}


def change_both_sides(sandbox: SandboxProcess, tenants: Tenants, klipboard: str) -> list[Edit]:
    """Let the bookkeepers pay and edit, and a user of Klipboard edit; gives what was done."""
    done = []
    with psycopg.connect(klipboard, row_factory=dict_row) as connection:
        for ledger, company in COMPANIES.items():
            there = getattr(sandbox, ledger)
            tenant = tenants[ledger][company]
            edited, paid = connection.execute(_INVOICES, [ledger, company]).fetchall()
            done += _pay(ledger, there, tenant, paid)
            done += _edit(ledger, there, tenant, edited)
            connection.execute(
                "UPDATE klipboard.invoices SET reference = %s WHERE id = %s",
                [OUR_REFERENCE, edited["id"]],
            )
    return done


_INVOICES = """
SELECT i.id, i.number, i.due_date, i.reference, i.status, i.amount_paid, first.unit_price
FROM klipboard.invoices i
JOIN sync.links l ON l.entity = 'invoice' AND l.source_id = i.id
JOIN sync.ledger_connections c ON c.id = l.ledger_connection_id AND c.company_id = i.company_id
JOIN klipboard.invoice_lines first ON first.invoice_id = i.id AND first.position = 1
WHERE c.ledger = %s AND i.company_id = %s AND i.status IN ('Sent', 'Unpaid')
  AND NOT i.prices_include_tax AND first.discount_percent = 0
ORDER BY (SELECT count(*) FROM klipboard.invoice_lines n WHERE n.invoice_id = i.id) DESC, i.id
LIMIT 2
"""


def _pay(ledger: str, there: Any, tenant: str, invoice: Row) -> list[Edit]:
    """All that is due comes in at the bank."""
    there.bookkeeper(tenant).record_payment(invoice["number"], reference="Bank transfer")
    paid = LEDGERS[ledger](there, tenant, invoice["number"])["paid"]
    of = (ledger, invoice["id"], invoice["number"])
    return [
        Edit(*of, "paid", str(cents(invoice["amount_paid"])), paid, expected=paid),
        Edit(*of, "status", invoice["status"], "payment", expected="Paid"),
    ]


def _edit(ledger: str, there: Any, tenant: str, invoice: Row) -> list[Edit]:
    due = str(invoice["due_date"] + LATER)
    price = str(cents(invoice["unit_price"]) + MORE)
    number = invoice["number"]
    EDITORS[ledger](there, tenant, number, due, price)
    of = (ledger, invoice["id"], number)
    reference = invoice["reference"] or NOTHING
    return [
        Edit(*of, "due date", str(invoice["due_date"]), due, expected=due),
        Edit(*of, PRICE, str(cents(invoice["unit_price"])), price, expected=price),
        Edit(*of, "reference", reference, THEIR_REFERENCE, OUR_REFERENCE, expected=OUR_REFERENCE),
    ]


def _edit_at_xero(there: Any, tenant: str, number: str, due: str, price: str) -> None:
    lines = there.document(tenant, "Invoices", number)["LineItems"]
    shown = ("LineItemID", "Description", "Quantity", "UnitAmount", "AccountCode", "TaxType")
    whole = [{name: line[name] for name in shown if name in line} for line in lines]
    whole[0]["UnitAmount"] = price
    there.bookkeeper(tenant).edit_invoice(
        number, due_date=due, reference=THEIR_REFERENCE, line_items=whole
    )


def _edit_at_quickbooks(there: Any, tenant: str, number: str, due: str, price: str) -> None:
    ids = [
        line["Id"] for line in there.document(tenant, "Invoice", number)["Line"] if SALES in line
    ]
    lines = [{"Id": ids[0], "price": price}, *({"Id": each} for each in ids[1:])]
    there.bookkeeper(tenant).edit_invoice(
        number, due_date=due, CustomerMemo={"value": THEIR_REFERENCE}, lines=lines
    )


def _at_xero(there: Any, tenant: str, number: str) -> Side:
    document = there.document(tenant, "Invoices", number)
    return {
        "paid": str(money(document["AmountPaid"])),
        "status": document["Status"].title(),
        "due date": document["DueDateString"][:10],
        "reference": document.get("Reference", ""),
        PRICE: str(money(document["LineItems"][0]["UnitAmount"])),
    }


def _at_quickbooks(there: Any, tenant: str, number: str) -> Side:
    document = there.document(tenant, "Invoice", number)
    balance = money(document["Balance"])
    return {
        "paid": str(money(document["TotalAmt"]) - balance),
        "status": "Paid" if not balance else "Open",
        "due date": document["DueDate"],
        "reference": document.get("CustomerMemo", {}).get("value", ""),
        PRICE: str(money(document["Line"][0][SALES]["UnitPrice"])),
    }


EDITORS = {"xero": _edit_at_xero, "quickbooks": _edit_at_quickbooks}
LEDGERS = {"xero": _at_xero, "quickbooks": _at_quickbooks}


def _in_klipboard(connection: psycopg.Connection[Row], invoice: int) -> Side:
    row = connection.execute(
        "SELECT i.*, first.unit_price FROM klipboard.invoices i "
        "JOIN klipboard.invoice_lines first ON first.invoice_id = i.id AND first.position = 1 "
        "WHERE i.id = %s",
        [invoice],
    ).fetchone()
    if row is None:
        return {}
    return {
        "paid": str(cents(row["amount_paid"])),
        "status": row["status"],
        "due date": str(row["due_date"]),
        "reference": row["reference"] or "",
        PRICE: str(cents(row["unit_price"])),
    }


def look_again(
    edits: Sequence[Edit], sandbox: SandboxProcess, tenants: Tenants, klipboard: str
) -> list[Edit]:
    """Read what all sides have now; gives the fields in which one of them is wrong."""
    with psycopg.connect(klipboard, row_factory=dict_row) as connection:
        for edit in edits:
            tenant = tenants[edit.ledger][COMPANIES[edit.ledger]]
            theirs = LEDGERS[edit.ledger](getattr(sandbox, edit.ledger), tenant, edit.number)
            ours = _in_klipboard(connection, edit.invoice)
            edit.now = (ours[edit.what], theirs[edit.what])
    return [edit for edit in edits if not edit.is_settled]


def print_edits(title: str, edits: Sequence[Edit]) -> None:
    """Show, field by field, who did what and what both sides have now."""
    columns = ("company", "invoice", "field", "before", "bookkeeper", "Klipboard")
    table = a_table(title, *columns, "Klipboard now", "ledger now")
    last: tuple[str, ...] = ("", "")
    for edit in edits:
        place = (f"{COMPANIES[edit.ledger]} {BOOKS[edit.ledger].title}", edit.number)
        shown = [name if name != was else "" for name, was in zip(place, last, strict=True)]
        table.add_row(*shown, edit.what, edit.before, edit.theirs, edit.ours, *edit.now)
        last = place
    show(table)


def print_conflicts(title: str, edits: Sequence[Edit], results: Sequence[Result]) -> int:
    """Show the conflicts that the runs' summaries tell; gives how many there are."""
    numbers = {edit.invoice: edit.number for edit in edits}
    table = a_table(title, "company", "record", "field", "agreed", "Klipboard", "ledger", "won")
    found = [(ledger, each) for ledger, result in results for each in result["conflicts"]]
    for ledger, each in found:
        table.add_row(
            f"{each['company_id']} {BOOKS[ledger].title}",
            f"{each['entity']} {numbers.get(each['source_id'], each['source_id'])}",
            each["field"],
            *(_value(each, name) for name in ("base", "ours", "theirs", "winner")),
        )
    show(table)
    return len(found)


def _value(conflict: Mapping[str, Any], name: str) -> str:
    return str(conflict[name] if conflict[name] is not None else NOTHING)
