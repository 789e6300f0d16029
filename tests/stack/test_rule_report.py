"""What the tests say of the rules comes with their outcomes, from whichever process."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from stack import rule_results
from stack.paths import State
from tests import rule_report


def a_report(
    test: str,
    outcome: Literal["passed", "failed", "skipped"],
    *rules: str,
    when: Literal["setup", "call", "teardown"] = "call",
) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=test,
        location=("file.py", 1, test),
        keywords={},
        outcome=outcome,
        longrepr=None,
        when=when,
        user_properties=[("rule", each) for each in rules],
    )


def test_outcomes_are_kept_by_rule_and_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State(tmp_path)
    monkeypatch.setattr(rule_report, "PROJECT_STATE", state)
    report = rule_report.RuleReport(is_whole=True)

    for each in (
        a_report("one", "passed", "C-01", "X-02", when="setup"),
        a_report("one", "passed", "C-01", "X-02"),
        a_report("two", "passed", "C-01"),
        a_report("two", "failed", "C-01", when="teardown"),
        a_report("three", "skipped", "X-02", when="setup"),
        a_report("four", "passed"),
    ):
        report.pytest_runtest_logreport(each)
    report.pytest_sessionfinish(pytest.ExitCode.TESTS_FAILED)

    found = rule_results.load(state)
    assert found is not None
    assert found.rules == {
        "C-01": {"one": "passed", "two": "failed"},
        "X-02": {"one": "passed", "three": "skipped"},
    }


def test_an_interrupted_run_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(tmp_path)
    monkeypatch.setattr(rule_report, "PROJECT_STATE", state)

    rule_report.RuleReport(is_whole=True).pytest_sessionfinish(pytest.ExitCode.INTERRUPTED)

    assert rule_results.load(state) is None
