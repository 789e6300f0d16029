"""How long Airflow takes to read each DAG file, and what those files import.

In a process of its own (``python -m bench.parsing``), for what is imported once stays imported. The
first reading pays for Airflow's own imports; the second is what the DAG processor does all day.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ledger_sync.files import PROJECT

HEAVY = ("great_expectations", "pandas", "requests")
"""What no DAG file may import while it is parsed: some eleven, two and a third of a second."""
READINGS = 5


@dataclass(frozen=True)
class ParseFigures:
    """One DAG file."""

    file: str
    dags: int
    warm_milliseconds: float
    heavy: tuple[str, ...]
    """Heavy modules that reading it brought in, which Airflow alone had not."""

    @property
    def kept(self) -> bool:
        """Whether nothing heavy came in."""
        return not self.heavy


def measure() -> list[ParseFigures]:
    """Measure in a process of its own, with an Airflow home of its own."""
    with TemporaryDirectory(prefix="ledger-sync-bench-") as folder:
        environment = {
            **os.environ,
            "AIRFLOW_HOME": folder,
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "PYTHONPATH": os.pathsep.join((str(PROJECT), str(PROJECT / "plugins"))),
        }
        command = [sys.executable, "-W", "ignore", "-m", "bench.parsing"]
        done = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, env=environment
        )
    found = json.loads(done.stdout.splitlines()[-1])
    return [ParseFigures(**{**each, "heavy": tuple(each["heavy"])}) for each in found]


def _measure_here() -> list[ParseFigures]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=PROJECT / "dags", collect_dags=False)
    return [_measure_file(bag, file) for file in sorted((PROJECT / "dags").glob("*.py"))]


def _measure_file(bag: Any, file: Path) -> ParseFigures:
    before = set(sys.modules)
    found = bag.process_file(str(file), only_if_updated=False)
    if bag.import_errors:
        raise RuntimeError(str(bag.import_errors))
    brought = set(sys.modules) - before
    return ParseFigures(
        file=file.name,
        dags=len(found),
        warm_milliseconds=min(_read(bag, file) for _ in range(READINGS)),
        heavy=tuple(name for name in HEAVY if name in brought),
    )


def _read(bag: Any, file: Path) -> float:
    began = time.perf_counter()
    bag.process_file(str(file), only_if_updated=False)
    return round(1000 * (time.perf_counter() - began), 1)


def main() -> None:
    """Measure in this process and print the figures as one line of JSON."""
    print(json.dumps([asdict(each) for each in _measure_here()]))


if __name__ == "__main__":
    main()
