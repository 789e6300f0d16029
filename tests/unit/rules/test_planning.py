"""What has to be done so that the ledger holds what it shall."""

from __future__ import annotations

import pytest
from ledger_sync.model import Action, Intent
from ledger_sync.rules.planning import action_for

from tests.unit.builders import a_link


@pytest.mark.rule("C-04")
@pytest.mark.rule("B-04")
@pytest.mark.parametrize(
    ("linked", "action"),
    [
        pytest.param(None, "create", id="unknown to the ledger"),
        pytest.param("other", "update", id="other content there"),
        pytest.param("mine", "skip", id="same content there"),
    ],
)
def test_content_is_created_updated_or_left_alone(linked: str | None, action: Action) -> None:
    link = a_link(fingerprint=linked) if linked else None

    assert action_for("upsert", link, "mine") == action


def test_a_link_without_agreed_content_is_updated() -> None:
    assert action_for("upsert", a_link(fingerprint=None), "mine") == "update"


@pytest.mark.rule("B-05")
@pytest.mark.parametrize("intent", ["void", "archive"])
def test_what_the_ledger_has_is_withdrawn_once(intent: Intent) -> None:
    assert action_for(intent, a_link(), "mine") == intent
    assert action_for(intent, a_link(withdrawn=True), "mine") == "skip"


@pytest.mark.rule("B-05")
@pytest.mark.parametrize("intent", ["void", "archive"])
def test_what_the_ledger_never_had_needs_no_withdrawal(intent: Intent) -> None:
    assert action_for(intent, None, "mine") == "skip"


def test_a_withdrawn_record_that_lives_again_is_updated() -> None:
    link = a_link(withdrawn=True, fingerprint="void")

    assert action_for("upsert", link, "mine") == "update"
