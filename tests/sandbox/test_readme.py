from __future__ import annotations

from pathlib import Path

import pytest

import sandbox
from sandbox.faults import Fault
from sandbox.xero.bookkeeper import ACTIONS
from sandbox.xero.switches import Switches

README = (Path(sandbox.__file__).parent / "README.md").read_text()


@pytest.mark.parametrize("name", list(Switches.model_fields))
def test_the_readme_lists_every_switch_with_its_default(name):
    field = Switches.model_fields[name]

    assert f"| `{name}` | `{field.default}` | {field.description} |" in README


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_the_readme_lists_what_the_bookkeeper_does(action):
    assert action in README


def test_the_readme_lists_every_kind_of_fault():
    kinds = Fault.model_json_schema()["properties"]["kind"]["enum"]

    assert [kind for kind in kinds if f"`{kind}`" not in README] == []
