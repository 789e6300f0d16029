"""The table of the sync rules: every rule has a row, and a verdict that cannot flatter."""

import re

import pytest

from stack.rules import PAGE, Rule, read_rules, verdict

EXPECTED = {"C": 12, "X": 12, "Q": 15, "B": 5}


def test_every_rule_has_one_row() -> None:
    ids = [rule.id for rule in read_rules(PAGE.read_text())]

    assert ids == [f"{kind}-{n:02}" for kind, last in EXPECTED.items() for n in range(1, last + 1)]


def test_no_row_of_the_page_is_overlooked() -> None:
    page = PAGE.read_text()

    assert len(re.findall(r"^\| [A-Z]-\d", page, re.MULTILINE)) == len(read_rules(page))


def test_a_row_is_read_into_id_title_and_text() -> None:
    page = "| id | title | rule |\n|---|---|---|\n| C-01 | Waits | Nothing is sent. |\n"

    assert read_rules(page) == [Rule("C-01", "Waits", "Nothing is sent.")]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        pytest.param([], "no test", id="no test carries it"),
        pytest.param(["skipped"], "no test", id="a skipped test proves nothing"),
        pytest.param(["skipped", "passed"], "pass", id="one passed"),
        pytest.param(["passed", "failed"], "fail", id="one failed"),
    ],
)
def test_a_rule_is_judged_by_its_tests(outcomes: list, expected: str) -> None:
    assert verdict(outcomes) == expected
