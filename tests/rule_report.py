"""pytest plugin: writes which sync rules the tests of this run proved, for `make rules`.

A test proves a rule by `@pytest.mark.rule("X-07")`. The report says of which tree it speaks, and
whether the whole of the tests ran; what becomes of it is decided in `stack/rules.py`.

Tests may run in several processes: each says the rules of a test with its outcome, and the one
that collects the outcomes writes them down.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from stack.paths import PROJECT_STATE
from stack.rule_results import Outcome, Results, fingerprint, save

RULE = "rule"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is a property of a test comes with its outcome, from whichever process."""
    for item in items:
        item.user_properties += [(RULE, str(mark.args[0])) for mark in item.iter_markers(RULE)]


class RuleReport:
    """Collects one outcome a test and rule."""

    def __init__(self, *, is_whole: bool) -> None:
        self.is_whole = is_whole
        self.tree = fingerprint()
        self.rules: dict[str, dict[str, Outcome]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, rule in report.user_properties:
            if name == RULE:
                self._note(self.rules[str(rule)], report)

    def _note(self, tests: dict[str, Outcome], report: pytest.TestReport) -> None:
        if report.failed:
            tests[report.nodeid] = "failed"
        elif report.when == "call" or report.skipped:
            tests.setdefault(report.nodeid, "passed" if report.passed else "skipped")

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return  # interrupted: what did not run would look like a rule without a test
        save(PROJECT_STATE, Results(tree=self.tree, is_whole=self.is_whole, rules=dict(self.rules)))


def pytest_configure(config: pytest.Config) -> None:
    if config.option.collectonly or hasattr(config, "workerinput"):
        return
    option = config.option
    chosen = option.keyword or option.markexpr or option.file_or_dir or option.maxfail
    config.pluginmanager.register(RuleReport(is_whole=not chosen), "rule-report")
