"""The tables at the end of the demo. Reads both sides anew; believes nothing that the sync says."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import psycopg
from rich import box
from rich.table import Table

from stack.screen import make_console
from stack.world import BOOKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Result = tuple[str, dict[str, Any]]
"""A ledger, and the summary of one of its runs."""

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
LONGEST_REASON = 120


def rows(results: Iterable[Result]) -> Iterator[tuple[str, str, Counter[str]]]:
    """Add up the counts of some runs: company with ledger, entity, counts."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for ledger, result in results:
        for company, entities in sorted(result["companies"].items()):
            joined = f"{company} {BOOKS[ledger].title}"
            for entity, counts in sorted(entities.items()):
                if isinstance(counts, dict):
                    sums[joined, entity].update({name: counts.get(name, 0) for name in COUNTERS})
    for (joined, entity), counts in sums.items():
        yield joined, entity, counts


def print_counts(title: str, results: Iterable[Result]) -> None:
    """Show the counts of some runs, a row a company and entity; a row of noughts is left out."""
    table = a_table(title, "company", "entity")
    for name in COUNTERS:
        table.add_column(name, justify="right")
    last = ""
    for joined, entity, counts in rows(results):
        if not counts.total():
            continue
        shown = "" if joined == last else joined
        cells = (str(counts[name] or "·") for name in COUNTERS)
        table.add_row(shown, entity.replace("_", " "), *cells)
        last = joined
    show(table)


def print_start_numbers(klipboard: str) -> None:
    """Tell where Klipboard's invoice numbers go on, behind the last ones of the ledgers (C-08)."""
    with psycopg.connect(klipboard) as connection:
        rows = connection.execute(
            "SELECT id, invoice_start_number FROM klipboard.companies "
            "WHERE invoice_start_number IS NOT NULL ORDER BY id"
        )
        told = ", ".join(f"company {company} from {number}" for company, number in rows)
    make_console().print(f"Klipboard's next invoices follow the ledger's last one: {told}.")


def print_quarantine(state: str) -> None:
    """Show what was held back, and why; a reason that both ledgers share is told once."""
    title = "Held back, with the reason; the next run releases what is corrected"
    table = a_table(title, "company", "ledger", "record", "rule", "why")
    with psycopg.connect(state) as connection:
        for company, ledgers, entity, source_id, rule, message in connection.execute(
            "SELECT company_id, array_agg(ledger ORDER BY ledger DESC), entity, source_id, rule, "
            "message FROM sync.quarantine WHERE released_at IS NULL "
            "GROUP BY company_id, entity, source_id, rule, message "
            "ORDER BY company_id, entity, source_id, rule, message"
        ):
            held_by = "both" if len(ledgers) == len(BOOKS) else BOOKS[ledgers[0]].title
            record = f"{entity} {source_id}".replace("_", " ")
            table.add_row(str(company), held_by, record, rule, shorten(str(message)))
    show(table)


def shorten(text: str) -> str:
    """Keep the whole sentences that fit; the first one says what is wrong."""
    sentences = text.split(". ")
    while len(sentences) > 1 and len(". ".join(sentences)) > LONGEST_REASON:
        sentences.pop()
    kept = ". ".join(sentences)
    return kept if kept.endswith(".") else f"{kept}."


def a_table(title: str, *columns: str) -> Table:
    """Begin a table as all of the demo's look."""
    return Table(
        *columns,
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=0,  # eleven columns of counts must fit into 100 characters
    )


def show(table: Table) -> None:
    """Print a table below an empty line."""
    console = make_console()
    console.print()
    console.print(table)
