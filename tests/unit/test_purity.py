"""*Pure* is a promise: such a module imports the standard library and other pure modules only."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_sync.ledgers import LEDGERS

PACKAGE = Path(__file__).resolve().parents[2] / "plugins" / "ledger_sync"
ROOMS_THAT_TOUCH_THE_WORLD = {
    "__init__", "auth", "calls", "changes", "client", "feed", "hook", "items", "pages",
}  # fmt: skip
"""Of a ledger; every other room is pure."""
TOUCHING = {"open", "print", "input", "now", "today", "utcnow", "time", "sleep", "getenv", "random"}
HEAVY = ("airflow", "great_expectations", "pandas")


def pure_files() -> list[Path]:
    return [
        PACKAGE / "model.py",
        PACKAGE / "errors.py",
        PACKAGE / "ledgers" / "contract.py",
        PACKAGE / "ledgers" / "reader.py",
        PACKAGE / "ledgers" / "views.py",
        PACKAGE / "source" / "rows.py",
        *sorted((PACKAGE / "rules").rglob("*.py")),
        *(
            room
            for ledger in LEDGERS
            for room in sorted((PACKAGE / "ledgers" / ledger).glob("*.py"))
            if room.stem not in ROOMS_THAT_TOUCH_THE_WORLD
        ),
    ]


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            folder = PACKAGE.parent.joinpath(*(node.module or "").split("."))
            for alias in node.names:
                is_module = (folder / f"{alias.name}.py").exists()
                yield f"{node.module}.{alias.name}" if is_module else str(node.module)


@pytest.mark.parametrize("path", pure_files(), ids=module_name)
def test_a_pure_module_imports_only_the_standard_library_and_pure_modules(path: Path) -> None:
    pure = {module_name(each) for each in pure_files()}

    foreign = [
        name
        for name in imports_of(path)
        if name not in pure and name.partition(".")[0] not in sys.stdlib_module_names
    ]

    assert foreign == []


@pytest.mark.parametrize("path", pure_files(), ids=module_name)
def test_a_pure_module_opens_nothing_prints_nothing_and_asks_no_clock(path: Path) -> None:
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))

    touched = {ast.unparse(call.func).rpartition(".")[2] for call in calls} & TOUCHING

    assert touched == set()


def test_the_unit_tests_load_neither_airflow_nor_great_expectations_nor_pandas() -> None:
    tests = Path(__file__).parent.rglob("*.py")
    modules = sorted(
        {name for path in tests for name in imports_of(path) if name.startswith("ledger_sync")}
    )
    program = (
        f"import importlib, sys; [importlib.import_module(name) for name in {modules!r}]; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        check=False,
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")
