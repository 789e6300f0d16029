"""Results of the tests by sync rule: where they lie, and of which tree they speak."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from stack.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from stack.paths import State

Outcome = Literal["passed", "failed", "skipped"]
# What a test's outcome can depend on.
FOLDERS = ("dags", "include", "plugins", "sandbox", "sql", "stack", "tests")
FILES = (
    "Makefile",
    "pyproject.toml",
    "requirements-dev.txt",
    "docs/rules.md",
    "docker-compose.yaml",
)
LEFT_OUT = ("__pycache__", ".hypothesis")


@dataclass(frozen=True)
class Results:
    """Outcome of every test of a rule, by rule and test."""

    tree: str
    is_whole: bool
    rules: dict[str, dict[str, Outcome]]


def fingerprint(root: Path = ROOT) -> str:
    """Name the content of everything that the tests depend on."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(root: Path) -> list[Path]:
    found = [path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file()]
    found += [root / name for name in FILES if (root / name).is_file()]
    return sorted(path for path in found if not set(LEFT_OUT) & set(path.parts))


def save(state: State, results: Results) -> None:
    """Keep the results of a whole run; a part of the tests proves nothing about the rest."""
    if not results.is_whole:
        return
    state.folder.mkdir(exist_ok=True)
    _place(state).write_text(json.dumps(asdict(results), indent=1))


def load(state: State) -> Results | None:
    """Read the results, if they speak of the tree as it is now."""
    if not _place(state).exists():
        return None
    results = Results(**json.loads(_place(state).read_text()))
    return results if results.tree == fingerprint() else None


def _place(state: State) -> Path:
    return state.folder / "rule-results.json"
