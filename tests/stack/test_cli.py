"""What the Makefile's variables become: options of the project's console."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from typer.testing import CliRunner

from stack import console
from stack.cli import app
from stack.paths import State

COMPANY = {"LEDGER": "xero", "COMPANY": "1"}


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command and the options that the console is called with."""
    words: list[str] = []

    def call(_state: State, command: str, options: Sequence[str]) -> int:
        words.extend((command, *options))
        return 3

    monkeypatch.setattr(console, "call", call)
    for name in ("AUTO", "STAY", "TENANT", "NEW", "ENTITY", "ID"):
        monkeypatch.delenv(name, raising=False)
    return words


@pytest.mark.parametrize(
    ("variables", "options"),
    [
        pytest.param({}, [], id="nothing more"),
        pytest.param({"NEW": "1"}, ["--new"], id="start over"),
        pytest.param({"NEW": "0"}, [], id="do not"),
        pytest.param({"NEW": "1", "TENANT": "t"}, ["--tenant", "t", "--new"], id="with that one"),
    ],
)
def test_connect_hands_on_what_was_asked_for(
    called: list[str], variables: dict[str, str], options: list[str]
) -> None:
    done = CliRunner().invoke(app, ["connect"], env={**COMPANY, **variables})

    assert called == ["connect", "--ledger", "xero", "--company", "1", *options]
    assert done.exit_code == 3


def test_unlink_names_the_record(called: list[str]) -> None:
    done = CliRunner().invoke(app, ["unlink"], env={**COMPANY, "ENTITY": "client", "ID": "17"})

    record = ["--entity", "client", "--id", "17"]
    assert called == ["unlink", "--ledger", "xero", "--company", "1", *record]
    assert done.exit_code == 3


@pytest.mark.parametrize("missing", ["ENTITY", "ID"])
def test_unlink_asks_for_what_is_missing(called: list[str], missing: str) -> None:
    given = {**COMPANY, "ENTITY": "client", "ID": "17"}
    del given[missing]

    done = CliRunner().invoke(app, ["unlink"], env=given)

    assert called == []
    assert done.exit_code == 2
    assert missing.lower() in done.output
