"""The measurements as tables. Ratios stand beside the figures: they hold on other machines too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    from bench.calls import CallFigures
    from bench.matching import MatchFigures
    from bench.outbox import OutboxFigures
    from bench.parsing import ParseFigures
    from bench.troubles import TroubleFigures
    from bench.way_back import WayBackFigures


def of_machine(described: Mapping[str, str]) -> Table:
    """What it ran on."""
    table = _table("Machine", "", "")
    for name, value in described.items():
        table.add_row(name.replace("_", " "), value)
    return table


def of_parsing(figures: Sequence[ParseFigures]) -> Table:
    """DAG files."""
    table = _table("DAG files, read a second time", "file", "DAGs", "ms", "heavy imports", "kept")
    for each in figures:
        heavy = ", ".join(each.heavy) or "none"
        table.add_row(
            each.file, str(each.dags), str(each.warm_milliseconds), heavy, _kept(each.kept)
        )
    return table


def of_matching(figures: Sequence[MatchFigures]) -> Table:
    """Certain links, and what is left to a person; recall with review counts what is shown."""
    columns = (
        "books", "pairs", "parties", "the same", "linked", "wrong", "precision", "recall",
        "asked", "shown", "with review", "kept",
    )  # fmt: skip
    table = _table("Parties matched at a first connection", *columns, left=2)
    for each in figures:
        table.add_row(
            each.books,
            each.what,
            *(str(count) for count in (each.parties, each.same, each.right, each.wrong)),
            *(f"{100 * share:.1f} %" for share in (each.precision, each.recall)),
            *(str(count) for count in (each.listed, each.candidates)),
            f"{100 * each.recall_with_review:.1f} %",
            _kept(each.kept),
        )
    return table


def of_calls(figures: Sequence[CallFigures]) -> Table:
    """Calls of the ledger's API."""
    columns = (
        "ledger",
        "run",
        "records",
        "writes",
        "promised",
        "reads",
        "a write",
        "load s",
        "kept",
    )
    table = _table("Ledger calls", *columns, left=2)
    for each in figures:
        full = f"{each.elements / each.writes:.0f}" if each.writes else "·"
        table.add_row(
            each.ledger,
            each.what,
            str(each.records),
            str(each.writes),
            str(each.promised_writes),
            str(each.reads),
            full,
            str(each.seconds),
            _kept(each.kept),
        )
    return table


def of_nights(figures: Sequence[WayBackFigures]) -> Table:
    """The way back: what a run costs the ledger, the databases and the machine."""
    columns = (
        "ledger", "run", "records", "brought", "calls", "at most", "round trips", "a record",
        "per second", "peak MiB", "grown by", "kept",
    )  # fmt: skip
    table = _table("From the ledger to Klipboard", *columns, left=2)
    for each in figures:
        told = each.records > 0
        table.add_row(
            each.ledger,
            each.what,
            f"{each.records:,}",
            f"{each.brought:,}",
            str(each.calls),
            str(each.most_calls),
            f"{each.round_trips:,}",
            f"{each.round_trips_a_record:.2f}" if told else "·",
            f"{each.records_per_second:,.0f}" if told else "·",
            str(each.peak_mebibytes),
            str(each.peak_mebibytes - each.base_mebibytes),
            _kept(each.kept),
        )
    return table


def of_troubles(figures: Sequence[TroubleFigures]) -> Table:
    """What each trouble cost, and the sum of what was lost and doubled."""
    columns = (
        "ledger", "trouble", "happened", "records", "calls", "more calls", "runs after", "lost",
        "doubled", "kept",
    )  # fmt: skip
    table = _table("A load with one trouble", *columns, left=2)
    for each in figures:
        table.add_row(
            each.ledger,
            each.trouble,
            *(str(count) for count in (each.happened, each.records, each.calls, each.more_calls)),
            *(str(count) for count in (each.runs_after, each.lost, each.doubled)),
            _kept(each.kept),
        )
    total = [
        sum(getattr(each, name) for each in figures)
        for name in ("happened", "records", "calls", "more_calls", "runs_after", "lost", "doubled")
    ]
    table.add_row("together", "", *map(str, total), "")
    return table


def of_sizes(figures: Sequence[OutboxFigures]) -> Table:
    """Rows to the outbox by number of documents; ratios are against the smallest."""
    table = _outbox_table("Rows to the outbox, invoices of three lines", "documents")
    for each in figures:
        table.add_row(f"{each.documents:,}", *_outbox_cells(each, figures[0]))
    return table


def of_batches(figures: Sequence[OutboxFigures]) -> Table:
    """The same number of documents in batches of other sizes."""
    title = f"The same with {figures[0].documents:,} invoices, by LEDGER_SYNC_BATCH_ROWS"
    table = _outbox_table(title, "rows a batch")
    for each in figures:
        table.add_row(f"{each.batch_rows:,}", *_outbox_cells(each, figures[0]))
    return table


def _outbox_table(title: str, first: str) -> Table:
    shares = ("extract", "validate", "transform")
    memory = ("peak MiB", "grown by", "ratio")
    return _table(title, first, "per second", *shares, *memory, "idle s")


def _outbox_cells(each: OutboxFigures, first: OutboxFigures) -> list[str]:
    steps = (each.extract_seconds, each.validate_seconds, each.transform_seconds)
    return [
        f"{each.documents_per_second:,.0f}",
        *(f"{100 * step / each.seconds:.0f} %" for step in steps),
        str(each.peak_mebibytes),
        str(each.peak_mebibytes - each.base_mebibytes),
        f"{each.peak_mebibytes / first.peak_mebibytes:.2f}",
        f"{each.idle_seconds:.2f}",
    ]


def _kept(kept: bool) -> str:
    return "yes" if kept else "NO"


def _table(title: str, *columns: str, left: int = 1) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for place, name in enumerate(columns):
        table.add_column(name, justify="left" if place < left else "right")
    return table
