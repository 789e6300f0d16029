"""Parsing is light: nothing heavy is imported, nobody is called, no plugin is run by accident."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from stack.paths import ROOT

HEAVY = ("great_expectations", "pandas", "requests", "sandbox", "stack")
PARSE = """
import json, socket, sys

def refuse(*_args, **_kwargs):
    raise AssertionError("a DAG file opened a socket")

import airflow.sdk  # Airflow's own imports are no business of the DAG files
import airflow.dag_processing.dagbag as dagbag
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = refuse
before = set(sys.modules)
bag = dagbag.DagBag(dag_folder={folder!r})
loaded = sorted(set(sys.modules) - before)
print("RESULT" + json.dumps({{
    "dags": sorted(bag.dags),
    "errors": {{path: error for path, error in bag.import_errors.items()}},
    "heavy": [name for name in {heavy!r} if name in sys.modules],
    "steps": [name for name in loaded if name.startswith("ledger_sync")],
    "dags_a_file": {{item.file: item.dag_num for item in bag.dagbag_stats}},
}}))
"""
PLUGINS = """
import json, sys
before = set(sys.modules)
from airflow import plugins_manager
plugins, errors = plugins_manager._get_plugins()
print("RESULT" + json.dumps({
    "plugins": sorted(plugin.name for plugin in plugins if plugin.name),
    "errors": errors,
    "bare": sorted(name for name in ("client", "wire", "outbound", "model", "errors", "hook")
                   if name in sys.modules),
    "package": [name for name in sys.modules if name.startswith("ledger_sync.ledgers")],
    "http": sys.modules["http"].__file__ if "http" in sys.modules else None,
}))
"""


def told_by(program: str) -> dict[str, Any]:
    """Run a program in a process of its own; gives what it printed last."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.rpartition("RESULT")[2])
    return found


@pytest.fixture(scope="module")
def parsed() -> dict[str, Any]:
    return told_by(PARSE.format(folder=str(ROOT / "dags"), heavy=HEAVY))


def test_every_file_parses_without_opening_a_socket(parsed: dict[str, Any]) -> None:
    assert parsed["errors"] == {}
    assert parsed["dags"]


def test_neither_great_expectations_nor_pandas_nor_requests_is_imported(
    parsed: dict[str, Any],
) -> None:
    assert parsed["heavy"] == []


def test_a_dag_file_imports_names_and_pure_rooms_only(parsed: dict[str, Any]) -> None:
    allowed = {
        "ledger_sync",
        "ledger_sync.dag_run",
        "ledger_sync.errors",
        "ledger_sync.ledgers",
        "ledger_sync.ledgers.contract",
        "ledger_sync.model",
        "ledger_sync.retries",
        "ledger_sync.rules",
        "ledger_sync.steps",
        "ledger_sync.steps.request",
        "ledger_sync.task_defaults",
    }

    others = [name for name in parsed["steps"] if name not in allowed]

    assert [name for name in others if not is_pure(name)] == []


def is_pure(name: str) -> bool:
    """Rules, and the rooms of a ledger that import nothing but rules (its door needs ``auth``)."""
    calling = ("calls", "client", "hook", "items")
    parts = name.split(".")
    in_ledger = parts[:2] == ["ledger_sync", "ledgers"] and "".join(parts[3:]) not in calling
    return parts[:2] == ["ledger_sync", "rules"] or in_ledger


def test_the_dag_files_stay_few_and_say_which_dags_they_make(parsed: dict[str, Any]) -> None:
    counts = {file.lstrip("/"): number for file, number in parsed["dags_a_file"].items()}

    assert sum(counts.values()) == len(parsed["dags"])
    assert all(counts.values()), "a file without a DAG is parsed for nothing"


def test_the_plugin_manager_keeps_out_of_the_package() -> None:
    found = told_by(PLUGINS)

    assert (found["plugins"], found["errors"]) == (["sync_reports"], {})
    assert found["bare"] == []
    assert found["package"] == []
    assert found["http"] is None or "ledger_sync" not in found["http"]


def test_the_ignore_file_names_the_package() -> None:
    lines = (ROOT / "plugins" / ".airflowignore").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == ["ledger_sync/"]
