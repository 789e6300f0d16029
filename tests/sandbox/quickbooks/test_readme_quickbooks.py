from __future__ import annotations

from pathlib import Path

import pytest

import sandbox
from sandbox.quickbooks.bookkeeper import ACTIONS
from sandbox.quickbooks.switches import Limits, Switches

README = (Path(sandbox.__file__).parent / "README.md").read_text()


@pytest.mark.parametrize("name", list(Switches.model_fields))
def test_the_readme_lists_every_switch_with_its_default(name):
    field = Switches.model_fields[name]

    assert f"| `{name}` | `{field.default}` | {field.description} |" in README


@pytest.mark.parametrize("name", list(Limits.model_fields))
def test_the_readme_lists_every_limit_with_its_default(name):
    assert f"`{name}` {Limits.model_fields[name].default}" in README


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_the_readme_lists_what_the_bookkeeper_does(action):
    assert action in README.partition("**QuickBooks' bookkeeper:**")[2].partition("\n\n")[0]
