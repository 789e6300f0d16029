"""Runs the measurements, prints them as tables and keeps them as JSON.

Fails when a count is not as promised. Times are never judged: machines differ.
"""

from __future__ import annotations

import argparse
import json
import logging
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger_sync.files import PROJECT
from ledger_sync.ledgers import LEDGERS

from bench import calls, machine, matching, outbox, parsing, stage, tables, troubles, way_back
from stack.screen import make_console

SIZES = (1_000, 10_000, 100_000)
BATCH_ROWS = 5_000
"""The default of LEDGER_SYNC_BATCH_ROWS."""
OTHER_BATCH_ROWS = (500, 1_000, 20_000)
SIZE_OF_BATCH_COMPARISON = 10_000
CHANGED = (2_500, 10_000)
"""Records of one company that the ledger's people touch; the first for each ledger."""
FOLDER = PROJECT / ".stack" / "bench"
BASELINES = PROJECT / "bench" / "results"


def main(arguments: list[str] | None = None) -> None:
    """Measure everything; exit code 1 if a promise was not kept."""
    chosen = _options().parse_args(arguments)
    logging.disable(logging.WARNING)
    sizes = SIZES[:1] if chosen.quick else SIZES
    others = () if chosen.quick else OTHER_BATCH_ROWS
    ledgers = [chosen.ledger] if chosen.ledger else list(LEDGERS)
    changed = CHANGED[:1] if chosen.quick else CHANGED
    result = measure(ledgers, sizes, others, changed)
    path = _keep(result, BASELINES if chosen.baseline else FOLDER)
    make_console().print(f"\nKept in {path.relative_to(PROJECT)}.")
    raise SystemExit(0 if result["promises_kept"] else 1)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smallest size only")
    parser.add_argument(
        "--ledger", choices=list(LEDGERS), help="this ledger only; otherwise all, rows by the first"
    )
    parser.add_argument(
        "--baseline", action="store_true", help="keep the result in bench/results, to be committed"
    )
    return parser


def measure(
    ledgers: list[str],
    sizes: tuple[int, ...],
    other_batch_rows: tuple[int, ...],
    changed: tuple[int, ...],
) -> dict[str, Any]:
    """Measure, printing each table as it is complete; rows to the outbox for the first ledger."""
    ledger = ledgers[0]
    console = make_console()
    described = machine.describe()
    console.print(tables.of_machine(described))
    parsed = parsing.measure()
    console.print(tables.of_parsing(parsed))
    matched = matching.measure()
    console.print(tables.of_matching(matched))
    with stage.server() as server:
        called = [figures for each in ledgers for figures in calls.measure(server, each)]
        console.print(tables.of_calls(called))
        nights = _measure_nights(server, ledgers, changed)
        console.print(tables.of_nights(nights))
        disturbed = [figures for each in ledgers for figures in troubles.measure(server, each)]
        console.print(tables.of_troubles(disturbed))
        by_size = [outbox.measure(server, ledger, size, BATCH_ROWS) for size in sizes]
        console.print(tables.of_sizes(by_size))
        by_batch = [
            outbox.measure(server, ledger, SIZE_OF_BATCH_COMPARISON, rows)
            for rows in other_batch_rows
        ]
        same = [each for each in by_size if each.documents == SIZE_OF_BATCH_COMPARISON]
        if by_batch:
            by_batch = sorted([*by_batch, *same], key=lambda each: each.batch_rows)
            console.print(tables.of_batches(by_batch))
    kept = [each.kept for each in parsed]
    kept += [each.kept for each in matched]
    kept += [each.kept for each in called]
    kept += [each.kept for each in nights]
    kept += [each.kept for each in disturbed]
    return {
        "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "machine": described,
        "promises_kept": all(kept),
        "dag_files": [asdict(each) for each in parsed],
        "matching": [asdict(each) for each in matched],
        "calls": [asdict(each) for each in called],
        "way_back": [asdict(each) for each in nights],
        "troubles": [asdict(each) for each in disturbed],
        "outbox_by_size": [asdict(each) for each in by_size],
        "outbox_by_batch_rows": [asdict(each) for each in by_batch],
    }


def _measure_nights(
    server: str, ledgers: list[str], changed: tuple[int, ...]
) -> list[way_back.WayBackFigures]:
    """The way back: the smallest size of each ledger, the others of the first."""
    wanted = [(ledger, changed[0]) for ledger in ledgers]
    wanted += [(ledgers[0], records) for records in changed[1:]]
    return [
        figures
        for ledger, records in wanted
        for figures in way_back.measure(server, ledger, records)
    ]


def _keep(result: dict[str, Any], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result['at'][:10]}.json"
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return path
