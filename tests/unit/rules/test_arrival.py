"""A change of ours whose answer was lost is told from somebody's edit (B-02, C-10)."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_sync.rules.arrival import Shown, arrived

pytestmark = [pytest.mark.rule("B-02"), pytest.mark.rule("C-10")]

Line = dict[str, Any]


def there(name: str, **values: Any) -> Line:
    return {"id": name, "description": "Work", "tax": "T", **values}


def here(line: int, **values: Any) -> Line:
    return {"line": str(line), "description": "Work", "tax": "T", **values}


def test_a_change_that_the_ledger_does_not_show_never_came() -> None:
    then = {"reference": "old", "due_date": "1"}

    assert arrived(Shown(then, then, then, {**then, "reference": "new"}, {})) is None


def test_a_change_that_the_ledger_shows_was_answered() -> None:
    then = {"reference": "old", "due_date": "1"}
    now = {**then, "reference": "new"}

    found = arrived(Shown(then, now, then, now, {}))

    assert found is not None
    assert found.view == now


def test_what_somebody_changed_beside_it_stays_an_edit() -> None:
    then = {"reference": "old", "due_date": "1"}
    theirs = {"reference": "new", "due_date": "2"}

    found = arrived(Shown(then, theirs, then, {**then, "reference": "new"}, {}))

    assert found is not None
    assert found.view == {"reference": "new", "due_date": "1"}


def test_somebody_s_edit_alone_is_no_arrival() -> None:
    then = {"reference": "old", "due_date": "1"}
    theirs = {"reference": "old", "due_date": "2"}

    assert arrived(Shown(then, theirs, then, {**then, "reference": "new"}, {})) is None


def test_a_line_that_we_added_is_known_by_what_it_says_and_gets_its_id() -> None:
    agreed, before = {"lines": [there("a")]}, {"lines": [here(1)]}
    theirs = {"lines": [there("b", description="New"), there("a")]}
    sent = {"lines": [here(1), here(2, description="New", tax=None)]}

    found = arrived(Shown(agreed, theirs, before, sent, {"1": "a"}))

    assert found is not None
    assert found.line_ids == ("a", "b")
    assert found.view["lines"] == [there("a"), there("b", description="New")]


def test_a_line_that_we_took_away_and_that_is_gone_was_answered() -> None:
    agreed = {"lines": [there("a"), there("b")]}
    before, sent = {"lines": [here(1), here(2)]}, {"lines": [here(1)]}

    found = arrived(Shown(agreed, {"lines": [there("a")]}, before, sent, {"1": "a", "2": "b"}))

    assert found is not None
    assert found.view == {"lines": [there("a")]}


def test_a_line_that_somebody_added_is_not_taken_for_ours() -> None:
    agreed, before = {"lines": [there("a")]}, {"lines": [here(1)]}
    theirs = {"lines": [there("a"), there("c", description="Theirs")]}
    sent = {"lines": [here(1), here(2, description="New")]}

    assert arrived(Shown(agreed, theirs, before, sent, {"1": "a"})) is None
