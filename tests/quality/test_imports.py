"""Great Expectations and pandas stay out of whatever a DAG file may import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import ledger_sync

PACKAGE = Path(ledger_sync.__file__).parent
LIGHT = """
import sys
import ledger_sync.quality.checks, ledger_sync.quality.data_docs, ledger_sync.quality.frames
print([name for name in ("great_expectations", "pandas", "airflow") if name in sys.modules])
"""


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_only_the_quality_folder_knows_great_expectations():
    knowing = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        if any(name.split(".")[0] == "great_expectations" for name in imported(path))
    }

    assert knowing == {"quality"}


def test_importing_the_checks_costs_neither_library():
    done = subprocess.run(
        [sys.executable, "-c", LIGHT],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(PACKAGE.parent)},
    )

    assert done.stdout.strip() == "[]"
