"""Rows to the outbox: documents a second, peak memory, and which step takes the time.

Each size is measured in a child process of its own (``python -m bench.outbox``), because a peak of
memory cannot be taken back. A first small run pays for imports and for building the suites.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from ledger_sync.ledgers import ledger_named
from ledger_sync.settings import Settings
from ledger_sync.state.database import open_engine
from ledger_sync.steps.extract import extract
from ledger_sync.steps.transform import transform
from ledger_sync.steps.validate import validate

from bench import stage

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Ledger

COMPANIES = 4
CLIENTS = 250
"""A company; the same for every size, so that only the number of documents differs."""
LINES = 3
WARM_COMPANY = 90_001
WARM_INVOICES = 20
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class OutboxFigures:
    """One size, measured."""

    documents: int
    batch_rows: int
    extract_seconds: float
    validate_seconds: float
    transform_seconds: float
    idle_seconds: float
    """A run of the same steps afterwards, with nothing new in Klipboard."""
    base_mebibytes: int
    """What the process took before the measured run: Python, pandas, Great Expectations."""
    peak_mebibytes: int

    @property
    def seconds(self) -> float:
        """From Klipboard to the outbox."""
        return self.extract_seconds + self.validate_seconds + self.transform_seconds

    @property
    def documents_per_second(self) -> float:
        """How fast documents reach the outbox."""
        return self.documents / self.seconds


def measure(server_address: str, ledger: str, documents: int, batch_rows: int) -> OutboxFigures:
    """Measure one size in a process of its own."""
    address = stage.make_database(server_address, f"outbox_{ledger}_{documents}_{batch_rows}")
    engine = open_engine(address, name="bench")
    stage.fill(
        engine,
        first_company_id=1,
        companies=COMPANIES,
        clients=CLIENTS,
        invoices=documents // COMPANIES,
        lines=LINES,
    )
    stage.fill(
        engine,
        first_company_id=WARM_COMPANY,
        companies=1,
        clients=5,
        invoices=WARM_INVOICES,
        lines=LINES,
    )
    companies = [*range(1, COMPANIES + 1), WARM_COMPANY]
    stage.connect_unseen(engine, ledger, {each: f"tenant-{each}" for each in companies})
    engine.dispose()
    command = [sys.executable, "-m", "bench.outbox", address, ledger, str(batch_rows)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return OutboxFigures(**json.loads(done.stdout.splitlines()[-1]))


def _measure_here(address: str, ledger: Ledger, batch_rows: int) -> OutboxFigures:
    engine = open_engine(address, name="bench")
    chosen = Settings(batch_rows=batch_rows)
    _steps(engine, ledger, chosen, "warm", (WARM_COMPANY,))
    base = peak_bytes()
    companies = tuple(range(1, COMPANIES + 1))
    seconds = _steps(engine, ledger, chosen, "measured", companies)
    peak = peak_bytes()
    without_overlap = chosen.model_copy(update={"overlap_seconds": 0})
    idle = _steps(engine, ledger, without_overlap, "idle", companies)
    return OutboxFigures(
        documents=_documents(engine),
        batch_rows=batch_rows,
        extract_seconds=seconds[0],
        validate_seconds=seconds[1],
        transform_seconds=seconds[2],
        idle_seconds=round(sum(idle), 3),
        base_mebibytes=base // MEBIBYTE,
        peak_mebibytes=peak // MEBIBYTE,
    )


def _steps(
    engine: sa.Engine, ledger: Ledger, settings: Settings, name: str, companies: tuple[int, ...]
) -> tuple[float, float, float]:
    ports = stage.ports_without_ledger(engine, settings)
    times = [time.perf_counter()]
    run = extract(ports, ledger, stage.request(ledger.name, name, companies))
    times.append(time.perf_counter())
    validate(ports, ledger, run)
    times.append(time.perf_counter())
    transform(ports, ledger, run)
    times.append(time.perf_counter())
    first, second, third = (round(after - before, 3) for before, after in itertools.pairwise(times))
    return first, second, third


def _documents(engine: sa.Engine) -> int:
    """How many documents of the measured companies lie in the outbox."""
    statement = (
        "SELECT count(*) FROM sync.outbox JOIN sync.ledger_connections AS joined "
        "ON joined.id = ledger_connection_id "
        "WHERE entity = 'invoice' AND company_id <> :warm"
    )
    with engine.connect() as db:
        return int(db.execute(sa.text(statement), {"warm": WARM_COMPANY}).scalar_one())


def peak_bytes() -> int:
    """The most memory that this process ever had.

    Linux hands ``ru_maxrss`` down from the process that started this one, hence its own file first.
    """
    status = Path("/proc/self/status")
    if status.exists():
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    """Measure in this process and print the figures as one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("ledger")
    parser.add_argument("batch_rows", type=int)
    arguments = parser.parse_args()
    ledger = ledger_named(arguments.ledger)
    print(json.dumps(asdict(_measure_here(arguments.address, ledger, arguments.batch_rows))))


if __name__ == "__main__":
    main()
