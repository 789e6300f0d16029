"""`make rules`: every sync rule of `docs/rules.md` with what the tests say of it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from stack import rule_results
from stack.paths import ROOT
from stack.screen import make_console

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stack.paths import State
    from stack.rule_results import Outcome

PAGE = ROOT / "docs" / "rules.md"
ROW = re.compile(r"^\| ([CXQB]-\d{2}) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
STYLES = {"pass": "green", "fail": "bold red", "no test": "yellow"}


@dataclass(frozen=True)
class Rule:
    """One row of the page."""

    id: str
    title: str
    text: str


def read_rules(page: str) -> list[Rule]:
    """Read the rows of every table of the page."""
    return [Rule(*(part.strip() for part in match.groups())) for match in ROW.finditer(page)]


def verdict(outcomes: Iterable[Outcome]) -> str:
    """Judge one rule: a failed test fails it, and tests that were only skipped prove nothing."""
    found = set(outcomes)
    if "failed" in found:
        return "fail"
    return "pass" if "passed" in found else "no test"


def show(state: State) -> int:
    """Print the table; run the tests first where their results are missing or of another tree."""
    results = rule_results.load(state)
    if results is None:
        print("The tests have not run on this tree; running them ...", file=sys.stderr, flush=True)
        subprocess.run(["make", "test", "PYTEST_ARGS=-q"], cwd=ROOT, stdout=sys.stderr, check=False)
        results = rule_results.load(state)
    if results is None:
        print("The tests left no results; see above.", file=sys.stderr)
        return 1
    verdicts = _print(read_rules(PAGE.read_text()), results)
    return 1 if "fail" in verdicts else 0


def _print(rules: list[Rule], results: rule_results.Results) -> list[str]:
    table = Table("id", "rule", "result", "tests", title="Sync rules")
    verdicts = []
    for rule in rules:
        tests = results.rules.get(rule.id, {})
        judged = verdict(tests.values())
        verdicts.append(judged)
        table.add_row(rule.id, rule.title, Text(judged, STYLES[judged]), str(len(tests)))
    console = make_console()
    console.print(table)
    console.print(", ".join(f"{verdicts.count(each)} {each}" for each in STYLES))
    return verdicts
