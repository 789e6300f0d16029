"""pytest plugin: writes which sync rules the tests of this run proved, for `make rules`.

A test proves a rule by `@pytest.mark.rule("X-07")`. The report says of which tree it speaks, and
whether the whole of the tests ran; what becomes of it is decided in `stack/rules.py`.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from stack.paths import PROJECT_STATE
from stack.rule_results import Outcome, Results, fingerprint, save


class RuleReport:
    """Collects one outcome a test and rule."""

    def __init__(self, *, is_whole: bool) -> None:
        self.is_whole = is_whole
        self.tree = fingerprint()
        self.rules: dict[str, list[str]] = {}
        self.outcomes: dict[str, Outcome] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            ids = [str(mark.args[0]) for mark in item.iter_markers("rule")]
            if ids:
                self.rules[item.nodeid] = ids

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid not in self.rules:
            return
        if report.failed:
            self.outcomes[report.nodeid] = "failed"
        elif report.when == "call" or report.skipped:
            self.outcomes.setdefault(report.nodeid, "passed" if report.passed else "skipped")

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return  # interrupted: what did not run would look like a rule without a test
        by_rule: dict[str, dict[str, Outcome]] = defaultdict(dict)
        for test, ids in self.rules.items():
            for rule in ids:
                by_rule[rule][test] = self.outcomes.get(test, "skipped")
        save(PROJECT_STATE, Results(tree=self.tree, is_whole=self.is_whole, rules=dict(by_rule)))


def pytest_configure(config: pytest.Config) -> None:
    if config.option.collectonly:
        return
    option = config.option
    chosen = option.keyword or option.markexpr or option.file_or_dir or option.maxfail
    config.pluginmanager.register(RuleReport(is_whole=not chosen), "rule-report")
